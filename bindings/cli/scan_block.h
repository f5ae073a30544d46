/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file in blocks, so that whatever its size it takes little memory, and so
 * that every match is found once, at its offset in the whole.
 *
 * A block ends after a line, or, where a line is longer than SCAN_LINE_REACH,
 * after a byte that no candidate holds (a blank, a quote). Text without one for
 * SCAN_CONTEXT bytes is scanned in blocks that overlap on both sides: each
 * match belongs to the block in whose middle it begins, and has all its
 * surroundings there.
 *
 * UTF-16, told by the byte order mark at the file's start, is cut between code
 * units, and the mark is put before every block.
 *
 * A stream fills one block again and again (begin, cut, next). A range of a
 * file (scan_range.c) finds the same kind of boundaries from what lies around
 * it, without knowing the rest.
 */
#ifndef TAMIS_CLI_SCAN_BLOCK_H
#define TAMIS_CLI_SCAN_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_BLOCK_SIZE ((size_t)1 << 20)
/* Longer than any candidate: a URL of 4096 bytes, each byte escaped. */
#define SCAN_CONTEXT ((size_t)1 << 14)
/* How far back the end of a line is looked for. */
#define SCAN_LINE_REACH ((size_t)1 << 16)
#define SCAN_MARK_SIZE  ((size_t)2) /* of UTF-16's byte order mark */

struct scan_encoding {
    uint8_t unit_size; /* 1, or 2 for UTF-16; 0: the start was not seen yet */
    bool is_big_endian;
};

struct scan_block {
    char *bytes;     /* SCAN_BLOCK_SIZE, the caller's */
    size_t size;     /* filled */
    uint64_t offset; /* of bytes[0] in the file; a put-in mark counts */
    size_t fresh_first,
        fresh_end;   /* matches that begin here are this block's */
    size_t scan_end; /* what to scan: the fresh part and what it may look at */
    struct scan_encoding encoding;
};

/* Told by a file's first bytes. */
struct scan_encoding scan_encoding_find(const char *bytes, size_t size);
/* Puts the byte order mark there. Nothing where there is none. */
void scan_encoding_put_mark(struct scan_encoding encoding, char *bytes);
/* The last place up to `at`, and not far before it, where bytes[0..at) may be
 * cut without looking at the rest; 0 when there is none. */
size_t scan_encoding_boundary(struct scan_encoding encoding, const char *bytes,
                              size_t at);

void scan_block_begin(struct scan_block *block, char *bytes);
/* The bytes were filled up to block->size: finds what is fresh. is_last: the
 * file ends here. */
void scan_block_cut(struct scan_block *block, bool is_last);
/* Cuts after the last line that is whole, because more may come late. False,
 * with nothing cut, when there is none. */
bool scan_block_cut_line(struct scan_block *block);
/* Moves on: keeps what the next block needs at the front. */
void scan_block_next(struct scan_block *block);
/* Lines that end in bytes[from..to). */
uint64_t scan_block_lines(const struct scan_block *block, size_t from,
                          size_t to);

#endif

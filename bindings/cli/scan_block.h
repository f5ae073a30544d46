/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file in blocks, so that whatever its size it takes little memory, and so
 * that every match is found once, at its offset in the whole.
 *
 * A block ends after a line, and grows until it holds one. A line longer than
 * line_max is scanned in blocks that overlap on both sides: each match belongs
 * to the block in whose middle it begins, and has all its surroundings there.
 * Literals and regexes then take each such block for a line.
 *
 * UTF-16, told by the byte order mark at the file's start, is cut between code
 * units, and the mark is put before every block.
 *
 * A stream fills one block again and again (begin, cut, next). Ranges of a file
 * (scan_range.c) are cut in the same places by who makes them (scan_cut.h).
 */
#ifndef TAMIS_CLI_SCAN_BLOCK_H
#define TAMIS_CLI_SCAN_BLOCK_H

#include <tamis/match.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_BLOCK_SIZE ((size_t)1 << 20)
/* A longer line is taken for several. */
#define SCAN_LINE_MAX ((size_t)16 << 20)
/* What overlaps then: more than any candidate or literal takes, in UTF-16. */
#define SCAN_CONTEXT ((size_t)TAMIS_SCAN_REACH_MAX * 2)
/* Read at a time where the end of a line is looked for. */
#define SCAN_LINE_REACH ((size_t)1 << 16)
#define SCAN_MARK_SIZE  ((size_t)2) /* of UTF-16's byte order mark */

_Static_assert(SCAN_CONTEXT % 2 == 0, "UTF-16 is cut between units");
_Static_assert(SCAN_BLOCK_SIZE > 4 * SCAN_CONTEXT,
               "of a block with both overlaps half is fresh");

struct scan_encoding {
    uint8_t unit_size; /* 1, or 2 for UTF-16; 0: the start was not seen yet */
    bool is_big_endian;
};

/* Memory for blocks, one after the other. */
struct scan_buffer {
    char *bytes;
    size_t capacity;
};

struct scan_block {
    struct scan_buffer *buffer;
    char *bytes;     /* in it */
    size_t size;     /* filled */
    size_t target;   /* how much is to be filled: at most the capacity */
    size_t line_max; /* see above */
    uint64_t offset; /* of bytes[0] in the file; a put-in mark counts */
    size_t fresh_first,
        fresh_end;   /* matches that begin here are this block's */
    size_t scan_end; /* what to scan: the fresh part and what it may look at */
    struct scan_encoding encoding;
    bool is_in_long_line; /* the fresh part ends in a line that is too long */
    bool has_long_line;   /* since somebody looked */
};

/* Told by a file's first bytes. */
struct scan_encoding scan_encoding_find(const char *bytes, size_t size);
/* Puts the byte order mark there. Nothing where there is none. */
void scan_encoding_put_mark(struct scan_encoding encoding, char *bytes);
/* Behind the last line that ends in bytes[from..to), or the first one; 0 when
 * there is none. from is the begin of a unit. */
size_t scan_encoding_last_line(struct scan_encoding encoding, const char *bytes,
                               size_t from, size_t to);
size_t scan_encoding_first_line(struct scan_encoding encoding,
                                const char *bytes, size_t from, size_t to);

/* Room for so many bytes, what is there kept. False when memory is out. */
bool scan_buffer_reserve(struct scan_buffer *buffer, size_t capacity);
void scan_buffer_release(struct scan_buffer *buffer);

/* False when memory for SCAN_BLOCK_SIZE is out. */
bool scan_block_begin(struct scan_block *block, struct scan_buffer *buffer,
                      size_t line_max);
/* The bytes were filled up to block->target, or to the file's end (is_last):
 * finds what is fresh. False when there is room for more of its line now: then
 * fill it further. */
bool scan_block_cut(struct scan_block *block, bool is_last);
/* Cuts after the last line that is whole, because more may come late. False,
 * with nothing cut, when there is none. */
bool scan_block_cut_line(struct scan_block *block);
/* Moves on: keeps what the next block needs at the front. */
void scan_block_next(struct scan_block *block);
/* Lines that end in bytes[from..to). */
uint64_t scan_block_lines(const struct scan_block *block, size_t from,
                          size_t to);

#endif

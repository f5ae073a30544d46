/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-16 text in chunks of UTF-8, with a way back to the original offsets.
 *
 * A chunk ends behind a line. One that would hold no line's end grows to
 * UTF16_CHUNK_UTF8_SIZE; a line that is longer still comes in chunks that
 * overlap: what begins in the fresh part of one is its own, and all that it may
 * look at is in it.
 */
#ifndef TAMIS_MATCH_UTF16_H
#define TAMIS_MATCH_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest chunk. */
#define UTF16_CHUNK_UTF8_SIZE ((size_t)1 << 20)
/* Where a chunk is cut if there is a line's end. */
#define UTF16_CHUNK_SIZE ((size_t)64 << 10)
/* From a place in the chunk to one in the text goes a step of a table, and at
 * most so many bytes. */
#define UTF16_STEP_SIZE  256u
#define UTF16_STEP_COUNT (UTF16_CHUNK_UTF8_SIZE / UTF16_STEP_SIZE)

struct utf16 {
    const uint8_t *text; /* after the byte order mark */
    size_t size;
    bool is_big_endian;
    bool is_in_cut_line;
    uint64_t cut_lines; /* lines that came in several chunks */
    size_t next;        /* where in text the next chunk begins */
    size_t next_fresh;  /* and what is fresh then */
    /* Of the present chunk: where it begins in text, how far it was read, and
     * what is fresh of its UTF-8. */
    size_t chunk_start, position, chunk_size;
    size_t fresh_first, fresh_end;
    size_t step_count;
    /* For each step the character that begins in it first: units from the
     * chunk's begin, and by the lowest two bits how far behind the step. */
    uint32_t steps[UTF16_STEP_COUNT];
};

/* utf16_begin() is true when text begins with a UTF-16 byte order mark. */
bool utf16_begin(struct utf16 *utf16, const void *text, size_t size);
/* utf16_next() writes the next chunk and returns its size, 0 at the end.
 * Lone surrogates become U+FFFD; an odd last byte is left out. */
size_t utf16_next(struct utf16 *utf16, uint8_t *chunk);
/* utf16_offset() maps an offset in the present chunk to one in the original
 * text, byte order mark included. Cost: constant. */
size_t utf16_offset(const struct utf16 *utf16, size_t chunk_offset);

/* What begins there is the present chunk's own. */
static inline bool utf16_is_fresh(const struct utf16 *utf16, size_t offset)
{
    return offset >= utf16->fresh_first && offset < utf16->fresh_end;
}

/* utf16_read_point() writes the character that size bytes (2 at least) begin
 * with as UTF-8, up to 4 bytes, and returns how many; *taken are those of the
 * UTF-16. utf16_is_first_half() tells whether two bytes are half of one. */
size_t utf16_read_point(const uint8_t *bytes, size_t size, bool is_big_endian,
                        uint8_t *to, size_t *taken);
bool utf16_is_first_half(const uint8_t *bytes, bool is_big_endian);

#endif

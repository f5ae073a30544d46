/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 text in chunks of UTF-8, with a way back to the original offsets. */
#ifndef TAMIS_MATCH_UTF16_H
#define TAMIS_MATCH_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code units in a chunk, and the UTF-8 bytes that they can become. A chunk is
 * cut at a blank unless a single token fills it, longer than any candidate. */
#define UTF16_CHUNK_UNITS     32768u
#define UTF16_CHUNK_UTF8_SIZE (UTF16_CHUNK_UNITS * 3u)

struct utf16 {
    const uint8_t *text; /* after the byte order mark */
    size_t size;
    size_t position;    /* bytes of text already given as chunks */
    size_t chunk_start; /* where the present chunk begins in text */
    size_t chunk_end;
    bool is_big_endian;
};

/* utf16_begin() is true when text begins with a UTF-16 byte order mark. */
bool utf16_begin(struct utf16 *utf16, const void *text, size_t size);
/* utf16_next() writes the next chunk and returns its size, 0 at the end.
 * Lone surrogates become U+FFFD; an odd last byte is left out. */
size_t utf16_next(struct utf16 *utf16, uint8_t *chunk);
/* utf16_offset() maps an offset in the present chunk to one in the original
 * text, byte order mark included. Cost: linear in the chunk. */
size_t utf16_offset(const struct utf16 *utf16, size_t chunk_offset);

/* utf16_read_point() writes the character that size bytes (2 at least) begin
 * with as UTF-8, up to 4 bytes, and returns how many; *taken are those of the
 * UTF-16. utf16_is_first_half() tells whether two bytes are half of one. */
size_t utf16_read_point(const uint8_t *bytes, size_t size, bool is_big_endian,
                        uint8_t *to, size_t *taken);
bool utf16_is_first_half(const uint8_t *bytes, bool is_big_endian);

#endif

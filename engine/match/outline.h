/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The outline of a piece of text: where its words are, and which of them could
 * hold a candidate at all. A word stands between gaps (blanks, control bytes,
 * quotes and angle brackets), over which no candidate of extract.h goes, in
 * whatever way its bytes are read.
 *
 * Most words of a log hold none; of the rest nearly all are plain: no byte of
 * them means anything else than what it says.
 */
#ifndef TAMIS_MATCH_OUTLINE_H
#define TAMIS_MATCH_OUTLINE_H

#include "simd/scan_kernels.h"

#include <stdbool.h>

/* Blocks of a piece; 8 KiB, so that all that is known of it stays close. */
#define OUTLINE_BLOCKS 128u
#define OUTLINE_SIZE   (OUTLINE_BLOCKS * SCAN_BLOCK_SIZE)
/* One block of gaps in front of the piece and two behind: searches end there,
 * and windows that begin in the first. */
#define OUTLINE_WORDS (OUTLINE_BLOCKS + 3)

/*
 * Bits of the piece, one array for each class. Places are bit numbers: the
 * first byte of the piece is at OUTLINE_FIRST.
 */
#define OUTLINE_FIRST SCAN_BLOCK_SIZE

struct outline {
    const uint8_t *bytes; /* the byte of place 0 is at bytes + 0 */
    size_t end;           /* place behind the last whole word */
    uint64_t gap[OUTLINE_WORDS];
    uint64_t name[OUTLINE_WORDS];
    uint64_t letter[OUTLINE_WORDS];     /* name bytes that are no digits */
    uint64_t beyond_hex[OUTLINE_WORDS]; /* name bytes that are no hex digits */
    uint64_t joint[OUTLINE_WORDS];      /* dots between name bytes */
    uint64_t run[OUTLINE_WORDS];        /* name bytes and joints */
    uint64_t stop[OUTLINE_WORDS];
    uint64_t comma[OUTLINE_WORDS];
    uint64_t at[OUTLINE_WORDS];
    uint64_t scheme[OUTLINE_WORDS]; /* colons of :// */
    uint64_t digest[OUTLINE_WORDS]; /* sixteen hex digits begin */
    uint64_t colons[OUTLINE_WORDS]; /* what may be an IPv6 address */
    uint64_t odd[OUTLINE_WORDS];    /* bytes from 0x80, marks and escapes */
    uint64_t rare[OUTLINE_WORDS];   /* odd, colons, at, scheme, digest */
    uint64_t anchor[OUTLINE_WORDS]; /* a candidate needs one of them */
    struct scan_marks marks[OUTLINE_WORDS];
};

/*
 * outline_draw() looks at text from `start` on, as far as it goes, and returns
 * how many bytes: whole words, unless one is longer than the piece; then
 * *is_cut is set, and the words are not to be asked for.
 */
size_t outline_draw(struct outline *outline, const struct scan_kernels *kernels,
                    const uint8_t *text, size_t size, size_t start,
                    bool *is_cut);

/* The first place from `from` on with a bit; there must be one. */
static inline size_t outline_next(const uint64_t *bits, size_t from)
{
    size_t number = from / 64;
    uint64_t word = bits[number] >> (from % 64) << (from % 64);

    while (word == 0)
        word = bits[++number];
    return number * 64 + (size_t)__builtin_ctzll(word);
}

/* The first place from `from` on and before `end` with a bit; or end. */
static inline size_t outline_next_before(const uint64_t *bits, size_t from,
                                         size_t end)
{
    size_t number = from / 64;
    uint64_t word = bits[number] >> (from % 64) << (from % 64);
    size_t place;

    while (word == 0) {
        if (++number * 64 >= end)
            return end;
        word = bits[number];
    }
    place = number * 64 + (size_t)__builtin_ctzll(word);
    return place < end ? place : end;
}

/* The first place from `from` on without a bit; there must be one. */
static inline size_t outline_next_clear(const uint64_t *bits, size_t from)
{
    size_t number = from / 64;
    uint64_t word = ~bits[number] >> (from % 64) << (from % 64);

    while (word == 0)
        word = ~bits[++number];
    return number * 64 + (size_t)__builtin_ctzll(word);
}

/* The last place before `from` with a bit; there must be one. */
static inline size_t outline_last(const uint64_t *bits, size_t from)
{
    size_t number = (from - 1) / 64;
    uint64_t word =
        bits[number] << (63 - (from - 1) % 64) >> (63 - (from - 1) % 64);

    while (word == 0)
        word = bits[--number];
    return number * 64 + 63 - (size_t)__builtin_clzll(word);
}

/* The last place before `from` without a bit; there must be one. */
static inline size_t outline_last_clear(const uint64_t *bits, size_t from)
{
    size_t number = (from - 1) / 64;
    uint64_t word =
        ~bits[number] << (63 - (from - 1) % 64) >> (63 - (from - 1) % 64);

    while (word == 0)
        word = ~bits[--number];
    return number * 64 + 63 - (size_t)__builtin_clzll(word);
}

/* 64 bits from a place on; what is behind the piece is 0. */
static inline uint64_t outline_window(const uint64_t *bits, size_t from)
{
    const uint64_t *words = bits + from / 64;
    unsigned shift = from % 64;

    return words[0] >> shift | words[1] << 1 << (63 - shift);
}

static inline bool outline_has(const uint64_t *bits, size_t from, size_t end)
{
    return outline_next_before(bits, from, end) < end;
}

#endif

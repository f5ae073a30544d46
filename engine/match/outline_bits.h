/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays of bits, one for each byte of a piece: see outline.h. There are words
 * before and behind whatever is asked for. */
#ifndef TAMIS_MATCH_OUTLINE_BITS_H
#define TAMIS_MATCH_OUTLINE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* 64 bits in front of a place, the last of them the highest. */
static inline uint64_t outline_before(const uint64_t *bits, size_t place)
{
    const uint64_t *words = bits + place / 64 - 1;
    unsigned shift = place % 64;

    return words[0] >> shift | words[1] << 1 << (63 - shift);
}

static inline bool outline_is_set(const uint64_t *bits, size_t place)
{
    return bits[place / 64] >> (place % 64) & 1;
}

/*
 * A bit behind each run that holds a mark: a mark that is added to its run
 * carries to the run's end, also out of a block and into the next, by *carry,
 * which is 0 in front of the first. Marks are in runs.
 */
static inline uint64_t outline_ends(uint64_t runs, uint64_t marks,
                                    uint64_t *carry)
{
    uint64_t sum = runs + marks;
    uint64_t all = sum + *carry;

    *carry = (sum < runs) | (all < sum);
    return all & ~runs;
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

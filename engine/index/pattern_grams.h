/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The innermost loop over text: at which places may a listed gram be? A gram is
 * four or eight bytes with the bit set that tells capital letters, and its hash
 * says a word of the filter and two bits of it. Where grams of each literal are
 * listed at an even and at an odd offset, every second place is enough.
 */
#ifndef TAMIS_INDEX_PATTERN_GRAMS_H
#define TAMIS_INDEX_PATTERN_GRAMS_H

#include "base/bytes.h"

#include <tamis/status.h>

/* Places that one call looks at, at most. */
#define PATTERN_GRAMS_BATCH 4096u
#define PATTERN_GRAMS_FOLD  UINT32_C(0x20202020)

struct pattern_grams {
    const uint32_t *words; /* a power of two of them */
    uint32_t shift;        /* 32 less their binary logarithm; 3 to 31 */
    uint32_t low, high;    /* odd factors; high is 0 for grams of four */
    uint32_t stride;       /* 1, or 2: places with an even number alone */
};

/* Four bytes of a gram, and the four behind them (anything when high is 0). */
static inline uint32_t pattern_grams_hash(const struct pattern_grams *grams,
                                          uint32_t first, uint32_t second)
{
    uint32_t hash = (first | PATTERN_GRAMS_FOLD) * grams->low +
                    (second | PATTERN_GRAMS_FOLD) * grams->high;

    return hash ^ hash >> 15;
}

/* The bits of a word: by the lowest ten bits of the hash, mixed once more so
 * that they are not those that say which word. */
static inline uint32_t pattern_grams_bits(uint32_t hash)
{
    uint32_t mixed = hash * UINT32_C(0x9e3779b1);

    return UINT32_C(1) << (mixed >> 27) | UINT32_C(1) << (mixed >> 22 & 31);
}

/*
 * The places below count, at most PATTERN_GRAMS_BATCH, at which the filter has
 * the gram, in order; how many. From each place eight bytes can be read, or
 * four where grams have four. `size` bytes can be read from text.
 */
typedef size_t pattern_grams_find(const struct pattern_grams *grams,
                                  const uint8_t *text, size_t size,
                                  size_t count, uint16_t *places);

pattern_grams_find pattern_grams_find_scalar; /* the specification */
#if defined(__x86_64__)
pattern_grams_find pattern_grams_find_avx2;
#endif

#endif

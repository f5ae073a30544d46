/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands in front of a table (read side): half a cache line says of nearly
 * every key that is not listed that it is not.
 *
 * A filter never says no to a listed key, and yes to few others; a hostile
 * file's filter says what it likes, inside of its blocks.
 */
#ifndef TAMIS_INDEX_MEMBER_FILTER_H
#define TAMIS_INDEX_MEMBER_FILTER_H

#include "simd/filter_block.h"
#include "simd/kernels.h"

#include <stdbool.h>

struct member_filter {
    const struct kernels *kernels;
    const uint8_t *blocks;
    uint32_t block_count; /* 0: no filter, every key may be there */
};

static inline void member_filter_prefetch(const struct member_filter *filter,
                                          uint64_t hash)
{
    /* Without blocks this is an address that nobody reads. */
    __builtin_prefetch(filter->blocks +
                       (size_t)filter_block_number(hash, filter->block_count) *
                           FILTER_BLOCK_SIZE);
}

/* Which of at most KERNELS_BATCH_MAX hashes may be there, one bit each. */
uint64_t member_filter_test(const struct member_filter *filter,
                            const uint64_t *hashes, size_t count);
/* The same, and in *gates which of them may be there as gates. */
uint64_t member_filter_test_gates(const struct member_filter *filter,
                                  const uint64_t *hashes, size_t count,
                                  uint64_t *gates);

static inline bool member_filter_has(const struct member_filter *filter,
                                     uint64_t hash)
{
    return !filter->block_count ||
           filter->kernels->filter_test(filter->blocks, filter->block_count,
                                        &hash, 1) != 0;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a step of keys of one size goes past the filter of an exact table, once
 * per instruction set. The scalar table is the specification.
 */
#ifndef TAMIS_INDEX_EXACT_FIND_H
#define TAMIS_INDEX_EXACT_FIND_H

#include "index/exact_table_read.h"

struct exact_find {
    uint32_t required; /* CPU_* bits */
    /* Hashes keys in runs and asks for their blocks of the filter: both go
     * into the step. The table is not empty. */
    void (*begin)(const struct exact_table *table, struct exact_step *step);
    /* Which keys may be there, by hashes and blocks, which there are. */
    uint64_t (*filter)(const struct exact_step *step);
};

extern const struct exact_find exact_find_scalar;
#if defined(__x86_64__)
extern const struct exact_find exact_find_avx2;
#endif

/* The table of the same instruction set. */
const struct exact_find *exact_find_pick(const struct kernels *kernels);

/* The n-th key's hash is known. */
static inline void exact_step_ask(const struct exact_table *table,
                                  struct exact_step *step, size_t n,
                                  uint64_t hash)
{
    /* Without blocks this is an address that nobody reads. */
    uintptr_t block =
        (uintptr_t)table->filter.blocks +
        (size_t)filter_block_number(hash, table->filter.block_count) *
            FILTER_BLOCK_SIZE;

    step->hashes[n] = hash;
    step->blocks[n] = block;
    __builtin_prefetch((const void *)block);
}

#endif

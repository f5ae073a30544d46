/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a member filter: docs/FILE_FORMAT.md, "Member filter". What a
 * key sets in its block is in simd/filter_block.h. */
#ifndef TAMIS_INDEX_MEMBER_FILTER_LAYOUT_H
#define TAMIS_INDEX_MEMBER_FILTER_LAYOUT_H

#include "simd/filter_block.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/* Two make a cache line, and none lies in two. */
struct member_filter_block_layout {
    uint32_t words[FILTER_BLOCK_WORDS];
};

_Static_assert(sizeof(struct member_filter_block_layout) == FILTER_BLOCK_SIZE,
               "file format");

/* The blocks for as many keys: even, so that cache lines follow. Each kind of
 * table chooses its bits for a key; see docs/decisions/0005-exact-keys.md. */
static inline uint32_t member_filter_block_count(uint64_t key_count,
                                                 uint32_t key_bits)
{
    return (uint32_t)((key_count * key_bits + 511) / 512 * 2);
}

#endif

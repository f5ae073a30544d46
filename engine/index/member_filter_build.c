/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/member_filter_build.h"

#include "base/bytes.h"

static uint8_t *find_block(uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    return blocks +
           (size_t)filter_block_number(hash, block_count) * FILTER_BLOCK_SIZE;
}

/* Returns the bit if it was not set before. */
static uint32_t set_bit(uint8_t *at, uint32_t bit)
{
    uint32_t word = load_le32(at);

    store_le32(at, word | bit);
    return bit & ~word;
}

bool member_filter_add(uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    uint8_t *block = find_block(blocks, block_count, hash);
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        missing |= set_bit(block + (size_t)n * 4, filter_block_bit(n, hash));
    return missing != 0;
}

bool member_filter_add_gate(uint8_t *blocks, uint32_t block_count,
                            uint64_t hash)
{
    uint8_t *block = find_block(blocks, block_count, hash);
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        missing |=
            set_bit(block + (size_t)n * 4, filter_block_gate_bit(n, hash));
    return missing != 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/member_filter_build.h"

#include "base/bytes.h"

static bool set_bits(uint8_t *blocks, uint32_t number, uint32_t bits)
{
    uint8_t *block = blocks + (size_t)number * FILTER_BLOCK_SIZE;
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++) {
        uint8_t *at = block + (size_t)n * 4;
        uint32_t word = load_le32(at), bit = filter_block_bit(n, bits);

        missing |= bit & ~word;
        store_le32(at, word | bit);
    }
    return missing != 0;
}

bool member_filter_add(uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    return set_bits(blocks, filter_block_number(hash, block_count),
                    filter_block_bits(hash));
}

bool member_filter_add_gate(uint8_t *blocks, uint32_t block_count,
                            uint64_t hash)
{
    return set_bits(blocks, filter_block_number(hash, block_count),
                    filter_block_gate_bits(hash));
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/member_filter_build.h"

#include "base/bytes.h"
#include "base/error.h"

static uint8_t *find_block(uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    return blocks +
           (size_t)filter_block_number(hash, block_count) * FILTER_BLOCK_SIZE;
}

static void set_bit(uint8_t *at, uint32_t bit)
{
    store_le32(at, load_le32(at) | bit);
}

void member_filter_add(uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    uint8_t *block = find_block(blocks, block_count, hash);

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        set_bit(block + (size_t)n * 4, filter_block_bit(n, hash));
}

void member_filter_add_gate(uint8_t *blocks, uint32_t block_count,
                            uint64_t hash)
{
    uint8_t *block = find_block(blocks, block_count, hash);

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        set_bit(block + (size_t)n * 4, filter_block_gate_bit(n, hash));
}

tamis_status member_filter_write(const uint64_t *hashes, size_t count,
                                 uint32_t block_count, struct byte_sink *sink,
                                 tamis_error *error)
{
    size_t at = 0;

    for (uint32_t block = 0; block < block_count; block++) {
        uint32_t words[FILTER_BLOCK_WORDS] = {0};
        uint8_t *room;

        for (; at < count &&
               filter_block_number(hashes[at], block_count) == block;
             at++)
            for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
                words[n] |= filter_block_bit(n, hashes[at]);
        TRY(byte_sink_reserve(sink, FILTER_BLOCK_SIZE, &room, error));
        for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
            store_le32(room + (size_t)n * 4, words[n]);
    }
    return TAMIS_OK;
}

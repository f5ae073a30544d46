/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of a member filter (split-block Bloom filter): 256 bits as eight
 * words of 32, one bit of each for a key. docs/FILE_FORMAT.md, "Member filter".
 */
#ifndef TAMIS_SIMD_FILTER_BLOCK_H
#define TAMIS_SIMD_FILTER_BLOCK_H

#include <stdint.h>

#define FILTER_BLOCK_WORDS 8
#define FILTER_BLOCK_SIZE  32

/* The first bits behind the point of e, made odd. The top five bits of a
 * product say which bit of a word. */
#define FILTER_BLOCK_SALTS                                                     \
    {                                                                          \
        UINT32_C(0xb7e15163), UINT32_C(0x8aed2a6b), UINT32_C(0xbf715881),      \
            UINT32_C(0x9cf4f3c7), UINT32_C(0x62e7160f), UINT32_C(0x38b4da57),  \
            UINT32_C(0xa784d905), UINT32_C(0x5190cfef)                         \
    }

/* The block that a key is in: by the high half of its hash. */
static inline uint32_t filter_block_number(uint64_t hash, uint32_t block_count)
{
    return (uint32_t)(((hash >> 32) * block_count) >> 32);
}

/* The bit of the n-th word: by the low half. */
static inline uint32_t filter_block_bit(unsigned n, uint64_t hash)
{
    static const uint32_t salts[FILTER_BLOCK_WORDS] = FILTER_BLOCK_SALTS;

    return UINT32_C(1) << (((uint32_t)hash * salts[n]) >> 27);
}

/* A gate has other bits of the same block, 16 places on, so that one cache line
 * and one multiplication answer for both. */
static inline uint32_t filter_block_gate_bit(unsigned n, uint64_t hash)
{
    uint32_t bit = filter_block_bit(n, hash);

    return bit << 16 | bit >> 16;
}

#endif

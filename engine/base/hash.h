/* SPDX-License-Identifier: BSD-2-Clause */
/* The only header that includes xxhash.h. */
#ifndef TAMIS_BASE_HASH_H
#define TAMIS_BASE_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stddef.h>
#include <stdint.h>

/* XXH3-64 of bytes under a seed. */
static inline uint64_t hash_bytes(const void *bytes, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

/* The two halves of a product of 128 bits, one over the other. */
static inline uint64_t hash_multiply(uint64_t a, uint64_t b)
{
    return XXH3_mul128_fold64(a, b);
}

/* A bijective mix of 64 bits (the finaliser of SplitMix64, Steele 2014). */
static inline uint64_t hash_mix(uint64_t value)
{
    value ^= value >> 30;
    value *= UINT64_C(0xbf58476d1ce4e5b9);
    value ^= value >> 27;
    value *= UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

#endif

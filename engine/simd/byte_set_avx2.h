/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of ASCII bytes for AVX2: a table of 16 bytes, the n-th of which holds a
 * bit for each upper half (0 to 7) with which the lower half n makes a byte of
 * the set. One shuffle looks up the lower halves, another makes the bit of the
 * upper ones.
 */
#ifndef TAMIS_SIMD_BYTE_SET_AVX2_H
#define TAMIS_SIMD_BYTE_SET_AVX2_H

#include <immintrin.h>
#include <stdint.h>

#define BYTE_SET_AVX2                                                          \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"), always_inline))

/* The bit of each byte's upper half; none for bytes from 0x80. */
BYTE_SET_AVX2 static inline __m256i byte_set_halves(__m256i bytes)
{
    const __m256i bits =
        _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0,
                         1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i upper =
        _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));

    return _mm256_shuffle_epi8(bits, upper);
}

/* The bytes that are not in a set, given their halves. */
BYTE_SET_AVX2 static inline uint32_t
byte_set_others(__m256i bytes, __m256i halves, const uint8_t set[16])
{
    __m256i table = _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)set));
    __m256i found = _mm256_and_si256(_mm256_shuffle_epi8(table, bytes), halves);

    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(found, _mm256_setzero_si256()));
}

#endif

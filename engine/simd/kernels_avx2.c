/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVX2 kernels. The target is an attribute of each function, never a flag of
 * the file: an inline function of a shared header must not be compiled for
 * AVX2 here and then be the copy that the linker keeps for everyone.
 */
#include "simd/kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

/* Bytes are compared as signed: 0x80..0xff lie below 'A' and stay. */
AVX2 static inline __m256i fold_block(__m256i bytes)
{
    __m256i above = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('A' - 1));
    __m256i below = _mm256_cmpgt_epi8(_mm256_set1_epi8('Z' + 1), bytes);
    __m256i bit = _mm256_and_si256(_mm256_and_si256(above, below),
                                   _mm256_set1_epi8(0x20));

    return _mm256_or_si256(bytes, bit);
}

AVX2 static inline __m256i load_block(const uint8_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

AVX2 static inline void store_block(uint8_t *to, __m256i bytes)
{
    _mm256_storeu_si256((__m256i *)(void *)to, bytes);
}

AVX2 static void fold_ascii(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t i = 0;

    for (; size - i >= 32; i += 32)
        store_block(to + i, fold_block(load_block(from + i)));
    /* Folding what is folded already changes nothing, so the end may overlap
     * the last whole block, in place too. */
    if (i < size && size >= 32) {
        i = size - 32;
        store_block(to + i, fold_block(load_block(from + i)));
        return;
    }
    for (; i < size; i++) {
        uint8_t byte = from[i];

        to[i] = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
    }
}

const struct kernels kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .fold_ascii = fold_ascii,
};

#else

/* ISO C wants something in every file. */
extern const struct kernels kernels_scalar;

#endif

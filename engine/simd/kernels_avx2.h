/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of AVX2 kernels share. The target is an attribute of each
 * function, never a flag of a file: an inline function of a shared header must
 * not be compiled for AVX2 in one place and then be the copy that the linker
 * keeps for everyone.
 */
#ifndef TAMIS_SIMD_KERNELS_AVX2_H
#define TAMIS_SIMD_KERNELS_AVX2_H

#include "simd/kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
/* Where a parameter is a constant in each call. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

AVX2 static inline __m256i load_block(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

AVX2 static inline void store_block(void *to, __m256i bytes)
{
    _mm256_storeu_si256((__m256i *)to, bytes);
}

kernels_hash_names avx2_hash_names;
kernels_hash_names avx2_hash_wire_names;

#endif

#endif

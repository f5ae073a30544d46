/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of AVX-512 kernels share; see kernels_avx2.h. */
#ifndef TAMIS_SIMD_KERNELS_AVX512_H
#define TAMIS_SIMD_KERNELS_AVX512_H

#include "simd/kernels_avx2.h"

#if defined(__x86_64__)

#define AVX512                                                                 \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,"       \
                          "avx512cd,avx512dq,avx512vl")))

AVX512 static inline __m512i load_line(const void *from)
{
    return _mm512_loadu_si512(from);
}

/* The same 32 bytes in both halves. */
AVX512 static inline __m512i load_twice(const void *block)
{
    return _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)block));
}

kernels_hash_names avx512_hash_names;

#endif

#endif

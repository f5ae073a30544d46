/* SPDX-License-Identifier: BSD-2-Clause */
/* Eight places at a time: their grams are shuffled out of sixteen bytes, their
 * words gathered. */
#if defined(__x86_64__)

#include "index/pattern_grams.h"

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

AVX2 static __m256i load_twice(const uint8_t *low, const uint8_t *high)
{
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(
            _mm_loadu_si128((const __m128i *)(const void *)low)),
        _mm_loadu_si128((const __m128i *)(const void *)high), 1);
}

/* Of eight places, four of which begin in each half of `bytes`. */
AVX2 static __m256i hash_eight(const struct pattern_grams *grams, __m256i bytes)
{
    const __m256i by_one =
        _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 0, 1,
                         2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6);
    const __m256i by_two =
        _mm256_setr_epi8(0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9, 0, 1,
                         2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9);
    const __m256i first = grams->stride == 1 ? by_one : by_two;
    const __m256i four = _mm256_set1_epi8(4);
    const __m256i fold = _mm256_set1_epi8(0x20);
    __m256i both = _mm256_or_si256(bytes, fold);
    __m256i hash = _mm256_mullo_epi32(_mm256_shuffle_epi8(both, first),
                                      _mm256_set1_epi32((int)grams->low));

    if (grams->high) {
        __m256i second =
            _mm256_shuffle_epi8(both, _mm256_add_epi8(first, four));

        hash = _mm256_add_epi32(
            hash,
            _mm256_mullo_epi32(second, _mm256_set1_epi32((int)grams->high)));
    }
    return _mm256_xor_si256(hash, _mm256_srli_epi32(hash, 15));
}

/* One bit for each of eight places. */
AVX2 static unsigned test_eight(const struct pattern_grams *grams,
                                __m256i bytes)
{
    const __m256i ones = _mm256_set1_epi32(1);
    __m256i hash = hash_eight(grams, bytes);
    __m256i mixed =
        _mm256_mullo_epi32(hash, _mm256_set1_epi32((int)UINT32_C(0x9e3779b1)));
    __m256i index =
        _mm256_srl_epi32(hash, _mm_cvtsi32_si128((int)grams->shift));
    __m256i words = _mm256_i32gather_epi32((const int *)grams->words, index, 4);
    __m256i bits = _mm256_or_si256(
        _mm256_sllv_epi32(ones, _mm256_srli_epi32(mixed, 27)),
        _mm256_sllv_epi32(ones, _mm256_and_si256(_mm256_srli_epi32(mixed, 22),
                                                 _mm256_set1_epi32(31))));
    __m256i has = _mm256_cmpeq_epi32(_mm256_and_si256(words, bits), bits);

    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(has));
}

AVX2 size_t pattern_grams_find_avx2(const struct pattern_grams *grams,
                                    const uint8_t *text, size_t size,
                                    size_t count, uint16_t *places)
{
    const unsigned stride = grams->stride, step = 8 * stride;
    size_t found = 0, i = 0, rest;

    for (; i + step <= count && i + 4 * stride + 16 <= size; i += step) {
        unsigned mask =
            test_eight(grams, load_twice(text + i, text + i + 4 * stride));

        for (; mask; mask &= mask - 1)
            places[found++] =
                (uint16_t)(i + stride * (unsigned)__builtin_ctz(mask));
    }
    rest = pattern_grams_find_scalar(grams, text + i, size - i, count - i,
                                     places + found);
    for (size_t k = 0; k < rest; k++)
        places[found + k] = (uint16_t)(places[found + k] + i);
    return found + rest;
}

#else
typedef int pattern_grams_avx2_is_empty;
#endif

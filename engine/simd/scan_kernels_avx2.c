/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVX2 scan kernels. The target is an attribute of each function, never a flag
 * of the file.
 */
#include "simd/scan_kernels.h"

#if defined(__x86_64__)

#include "simd/byte_set_avx2.h"
#include "simd/scan_sets.h"

#include <string.h>

#define AVX2          __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define ALWAYS_INLINE inline __attribute__((always_inline))

#define VECTOR_SIZE 32u

AVX2 static ALWAYS_INLINE uint64_t join(uint32_t low, uint32_t high)
{
    return (uint64_t)high << VECTOR_SIZE | low;
}

/* Two vectors and the halves of their bytes. */
struct block {
    __m256i low, high, low_halves, high_halves;
};

AVX2 static ALWAYS_INLINE uint64_t mark_set(const struct block *block,
                                            const uint8_t set[16])
{
    return ~join(byte_set_others(block->low, block->low_halves, set),
                 byte_set_others(block->high, block->high_halves, set));
}

AVX2 static ALWAYS_INLINE uint64_t mark_byte(const struct block *block,
                                             char byte)
{
    __m256i all = _mm256_set1_epi8(byte);

    return join(
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block->low, all)),
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block->high, all)));
}

AVX2 static ALWAYS_INLINE void mark_block(const uint8_t *text, uint64_t *marks,
                                          size_t stride)
{
    struct block block;

    block.low = _mm256_loadu_si256((const __m256i *)(const void *)text);
    block.high =
        _mm256_loadu_si256((const __m256i *)(const void *)(text + VECTOR_SIZE));
    block.low_halves = byte_set_halves(block.low);
    block.high_halves = byte_set_halves(block.high);
    marks[SCAN_NAME * stride] = mark_set(&block, scan_name_set);
    marks[SCAN_HEX * stride] = mark_set(&block, scan_hex_set);
    marks[SCAN_DIGIT * stride] = mark_set(&block, scan_digit_set);
    marks[SCAN_GAP * stride] = mark_set(&block, scan_gap_set);
    marks[SCAN_SPECIAL * stride] = mark_set(&block, scan_special_set);
    marks[SCAN_OPEN * stride] = mark_set(&block, scan_open_set);
    marks[SCAN_STOP * stride] = mark_set(&block, scan_stop_set);
    marks[SCAN_HIGH * stride] =
        join((uint32_t)_mm256_movemask_epi8(block.low),
             (uint32_t)_mm256_movemask_epi8(block.high));
    marks[SCAN_COMMA * stride] = mark_set(&block, scan_comma_set);
    marks[SCAN_DOT * stride] = mark_byte(&block, '.');
    marks[SCAN_COLON * stride] = mark_byte(&block, ':');
    marks[SCAN_SLASH * stride] = mark_byte(&block, '/');
    marks[SCAN_AT * stride] = mark_byte(&block, '@');
    marks[SCAN_QUERY * stride] = mark_byte(&block, '?');
}

AVX2 static void mark(const uint8_t *text, size_t size, uint64_t *marks,
                      size_t stride)
{
    uint8_t last[SCAN_BLOCK_SIZE];
    size_t at = 0;

    for (; size - at >= SCAN_BLOCK_SIZE; at += SCAN_BLOCK_SIZE)
        mark_block(text + at, marks++, stride);
    if (at == size)
        return;
    memset(last, ' ', sizeof last);
    memcpy(last, text + at, size - at);
    mark_block(last, marks, stride);
}

const struct scan_kernels scan_kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .mark = mark,
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVX2 scan kernels. The target is an attribute of each function, never a flag
 * of the file.
 */
#include "simd/scan_kernels.h"

#if defined(__x86_64__)

#include "simd/byte_set_avx2.h"

#include <string.h>

#define AVX2          __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define ALWAYS_INLINE inline __attribute__((always_inline))

#define VECTOR_SIZE 32u

static const uint8_t name_set[16] = {0xa8, 0xf8, 0xf8, 0xf8, 0xf8, 0xf8,
                                     0xf8, 0xf8, 0xf8, 0xf8, 0xf0, 0x50,
                                     0x50, 0x54, 0x50, 0x70};
static const uint8_t hex_set[16] = {0x08, 0x58, 0x58, 0x58, 0x58, 0x58,
                                    0x58, 0x08, 0x08, 0x08, 0,    0,
                                    0,    0,    0,    0};
static const uint8_t digit_set[16] = {8, 8, 8, 8, 8, 8, 8, 8,
                                      8, 8, 0, 0, 0, 0, 0, 0};
static const uint8_t gap_set[16] = {7, 3, 7, 3, 3,  3, 3,  3,
                                    3, 3, 3, 3, 11, 3, 11, 3};
static const uint8_t special_set[16] = {0, 0, 0, 0,    0,    4, 0, 0,
                                        4, 0, 0, 0xa0, 0x20, 0, 0, 0};
static const uint8_t stop_set[16] = {0x40, 0, 0, 0,    0,    0,    0,    4,
                                     4,    4, 0, 0xa0, 0xa0, 0xa0, 0x20, 0x80};

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

AVX2 static ALWAYS_INLINE void mark_block(const uint8_t *text,
                                          struct scan_marks *marks)
{
    struct block block;

    block.low = _mm256_loadu_si256((const __m256i *)(const void *)text);
    block.high =
        _mm256_loadu_si256((const __m256i *)(const void *)(text + VECTOR_SIZE));
    block.low_halves = byte_set_halves(block.low);
    block.high_halves = byte_set_halves(block.high);
    marks->name = mark_set(&block, name_set);
    marks->hex = mark_set(&block, hex_set);
    marks->digit = mark_set(&block, digit_set);
    marks->gap = mark_set(&block, gap_set);
    marks->special = mark_set(&block, special_set);
    marks->stop = mark_set(&block, stop_set);
    marks->high = join((uint32_t)_mm256_movemask_epi8(block.low),
                       (uint32_t)_mm256_movemask_epi8(block.high));
    marks->dot = mark_byte(&block, '.');
    marks->colon = mark_byte(&block, ':');
    marks->slash = mark_byte(&block, '/');
    marks->at = mark_byte(&block, '@');
    marks->comma = mark_byte(&block, ',') | mark_byte(&block, ';');
}

AVX2 static void mark(const uint8_t *text, size_t size,
                      struct scan_marks *marks)
{
    uint8_t last[SCAN_BLOCK_SIZE];
    size_t at = 0;

    for (; size - at >= SCAN_BLOCK_SIZE; at += SCAN_BLOCK_SIZE)
        mark_block(text + at, marks++);
    if (at == size)
        return;
    memset(last, ' ', sizeof last);
    memcpy(last, text + at, size - at);
    mark_block(last, marks);
}

const struct scan_kernels scan_kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .mark = mark,
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* AVX-512 scan kernels: a block is one vector, and a class one mask. */
#include "simd/scan_kernels.h"

#include "simd/kernels_avx512.h"
#include "simd/scan_sets.h"

#if defined(__x86_64__)

/* A block and the halves of its bytes (simd/byte_set_avx2.h). */
struct block {
    __m512i bytes, halves;
};

AVX512 static ALWAYS_INLINE __m512i load_set(const uint8_t set[16])
{
    return _mm512_broadcast_i32x4(
        _mm_loadu_si128((const __m128i *)(const void *)set));
}

AVX512 static ALWAYS_INLINE struct block make_block(__m512i bytes)
{
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    __m512i upper =
        _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(15));

    return (struct block){bytes, _mm512_shuffle_epi8(load_set(bits), upper)};
}

AVX512 static ALWAYS_INLINE uint64_t mark_set(const struct block *block,
                                              const uint8_t set[16])
{
    return _mm512_test_epi8_mask(
        _mm512_shuffle_epi8(load_set(set), block->bytes), block->halves);
}

AVX512 static ALWAYS_INLINE uint64_t mark_byte(const struct block *block,
                                               char byte)
{
    return _mm512_cmpeq_epi8_mask(block->bytes, _mm512_set1_epi8(byte));
}

AVX512 static ALWAYS_INLINE void mark_block(__m512i bytes, uint64_t *marks,
                                            size_t stride)
{
    const struct block block = make_block(bytes);

    marks[SCAN_NAME * stride] = mark_set(&block, scan_name_set);
    marks[SCAN_HEX * stride] = mark_set(&block, scan_hex_set);
    marks[SCAN_DIGIT * stride] = mark_set(&block, scan_digit_set);
    marks[SCAN_GAP * stride] = mark_set(&block, scan_gap_set);
    marks[SCAN_SPECIAL * stride] = mark_set(&block, scan_special_set);
    marks[SCAN_OPEN * stride] = mark_set(&block, scan_open_set);
    marks[SCAN_STOP * stride] = mark_set(&block, scan_stop_set);
    marks[SCAN_HIGH * stride] = _mm512_movepi8_mask(bytes);
    marks[SCAN_COMMA * stride] = mark_set(&block, scan_comma_set);
    marks[SCAN_DOT * stride] = mark_byte(&block, '.');
    marks[SCAN_COLON * stride] = mark_byte(&block, ':');
    marks[SCAN_SLASH * stride] = mark_byte(&block, '/');
    marks[SCAN_AT * stride] = mark_byte(&block, '@');
    marks[SCAN_QUERY * stride] = mark_byte(&block, '?');
}

AVX512 static void mark(const uint8_t *text, size_t size, uint64_t *marks,
                        size_t stride)
{
    size_t at = 0;

    for (; size - at >= SCAN_BLOCK_SIZE; at += SCAN_BLOCK_SIZE)
        mark_block(load_line(text + at), marks++, stride);
    if (at < size)
        mark_block(_mm512_mask_loadu_epi8(
                       _mm512_set1_epi8(' '),
                       _bzhi_u64(UINT64_MAX, (uint32_t)(size - at)), text + at),
                   marks, stride);
}

const struct scan_kernels scan_kernels_avx512 = {
    .name = "avx512",
    .required = CPU_AVX2 | CPU_AVX512,
    .mark = mark,
};

#endif

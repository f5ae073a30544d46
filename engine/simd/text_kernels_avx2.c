/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVX2 text kernels. The target is an attribute of each function, never a flag
 * of the file (see kernels_avx2.c).
 */
#include "simd/text_kernels.h"

#if defined(__x86_64__)

#include "simd/byte_set_avx2.h"

#include <string.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

#define VECTOR_SIZE 32u

/* Blank, tab, comma, semicolon, NUL. */
static const uint8_t odd_set[16] = {0x05, 0, 0, 0, 0,    0,    0, 0,
                                    0,    1, 0, 8, 0x04, 0x00, 0, 0};
/* a-z, 0-9, '-'. */
static const uint8_t name_set[16] = {0x88, 0xc8, 0xc8, 0xc8, 0xc8, 0xc8,
                                     0xc8, 0xc8, 0xc8, 0xc8, 0xc0, 0x40,
                                     0x40, 0x44, 0x40, 0x40};
/* 0-9, a-f, A-F. */
static const uint8_t hex_set[16] = {0x08, 0x58, 0x58, 0x58, 0x58, 0x58,
                                    0x58, 0x08, 0x08, 0x08, 0,    0,
                                    0,    0,    0,    0};
/* Letters, digits, and -._~/+=&$@!*,;: */
static const uint8_t path_set[16] = {0xb8, 0xfc, 0xf8, 0xf8, 0xfc, 0xf8,
                                     0xfc, 0xf8, 0xf8, 0xf8, 0xfc, 0x5c,
                                     0x54, 0x5c, 0xd4, 0x74};

AVX2 static inline __m256i load_vector(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

AVX2 static inline uint32_t mark_set(__m256i bytes, __m256i halves,
                                     const uint8_t set[16])
{
    return ~byte_set_others(bytes, halves, set);
}

AVX2 static inline uint32_t mark_byte(__m256i bytes, char byte)
{
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte)));
}

AVX2 static inline uint32_t mark_digits(__m256i bytes)
{
    __m256i from_zero = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
    __m256i nine = _mm256_set1_epi8(9);

    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_min_epu8(from_zero, nine), from_zero));
}

struct line_block {
    uint64_t ends, odd, joints;
};

AVX2 static inline struct line_block mark_lines(const uint8_t *text)
{
    struct line_block marks = {0, 0, 0};

    for (unsigned at = 0; at < TEXT_BLOCK_SIZE; at += VECTOR_SIZE) {
        __m256i bytes = load_vector(text + at);
        __m256i halves = byte_set_halves(bytes);
        uint32_t joints = mark_byte(bytes, '-') | mark_byte(bytes, '/');

        marks.ends |= (uint64_t)mark_byte(bytes, '\n') << at;
        marks.odd |= (uint64_t)mark_set(bytes, halves, odd_set) << at;
        marks.joints |= (uint64_t)joints << at;
    }
    return marks;
}

/*
 * Which lines end after a byte that was marked. A line is a run of ones that
 * a zero ends; one that is added within it carries to the zero, and further
 * ones do not. What is carried out of the block is the next one's.
 */
AVX2 static inline uint64_t carry_marks(uint64_t ends, uint64_t marks,
                                        uint8_t *carry)
{
    unsigned long long sum;

    *carry = _addcarry_u64(*carry, ~ends, marks, &sum);
    return sum & ends;
}

/* The ends of a block. Few have more than four, and numbers past the last are
 * written over. */
AVX2 static inline size_t write_ends(struct line_block block, uint32_t base,
                                     uint32_t *ends)
{
    size_t count = (size_t)_mm_popcnt_u64(block.ends), i = 0;

    do {
        for (unsigned n = 0; n < TEXT_LINES_BEHIND; n++) {
            uint64_t place = _tzcnt_u64(block.ends) & 63;
            uint64_t odd = block.odd >> place & 1;
            uint64_t joint = block.joints >> place & 1;

            ends[i++] = (base + (uint32_t)place) | (uint32_t)odd << 31 |
                        (uint32_t)joint << 30;
            block.ends = _blsr_u64(block.ends);
        }
    } while (i < count);
    return count;
}

AVX2 static size_t find_lines(const uint8_t *text, size_t size, uint32_t base,
                              struct text_line_state *state, uint32_t *ends)
{
    uint8_t odd = (state->marks & TEXT_LINE_ODD) != 0;
    uint8_t joint = (state->marks & TEXT_LINE_JOINT) != 0;
    size_t count = 0;

    for (size_t at = 0; at < size; at += TEXT_BLOCK_SIZE) {
        uint8_t last[TEXT_BLOCK_SIZE];
        struct line_block block;

        if (size - at < TEXT_BLOCK_SIZE) {
            memset(last, 'x', sizeof last); /* of no class */
            memcpy(last, text + at, size - at);
            block = mark_lines(last);
        } else {
            block = mark_lines(text + at);
        }
        block.odd = carry_marks(block.ends, block.odd, &odd);
        block.joints = carry_marks(block.ends, block.joints, &joint);
        count += write_ends(block, base + (uint32_t)at, ends + count);
    }
    state->marks = (odd ? TEXT_LINE_ODD : 0) | (joint ? TEXT_LINE_JOINT : 0);
    return count;
}

AVX2 static inline void mark_half(const char *text, unsigned at,
                                  struct text_marks *marks)
{
    __m256i bytes = load_vector(text + at);
    __m256i halves = byte_set_halves(bytes);

    marks->name |= (uint64_t)mark_set(bytes, halves, name_set) << at;
    marks->digit |= (uint64_t)mark_digits(bytes) << at;
    marks->hex |= (uint64_t)mark_set(bytes, halves, hex_set) << at;
    marks->dot |= (uint64_t)mark_byte(bytes, '.') << at;
    marks->dash |= (uint64_t)mark_byte(bytes, '-') << at;
    marks->slash |= (uint64_t)mark_byte(bytes, '/') << at;
    marks->path |= (uint64_t)mark_set(bytes, halves, path_set) << at;
}

AVX2 static void mark_values(const tamis_slice *values, size_t count,
                             struct text_marks *marks)
{
    for (size_t n = 0; n < count; n++) {
        size_t size = values[n].size;
        struct text_marks found = {0};
        uint64_t all =
            size < TEXT_BLOCK_SIZE ? (UINT64_C(1) << size) - 1 : UINT64_MAX;

        mark_half(values[n].data, 0, &found);
        if (size > VECTOR_SIZE)
            mark_half(values[n].data, VECTOR_SIZE, &found);
        marks[n] = (struct text_marks){found.name & all, found.digit & all,
                                       found.hex & all,  found.dot & all,
                                       found.dash & all, found.slash & all,
                                       found.path & all};
    }
}

/* The value of a digit is its lower half, and nine more of a letter, which bit
 * 6 tells. Two values are a byte: 16 times the first and the second. */
AVX2 static inline __m128i read_half(const char *text)
{
    __m256i digits = load_vector(text);
    __m256i letters =
        _mm256_and_si256(_mm256_srli_epi16(digits, 6), _mm256_set1_epi8(1));
    __m256i values = _mm256_add_epi8(
        _mm256_and_si256(digits, _mm256_set1_epi8(15)),
        _mm256_add_epi8(_mm256_slli_epi16(letters, 3), letters));
    __m256i pairs =
        _mm256_maddubs_epi16(values, _mm256_set1_epi16(1 << 8 | 16));

    return _mm_packus_epi16(_mm256_castsi256_si128(pairs),
                            _mm256_extracti128_si256(pairs, 1));
}

AVX2 static void read_digits(const char *text, size_t size, uint8_t *bytes)
{
    _mm_storeu_si128((__m128i *)(void *)bytes, read_half(text));
    if (size > VECTOR_SIZE)
        _mm_storeu_si128((__m128i *)(void *)(bytes + VECTOR_SIZE / 2),
                         read_half(text + VECTOR_SIZE));
}

const struct text_kernels text_kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .find_lines = find_lines,
    .mark_values = mark_values,
    .read_digits = read_digits,
};

#endif

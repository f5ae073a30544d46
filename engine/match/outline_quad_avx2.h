/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads an address with all its octets at once: where the dots are picks a
 * shuffle that brings the digits of each octet to its right, two products and
 * two sums make numbers of them. After D. Lemire, "Parsing IP addresses
 * crazily fast" (2023), whose table is found by a hash of the dots; here the
 * lengths of the octets number it.
 */
#include "match/outline_quad.h"

#include <immintrin.h>
#include <stddef.h>

#define NOTHING 0x80 /* a shuffle makes it a zero */

/* The places of up to three digits in front of `end`, of sixteen bytes. */
#define DIGITS(end, length)                                                    \
    NOTHING, (length) > 2 ? (end)-3 : NOTHING,                                 \
        (length) > 1 ? (end)-2 : NOTHING, (end)-1
/* By the lengths of the octets, the last one first. */
#define SHUFFLE(d, c, b, a)                                                    \
    {                                                                          \
        DIGITS(13 - (d) - (c) - (b), a), DIGITS(14 - (d) - (c), b),            \
            DIGITS(15 - (d), c), DIGITS(16, d)                                 \
    }
#define SHUFFLES1(d, c, b)                                                     \
    SHUFFLE(d, c, b, 1), SHUFFLE(d, c, b, 2), SHUFFLE(d, c, b, 3)
#define SHUFFLES2(d, c)                                                        \
    SHUFFLES1(d, c, 1), SHUFFLES1(d, c, 2), SHUFFLES1(d, c, 3)
#define SHUFFLES3(d)  SHUFFLES2(d, 1), SHUFFLES2(d, 2), SHUFFLES2(d, 3)
#define SHUFFLE_COUNT 81u

/* The least number of so many digits. */
#define LEAST(length) (length) == 1 ? 0 : (length) == 2 ? 10 : 100
#define LEASTS(d, c, b, a)                                                     \
    {                                                                          \
        LEAST(a), LEAST(b), LEAST(c), LEAST(d)                                 \
    }
#define LEASTS1(d, c, b)                                                       \
    LEASTS(d, c, b, 1), LEASTS(d, c, b, 2), LEASTS(d, c, b, 3)
#define LEASTS2(d, c) LEASTS1(d, c, 1), LEASTS1(d, c, 2), LEASTS1(d, c, 3)
#define LEASTS3(d)    LEASTS2(d, 1), LEASTS2(d, 2), LEASTS2(d, 3)

/* The dots of a run in the last sixteen bytes before its end part them. */
KERNEL static inline struct quad read_quad(const uint8_t *end, uint32_t dots,
                                           size_t begin)
{
    static const uint8_t shuffles[SHUFFLE_COUNT][16] = {
        SHUFFLES3(1), SHUFFLES3(2), SHUFFLES3(3)};
    static const uint8_t leasts[SHUFFLE_COUNT][4] = {LEASTS3(1), LEASTS3(2),
                                                     LEASTS3(3)};
    const __m128i weights = _mm_set1_epi32(0x010a6400);
    __m128i digits, numbers, least;
    uint32_t first, second, third, a, b, c, d, number, is_wrong;
    int32_t limit;

    dots |= 0xe0000000; /* should there be less than three */
    first = (uint32_t)__builtin_ctz(dots);
    dots &= dots - 1;
    second = (uint32_t)__builtin_ctz(dots);
    dots &= dots - 1;
    third = (uint32_t)__builtin_ctz(dots);
    a = first - (uint32_t)begin - 1;
    b = second - first - 2;
    c = third - second - 2;
    d = ADDRESS_SIZE_MAX - 1 - third;
    is_wrong = (a > 2) | (b > 2) | (c > 2) | (d > 2);
    number = is_wrong ? 0 : ((d * 3 + c) * 3 + b) * 3 + a;
    digits = _mm_and_si128(
        _mm_loadu_si128((const __m128i_u *)(end - ADDRESS_SIZE_MAX - 1)),
        _mm_set1_epi8(0x0f));
    digits = _mm_shuffle_epi8(
        digits, _mm_loadu_si128((const __m128i_u *)shuffles[number]));
    numbers =
        _mm_madd_epi16(_mm_maddubs_epi16(digits, weights), _mm_set1_epi16(1));
    memcpy(&limit, leasts[number], sizeof limit);
    least = _mm_cvtepu8_epi32(_mm_cvtsi32_si128(limit));
    is_wrong |= (uint32_t)_mm_movemask_epi8(
        _mm_cmpgt_epi32(numbers, _mm_set1_epi32(255)));
    limit = _mm_movemask_epi8(_mm_cmpgt_epi32(least, numbers));
    numbers = _mm_packus_epi16(_mm_packus_epi32(numbers, numbers), numbers);
    return (struct quad){(uint32_t)_mm_cvtsi128_si32(numbers), is_wrong,
                         (uint32_t)limit};
}

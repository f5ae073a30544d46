/* SPDX-License-Identifier: BSD-2-Clause */
/* With AVX2, and with the bit counts that come with it. The target is an
 * attribute of each function: see simd/kernels_avx2.c. */
#include "index/prefix_find.h"

#include "simd/cpu.h"

#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

KERNEL static inline __m256i load_vector(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

KERNEL static inline void store_vector(void *to, __m256i vector)
{
    _mm256_storeu_si256((__m256i *)to, vector);
}

KERNEL static inline int load_native32(const uint8_t *from)
{
    int word;

    memcpy(&word, from, sizeof word);
    return word;
}

KERNEL static inline __m256i add(__m256i a, __m256i b)
{
    return _mm256_add_epi32(a, b);
}

KERNEL static inline __m256i at_least(const uint8_t *keys, __m256i part)
{
    __m256i some = load_vector(keys);

    return _mm256_cmpeq_epi32(_mm256_max_epu32(some, part), some);
}

/* Two bits of the mask for each of the 16 words, the last of which is no key
 * and has the two at the top. */
KERNEL static inline uint32_t count_below(const uint8_t *node, uint32_t part)
{
    __m256i parts = _mm256_set1_epi32((int)part);
    __m256i above =
        _mm256_packs_epi32(at_least(node, parts), at_least(node + 32, parts));
    uint32_t mask = (uint32_t)_mm256_movemask_epi8(above) & 0x3fffffff;

    return PREFIX_NODE_KEYS - (uint32_t)_mm_popcnt_u32(mask) / 2;
}

KERNEL static void ask_root_at_once(const struct prefix_table *table,
                                    size_t count, struct bitmap_lanes *lanes);

KERNEL static void load_eight_values(size_t count, const uint8_t *addresses,
                                     size_t stride, uint32_t *values);
KERNEL static void rule_out_eight(const struct prefix_table *table,
                                  size_t count, const uint32_t *values,
                                  struct bitmap_lanes *lanes, uint32_t *slots);

#define LOAD_VALUES load_eight_values
#define RULE_OUT    rule_out_eight
#define ASK_ROOT    ask_root_at_once

#include "index/prefix_bitmap_body.h"

#include "index/prefix_ipv4_body.h"
#include "index/prefix_tree_body.h"

#include "index/prefix_ipv6_body.h"

/* Words of 32 bits in a line. */
#define LINE_WORDS     16
#define WORD_OF(field) ((int)(IN_BITMAP(field) / 4))

KERNEL static inline __m256i gather_words(const uint8_t *bytes, __m256i numbers)
{
    return _mm256_i32gather_epi32((const int *)(const void *)bytes, numbers, 4);
}

KERNEL static inline __m256i count_bits(__m256i words)
{
    const __m256i counts =
        _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1,
                         1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low = _mm256_and_si256(words, nibble);
    __m256i high = _mm256_and_si256(_mm256_srli_epi32(words, 4), nibble);
    __m256i bytes = _mm256_add_epi8(_mm256_shuffle_epi8(counts, low),
                                    _mm256_shuffle_epi8(counts, high));
    __m256i pairs = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));

    return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

/* bitmap_word() for the root and eight addresses: offsets in 32-bit words, and
 * in bytes for hints. */
KERNEL static inline void root_words(const struct prefix_table *table,
                                     const uint32_t *from, uint32_t *words_at,
                                     uint32_t *hints_at)
{
    const struct prefix_table_places *places = &table->places;
    int root_bits = (int)table->shape.root_bits;
    int outside_at = (int)(places->words[0].offset / 4);
    __m256i one = _mm256_set1_epi32(1), three = _mm256_set1_epi32(3);
    __m256i values = load_vector(from);
    __m256i line =
        add(_mm256_slli_epi32(
                _mm256_srl_epi32(values, _mm_cvtsi32_si128(32 - root_bits)), 4),
            _mm256_set1_epi32((int)(places->root.offset / 4)));
    __m256i octet = _mm256_and_si256(
        _mm256_srl_epi32(values, _mm_cvtsi32_si128(24 - root_bits)),
        _mm256_set1_epi32(255));
    __m256i part = _mm256_srli_epi32(octet, 5);
    __m256i bits = gather_words(table->bytes, add(line, part));
    __m256i ranks =
        gather_words(table->bytes, add(add(line, _mm256_srli_epi32(octet, 7)),
                                       _mm256_set1_epi32(WORD_OF(ranks))));
    __m256i head =
        gather_words(table->bytes, add(line, _mm256_set1_epi32(WORD_OF(head))));
    __m256i count, number, fours, inside, outside, is_outside;

    bits = _mm256_sllv_epi32(bits,
                             _mm256_andnot_si256(octet, _mm256_set1_epi32(31)));
    ranks = _mm256_srlv_epi32(
        ranks, _mm256_slli_epi32(_mm256_and_si256(part, three), 3));
    count =
        add(_mm256_and_si256(ranks, _mm256_set1_epi32(255)), count_bits(bits));
    count = _mm256_and_si256(
        count, _mm256_srai_epi32(
                   _mm256_or_si256(bits, _mm256_slli_epi32(head, 1)), 31));
    number =
        add(_mm256_and_si256(head, _mm256_set1_epi32((int)PREFIX_WORD_NUMBER)),
            _mm256_sub_epi32(count, one));
    is_outside = _mm256_and_si256(
        _mm256_cmpgt_epi32(count, _mm256_setzero_si256()),
        _mm256_cmpgt_epi32(_mm256_set1_epi32((int)table->shape.word_counts[0]),
                           number));
    is_outside = _mm256_and_si256(is_outside, _mm256_srai_epi32(head, 31));
    fours = _mm256_srli_epi32(number, 2);
    inside = add(add(line, _mm256_set1_epi32(WORD_OF(rest))),
                 _mm256_and_si256(count, three));
    outside = add(add(number, fours), _mm256_set1_epi32(outside_at + 1));
    store_vector(words_at, _mm256_blendv_epi8(inside, outside, is_outside));
    inside =
        add(_mm256_slli_epi32(add(line, _mm256_set1_epi32(WORD_OF(hints))), 2),
            _mm256_and_si256(_mm256_sub_epi32(count, one), three));
    outside = _mm256_slli_epi32(add(add(fours, _mm256_slli_epi32(fours, 2)),
                                    _mm256_set1_epi32(outside_at)),
                                2);
    outside = add(outside, _mm256_and_si256(number, three));
    store_vector(hints_at, _mm256_blendv_epi8(inside, outside, is_outside));
}

/* Bits of the lanes whose words lead on. */
KERNEL static inline uint32_t lead_on(__m256i words)
{
    __m256i type =
        _mm256_and_si256(words, _mm256_set1_epi32((int)PREFIX_WORD_TYPE));
    __m256i is_final =
        _mm256_or_si256(_mm256_cmpeq_epi32(type, _mm256_setzero_si256()),
                        _mm256_cmpeq_epi32(words, _mm256_set1_epi32(-1)));

    return ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(is_final)) & 255;
}

/* The lanes of a mask read their words one by one. */
KERNEL static inline void read_marked(const struct prefix_table *table,
                                      struct bitmap_lanes *lanes, size_t first,
                                      uint32_t mask, const uint32_t *words_at,
                                      const uint32_t *hints_at)
{
    unsigned root_bits = table->shape.root_bits;

    for (; mask; mask &= mask - 1) {
        size_t i = first + _tzcnt_u32(mask);
        uint64_t line = (uint64_t)lanes->values[i] << root_bits >> 32;
        struct bitmap_place place = {(uint64_t)words_at[i] * 4, hints_at[i]};

        lanes->found[i] = read_word(
            table->bytes, table->places.root.offset + line * BITMAP_SIZE, place,
            lanes->values[i], 24 - (int)root_bits);
        lanes->active[lanes->active_count] = (uint8_t)i;
        lanes->active_count += !prefix_word_is_final(lanes->found[i]);
    }
}

/* What ask_root() does, eight lanes at a time. */
KERNEL static void ask_root_at_once(const struct prefix_table *table,
                                    size_t count, struct bitmap_lanes *lanes)
{
    uint32_t words_at[PREFIX_LANES], hints_at[PREFIX_LANES];

    /* Offsets here have 32 bits. */
    if (count < 8 || table->places.end > UINT32_MAX) {
        ask_root(table, count, lanes);
        return;
    }
    for (size_t i = count; i % 8; i++)
        lanes->values[i] = 0;
    for (size_t i = 0; i < count; i += 8) {
        root_words(table, lanes->values + i, words_at + i, hints_at + i);
        for (size_t n = i; n < i + 8; n++)
            __builtin_prefetch(table->bytes + (uint64_t)words_at[n] * 4);
    }
    for (size_t i = 0; i < count; i += 8) {
        __m256i words = gather_words(table->bytes, load_vector(words_at + i));
        uint32_t mask = lead_on(words);

        store_vector(lanes->found + i, words);
        if (count - i < 8)
            mask &= (1u << (count - i)) - 1;
        read_marked(table, lanes, i, mask, words_at, hints_at);
    }
}

/* Four octets of each of eight addresses, as they stand in memory. */
KERNEL static inline __m256i load_octets(const uint8_t *addresses,
                                         size_t stride)
{
    __m256i low, high;

    if (stride == 4)
        return load_vector(addresses);
    low = _mm256_setr_epi32(load_native32(addresses),
                            load_native32(addresses + stride),
                            load_native32(addresses + 2 * stride),
                            load_native32(addresses + 3 * stride), 0, 0, 0, 0);
    addresses += 4 * stride;
    high = _mm256_setr_epi32(load_native32(addresses),
                             load_native32(addresses + stride),
                             load_native32(addresses + 2 * stride),
                             load_native32(addresses + 3 * stride), 0, 0, 0, 0);
    return _mm256_permute2x128_si256(low, high, 0x20);
}

KERNEL static void load_eight_values(size_t count, const uint8_t *addresses,
                                     size_t stride, uint32_t *values)
{
    const __m256i swap =
        _mm256_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                         3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    size_t whole = count & ~(size_t)7;

    for (size_t i = 0; i < whole; i += 8)
        store_vector(values + i,
                     _mm256_shuffle_epi8(
                         load_octets(addresses + i * stride, stride), swap));
    load_values(count - whole, addresses + whole * stride, stride,
                values + whole);
}

/* The bits of the map for eight addresses. */
KERNEL static inline uint32_t get_eight(const uint8_t *map, __m128i shift,
                                        const uint32_t *values)
{
    __m256i blocks = _mm256_srl_epi32(load_vector(values), shift);
    __m256i words = gather_words(map, _mm256_srli_epi32(blocks, 5));
    /* The block's bit goes to the top: shifts count modulo 32 by hand. */
    __m256i bits = _mm256_sllv_epi32(
        words, _mm256_andnot_si256(blocks, _mm256_set1_epi32(31)));

    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(bits));
}

/* What rule_out() does: a gather for eight bits, and all of them before one is
 * looked at, since nobody can foresee a branch on them. */
KERNEL static void rule_out_eight(const struct prefix_table *table,
                                  size_t count, const uint32_t *values,
                                  struct bitmap_lanes *lanes, uint32_t *slots)
{
    const uint8_t *map = table->bytes + table->places.map.offset;
    uint32_t map_bits = table->shape.map_bits;
    __m128i shift = _mm_cvtsi32_si128(32 - (int)map_bits);
    size_t whole = map_bits ? count & ~(size_t)7 : 0;
    uint64_t set[PREFIX_LANES / 64] = {0};

    for (size_t i = 0; i < whole; i += 8) {
        set[i / 64] |= (uint64_t)get_eight(map, shift, values + i) << i % 64;
        store_vector(slots + i, _mm256_set1_epi32(-1));
    }
    for (size_t i = whole; i < count; i++) {
        uint32_t bit = map_bits ? prefix_map_get(map, map_bits, values[i]) : 1;

        set[i / 64] |= (uint64_t)bit << i % 64;
        slots[i] = SLOT_NONE;
    }
    for (size_t i = 0; i < PREFIX_LANES; i += 64) {
        for (uint64_t bits = set[i / 64]; bits; bits &= bits - 1) {
            size_t place = i + (size_t)_tzcnt_u64(bits);

            add_lane(table, lanes, place, values[place]);
        }
    }
}

const struct prefix_find prefix_find_avx2 = {
    .required = CPU_AVX2,
    .find_ipv4 = find_ipv4,
    .find_ipv6 = find_ipv6,
};

#else

/* ISO C wants something in every file. */
extern const struct prefix_find prefix_find_scalar;

#endif

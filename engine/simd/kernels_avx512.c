/* SPDX-License-Identifier: BSD-2-Clause */
/* AVX-512 kernels: case, filters, lines. What is not here, or was not faster
 * so, is AVX2's: docs/decisions/0006. */
#include "simd/kernels_avx512.h"

#if defined(__x86_64__)

#include "simd/filter_block.h"

#define LINE_SIZE 64

AVX512 static void fold_ascii(uint8_t *to, const uint8_t *from, size_t size)
{
    const __m512i first = _mm512_set1_epi8('A');
    const __m512i letters = _mm512_set1_epi8('Z' - 'A' + 1);
    const __m512i bit = _mm512_set1_epi8(0x20);

    for (size_t i = 0; i < size; i += LINE_SIZE) {
        __mmask64 some = _cvtu64_mask64(
            size - i < LINE_SIZE ? _bzhi_u64(UINT64_MAX, (uint32_t)(size - i))
                                 : UINT64_MAX);
        __m512i bytes = _mm512_maskz_loadu_epi8(some, from + i);
        __mmask64 upper =
            _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, first), letters);

        bytes = _mm512_mask_add_epi8(bytes, upper, bytes, bit);
        _mm512_mask_storeu_epi8(to + i, some, bytes);
    }
}

/* What a pair of hashes is tested with: half of a vector for each. */
struct pair {
    __m512i blocks;
    __m512i places; /* of the bits, in each word */
};

AVX512 static ALWAYS_INLINE struct pair load_pair(const uint8_t *blocks,
                                                  uint32_t block_count,
                                                  const uint64_t *hashes,
                                                  size_t second)
{
    static const uint32_t salts[FILTER_BLOCK_WORDS] = FILTER_BLOCK_SALTS;
    uint64_t a = hashes[0], b = hashes[second];
    const uint8_t *low = blocks + (size_t)filter_block_number(a, block_count) *
                                      FILTER_BLOCK_SIZE;
    const uint8_t *high = blocks + (size_t)filter_block_number(b, block_count) *
                                       FILTER_BLOCK_SIZE;
    __m512i words = _mm512_mask_set1_epi32(_mm512_set1_epi32((int)(uint32_t)a),
                                           0xff00, (int)(uint32_t)b);
    struct pair pair;

    pair.blocks = _mm512_inserti64x4(_mm512_castsi256_si512(load_block(low)),
                                     load_block(high), 1);
    pair.places =
        _mm512_srli_epi32(_mm512_mullo_epi32(load_twice(salts), words), 27);
    return pair;
}

/* A bit for each of the words that has the bit which is `first` places beyond
 * the key's. */
AVX512 static ALWAYS_INLINE uint16_t match_pair(struct pair pair,
                                                uint32_t first)
{
    __m512i bits =
        _mm512_rolv_epi32(_mm512_set1_epi32((int)first), pair.places);

    return (uint16_t)_mm512_test_epi32_mask(pair.blocks, bits);
}

/* Of sixteen-bit words, two bytes each, which bytes are all ones. */
AVX512 static ALWAYS_INLINE uint64_t
find_full(const uint16_t words[KERNELS_BATCH_MAX / 2], size_t count)
{
    uint64_t full =
        _mm512_cmpeq_epi8_mask(load_line(words), _mm512_set1_epi8(-1));

    return count < KERNELS_BATCH_MAX ? _bzhi_u64(full, (uint32_t)count) : full;
}

AVX512 static uint64_t filter_test(const uint8_t *blocks, uint32_t block_count,
                                   const uint64_t *hashes, size_t count)
{
    uint16_t keys[KERNELS_BATCH_MAX / 2];

    _mm512_storeu_si512(keys, _mm512_setzero_si512());
    for (size_t i = 0; i < count; i += 2)
        keys[i / 2] = match_pair(
            load_pair(blocks, block_count, hashes + i, i + 1 < count), 1);
    return find_full(keys, count);
}

AVX512 static uint64_t filter_test_gates(const uint8_t *blocks,
                                         uint32_t block_count,
                                         const uint64_t *hashes, size_t count,
                                         uint64_t *gates)
{
    uint16_t keys[KERNELS_BATCH_MAX / 2], others[KERNELS_BATCH_MAX / 2];

    _mm512_storeu_si512(keys, _mm512_setzero_si512());
    _mm512_storeu_si512(others, _mm512_setzero_si512());
    for (size_t i = 0; i < count; i += 2) {
        struct pair pair =
            load_pair(blocks, block_count, hashes + i, i + 1 < count);

        keys[i / 2] = match_pair(pair, 1);
        others[i / 2] = match_pair(pair, 1u << 16);
    }
    *gates = find_full(others, count);
    return find_full(keys, count);
}

AVX512 static uint32_t match_words(const uint8_t *line, uint32_t word)
{
    return _mm512_cmpeq_epi32_mask(load_line(line),
                                   _mm512_set1_epi32((int)word));
}

const struct kernels kernels_avx512 = {
    .name = "avx512",
    .required = CPU_AVX2 | CPU_AVX512,
    .fold_ascii = fold_ascii,
    .filter_test = filter_test,
    .filter_test_gates = filter_test_gates,
    .match_words = match_words,
    .hash_names = avx512_hash_names,
    .hash_wire_names = avx2_hash_wire_names,
};

#else

/* ISO C wants something in every file. */
extern const struct kernels kernels_scalar;

#endif

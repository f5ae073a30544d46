/* SPDX-License-Identifier: BSD-2-Clause */
/* AVX2 kernels: case, filters, lines. */
#include "simd/kernels_avx2.h"

#if defined(__x86_64__)

#include "simd/filter_block.h"

/* Masks that are looked at together. */
#define GROUP_SIZE 16

/* Bytes are compared as signed: 0x80..0xff lie below 'A' and stay. */
AVX2 static inline __m256i fold_block(__m256i bytes)
{
    __m256i above = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('A' - 1));
    __m256i below = _mm256_cmpgt_epi8(_mm256_set1_epi8('Z' + 1), bytes);
    __m256i bit = _mm256_and_si256(_mm256_and_si256(above, below),
                                   _mm256_set1_epi8(0x20));

    return _mm256_or_si256(bytes, bit);
}

AVX2 static void fold_ascii(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t i = 0;

    for (; size - i >= 32; i += 32)
        store_block(to + i, fold_block(load_block(from + i)));
    /* Folding what is folded already changes nothing, so the end may overlap
     * the last whole block, in place too. */
    if (i < size && size >= 32) {
        i = size - 32;
        store_block(to + i, fold_block(load_block(from + i)));
        return;
    }
    for (; i < size; i++) {
        uint8_t byte = from[i];

        to[i] = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
    }
}

/* The bits of a key in a block. */
AVX2 static inline __m256i make_mask(uint64_t hash)
{
    static const uint32_t salts[FILTER_BLOCK_WORDS] = FILTER_BLOCK_SALTS;
    __m256i low = _mm256_set1_epi32((int)(uint32_t)hash);
    __m256i places =
        _mm256_srli_epi32(_mm256_mullo_epi32(load_block(salts), low), 27);

    return _mm256_sllv_epi32(_mm256_set1_epi32(1), places);
}

/* The bits of a gate are those of a key with the halves of words exchanged. */
AVX2 static inline __m256i make_gate(__m256i mask)
{
    const __m256i halves =
        _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
                         2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);

    return _mm256_shuffle_epi8(mask, halves);
}

/* Where the blocks of four hashes begin. */
AVX2 static inline void find_blocks(const uint64_t *hashes,
                                    uint32_t block_count, uint64_t *offsets)
{
    __m256i high = _mm256_srli_epi64(load_block(hashes), 32);
    __m256i count = _mm256_set1_epi64x(block_count);
    __m256i numbers = _mm256_srli_epi64(_mm256_mul_epu32(high, count), 32);

    _Static_assert(FILTER_BLOCK_SIZE == 1 << 5, "a shift multiplies by it");
    store_block(offsets, _mm256_slli_epi64(numbers, 5));
}

/*
 * A bit for each of sixteen masks, two of which are in each vector as words of
 * 16 bits that are 0 when no bit of the mask is missing. Each pack halves the
 * words and keeps what is not 0 so. Half of a mask's words are in each lane.
 */
AVX2 static inline uint32_t join_missing(const __m256i missing[GROUP_SIZE / 2])
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i all[GROUP_SIZE / 4], low, high;
    uint32_t lanes;

    for (unsigned n = 0; n < GROUP_SIZE / 4; n++)
        all[n] = _mm256_cmpeq_epi32(
            _mm256_packs_epi16(missing[2 * n], missing[2 * n + 1]), zero);
    low = _mm256_packs_epi32(all[0], all[1]);
    high = _mm256_packs_epi32(all[2], all[3]);
    lanes = (uint32_t)_mm256_movemask_epi8(_mm256_packs_epi16(low, high));
    return lanes & lanes >> 16;
}

AVX2 static inline uint64_t test_one(const uint8_t *blocks,
                                     uint32_t block_count, uint64_t hash,
                                     uint64_t *gate)
{
    __m256i mask = make_mask(hash);
    __m256i block =
        load_block(blocks + (size_t)filter_block_number(hash, block_count) *
                                FILTER_BLOCK_SIZE);

    *gate = (uint64_t)(uint32_t)_mm256_testc_si256(block, make_gate(mask));
    return (uint64_t)(uint32_t)_mm256_testc_si256(block, mask);
}

AVX2 static uint64_t filter_test(const uint8_t *blocks, uint32_t block_count,
                                 const uint64_t *hashes, size_t count)
{
    uint64_t found = 0, gate;
    size_t i = 0;

    for (; count - i >= GROUP_SIZE; i += GROUP_SIZE) {
        __m256i missing[GROUP_SIZE / 2], one[2];
        uint64_t offsets[GROUP_SIZE];

        for (unsigned n = 0; n < GROUP_SIZE; n += 4)
            find_blocks(hashes + i + n, block_count, offsets + n);
        for (unsigned n = 0; n < GROUP_SIZE; n++) {
            one[n % 2] = _mm256_andnot_si256(load_block(blocks + offsets[n]),
                                             make_mask(hashes[i + n]));
            if (n % 2)
                missing[n / 2] = _mm256_packs_epi32(one[0], one[1]);
        }
        found |= (uint64_t)join_missing(missing) << i;
    }
    for (; i < count; i++)
        found |= test_one(blocks, block_count, hashes[i], &gate) << i;
    return found;
}

/* The same with a key's mask and a gate's for each hash. */
AVX2 static uint64_t filter_test_gates(const uint8_t *blocks,
                                       uint32_t block_count,
                                       const uint64_t *hashes, size_t count,
                                       uint64_t *gates)
{
    uint64_t found = 0, found_gates = 0, gate;
    size_t i = 0;

    for (; count - i >= GROUP_SIZE / 2; i += GROUP_SIZE / 2) {
        __m256i missing[GROUP_SIZE / 2], keys[2], others[2];
        uint64_t offsets[GROUP_SIZE / 2];
        uint32_t both;

        for (unsigned n = 0; n < GROUP_SIZE / 2; n += 4)
            find_blocks(hashes + i + n, block_count, offsets + n);
        for (unsigned n = 0; n < GROUP_SIZE / 2; n++) {
            __m256i block = load_block(blocks + offsets[n]);
            __m256i mask = make_mask(hashes[i + n]);

            keys[n % 2] = _mm256_andnot_si256(block, mask);
            others[n % 2] = _mm256_andnot_si256(block, make_gate(mask));
            if (n % 2 == 0)
                continue;
            missing[n / 2] = _mm256_packs_epi32(keys[0], keys[1]);
            missing[GROUP_SIZE / 4 + n / 2] =
                _mm256_packs_epi32(others[0], others[1]);
        }
        both = join_missing(missing);
        found |= (uint64_t)(both & 0xff) << i;
        found_gates |= (uint64_t)(both >> 8) << i;
    }
    for (; i < count; i++) {
        found |= test_one(blocks, block_count, hashes[i], &gate) << i;
        found_gates |= gate << i;
    }
    *gates = found_gates;
    return found;
}

AVX2 static uint32_t match_words(const uint8_t *line, uint32_t word)
{
    __m256i same = _mm256_set1_epi32((int)word);
    __m256i low = _mm256_cmpeq_epi32(load_block(line), same);
    __m256i high = _mm256_cmpeq_epi32(load_block(line + 32), same);

    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(low)) |
           (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(high)) << 8;
}

const struct kernels kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .fold_ascii = fold_ascii,
    .filter_test = filter_test,
    .filter_test_gates = filter_test_gates,
    .match_words = match_words,
    .hash_names = avx2_hash_names,
    .hash_wire_names = avx2_hash_wire_names,
};

#else

/* ISO C wants something in every file. */
extern const struct kernels kernels_scalar;

#endif

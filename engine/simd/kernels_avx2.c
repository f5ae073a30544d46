/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AVX2 kernels. The target is an attribute of each function, never a flag of
 * the file: an inline function of a shared header must not be compiled for
 * AVX2 here and then be the copy that the linker keeps for everyone.
 */
#include "simd/kernels.h"

#if defined(__x86_64__)

#include "base/mix_hash.h"
#include "simd/filter_block.h"

#include <tamis/indicator.h>

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

/* Bytes are compared as signed: 0x80..0xff lie below 'A' and stay. */
AVX2 static inline __m256i fold_block(__m256i bytes)
{
    __m256i above = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('A' - 1));
    __m256i below = _mm256_cmpgt_epi8(_mm256_set1_epi8('Z' + 1), bytes);
    __m256i bit = _mm256_and_si256(_mm256_and_si256(above, below),
                                   _mm256_set1_epi8(0x20));

    return _mm256_or_si256(bytes, bit);
}

AVX2 static inline __m256i load_block(const uint8_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

AVX2 static inline void store_block(uint8_t *to, __m256i bytes)
{
    _mm256_storeu_si256((__m256i *)(void *)to, bytes);
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

AVX2 static inline __m256i
load_filter_block(const uint8_t *blocks, uint32_t block_count, uint64_t hash)
{
    return load_block(blocks + (size_t)filter_block_number(hash, block_count) *
                                   FILTER_BLOCK_SIZE);
}

/* The bits of a key. */
AVX2 static inline __m256i make_mask(uint64_t hash)
{
    static const uint32_t words[FILTER_BLOCK_WORDS] = FILTER_BLOCK_SALTS;
    __m256i salts = load_block((const uint8_t *)words);
    __m256i low = _mm256_set1_epi32((int)(uint32_t)hash);
    __m256i places = _mm256_srli_epi32(_mm256_mullo_epi32(salts, low), 27);

    return _mm256_sllv_epi32(_mm256_set1_epi32(1), places);
}

AVX2 static uint64_t filter_test(const uint8_t *blocks, uint32_t block_count,
                                 const uint64_t *hashes, size_t count)
{
    uint64_t found = 0;

    for (size_t i = 0; i < count; i++) {
        __m256i block = load_filter_block(blocks, block_count, hashes[i]);
        __m256i mask = make_mask(hashes[i]);

        found |= (uint64_t)(uint32_t)_mm256_testc_si256(block, mask) << i;
    }
    return found;
}

/* The bits of a gate are those of a key with the halves of words exchanged. */
AVX2 static uint64_t filter_test_gates(const uint8_t *blocks,
                                       uint32_t block_count,
                                       const uint64_t *hashes, size_t count,
                                       uint64_t *gates)
{
    const __m256i halves =
        _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
                         2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    uint64_t found = 0, found_gates = 0;

    for (size_t i = 0; i < count; i++) {
        __m256i block = load_filter_block(blocks, block_count, hashes[i]);
        __m256i mask = make_mask(hashes[i]);
        __m256i gate = _mm256_shuffle_epi8(mask, halves);

        found |= (uint64_t)(uint32_t)_mm256_testc_si256(block, mask) << i;
        found_gates |= (uint64_t)(uint32_t)_mm256_testc_si256(block, gate) << i;
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

/* The last bytes of a name of less than four, which a masked load of words
 * cannot read. */
AVX2 static inline __m256i load_few(const uint8_t *name, size_t size)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < size; i++)
        bytes |= (uint64_t)name[i] << (8 * (8 - size + i));
    return _mm256_set_epi64x((int64_t)bytes, 0, 0, 0);
}

/*
 * The last 32 bytes of a name, at the vector's end, with zeros before a shorter
 * one. No branch on the size: whole words are loaded under a mask, which
 * reads nothing where it is not set, and the rest of a word comes from the
 * name's first four bytes.
 */
AVX2 static inline __m256i load_end(const uint8_t *name, size_t size)
{
    static const int32_t whole[16] = {0,  0,  0,  0,  0,  0,  0,  0,
                                      -1, -1, -1, -1, -1, -1, -1, -1};
    static const int32_t part[16] = {0, 0, 0, 0, 0, 0, 0, -1};
    size_t some = size < KERNELS_NAME_WINDOW ? size : KERNELS_NAME_WINDOW;
    size_t words = some / 4;
    uintptr_t window = (uintptr_t)name + size - KERNELS_NAME_WINDOW;
    __m256i mask = load_block((const uint8_t *)(whole + words));
    __m256i place = load_block((const uint8_t *)(part + words));
    __m256i bytes = _mm256_maskload_epi32((const int *)window, mask);
    uint32_t first;

    memcpy(&first, name + (size - some), sizeof first);
    first = (uint32_t)((uint64_t)first << (32 - 8 * (some % 4)));
    return _mm256_or_si256(
        bytes, _mm256_and_si256(place, _mm256_set1_epi32((int)first)));
}

/* Of what is before the last 32 bytes, the rest being in a vector already. */
AVX2 static inline uint32_t high_bytes_before(const uint8_t *name, size_t size)
{
    uint32_t high = 0;

    for (size_t i = 0; i + KERNELS_NAME_WINDOW < size; i += KERNELS_NAME_WINDOW)
        high |= (uint32_t)_mm256_movemask_epi8(load_block(name + i));
    return high;
}

/* The hash of a window's bytes from `start` on. */
AVX2 static inline uint64_t hash_window(__m256i bytes, size_t start,
                                        uint64_t seed)
{
    static const uint8_t keep[64] = {
        0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
        0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
        0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    __m256i folded =
        _mm256_or_si256(bytes, _mm256_set1_epi8(KERNELS_NAME_FOLD));
    __m256i kept = _mm256_and_si256(folded, load_block(keep + 32 - start));
    __m128i low = _mm256_castsi256_si128(kept);
    __m128i high = _mm256_extracti128_si256(kept, 1);
    uint64_t words[4] = {(uint64_t)_mm_cvtsi128_si64(low),
                         (uint64_t)_mm_extract_epi64(low, 1),
                         (uint64_t)_mm_cvtsi128_si64(high),
                         (uint64_t)_mm_extract_epi64(high, 1)};

    return mix_hash_block(words, seed);
}

/* Inlined for each depth, where it is a constant. */
AVX2 static inline __attribute__((always_inline)) void
hash_at_depth(const tamis_slice *names, size_t count, unsigned depth,
              uint64_t seed, uint64_t *hashes, struct kernels_names *marks)
{
    uint64_t whole_names = 0, odd_names = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = (const uint8_t *)names[i].data;
        size_t size = names[i].size;
        uint32_t dots, high;
        size_t start, begin;
        __m256i bytes;
        bool is_odd;

        size -= size && name[size - 1] == '.';
        if (size - 1 >= TAMIS_DOMAIN_SIZE_MAX) {
            hashes[i] = 0;
            odd_names |= UINT64_C(1) << i;
            continue;
        }
        bytes = size < 4 ? load_few(name, size) : load_end(name, size);
        high = (uint32_t)_mm256_movemask_epi8(bytes);
        if (size > KERNELS_NAME_WINDOW)
            high |= high_bytes_before(name, size);
        dots = (uint32_t)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.')));
        for (unsigned n = 1; n < depth; n++)
            dots = _bzhi_u32(dots, 31 - _lzcnt_u32(dots));
        start = 32 - _lzcnt_u32(dots);
        begin = size < KERNELS_NAME_WINDOW ? KERNELS_NAME_WINDOW - size : 0;
        is_odd = high || (!start && size > KERNELS_NAME_WINDOW);
        odd_names |= (uint64_t)is_odd << i;
        whole_names |= (uint64_t)(!start && !is_odd) << i;
        hashes[i] =
            is_odd ? 0 : hash_window(bytes, start ? start : begin, seed);
    }
    marks->whole = whole_names;
    marks->odd = odd_names;
}

AVX2 static void hash_names(const tamis_slice *names, size_t count,
                            unsigned depth, uint64_t seed, uint64_t *hashes,
                            struct kernels_names *marks)
{
    if (depth == 2)
        hash_at_depth(names, count, 2, seed, hashes, marks);
    else if (depth == 3)
        hash_at_depth(names, count, 3, seed, hashes, marks);
    else
        hash_at_depth(names, count, 1, seed, hashes, marks);
}

const struct kernels kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .fold_ascii = fold_ascii,
    .filter_test = filter_test,
    .filter_test_gates = filter_test_gates,
    .match_words = match_words,
    .hash_names = hash_names,
};

#else

/* ISO C wants something in every file. */
extern const struct kernels kernels_scalar;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hashes of names, AVX-512. A batch goes through in passes: the last 32 bytes
 * of each name, under a mask of bytes, which needs no shuffling and no branch
 * for short ones; where the labels asked for begin, sixteen names at once; the
 * windows with these labels alone, two at once; the hashes.
 */
#include "simd/kernels_avx512.h"

#if defined(__x86_64__)

#include "base/mix_hash.h"
#include "simd/filter_block.h"

#include <stdbool.h>

#define WINDOW_SIZE KERNELS_NAME_WINDOW
/* Whose last window is not all of them. */
#define SIZE_LONG (WINDOW_SIZE + 1)
/* Names whose labels are found together. */
#define GROUP 16

struct batch {
    uint64_t windows[KERNELS_BATCH_MAX][4];
    uint32_t marks[KERNELS_BATCH_MAX]; /* the dots; then the labels' bytes */
    uint8_t sizes[KERNELS_BATCH_MAX];  /* at most SIZE_LONG */
};

/* The bytes of a window that a name of so many bytes has, up to SIZE_LONG. */
static ALWAYS_INLINE uint32_t window_mask(size_t size)
{
    return (uint32_t) ~(UINT64_C(0xffffffff) >> size);
}

AVX512 static ALWAYS_INLINE void
read_names(struct batch *batch, const tamis_slice *names, size_t count)
{
    const __m256i dot = _mm256_set1_epi8('.');

    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = (const uint8_t *)names[i].data;
        size_t size = names[i].size, some;
        uintptr_t window;
        __m256i bytes;

        if (__builtin_expect(size && name[size - 1] == '.', 0))
            size--;
        some = size < SIZE_LONG ? size : SIZE_LONG;
        /* Begins before the name when that is short: as a number. */
        window = (uintptr_t)name + size - WINDOW_SIZE;
        bytes = _mm256_maskz_loadu_epi8(window_mask(some), (void *)window);
        store_block(batch->windows[i], bytes);
        batch->marks[i] = _mm256_cmpeq_epi8_mask(bytes, dot);
        batch->sizes[i] = (uint8_t)some;
    }
    for (; count % GROUP; count++)
        batch->marks[count] = 0;
}

/* Returns which names have no mark before their labels. */
AVX512 static ALWAYS_INLINE uint64_t find_labels(struct batch *batch,
                                                 size_t count, unsigned depth)
{
    const __m512i top = _mm512_set1_epi32(INT32_MIN);
    const __m512i width = _mm512_set1_epi32(WINDOW_SIZE);
    uint64_t unmarked = 0;

    for (size_t i = 0; i < count; i += GROUP) {
        __m512i marks = load_line(batch->marks + i);
        __m512i label_sizes = _mm512_lzcnt_epi32(marks);

        for (unsigned n = 1; n < depth; n++) {
            marks =
                _mm512_andnot_si512(_mm512_srlv_epi32(top, label_sizes), marks);
            label_sizes = _mm512_lzcnt_epi32(marks);
        }
        unmarked |= (uint64_t)_mm512_cmpeq_epi32_mask(label_sizes, width) << i;
        _mm512_storeu_si512(
            batch->marks + i,
            _mm512_sllv_epi32(_mm512_set1_epi32(-1),
                              _mm512_sub_epi32(width, label_sizes)));
    }
    return count < KERNELS_BATCH_MAX ? _bzhi_u64(unmarked, (uint32_t)count)
                                     : unmarked;
}

/* Without what is not asked for, case folded, under the secrets. Returns
 * whether there are bytes >= 0x80. */
AVX512 static ALWAYS_INLINE bool keep_labels(struct batch *batch, size_t count,
                                             __m512i secrets)
{
    const __m512i fold = _mm512_set1_epi8((char)~KERNELS_NAME_FOLD);
    __m512i all = _mm512_setzero_si512();

    if (count % 2)
        store_block(batch->windows[count], _mm256_setzero_si256());
    for (size_t i = 0; i < count; i += 2) {
        uint64_t kept = batch->marks[i] | (uint64_t)batch->marks[i + 1]
                                              << WINDOW_SIZE;
        __m512i bytes = _mm512_maskz_mov_epi8(_cvtu64_mask64(kept),
                                              load_line(batch->windows[i]));

        all = _mm512_or_si512(all, bytes);
        /* (bytes & fold) ^ secrets */
        _mm512_storeu_si512(batch->windows[i], _mm512_ternarylogic_epi64(
                                                   bytes, fold, secrets, 0x6a));
    }
    return _mm512_movepi8_mask(all) != 0;
}

AVX512 static void hash_windows(const struct batch *batch, size_t count,
                                const struct kernels_table *table,
                                uint64_t *hashes)
{
    const uint64_t(*windows)[4] = batch->windows;
    const uint8_t *blocks = table->blocks;
    uint32_t block_count = table->block_count;

    for (size_t i = 0; i < count; i++) {
        uint64_t hash = hash_multiply(windows[i][0], windows[i][1]) ^
                        hash_multiply(windows[i][2], windows[i][3]);

        hashes[i] = hash;
        if (block_count > 0)
            __builtin_prefetch(blocks +
                               (size_t)filter_block_number(hash, block_count) *
                                   FILTER_BLOCK_SIZE);
    }
}

/* Windows with bytes >= 0x80, none of which the secrets' bits explain. */
AVX512 static uint64_t find_high(const struct batch *batch, size_t count,
                                 __m512i secrets)
{
    uint64_t high = 0;

    for (size_t i = 0; i < count; i++) {
        __m256i bytes = _mm256_xor_si256(load_block(batch->windows[i]),
                                         _mm512_castsi512_si256(secrets));

        high |= (uint64_t)(_mm256_movemask_epi8(bytes) != 0) << i;
    }
    return high;
}

/* The secrets of the short hash of 32 bytes (base/mix_hash.h), with the seed
 * where it enters, twice. */
AVX512 static __m512i load_secrets(uint64_t seed)
{
    static const uint64_t secrets[8] = MIX_HASH_SECRETS;
    __m512i sized =
        _mm512_set1_epi64((long long)mix_hash_seed(seed, WINDOW_SIZE));

    return _mm512_mask_xor_epi64(load_twice(secrets), 0xaa, load_twice(secrets),
                                 sized);
}

AVX512 static ALWAYS_INLINE void
hash_all(const struct kernels_table *table, unsigned depth,
         const tamis_slice *names, size_t count, struct kernels_names *result)
{
    const __m512i secrets = load_secrets(table->seed);
    uint64_t unmarked, is_long;
    struct batch batch;

    result->odd = 0;
    read_names(&batch, names, count);
    unmarked = find_labels(&batch, count, depth);
    if (__builtin_expect(keep_labels(&batch, count, secrets), 0))
        result->odd = find_high(&batch, count, secrets);
    hash_windows(&batch, count, table, result->hashes);
    is_long = _mm512_cmpeq_epi8_mask(load_line(batch.sizes),
                                     _mm512_set1_epi8(SIZE_LONG));
    result->whole = unmarked & ~is_long & ~result->odd;
    for (uint64_t rest = result->odd; rest; rest &= rest - 1)
        result->hashes[__builtin_ctzll(rest)] = 0;
}

AVX512 void avx512_hash_names(const struct kernels_table *table, unsigned depth,
                              const tamis_slice *names, size_t count,
                              struct kernels_names *result)
{
    if (depth == 1)
        hash_all(table, 1, names, count, result);
    else if (depth == 2)
        hash_all(table, 2, names, count, result);
    else
        hash_all(table, 3, names, count, result);
}

#else

/* ISO C wants something in every file. */
extern const struct kernels kernels_scalar;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* With AVX2, and with the multiplication that comes with it. The target is an
 * attribute of each function: see simd/kernels_avx2.c. */
#include "index/exact_find.h"

#include "simd/cpu.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

/* hash_multiply(). Of a product in a 128-bit integer gcc 12 moves the halves
 * through the stack. */
KERNEL static inline uint64_t multiply(uint64_t a, uint64_t b)
{
    uint64_t low, high;

    __asm__("mulx %3, %0, %1" : "=r"(low), "=r"(high) : "d"(a), "r"(b));
    return low ^ high;
}

/* mix_hash() of two lanes, as keys of 17 to 32 bytes have them: 24
 * instructions a key. */
KERNEL static void begin_two_lanes(const struct exact_table *table,
                                   struct exact_step *step)
{
    static const uint64_t secrets[8] = MIX_HASH_SECRETS;
    const uint8_t *key = step->keys.runs;
    const uintptr_t blocks = (uintptr_t)table->filter.blocks;
    const uint32_t block_count = table->filter.block_count;
    const size_t key_size = step->keys.run_size, count = step->count;
    uint64_t sized = mix_hash_seed(table->seed, key_size);
    uint64_t second = secrets[1] ^ sized, fourth = secrets[3] ^ sized;

    /* Or they are mixed again for each key. */
    __asm__("" : "+r"(second), "+r"(fourth));
    for (size_t n = 0; n < count; n++, key += key_size) {
        const uint8_t *last = key + key_size - 16;
        uint64_t hash = multiply(mix_hash_load(key) ^ secrets[0],
                                 mix_hash_load(key + 8) ^ second) ^
                        multiply(mix_hash_load(last) ^ secrets[2],
                                 mix_hash_load(last + 8) ^ fourth);
        uintptr_t block =
            blocks +
            (size_t)filter_block_number(hash, block_count) * FILTER_BLOCK_SIZE;

        step->hashes[n] = hash;
        step->blocks[n] = block;
        __builtin_prefetch((const void *)block);
    }
}

static void begin(const struct exact_table *table, struct exact_step *step)
{
    if (step->keys.run_size > 16 && step->keys.run_size <= 32)
        begin_two_lanes(table, step);
    else
        exact_find_scalar.begin(table, step);
}

/* From the last key to the first: each answer comes in at the low end. */
KERNEL static uint64_t filter(const struct exact_step *step)
{
    static const uint32_t words[FILTER_BLOCK_WORDS] = FILTER_BLOCK_SALTS;
    const __m256i salts = _mm256_loadu_si256((const void *)words);
    uint64_t passed = 0;

    for (size_t n = step->count; n-- > 0;) {
        __m256i low = _mm256_set1_epi32((int)(uint32_t)step->hashes[n]);
        __m256i places = _mm256_srli_epi32(_mm256_mullo_epi32(salts, low), 27);
        __m256i mask = _mm256_sllv_epi32(_mm256_set1_epi32(1), places);
        __m256i block = _mm256_loadu_si256((const void *)step->blocks[n]);

        passed = passed * 2 + (uint64_t)_mm256_testc_si256(block, mask);
    }
    return passed;
}

const struct exact_find exact_find_avx2 = {
    .required = CPU_AVX2,
    .begin = begin,
    .filter = filter,
};

#else

/* ISO C wants something in every file. */
extern const struct exact_find exact_find_scalar;

#endif

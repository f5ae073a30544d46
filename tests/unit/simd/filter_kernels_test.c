/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters and lines: every table against scalar. */
#include "base/bytes.h"
#include "simd/filter_block.h"
#include "simd/kernels.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#define BLOCKS_MAX 9u
#define LINE_SIZE  ((size_t)KERNELS_LINE_WORDS * 4)

static void add_key(uint8_t *blocks, uint32_t count, uint64_t hash,
                    bool is_gate)
{
    uint8_t *block =
        blocks + (size_t)filter_block_number(hash, count) * FILTER_BLOCK_SIZE;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++) {
        uint32_t bit = is_gate ? filter_block_gate_bit(n, hash)
                               : filter_block_bit(n, hash);

        store_le32(block + (size_t)n * 4,
                   load_le32(block + (size_t)n * 4) | bit);
    }
}

Test(filter_kernels, a_key_is_found_where_its_bits_were_set)
{
    uint8_t blocks[BLOCKS_MAX * FILTER_BLOCK_SIZE] = {0};
    uint64_t hashes[3] = {UINT64_C(0x0123456789abcdef), 0, UINT64_MAX};
    uint64_t gates;

    cr_assert_eq(kernels_scalar.filter_test(blocks, BLOCKS_MAX, hashes, 3), 0);
    add_key(blocks, BLOCKS_MAX, hashes[0], false);
    cr_assert_eq(kernels_scalar.filter_test(blocks, BLOCKS_MAX, hashes, 3), 1);
    cr_assert_eq(
        kernels_scalar.filter_test_gates(blocks, BLOCKS_MAX, hashes, 3, &gates),
        1);
    cr_assert_eq(gates, 0);
    add_key(blocks, BLOCKS_MAX, hashes[0], true);
    kernels_scalar.filter_test_gates(blocks, BLOCKS_MAX, hashes, 3, &gates);
    cr_assert_eq(gates, 1);
}

static void compare_filters(const struct kernels *kernels,
                            struct random *random,
                            struct guarded_bytes *guarded, uint32_t block_count)
{
    uint8_t source[BLOCKS_MAX * FILTER_BLOCK_SIZE];
    size_t size = (size_t)block_count * FILTER_BLOCK_SIZE;
    uint64_t hashes[KERNELS_BATCH_MAX];
    uint8_t *blocks;

    memset(source, 0, sizeof source);
    for (size_t i = 0; i < KERNELS_BATCH_MAX; i++) {
        hashes[i] = random_next(random);
        if (i % 3 == 0)
            add_key(source, block_count, hashes[i], false);
        if (i % 5 == 0)
            add_key(source, block_count, hashes[i], true);
    }
    blocks = guarded_bytes_copy(guarded, source, size);
    for (size_t count = 0; count <= KERNELS_BATCH_MAX; count++) {
        uint64_t gates, expected_gates;
        uint64_t expected =
            kernels_scalar.filter_test(blocks, block_count, hashes, count);

        cr_assert_eq(kernels->filter_test(blocks, block_count, hashes, count),
                     expected, "%s, %zu hashes", kernels->name, count);
        cr_assert_eq(kernels_scalar.filter_test_gates(
                         blocks, block_count, hashes, count, &expected_gates),
                     expected);
        cr_assert_eq(kernels->filter_test_gates(blocks, block_count, hashes,
                                                count, &gates),
                     expected, "%s, %zu hashes", kernels->name, count);
        cr_assert_eq(gates, expected_gates, "%s, %zu hashes", kernels->name,
                     count);
    }
}

Test(filter_kernels, every_table_tests_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;

    random_begin(&random, "filter kernels");
    guarded_bytes_open(&guarded, BLOCKS_MAX * FILTER_BLOCK_SIZE);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (uint32_t round = 0; round < 200; round++)
            compare_filters(kernels, &random, &guarded, 1 + round % BLOCKS_MAX);
    }
    guarded_bytes_close(&guarded);
}

Test(filter_kernels, every_table_matches_words_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t source[LINE_SIZE];

    random_begin(&random, "line kernels");
    guarded_bytes_open(&guarded, LINE_SIZE);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (unsigned round = 0; round < 2000; round++) {
            uint32_t word = (uint32_t)random_below(&random, 3);
            uint8_t *line;

            for (size_t at = 0; at < LINE_SIZE; at += 4)
                store_le32(source + at, random_one_in(&random, 2)
                                            ? word
                                            : (uint32_t)random_next(&random));
            line = guarded_bytes_copy(&guarded, source, LINE_SIZE);
            cr_assert_eq(kernels->match_words(line, word),
                         kernels_scalar.match_words(line, word), "%s",
                         kernels->name);
        }
    }
    guarded_bytes_close(&guarded);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Exact tables in batches, and what they hash with. */
#include "base/slice.h"
#include "built_exact.h"
#include "index/exact_find.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(exact_batch, a_large_set_answers_in_batches, .timeout = 120)
{
    enum { KEYS = 100000 };
    static tamis_slice asked[2 * KEYS];
    static uint32_t slots[2 * KEYS];
    struct random random;
    struct key_set set;
    struct built_exact built;
    struct model model;
    uint8_t *absent = calloc(KEYS, 32);
    size_t passed = 0;

    random_begin(&random, "exact_table large set");
    key_set_open(&set, 32);
    for (uint32_t i = 0; i < KEYS; i++) {
        uint8_t key[32];

        random_bytes(&random, key, sizeof key);
        key_set_add(&set, key, sizeof key, 0);
        /* Differs in one bit only. */
        memcpy(absent + (size_t)i * 32, key, 32);
        absent[(size_t)i * 32 + i % 32] ^= (uint8_t)(1u << i % 8);
    }
    built_exact_open(&built, &set);
    cr_assert_leq(built.out.size * 10, KEYS * 80u);
    model = key_set_model(&built.slots);
    for (uint32_t i = 0; i < KEYS; i++) {
        asked[2 * i] = slice_make(model.keys[i].bytes, 32);
        asked[2 * i + 1] = slice_make(absent + (size_t)i * 32, 32);
    }
    exact_table_find_batch(&built.table, 2 * KEYS, asked, slots);
    for (uint32_t i = 0; i < KEYS; i++) {
        cr_assert_eq(slots[2 * i], i);
        cr_assert_eq(slots[2 * i + 1], SLOT_NONE);
        passed += exact_table_may_have(&built.table, asked[2 * i + 1].data, 32);
    }
    cr_assert_lt(passed, KEYS / 300, "the filter lets %zu of %d through",
                 passed, KEYS);
    built_exact_close(&built);
    key_set_close(&set);
    free(absent);
}

/* All sizes of runs: each has its own number of lanes. */
Test(exact_batch, runs_of_every_size_are_found_in_batches_of_every_size)
{
    static const uint32_t sizes[] = {4, 16, 18, 20, 28, 32, 48, 64, 70};
    struct random random;

    random_begin(&random, "exact_table runs");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct key_set set;
        struct built_exact built;

        key_set_open(&set, sizes[s]);
        for (uint32_t i = 0; i < KERNELS_BATCH_MAX; i++) {
            uint8_t key[70];

            random_bytes(&random, key, sizeof key);
            key_set_add(&set, key, sizes[s], 0);
        }
        built_exact_open(&built, &set);
        for (size_t count = 0; count <= KERNELS_BATCH_MAX; count++) {
            struct exact_step step = {
                .count = count,
                .keys = {.runs = built.slots.bytes, .run_size = sizes[s]}};

            cr_assert_eq(built_exact_step(&built.table, &step),
                         count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX);
            for (uint32_t i = 0; i < count; i++)
                cr_assert_eq(step.slots[i], i);
        }
        built_exact_close(&built);
        key_set_close(&set);
    }
}

/* A step of random strangers, with one of the keys that are there. */
static void make_strangers(struct random *random, const struct key_set *slots,
                           size_t size, uint8_t *keys, size_t count)
{
    random_bytes(random, keys, count * size);
    if (count)
        memcpy(keys + random_below(random, (uint32_t)count) * size,
               slots->bytes + random_below(random, slots->count) * size, size);
}

Test(exact_batch, every_kernel_passes_what_the_scalar_one_passes)
{
    static const uint32_t sizes[] = {1,  15, 16, 17, 19, 20, 24,  28,
                                     31, 32, 33, 48, 64, 65, 130, 300};
    struct random random;

    random_begin(&random, "exact_table kernels");
    for (unsigned round = 0; round < 600; round++) {
        uint32_t size = sizes[round % 16];
        size_t count = random_below(&random, KERNELS_BATCH_MAX + 1);
        uint8_t keys[KERNELS_BATCH_MAX * 300];
        struct key_set set;
        struct built_exact built;

        key_set_open(&set, size);
        for (uint32_t i = 0; i < 200; i++) {
            random_bytes(&random, keys, size);
            key_set_add(&set, keys, size, 0);
        }
        built_exact_open(&built, &set);
        make_strangers(&random, &built.slots, size, keys, count);
        for (size_t n = 0; usable_kernels(n); n++) {
            struct exact_step step = {.count = count,
                                      .keys = {.runs = keys, .run_size = size}};
            struct exact_step expected = step;

            built.table.find = &exact_find_scalar;
            exact_step_begin(&built.table, &expected);
            built.table.find = exact_find_pick(usable_kernels(n));
            exact_step_begin(&built.table, &step);
            cr_assert_arr_eq(step.hashes, expected.hashes, sizeof step.hashes);
            cr_assert_arr_eq(step.blocks, expected.blocks, sizeof step.blocks);
            cr_assert_eq(built.table.find->filter(&step),
                         exact_find_scalar.filter(&expected));
        }
        built_exact_close(&built);
        key_set_close(&set);
    }
}

/* Changing any one byte of a key changes its hash. */
Test(exact_batch, every_byte_of_a_key_enters_its_hash)
{
    uint8_t key[80] = {0};

    for (size_t size = 1; size <= sizeof key; size++)
        for (size_t at = 0; at < size; at++) {
            uint64_t before = exact_table_hash(key, size, 1);

            key[at] ^= 1;
            cr_assert_neq(exact_table_hash(key, size, 1), before,
                          "byte %zu of %zu", at, size);
            key[at] ^= 1;
        }
}

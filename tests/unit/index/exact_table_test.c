/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_table.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "built_exact.h"
#include "built_index.h"
#include "index/exact_find.h"
#include "index/exact_table_layout.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* A set, sorted, and the table over it. */
/* Every slot of the key, in order, as the model has them; and the batches. */
static void expect_same_with(const struct exact_table *table,
                             const struct model *model, const void *key,
                             size_t size)
{
    struct exact_search search;
    uint32_t slot = exact_table_find(table, key, size, &search);
    tamis_slice asked = slice_make(key, size);
    uint32_t first;

    exact_table_find_batch(table, 1, &asked, &first);
    cr_assert_eq(first, slot);
    if (size > 0) {
        struct exact_step step = {.count = 1,
                                  .keys = {.runs = key, .run_size = size}};

        cr_assert_eq(built_exact_step(table, &step), slot != SLOT_NONE);
        cr_assert(slot == SLOT_NONE || step.slots[0] == slot);
        cr_assert(step.shared || exact_table_next(table, slot) == SLOT_NONE,
                  "a key that shares nothing has two slots");
    }
    cr_assert(exact_table_may_have(table, key, size) || slot == SLOT_NONE);
    for (size_t n = 0;; n++) {
        uint32_t expected = model_find_exact(model, key, size, n);

        cr_assert_eq(slot, expected, "%s: answer %zu is %u and not %u",
                     table->kernels->name, n, slot, expected);
        if (slot == SLOT_NONE)
            break;
        cr_assert_eq(exact_table_next(table, slot),
                     model_find_exact(model, key, size, n + 1));
        slot = exact_table_find_next(table, key, size, &search);
    }
}

/* Under every table of kernels. */
static void expect_same(const struct exact_table *table,
                        const struct model *model, const void *key, size_t size)
{
    for (size_t n = 0; usable_kernels(n); n++) {
        struct exact_table view = *table;

        view.kernels = usable_kernels(n);
        view.filter.kernels = usable_kernels(n);
        view.find = exact_find_pick(usable_kernels(n));
        expect_same_with(&view, model, key, size);
    }
}

Test(exact_table, no_keys_are_no_bytes_and_find_nothing)
{
    struct key_set set;
    struct built_exact built;
    struct exact_search search;
    uint32_t slot = 0;
    tamis_slice asked = slice_text("a");

    key_set_open(&set, 0);
    built_exact_open(&built, &set);
    cr_assert_eq(built.out.size, 0);
    cr_assert_eq(exact_table_find(&built.table, "a", 1, &search), SLOT_NONE);
    cr_assert_eq(exact_table_find_next(&built.table, "a", 1, &search),
                 SLOT_NONE);
    exact_table_find_batch(&built.table, 1, &asked, &slot);
    cr_assert_eq(slot, SLOT_NONE);
    built_exact_close(&built);
}

Test(exact_table, one_key_is_found_and_its_neighbours_are_not)
{
    static const char *const misses[] = {"",  "evil.com/",  "evil.com/aa",
                                         "b", "evil.com/b", "Evil.com/a"};
    struct key_set set;
    struct built_exact built;
    struct exact_search search;

    key_set_open(&set, 0);
    key_set_add_text(&set, "evil.com/a", 0);
    built_exact_open(&built, &set);
    cr_assert_eq(exact_table_find(&built.table, "evil.com/a", 10, &search), 0);
    cr_assert_eq(exact_table_find_next(&built.table, "evil.com/a", 10, &search),
                 SLOT_NONE);
    for (size_t i = 0; i < sizeof misses / sizeof *misses; i++)
        cr_assert_eq(exact_table_find(&built.table, misses[i],
                                      strlen(misses[i]), &search),
                     SLOT_NONE, "%s", misses[i]);
    built_exact_close(&built);
    key_set_close(&set);
}

Test(exact_table, equal_keys_are_neighbours_and_come_in_order)
{
    struct key_set set;
    struct built_exact built;
    struct model model;

    key_set_open(&set, 16);
    for (unsigned i = 0; i < 300; i++) {
        uint8_t key[16] = {(uint8_t)(i % 100), 1, 2, 3};

        key_set_add(&set, key, sizeof key, i / 100);
    }
    built_exact_open(&built, &set);
    model = key_set_model(&built.slots);
    for (uint32_t slot = 0; slot < built.slots.count; slot++) {
        expect_same(&built.table, &model, built.slots.bytes + slot * 16u, 16);
        if (slot % 3)
            cr_assert_eq(built.slots.modes[slot],
                         built.slots.modes[slot - 1] + 1,
                         "the input's order is kept among equal keys");
    }
    built_exact_close(&built);
    key_set_close(&set);
}

Test(exact_table, more_equal_keys_than_two_lines_hold_are_all_found)
{
    struct key_set set;
    struct built_exact built;
    struct model model;

    key_set_open(&set, 0);
    for (unsigned i = 0; i < 2 * EXACT_LINE_PLACES + 5; i++)
        key_set_add_text(&set, "many", i);
    for (unsigned i = 0; i < 26; i++) {
        char text[2] = {(char)('a' + i), 0};

        key_set_add_text(&set, text, 0);
    }
    built_exact_open(&built, &set);
    cr_assert_eq(built.table.overflow_count, 2 * EXACT_LINE_PLACES + 5);
    model = key_set_model(&built.slots);
    expect_same(&built.table, &model, "many", 4);
    expect_same(&built.table, &model, "manx", 4);
    for (unsigned i = 0; i < 26; i++) {
        char text[2] = {(char)('a' + i), 0};

        expect_same(&built.table, &model, text, 1);
    }
    built_exact_close(&built);
    key_set_close(&set);
}

Test(exact_table, a_line_may_hold_keys_beside_a_group_that_overflows)
{
    struct random random;

    random_begin(&random, "exact_table groups");
    for (unsigned round = 0; round < 200; round++) {
        struct key_set set;
        struct built_exact built;
        struct model model;

        key_set_open(&set, 0);
        for (unsigned i = 0; i < 300; i++) {
            uint64_t number = random_below(&random, i % 2 ? 4 : 100);
            char text[2] = {(char)(' ' + number), 0};

            key_set_add_text(&set, text, i);
        }
        built_exact_open(&built, &set);
        model = key_set_model(&built.slots);
        for (unsigned i = 0; i < 110; i++) {
            char text[2] = {(char)(' ' + i), 0};

            expect_same(&built.table, &model, text, 1);
        }
        built_exact_close(&built);
        key_set_close(&set);
    }
}

/* Keys that share one home under a seed; as an attacker would look for them. */
static void add_crafted(struct key_set *set, uint64_t seed, uint32_t home_count,
                        unsigned count)
{
    for (uint64_t number = 0; count > 0; number++) {
        uint8_t key[16] = {0};

        store_le64(key, number);
        if (exact_hash_home(exact_table_hash(key, sizeof key, seed),
                            home_count) != 3)
            continue;
        key_set_add(set, key, sizeof key, 0);
        count--;
    }
}

static uint64_t seed_of_small_tables(void)
{
    struct key_set set;
    struct built_exact built;
    uint64_t seed;

    key_set_open(&set, 0);
    key_set_add_text(&set, "a", 0);
    built_exact_open(&built, &set);
    seed = built.table.seed;
    built_exact_close(&built);
    key_set_close(&set);
    return seed;
}

Test(exact_table, keys_made_for_one_line_move_to_another_seed)
{
    uint64_t seed = seed_of_small_tables();
    struct key_set set;
    struct built_exact built;
    struct model model;

    key_set_open(&set, 16);
    add_crafted(&set, seed, 100, 1100);
    built_exact_open(&built, &set);
    cr_assert_eq(built.table.home_count, 100, "the test crafts for 100 lines");
    cr_assert_neq(built.table.seed, seed);
    cr_assert_leq(built.table.overflow_count, 20);
    model = key_set_model(&built.slots);
    for (uint32_t slot = 0; slot < built.slots.count; slot++)
        expect_same(&built.table, &model, built.slots.bytes + slot * 16u, 16);
    built_exact_close(&built);
    key_set_close(&set);
}

Test(exact_table, a_few_keys_made_for_one_line_go_to_the_overflow)
{
    uint64_t seed = seed_of_small_tables();
    struct key_set set;
    struct built_exact built;
    struct model model;

    key_set_open(&set, 16);
    add_crafted(&set, seed, 100, 60);
    for (uint32_t i = 0; i < 1040; i++) {
        uint8_t key[16] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

        store_le32(key + 8, i);
        key_set_add(&set, key, sizeof key, 0);
    }
    built_exact_open(&built, &set);
    cr_assert_eq(built.table.home_count, 100, "the test crafts for 100 lines");
    cr_assert_eq(built.table.seed, seed);
    cr_assert_geq(built.table.overflow_count, 30);
    model = key_set_model(&built.slots);
    for (uint32_t slot = 0; slot < built.slots.count; slot++)
        expect_same(&built.table, &model, built.slots.bytes + slot * 16u, 16);
    for (uint64_t number = 0; number < 3000; number++) {
        uint8_t key[16] = {0};

        store_le64(key, number);
        expect_same(&built.table, &model, key, 16);
    }
    built_exact_close(&built);
    key_set_close(&set);
}

/* A hash without use: everything must still be right, by binary search. */
static uint64_t hash_nothing(const void *key, size_t size, uint64_t seed)
{
    (void)key;
    (void)size;
    return seed & 1;
}

Test(exact_table, keys_of_one_hash_are_found_by_their_bytes)
{
    struct key_set set;
    struct buffer out;
    uint32_t order[500];
    struct key_store keys;
    struct key_set slots;
    struct exact_table table;
    struct model model;

    key_set_open(&set, 4);
    for (uint32_t i = 0; i < 500; i++) {
        uint8_t key[4];

        store_le32(key, i / 2 * 0x01010101u);
        key_set_add(&set, key, 4, i % 2);
    }
    key_set_sort(&set, false);
    keys = key_set_store(&set);
    buffer_init(&out, &memory_default);
    cr_assert_eq(built_index_exact(
                     &memory_default,
                     &(struct exact_input){.keys = &keys, .hash = hash_nothing},
                     order, &out, NULL),
                 TAMIS_OK);
    key_set_permute(&set, order, &slots);
    keys = key_set_store(&slots);
    model = key_set_model(&slots);
    cr_assert_eq(exact_table_open(&table, out.bytes, out.size, &keys,
                                  usable_kernels(0), NULL),
                 TAMIS_OK);
    cr_assert_eq(exact_table_check_hashed(&table, hash_nothing, NULL),
                 TAMIS_OK);
    for (uint32_t i = 0; i < 400; i++) {
        struct exact_search search;
        uint8_t key[4];

        store_le32(key, i * 0x01010101u);
        cr_assert_eq(
            exact_table_find_hashed(&table, table.seed & 1, key, 4, &search),
            model_find_exact(&model, key, 4, 0));
        cr_assert_eq(exact_table_find_next(&table, key, 4, &search),
                     model_find_exact(&model, key, 4, 1));
    }
    buffer_release(&out);
    key_set_close(&slots);
    key_set_close(&set);
}

static void add_random_keys(struct random *random, struct key_set *set,
                            uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        uint8_t key[64];
        size_t size = set->key_size;

        if (size) {
            random_bytes(random, key, size);
            /* Few values, so that keys repeat. */
            memset(key + 1, key[1] & 3, size - 1);
        } else {
            size = random_between(random, 1, 6);
            random_text(random, (char *)key, size, "ab.");
        }
        key_set_add(set, key, size, (uint32_t)i);
    }
}

Test(exact_table, small_sets_answer_as_the_model_does, .timeout = 120)
{
    static const uint32_t sizes[] = {0, 16, 20, 28, 32, 48, 64};
    struct random random;

    random_begin(&random, "exact_table small sets");
    for (unsigned round = 0; round < 3000; round++) {
        uint32_t size = sizes[round % 7];
        struct key_set set, asked;
        struct built_exact built;
        struct model model, questions;

        key_set_open(&set, size);
        add_random_keys(&random, &set, random_below(&random, 60));
        built_exact_open(&built, &set);
        model = key_set_model(&built.slots);
        key_set_open(&asked, size);
        add_random_keys(&random, &asked, 60);
        questions = key_set_model(&asked);
        for (uint32_t i = 0; i < asked.count; i++)
            expect_same(&built.table, &model, questions.keys[i].bytes,
                        questions.keys[i].size);
        for (uint32_t i = 0; i < built.slots.count; i++)
            expect_same(&built.table, &model, model.keys[i].bytes,
                        model.keys[i].size);
        key_set_close(&asked);
        built_exact_close(&built);
        key_set_close(&set);
    }
}

Test(exact_table, the_same_keys_give_the_same_bytes)
{
    struct random random;
    struct key_set set;
    struct built_exact one, two;

    random_begin(&random, "exact_table bytes");
    key_set_open(&set, 0);
    add_random_keys(&random, &set, 5000);
    built_exact_open(&one, &set);
    built_exact_open(&two, &set);
    cr_assert_eq(one.out.size, two.out.size);
    cr_assert_arr_eq(one.out.bytes, two.out.bytes, one.out.size);
    cr_assert_arr_eq(one.order, two.order, set.count * sizeof *one.order);
    built_exact_close(&one);
    built_exact_close(&two);
    key_set_close(&set);
}

Test(exact_table, a_build_without_memory_leaves_out_as_it_was)
{
    struct key_set set;
    struct key_store keys;
    const struct exact_input input = {
        .keys = &keys, .hash = exact_table_hash, .has_filter = true};
    uint32_t order[200];

    key_set_open(&set, 0);
    for (unsigned i = 0; i < 200; i++)
        key_set_add_text(&set, "the same key, so that it overflows", i);
    keys = key_set_store(&set);
    for (uint64_t n = 1;; n++) {
        struct failing_allocator failing;
        struct buffer out;
        tamis_status status;
        tamis_error error = {0};

        failing_allocator_begin(&failing, n);
        buffer_init(&out, &failing.allocator);
        if (buffer_append(&out, "before", 6) == TAMIS_OK) {
            status = built_index_exact(&failing.allocator, &input, order, &out,
                                       &error);
            cr_assert_eq(status,
                         failing.has_failed ? TAMIS_ERROR_MEMORY : TAMIS_OK);
            if (failing.has_failed) {
                cr_assert_eq(out.size, 6);
                cr_assert_eq(error.status, TAMIS_ERROR_MEMORY);
            }
        }
        buffer_release(&out);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed)
            break;
    }
    key_set_close(&set);
}

Test(exact_table, an_empty_key_is_refused)
{
    struct key_set set;
    struct key_store keys;
    struct buffer out;
    uint32_t order[2];

    key_set_open(&set, 0);
    key_set_add_text(&set, "", 0);
    key_set_add_text(&set, "a", 0);
    keys = key_set_store(&set);
    buffer_init(&out, &memory_default);
    cr_assert_eq(built_index_exact(&memory_default,
                                   &(struct exact_input){
                                       .keys = &keys, .hash = exact_table_hash},
                                   order, &out, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(out.size, 0);
    buffer_release(&out);
    key_set_close(&set);
}

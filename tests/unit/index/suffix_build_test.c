/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table_build.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"
#include "index/member_filter_build.h"
#include "index/suffix_table.h"
#include "index/suffix_table_layout.h"
#include "key_set.h"
#include "support/random.h"

#include <tamis/indicator.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define SEED EXACT_TABLE_FIRST_SEED

static size_t random_name(struct random *random, char *name)
{
    size_t size = random_one_in(random, 8) ? random_between(random, 1, 253)
                                           : random_between(random, 1, 24);

    random_text(random, name, size, random_one_in(random, 3) ? "ab." : "abcd");
    if (size > 4)
        name[size - 3] = '.';
    if (size > 9 && random_one_in(random, 2))
        name[size - 7] = '.';
    return size;
}

static void add_names(struct random *random, struct key_set *set,
                      uint64_t count)
{
    char name[TAMIS_DOMAIN_SIZE_MAX];

    while (set->count < count) {
        size_t size = random_name(random, name);

        if (suffix_name_depth(name, size))
            key_set_add(set, name, size, (uint32_t)random_below(random, 3));
    }
    key_set_sort(set, true);
}

/* The hash of a name's last labels, or 0 when it has not more than so many. */
static uint64_t naive_gate(tamis_slice name, unsigned depth)
{
    size_t start = name.size;

    for (; start > 0; start--)
        if (name.data[start - 1] == '.' && --depth == 0)
            break;
    if (start == 0)
        return 0;
    if (name.size - start > 32) /* of long labels, the last bytes count */
        start = name.size - 32;
    return suffix_name_hash(name.data + start, name.size - start, SEED);
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

/* All gates of a set, sorted, each once if asked to. */
static size_t naive_gates(const struct key_set *set, uint64_t *gates,
                          bool unique)
{
    struct key_store keys = key_set_store(set);
    size_t count = 0, kept = 0;

    for (uint32_t n = 0; n < keys.count; n++)
        for (unsigned depth = 2; depth <= 3; depth++) {
            uint64_t gate = naive_gate(key_store_get(&keys, n), depth);

            if (gate)
                gates[count++] = gate;
        }
    qsort(gates, count, sizeof *gates, compare_hashes);
    for (size_t n = 0; n < count; n++)
        if (!unique || kept == 0 || gates[kept - 1] != gates[n])
            gates[kept++] = gates[n];
    return kept;
}

Test(suffix_gate, gates_are_those_found_label_by_label)
{
    struct random random;

    random_begin(&random, "suffix gates");
    for (unsigned round = 0; round < 300; round++) {
        struct key_set set;
        struct key_store keys;
        uint64_t *expected, *found;
        size_t expected_count;

        key_set_open(&set, 0);
        add_names(&random, &set, random_between(&random, 1, 200));
        keys = key_set_store(&set);
        expected = calloc((size_t)set.count * 2 + 1, sizeof *expected);
        found =
            calloc((size_t)set.count * 2 + SUFFIX_GATES_STEP, sizeof *found);
        expected_count = naive_gates(&set, expected, false);
        for (size_t k = 0; usable_kernels(k); k++) {
            struct suffix_gate_walk walk = {.keys = &keys,
                                            .kernels = usable_kernels(k),
                                            .seed = SEED,
                                            .end = keys.count};
            size_t count = 0;

            while (walk.next < walk.end)
                count += suffix_gate_step(&walk, found + count);
            cr_assert_eq(walk.next, keys.count);
            qsort(found, count, sizeof *found, compare_hashes);
            cr_assert_eq(count, expected_count);
            cr_assert_arr_eq(found, expected, count * sizeof *found);
        }
        free(expected);
        free(found);
        key_set_close(&set);
    }
}

Test(suffix_gate, names_have_as_many_labels_as_the_reader_counts)
{
    struct random random;

    random_begin(&random, "suffix labels");
    for (unsigned round = 0; round < 200000; round++) {
        char name[TAMIS_DOMAIN_SIZE_MAX + 3];
        size_t size = random_between(&random, 0, round % 40 ? 20 : sizeof name);
        uint64_t gates[SUFFIX_GATES_STEP];
        uint8_t end[4];
        struct key_store keys = {.bytes = (uint8_t *)name,
                                 .bytes_size = size,
                                 .ends = end,
                                 .count = 1};
        struct suffix_gate_walk walk = {.keys = &keys,
                                        .kernels = usable_kernels(0),
                                        .seed = SEED,
                                        .end = 1};
        uint32_t depth;

        random_text(&random, name, size, round % 3 ? "..\xae/-" : "abcdefg.");
        store_le32(end, (uint32_t)size);
        depth = suffix_name_depth(name, size);
        suffix_gate_step(&walk, gates);
        cr_assert_eq(walk.next, depth > 0, "%.*s", (int)size, name);
        cr_assert_eq(walk.end, depth > 0);
        if (depth)
            cr_assert_eq(walk.depths[depth >> 6], UINT64_C(1) << (depth & 63));
        cr_assert_eq(walk.depths[0] | walk.depths[1] ? 1 : 0, depth > 0);
    }
}

Test(suffix_build, bytes_do_not_depend_on_parts_or_kernels)
{
    struct random random;

    random_begin(&random, "suffix parts");
    for (unsigned round = 0; round < 60; round++) {
        struct key_set set;
        struct key_store keys;
        struct suffix_input input = {.keys = &keys, .part_count = 1};
        struct buffer one, other;
        uint32_t *order;

        key_set_open(&set, 0);
        add_names(&random, &set, random_between(&random, 1, 3000));
        keys = key_set_store(&set);
        order = calloc(set.count, sizeof *order);
        input.modes = set.modes;
        input.kernels = &kernels_scalar;
        buffer_init(&one, &memory_default);
        buffer_init(&other, &memory_default);
        cr_assert_eq(
            built_index_suffix(&memory_default, &input, order, &one, NULL),
            TAMIS_OK);
        for (size_t k = 0; usable_kernels(k); k++)
            for (unsigned parts = 1; parts <= SUFFIX_PARTS_MAX; parts++) {
                input.kernels = usable_kernels(k);
                input.part_count = parts;
                other.size = 0;
                cr_assert_eq(built_index_suffix(&memory_default, &input, order,
                                                &other, NULL),
                             TAMIS_OK);
                cr_assert_eq(other.size, one.size);
                cr_assert_arr_eq(other.bytes, one.bytes, one.size);
            }
        buffer_release(&one);
        buffer_release(&other);
        free(order);
        key_set_close(&set);
    }
}

/* The filter is as large as the different gates ask for, give or take. */
Test(suffix_build, gates_are_counted_without_being_sorted)
{
    static const struct {
        uint32_t names, hosts; /* names under so many different ones */
    } cases[] = {{1, 1},       {3, 2},        {100, 7},       {5000, 50},
                 {5000, 5000}, {100000, 900}, {100000, 60000}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct key_set set;
        struct key_store keys;
        struct suffix_input input = {
            .keys = &keys, .kernels = usable_kernels(0), .part_count = 2};
        uint64_t *gates = calloc((size_t)cases[i].names * 2 + 1, sizeof *gates);
        uint32_t *order = calloc(cases[i].names, sizeof *order);
        struct buffer out;
        uint64_t exact;
        double share;

        key_set_open(&set, 0);
        for (uint32_t n = 0; n < cases[i].names; n++) {
            char name[64];

            snprintf(name, sizeof name, "w%u.h%u.evil%u.com", n,
                     n % cases[i].hosts, n % cases[i].hosts % 1000);
            key_set_add_text(&set, name, 0);
        }
        keys = key_set_store(&set);
        input.modes = set.modes;
        buffer_init(&out, &memory_default);
        cr_assert_eq(
            built_index_suffix(&memory_default, &input, order, &out, NULL),
            TAMIS_OK);
        exact = member_filter_block_count(
            set.count + naive_gates(&set, gates, true), SUFFIX_TABLE_KEY_BITS);
        share = (double)load_le32(out.bytes + 32) / (double)exact;
        cr_assert(share > 0.97 && share < 1.03, "%u names: %f", cases[i].names,
                  share);
        buffer_release(&out);
        free(gates);
        free(order);
        key_set_close(&set);
    }
}

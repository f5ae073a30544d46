/* SPDX-License-Identifier: BSD-2-Clause */
/* What the builder makes, against docs/FILE_FORMAT.md taken word by word. */
#include "index/exact_table_build.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"
#include "index/exact_table_layout.h"
#include "index/member_filter_build.h"
#include "key_set.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define KEYS_MAX 600
#define SEED     EXACT_TABLE_FIRST_SEED

/* Half of all keys are at home in four lines, whatever the seed. */
static uint64_t hash_crowded(const void *key, size_t size, uint64_t seed)
{
    uint64_t hash = exact_table_hash(key, size, seed);

    return hash & 1 ? hash & UINT64_C(0xc0000000ffffffff) : hash;
}

/* Made to collide under the first seed, and under no other. */
static uint64_t hash_crafted(const void *key, size_t size, uint64_t seed)
{
    return seed == SEED ? UINT64_C(0x123456789abcdef)
                        : exact_table_hash(key, size, seed);
}

/* Few hashes, so that different keys share one. */
static uint64_t hash_poor(const void *key, size_t size, uint64_t seed)
{
    return (exact_table_hash(key, size, seed) & 15) * UINT64_C(0x111111111111);
}

static exact_hash_function *const hash_functions[] = {
    exact_table_hash, hash_crowded, hash_crafted, hash_poor};
#define HASH_FUNCTIONS (sizeof hash_functions / sizeof *hash_functions)

static void add_random_keys(struct random *random, struct key_set *set,
                            uint64_t count)
{
    bool has_copies = random_one_in(random, 2);

    for (uint64_t i = 0; i < count; i++) {
        char key[12];
        size_t size = random_between(random, 1, has_copies ? 3 : sizeof key);

        random_text(random, key, size, "abc");
        key_set_add(set, key, size, (uint32_t)i);
    }
    /* One key so often that it may need the overflow. */
    for (uint64_t i = random_one_in(random, 4) ? random_below(random, 45) : 0;
         i > 0; i--)
        key_set_add_text(set, "often", 0);
    key_set_sort(set, false);
}

/* A key with the hash that sorts it. */
struct item {
    uint64_t hash;
    tamis_slice key;
    uint32_t input;
};

static int compare_items(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    int order;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    order = slice_compare(left->key, right->key);
    return order ? order : left->input < right->input ? -1 : 1;
}

static uint32_t sort_items(const struct key_store *keys,
                           exact_hash_function *hash, uint64_t seed,
                           struct item *items)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        tamis_slice key = key_store_get(keys, i);

        items[i] = (struct item){hash(key.data, key.size, seed), key, i};
    }
    qsort(items, keys->count, sizeof *items, compare_items);
    return keys->count;
}

/* The lines as lists. */
struct naive {
    uint32_t home_count, overflow_count;
    struct {
        uint32_t inputs[EXACT_LINE_PLACES], tags[EXACT_LINE_PLACES];
        uint32_t used, flags;
    } lines[KEYS_MAX];
    struct item overflow[KEYS_MAX];
};

static void naive_place(struct naive *naive, const struct item *group,
                        uint32_t size)
{
    uint32_t home = exact_hash_home(group->hash, naive->home_count);
    uint32_t at = home;

    if (naive->lines[home].used + naive->lines[home + 1].used + size >
        2 * EXACT_LINE_PLACES) {
        naive->lines[home].flags |= EXACT_LINE_OVERFLOW;
        for (uint32_t n = 0; n < size; n++)
            naive->overflow[naive->overflow_count++] = group[n];
        return;
    }
    for (uint32_t n = 0; n < size; n++) {
        if (naive->lines[at].used == EXACT_LINE_PLACES) {
            naive->lines[home].flags |= EXACT_LINE_SPILLED;
            at = home + 1;
        }
        naive->lines[at].inputs[naive->lines[at].used] = group[n].input;
        naive->lines[at].tags[naive->lines[at].used++] =
            exact_hash_tag(group[n].hash);
    }
}

static void naive_build(struct naive *naive, const struct item *items,
                        uint32_t count)
{
    memset(naive, 0, sizeof *naive);
    naive->home_count = (count + 10) / 11;
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count &&
                              items[end].hash == items[begin].hash &&
                              slice_equal(items[end].key, items[begin].key);)
            end++;
        naive_place(naive, &items[begin], end - begin);
    }
}

static void expect_naive(const struct naive *naive, const uint8_t *section,
                         const uint32_t *order, const uint8_t *blocks,
                         uint32_t block_count)
{
    const uint8_t *at = section + sizeof(struct exact_table_layout);
    uint32_t slot = 0;

    cr_assert_eq(load_le32(section + 20), naive->home_count);
    cr_assert_eq(load_le32(section + 24), naive->overflow_count);
    cr_assert_eq(load_le32(section + 28), block_count);
    cr_assert_arr_eq(at, blocks, block_count * FILTER_BLOCK_SIZE);
    at += block_count * FILTER_BLOCK_SIZE;
    for (uint32_t line = 0; line <= naive->home_count; line++) {
        cr_assert_eq(load_le32(at), slot | naive->lines[line].flags);
        for (uint32_t n = 0; n < EXACT_LINE_PLACES; n++)
            cr_assert_eq(load_le32(at + 4 + n * 4), naive->lines[line].tags[n]);
        for (uint32_t n = 0; n < naive->lines[line].used; n++)
            cr_assert_eq(order[slot++], naive->lines[line].inputs[n]);
        at += sizeof(struct exact_line_layout);
    }
    for (uint32_t n = 0; n < naive->overflow_count; n++) {
        cr_assert_eq(load_le64(at + n * 8), naive->overflow[n].hash);
        cr_assert_eq(order[slot++], naive->overflow[n].input);
    }
}

static uint32_t fill_blocks(const struct item *items, uint32_t count,
                            uint8_t *blocks)
{
    uint32_t block_count =
        member_filter_block_count(count, EXACT_TABLE_KEY_BITS);

    memset(blocks, 0, block_count * FILTER_BLOCK_SIZE);
    for (uint32_t n = 0; n < count; n++)
        member_filter_add(blocks, block_count, items[n].hash);
    return block_count;
}

Test(exact_build, the_bytes_are_those_of_the_naive_table, .timeout = 120)
{
    static struct item items[KEYS_MAX];
    static struct naive naive;
    static uint8_t blocks[KEYS_MAX * 3];
    static uint32_t order[KEYS_MAX];
    unsigned retried = 0, overflowed = 0, spilled = 0;
    struct random random;

    random_begin(&random, "exact_build naive");
    for (unsigned round = 0; round < 4000; round++) {
        struct key_set set;
        struct key_store keys;
        struct exact_input input = {.keys = &keys,
                                    .hash =
                                        hash_functions[round % HASH_FUNCTIONS],
                                    .has_filter = true};
        struct buffer out;
        uint64_t seed;

        key_set_open(&set, 0);
        add_random_keys(&random, &set, random_between(&random, 1, 500));
        keys = key_set_store(&set);
        buffer_init(&out, &memory_default);
        cr_assert_eq(
            built_index_exact(&memory_default, &input, order, &out, NULL),
            TAMIS_OK);
        seed = load_le64(out.bytes + 8);
        naive_build(&naive, items, sort_items(&keys, input.hash, seed, items));
        expect_naive(&naive, out.bytes, order, blocks,
                     fill_blocks(items, set.count, blocks));
        retried += seed != SEED;
        overflowed += naive.overflow_count > 0;
        spilled += naive.lines[0].flags >> 31;
        buffer_release(&out);
        key_set_close(&set);
    }
    cr_assert_gt(retried, 100);
    cr_assert_gt(overflowed, 100);
    cr_assert_gt(spilled, 100);
}

/* Keys in the order of their hashes, as a compiler hands them over. */
static void sort_by_hash(const struct key_set *set, exact_hash_function *hash,
                         struct key_set *sorted, uint64_t *hashes)
{
    struct key_store keys = key_set_store(set);
    struct item *items = calloc(keys.count, sizeof *items);

    key_set_open(sorted, set->key_size);
    sort_items(&keys, hash, SEED, items);
    for (uint32_t n = 0; n < keys.count; n++) {
        hashes[n] = items[n].hash;
        key_set_add(sorted, items[n].key.data, items[n].key.size,
                    set->modes[items[n].input]);
    }
    free(items);
}

Test(exact_build, keys_that_come_sorted_make_the_same_bytes)
{
    static uint32_t order[KEYS_MAX], sorted_order[KEYS_MAX];
    static uint64_t hashes[KEYS_MAX];
    struct random random;

    random_begin(&random, "exact_build sorted");
    for (unsigned round = 0; round < 2000; round++) {
        struct key_set set, sorted;
        struct key_store keys, sorted_keys;
        struct exact_input input = {.keys = &keys,
                                    .hash =
                                        hash_functions[round % HASH_FUNCTIONS],
                                    .has_filter = random_one_in(&random, 2)};
        struct buffer one, two;

        key_set_open(&set, 0);
        add_random_keys(&random, &set, random_between(&random, 1, 500));
        sort_by_hash(&set, input.hash, &sorted, hashes);
        keys = key_set_store(&set);
        sorted_keys = key_set_store(&sorted);
        buffer_init(&one, &memory_default);
        buffer_init(&two, &memory_default);
        cr_assert_eq(
            built_index_exact(&memory_default, &input, order, &one, NULL),
            TAMIS_OK);
        input.keys = &sorted_keys;
        input.hashes = hashes;
        cr_assert_eq(built_index_exact(&memory_default, &input, sorted_order,
                                       &two, NULL),
                     TAMIS_OK);
        cr_assert_eq(one.size, two.size);
        cr_assert_arr_eq(one.bytes, two.bytes, one.size);
        for (uint32_t slot = 0; slot < set.count; slot++) {
            cr_assert(
                slice_equal(key_store_get(&keys, order[slot]),
                            key_store_get(&sorted_keys, sorted_order[slot])));
            cr_assert_eq(set.modes[order[slot]],
                         sorted.modes[sorted_order[slot]]);
        }
        buffer_release(&one);
        buffer_release(&two);
        key_set_close(&set);
        key_set_close(&sorted);
    }
}

Test(exact_build, hashes_out_of_order_are_refused)
{
    static uint64_t hashes[100];
    static uint32_t order[100];
    struct key_set set;
    struct key_store keys;
    struct exact_input input = {
        .keys = &keys, .hashes = hashes, .hash = exact_table_hash};
    struct buffer out;

    key_set_open(&set, 4);
    for (uint32_t n = 0; n < 100; n++) {
        key_set_add(&set, &n, 4, 0);
        hashes[n] = (uint64_t)n << 57 | n;
    }
    keys = key_set_store(&set);
    buffer_init(&out, &memory_default);
    cr_assert_eq(built_index_exact(&memory_default, &input, order, &out, NULL),
                 TAMIS_OK);
    out.size = 0;
    for (uint32_t n = 1; n < 100; n++) {
        uint64_t kept = hashes[n];

        hashes[n] = hashes[n - 1] - 1;
        cr_assert_eq(
            built_index_exact(&memory_default, &input, order, &out, NULL),
            TAMIS_ERROR_ARGUMENT, "%u", n);
        cr_assert_eq(out.size, 0);
        hashes[n] = kept;
    }
    buffer_release(&out);
    key_set_close(&set);
}

Test(exact_build, no_keys_have_no_bytes)
{
    struct key_store keys = {.count = 0};
    struct exact_input input = {
        .keys = &keys, .hash = exact_table_hash, .has_filter = true};
    struct buffer out;

    buffer_init(&out, &memory_default);
    cr_assert_eq(built_index_exact(&memory_default, &input, NULL, &out, NULL),
                 TAMIS_OK);
    cr_assert_eq(out.size, 0);
    buffer_release(&out);
}

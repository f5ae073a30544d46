/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_sort.h"

#include "base/memory.h"
#include "base/slice.h"
#include "compile/pending_order.h"
#include "compile/pending_part.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static struct pending_memory memory = {
    .allocator = &memory_default, .resident_max = UINT64_MAX, .descriptor = -1};

static int compare_profiles(void *context, const uint8_t *a, const uint8_t *b)
{
    uint32_t left = pending_get_profile(a), right = pending_get_profile(b);

    if (context)
        ++*(size_t *)context;
    return (left > right) - (left < right);
}

static void add(struct pending_part *part, const struct pending *pending,
                uint64_t order)
{
    size_t size = pending_measure(pending);

    if ((size_t)(part->end - part->at) < size)
        cr_assert_eq(pending_part_grow(part, &memory, size, false, NULL),
                     TAMIS_OK);
    pending_encode(part->at, pending, order);
    pending_part_advance(part, size, pending->key_size);
}

/* What orders are made of. */
enum order_kind {
    ORDER_BYTES,      /* the key's first */
    ORDER_HASH,       /* anything */
    ORDER_COLLISIONS, /* a hash that most keys share */
    ORDER_KIND_COUNT
};

struct sort_case {
    enum order_kind order;
    size_t count;
    size_t start_max; /* keys begin with so many equal bytes at most */
    const char *alphabet;
};

/* Keys that share long starts, and some that are starts of others. */
static void add_random(struct random *random, const struct sort_case *sort,
                       struct pending_part *part)
{
    uint8_t key[300];
    size_t start = random_below(random, sort->start_max + 1);
    size_t size = start + random_below(random, 12);
    struct pending pending = {
        .key = key,
        .key_size = (uint16_t)size,
        .profile = (uint32_t)random_below(random, 3),
    };
    uint64_t order;

    memset(key, 'a', start);
    random_text(random, (char *)key + start, size - start, sort->alphabet);
    /* Zeros, which look like the padding past a key's end. */
    for (size_t i = start; i < size; i++)
        if (key[i] == '0')
            key[i] = 0;
    order = pending_order_bytes(key, size);
    if (sort->order == ORDER_HASH)
        order = random_next(random);
    if (sort->order == ORDER_COLLISIONS)
        order = random_below(random, 5) << 33;
    add(part, &pending, order);
}

static tamis_slice key_of(const uint8_t *code)
{
    return slice_make(pending_get_key(code), pending_get_key_size(code));
}

static int compare(const struct pending_item *a, const struct pending_item *b)
{
    int order = slice_compare(key_of(a->code), key_of(b->code));

    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return order ? order : compare_profiles(NULL, a->code, b->code);
}

static int compare_places(const void *a, const void *b)
{
    const uint8_t *const *left = a, *const *right = b;

    return (*left > *right) - (*left < *right);
}

/* In order, and still the same statements with their own orders. */
static void check_sorted(const struct pending_item *items,
                         const uint8_t *const *codes, size_t count)
{
    const uint8_t **seen = malloc((count + 1) * sizeof *seen);

    for (size_t i = 0; i < count; i++) {
        seen[i] = items[i].code;
        cr_assert_eq(items[i].order, pending_get_order(items[i].code));
        cr_assert(i == 0 || compare(&items[i - 1], &items[i]) <= 0, "item %zu",
                  i);
    }
    if (count > 0)
        qsort(seen, count, sizeof *seen, compare_places);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(seen[i], codes[i]);
    free(seen);
}

static void check_sort(struct random *random, const struct sort_case *sort)
{
    const struct pending_sort_question question = {
        compare_profiles, NULL,
        sort->order == ORDER_BYTES ? PENDING_ORDER_BYTES : 0};
    size_t size = (sort->count + 1) * sizeof(struct pending_item);
    struct pending_item *items = malloc(size), *scratch = malloc(size);
    const uint8_t **codes = malloc((sort->count + 1) * sizeof *codes);
    struct pending_part part = {.at = NULL};
    struct pending_cursor cursor;
    size_t count = 0;

    for (size_t i = 0; i < sort->count; i++)
        add_random(random, sort, &part);
    pending_part_settle(&part);
    cursor = pending_cursor_begin(&part, NULL);
    for (const uint8_t *code; (code = pending_cursor_next(&cursor)); count++) {
        codes[count] = code;
        items[count] = (struct pending_item){pending_get_order(code), code};
    }
    cr_assert_eq(count, sort->count);
    if (count > 0)
        qsort(codes, count, sizeof *codes, compare_places);
    pending_sort(&question, items, scratch, count);
    check_sorted(items, codes, count);
    pending_part_release(&part, &memory);
    free(items);
    free(scratch);
    free(codes);
}

Test(pending_sort, any_statements_come_out_in_order)
{
    static const size_t counts[] = {0, 1, 2, 16, 17, 47, 48, 100, 1023, 20000};
    static const struct {
        size_t start_max;
        const char *alphabet;
    } keys[] = {{0, "0123456789abcdef"}, {280, "0a"}, {9, "ab"}, {0, "a"}};
    struct random random;

    random_begin(&random, "pending sort");
    for (int order = 0; order < ORDER_KIND_COUNT; order++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
                const struct sort_case sort = {(enum order_kind)order,
                                               counts[i], keys[k].start_max,
                                               keys[k].alphabet};

                check_sort(&random, &sort);
            }
}

/* Keys that are all the same but for their end, far away, and whose hashes
 * collide: the worst there is. */
Test(pending_sort, crafted_keys_cost_no_more_than_their_bytes)
{
    enum { COUNT = 30000, SIZE = 4096 };
    static uint8_t key[SIZE];
    size_t size = COUNT * sizeof(struct pending_item), calls = 0, count = 0;
    struct pending_item *items = malloc(size), *scratch = malloc(size);
    const struct pending_sort_question question = {compare_profiles, &calls, 0};
    struct pending_part part = {.at = NULL};
    struct pending_cursor cursor;

    memset(key, 'a', sizeof key);
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct pending pending = {.key = key, .key_size = SIZE};

        memcpy(key + SIZE - 4, &i, sizeof i);
        add(&part, &pending, 7);
    }
    pending_part_settle(&part);
    cursor = pending_cursor_begin(&part, NULL);
    for (const uint8_t *code; (code = pending_cursor_next(&cursor)); count++)
        items[count] = (struct pending_item){7, code};
    pending_sort(&question, items, scratch, COUNT);
    for (size_t i = 1; i < COUNT; i++)
        cr_assert_lt(compare(&items[i - 1], &items[i]), 0);
    cr_assert_eq(calls, 0);
    pending_part_release(&part, &memory);
    free(items);
    free(scratch);
}

/* Each key goes one step further than the one before: as deep as it goes. */
Test(pending_sort, a_ladder_of_keys_needs_little_stack)
{
    enum { COUNT = 4096 };
    static uint8_t key[COUNT];
    size_t size = COUNT * sizeof(struct pending_item), count = 0;
    struct pending_item *items = malloc(size), *scratch = malloc(size);
    const struct pending_sort_question question = {compare_profiles, NULL, 0};
    struct pending_part part = {.at = NULL};
    struct pending_cursor cursor;

    memset(key, 'a', sizeof key);
    for (uint16_t i = 0; i < COUNT; i++) {
        const struct pending pending = {.key = key,
                                        .key_size = (uint16_t)(i + 1)};

        add(&part, &pending, 7);
    }
    pending_part_settle(&part);
    cursor = pending_cursor_begin(&part, NULL);
    for (const uint8_t *code; (code = pending_cursor_next(&cursor)); count++)
        items[count] = (struct pending_item){7, code};
    pending_sort(&question, items, scratch, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        cr_assert_eq(pending_get_key_size(items[i].code), i + 1);
    pending_part_release(&part, &memory);
    free(items);
    free(scratch);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_sort.h"

#include "base/memory.h"
#include "base/slice.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static int compare_profiles(void *context, const struct pending *a,
                            const struct pending *b)
{
    if (context)
        ++*(size_t *)context;
    return (a->profile > b->profile) - (a->profile < b->profile);
}

/* Keys that share long starts, and some that are starts of others. */
static void add_random_key(struct random *random, struct pending_list *list,
                           size_t start_max, const char *alphabet)
{
    uint8_t key[300];
    size_t start = random_below(random, start_max + 1);
    size_t size = start + random_below(random, 12);
    struct pending pending = {
        .key = key,
        .key_size = (uint16_t)size,
        .profile = (uint32_t)random_below(random, 3),
    };

    memset(key, 'a', start);
    random_text(random, (char *)key + start, size - start, alphabet);
    /* Zeros, which look like the padding past a key's end. */
    for (size_t i = start; i < size; i++)
        if (key[i] == '0')
            key[i] = 0;
    cr_assert_eq(pending_list_add(list, &pending), TAMIS_OK);
}

static void check_sorted(const struct pending_list *list,
                         const struct pending_item *items, size_t count)
{
    uint8_t *seen = calloc(count, 1);

    for (size_t i = 0; i < count; i++) {
        const struct pending *next = pending_list_get(list, items[i].number);
        const struct pending *last;
        int order;

        cr_assert_not(seen[items[i].number]++);
        if (i == 0)
            continue;
        last = pending_list_get(list, items[i - 1].number);
        order = slice_compare(slice_make(last->key, last->key_size),
                              slice_make(next->key, next->key_size));
        cr_assert(order < 0 || (order == 0 && last->profile <= next->profile),
                  "item %zu", i);
    }
    free(seen);
}

static void check_sort(struct random *random, size_t count, size_t start_max,
                       const char *alphabet)
{
    struct pending_item *items = malloc((count + 1) * sizeof *items);
    struct pending_item *scratch = malloc((count + 1) * sizeof *scratch);
    struct pending_list list;

    pending_list_init(&list, &memory_default);
    for (size_t i = 0; i < count; i++)
        add_random_key(random, &list, start_max, alphabet);
    for (unsigned threads = 1; threads <= 9; threads += threads < 4 ? 1 : 5) {
        const struct pending_sort_question question = {&list, compare_profiles,
                                                       NULL, threads};

        for (size_t i = 0; i < count; i++)
            items[i].number = (uint32_t)i;
        pending_sort(&question, items, scratch, count);
        check_sorted(&list, items, count);
    }
    pending_list_release(&list);
    free(items);
    free(scratch);
}

Test(pending_sort, any_keys_come_out_in_order)
{
    static const size_t counts[] = {0, 1, 2, 16, 17, 100, 1023, 1024, 20000};
    struct random random;

    random_begin(&random, "pending sort");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        check_sort(&random, counts[i], 0, "0123456789abcdef");
        check_sort(&random, counts[i], 280, "0a");
        check_sort(&random, counts[i], 9, "ab");
        check_sort(&random, counts[i], 0, "a");
    }
}

/* Every key the same but for its end, far away: the worst there is. */
Test(pending_sort, equal_starts_cost_no_more_than_their_bytes)
{
    enum { COUNT = 30000, SIZE = 4096 };
    static uint8_t key[SIZE];
    struct pending_item *items = malloc(COUNT * sizeof *items);
    struct pending_item *scratch = malloc(COUNT * sizeof *scratch);
    struct pending_list list;
    size_t calls = 0;
    const struct pending_sort_question question = {&list, compare_profiles,
                                                   &calls, 1};

    pending_list_init(&list, &memory_default);
    memset(key, 'a', sizeof key);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct pending pending = {.key = key, .key_size = SIZE};

        memcpy(key + SIZE - 4, &i, sizeof i);
        cr_assert_eq(pending_list_add(&list, &pending), TAMIS_OK);
        items[i].number = i;
    }
    pending_sort(&question, items, scratch, COUNT);
    check_sorted(&list, items, COUNT);
    cr_assert_eq(calls, 0);
    pending_list_release(&list);
    free(items);
    free(scratch);
}

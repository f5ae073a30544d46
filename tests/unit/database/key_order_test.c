/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "database/key_order.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdio.h>

#include <stdlib.h>

enum { COUNT = 3000, SIZE_MAX_HERE = 40 };

struct keys {
    char text[COUNT][SIZE_MAX_HERE];
    size_t size[COUNT];
    uint32_t rank[COUNT];
};

static struct keys keys;

static tamis_slice get_key(const void *context, uint32_t number)
{
    const struct keys *from = context;

    return slice_make(from->text[number], from->size[number]);
}

static uint32_t get_rank(const void *context, uint32_t number)
{
    return ((const struct keys *)context)->rank[number];
}

static const struct key_order_source source = {get_key, get_rank, &keys};

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    int order = slice_compare(get_key(&keys, left), get_key(&keys, right));

    if (order == 0)
        order = (keys.rank[left] > keys.rank[right]) -
                (keys.rank[left] < keys.rank[right]);
    return order ? order : (left > right) - (left < right);
}

static void check_order(size_t count)
{
    static struct key_order_item items[COUNT];
    static uint32_t expected[COUNT];

    for (uint32_t n = 0; n < count; n++) {
        items[n].number = (uint32_t)count - 1 - n;
        expected[n] = n;
    }
    qsort(expected, count, sizeof *expected, compare);
    key_order_sort(items, count, &source);
    for (size_t n = 0; n < count; n++)
        cr_assert_eq(items[n].number, expected[n], "%zu of %zu", n, count);
}

static void fill(struct random *random, const char *alphabet, size_t size_max)
{
    for (size_t n = 0; n < COUNT; n++) {
        keys.size[n] = (size_t)random_below(random, size_max + 1);
        random_text(random, keys.text[n], keys.size[n], alphabet);
        keys.rank[n] = (uint32_t)random_below(random, 3);
    }
}

Test(key_order, keys_of_any_bytes_come_in_the_order_of_memcmp)
{
    struct random random;

    random_begin(&random, "key order");
    fill(&random, "abcdefghijklmnopqrstuvwxyz.-", SIZE_MAX_HERE);
    check_order(COUNT);
    check_order(0);
    check_order(1);
    check_order(2);
}

Test(key_order, long_common_beginnings_and_equal_keys_are_told_apart)
{
    struct random random;

    random_begin(&random, "key order, few bytes");
    fill(&random, "a", SIZE_MAX_HERE);
    check_order(COUNT);
    fill(&random, "ab", 9);
    check_order(COUNT);
}

Test(key_order, a_zero_byte_is_more_than_the_end)
{
    static const size_t sizes[] = {8, 7, 9, 0, 1, 6, 14, 13, 15, 2};

    memset(&keys, 0, sizeof keys);
    for (size_t n = 0; n < 10; n++)
        keys.size[n] = sizes[n];
    check_order(10);
}

Test(key_order, orders_that_ruin_a_quicksort_are_sorted_too)
{
    memset(&keys, 0, sizeof keys);
    for (uint32_t shape = 0; shape < 3; shape++) {
        for (uint32_t n = 0; n < COUNT; n++) {
            uint32_t organ = n < COUNT / 2 ? n : COUNT - n;

            keys.size[n] = 4;
            snprintf(keys.text[n], 6, "%05u",
                     shape == 0   ? n
                     : shape == 1 ? organ
                                  : n % 2);
            keys.size[n] = 5;
        }
        check_order(COUNT);
    }
}

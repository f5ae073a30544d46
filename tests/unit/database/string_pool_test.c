/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "database/string_pool.h"
#include "database/validity_pool.h"

#include <tamis/database.h>

#include <criterion/criterion.h>

#include <stdio.h>

static uint32_t add(struct string_pool *pool, const char *text)
{
    uint32_t reference;

    cr_assert_eq(string_pool_add(pool, slice_text(text), &reference, NULL),
                 TAMIS_OK);
    return reference;
}

Test(string_pool, equal_strings_have_one_reference)
{
    struct string_pool pool;
    uint32_t first;

    cr_assert_eq(string_pool_open(&pool, &memory_default, NULL), TAMIS_OK);
    cr_expect_eq(add(&pool, ""), 0);
    first = add(&pool, "abc");
    cr_expect_eq(first, 1);
    cr_expect_eq(add(&pool, "abcd"), 3);
    cr_expect_eq(add(&pool, "abc"), first);
    cr_expect_eq(add(&pool, ""), 0);
    cr_expect_eq(pool.bytes.size, 4 + 8 + 8);
    cr_expect_eq(load_le32(pool.bytes.bytes + 4), 3);
    cr_expect_arr_eq(pool.bytes.bytes + 8, "abc\0", 4);
    string_pool_release(&pool);
    string_pool_release(&pool);
}

Test(string_pool, many_strings_keep_their_references)
{
    enum { COUNT = 20000 };
    static uint32_t references[COUNT];
    struct string_pool pool;
    char text[32];

    cr_assert_eq(string_pool_open(&pool, &memory_default, NULL), TAMIS_OK);
    for (unsigned n = 0; n < COUNT; n++) {
        snprintf(text, sizeof text, "string-%u", n);
        references[n] = add(&pool, text);
    }
    for (unsigned n = 0; n < COUNT; n++) {
        const uint8_t *at = pool.bytes.bytes + (size_t)references[n] * 4;

        snprintf(text, sizeof text, "string-%u", n);
        cr_assert_eq(add(&pool, text), references[n]);
        cr_assert(slice_is(slice_make(at + 4, load_le32(at)), text));
    }
    string_pool_release(&pool);
}

Test(validity_pool, equal_times_have_one_number)
{
    struct validity_pool pool;
    uint32_t number;

    validity_pool_open(&pool, &memory_default);
    cr_expect_eq(
        validity_pool_add(&pool, TAMIS_TIME_MIN, TAMIS_TIME_MAX, &number, NULL),
        TAMIS_OK);
    cr_expect_eq(number, 0);
    for (int round = 0; round < 2; round++)
        for (int64_t n = 0; n < 1000; n++) {
            validity_pool_add(&pool, -n, n % 2 ? TAMIS_TIME_MAX : n, &number,
                              NULL);
            cr_assert_eq(number, (uint32_t)n + 1);
        }
    cr_expect_eq(pool.items.size, 16000);
    validity_pool_release(&pool);
    validity_pool_release(&pool);
}

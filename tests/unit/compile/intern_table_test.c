/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/intern_table.h"

#include "base/memory.h"
#include "base/slice.h"
#include "compile/profile_table.h"

#include <criterion/criterion.h>

#include <stdio.h>

Test(intern_table, numbers_follow_the_order_of_adding)
{
    struct intern_table table;
    char text[32];

    intern_table_init(&table, &memory_default, 12345);
    cr_assert_eq(intern_table_find(&table, "x", 1), INTERN_NONE);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 100000; i++) {
            int size = snprintf(text, sizeof text, "string %u", i);

            cr_assert_eq(intern_table_add(&table, text, (size_t)size), i);
        }
    }
    cr_assert_eq(table.count, 100000);
    cr_assert_eq(intern_table_find(&table, "string 77", 9), 77);
    cr_assert_eq(intern_table_find(&table, "string", 6), INTERN_NONE);
    cr_assert(slice_is(intern_table_get(&table, 99999), "string 99999"));
    cr_assert_eq(intern_table_add(&table, "", 0), 100000);
    cr_assert_eq(intern_table_get(&table, 100000).size, 0);
    intern_table_release(&table);
}

Test(profile_table, tags_are_sorted_once_each_and_bounded)
{
    struct profile_table table;
    tamis_slice tags[PROFILE_TAGS_MAX + 10];
    char names[PROFILE_TAGS_MAX + 10][8];
    uint32_t list;

    cr_assert_eq(profile_table_init(&table, &memory_default, 1), TAMIS_OK);
    for (size_t i = 0; i < PROFILE_TAGS_MAX + 10; i++) {
        snprintf(names[i], sizeof names[i], "%05zu", PROFILE_TAGS_MAX + 9 - i);
        tags[i] = slice_text(names[i]);
    }
    list = profile_table_add_tags(&table, tags, PROFILE_TAGS_MAX + 10);
    cr_assert_eq(profile_table_tag_count(&table, list), PROFILE_TAGS_MAX);
    cr_assert(slice_is(profile_table_tag(&table, list, 0), "00000"));
    cr_assert(slice_is(profile_table_tag(&table, list, 4095), "04095"));
    cr_assert_eq(profile_table_add_tags(&table, tags, 0), 0);
    profile_table_release(&table);
}

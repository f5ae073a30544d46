/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/random.h"

#include "image/bucket_fill.h"
#include "image/image_find_v6.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct random random;
    struct image_secret secret;
    struct bucket_table table;
};

static void begin(struct fixture *fixture, const char *test, __u32 lines)
{
    random_begin(&fixture->random, test);
    random_bytes(&fixture->random, &fixture->secret, sizeof fixture->secret);
    fixture->table = (struct bucket_table){
        .lines = calloc(lines, IMAGE_LINE_SIZE),
        .used = calloc(lines, 1),
        .count = lines,
        .secret = &fixture->secret,
        .random = random_next(&fixture->random),
    };
}

static void end(struct fixture *fixture)
{
    free(fixture->table.lines);
    free(fixture->table.used);
}

/* The table alone, as a whole image would be searched. */
static struct image_tables tables_of(const struct fixture *fixture)
{
    return (struct image_tables){.v4_slot_lines = fixture->table.count,
                                 .keyed_lines = fixture->table.count};
}

static struct bucket_item *make_fingerprints(struct fixture *fixture,
                                             __u32 count)
{
    struct bucket_item *items = calloc(count, sizeof *items);

    for (__u32 i = 0; i < count; i++)
        items[i] = (struct bucket_item){random_next(&fixture->random), i + 1};
    return items;
}

/* Addresses in a row, as lists have them, or one of every so many; of two
 * lengths. */
static struct bucket_item *make_prefixes(struct fixture *fixture, __u32 count)
{
    struct bucket_item *items = calloc(count, sizeof *items);
    __u32 first = (__u32)random_next(&fixture->random);
    __u32 step = 1u << random_below(&fixture->random, 12);

    for (__u32 i = 0; i < count; i++)
        items[i] = (struct bucket_item){
            (__u64)(first + i / 2 * step) << 6 | (i % 2 ? 31 : 32), i + 1};
    return items;
}

static void assert_all_found(const struct fixture *fixture,
                             const struct bucket_item *items, __u32 count,
                             bool is_keyed)
{
    struct image_tables tables = tables_of(fixture);
    struct image_lines lines = {fixture->table.lines, fixture->table.count};
    struct image_view view = {&lines, &tables, &fixture->secret};

    for (__u32 i = 0; i < count; i++) {
        __u64 key = items[i].key;
        __u32 found = is_keyed ? image_keyed_value(&view, key)
                               : image_v4_prefix(&view, (__u32)(key >> 6),
                                                 (__u32)(key & 63));

        cr_assert_eq(found, items[i].value, "item %u", i);
    }
}

/* Fills percent of all slots; where all have room everything is found. */
static enum bucket_outcome fill_to(bool is_keyed, __u32 lines, __u32 percent)
{
    __u32 slots = is_keyed ? IMAGE_KEYED_SLOTS : IMAGE_V4_SLOTS;
    __u32 count = (__u32)((__u64)lines * slots * percent / 100);
    struct fixture fixture;
    struct bucket_item *items;
    enum bucket_outcome outcome;

    begin(&fixture, is_keyed ? "bucket_keyed" : "bucket_v4", lines);
    items = is_keyed ? make_fingerprints(&fixture, count)
                     : make_prefixes(&fixture, count);
    outcome = is_keyed ? bucket_fill_keyed(&fixture.table, items, count)
                       : bucket_fill_v4(&fixture.table, items, count);
    if (outcome == BUCKET_DONE)
        assert_all_found(&fixture, items, count, is_keyed);
    if (outcome == BUCKET_DONE && is_keyed)
        cr_assert_not(bucket_repeats_keyed(&fixture.table));
    free(items);
    end(&fixture);
    return outcome;
}

static void check_load(bool is_keyed, __u32 lines, __u32 percent)
{
    cr_assert_eq(fill_to(is_keyed, lines, percent), BUCKET_DONE);
}

/* Of few items more may fall together than two lines hold, one time in 4,000;
 * a build then begins again, with another secret. */
static void check_few(bool is_keyed, __u32 lines)
{
    for (int try = 0; try < 5; try++)
        if (fill_to(is_keyed, lines, 60) == BUCKET_DONE)
            return;
    cr_assert_fail("%u lines are full each time", lines);
}

Test(bucket_fill, fingerprints_at_the_load_of_images)
{
    check_load(true, 1000, BUCKET_LOAD_PERCENT);
    check_load(true, 40000, BUCKET_LOAD_PERCENT);
    check_load(true, 40000, BUCKET_LOAD_PERCENT + 2);
}

Test(bucket_fill, prefixes_at_the_load_of_images)
{
    for (int round = 0; round < 20; round++)
        check_load(false, 1000, BUCKET_LOAD_PERCENT);
    check_load(false, 40000, BUCKET_LOAD_PERCENT);
    check_load(false, 40000, BUCKET_LOAD_PERCENT + 3);
}

Test(bucket_fill, few_items)
{
    for (__u32 lines = 2; lines < 40; lines++)
        for (int round = 0; round < 20; round++) {
            check_few(true, lines);
            check_few(false, lines);
        }
}

/* Wherever the two were moved since. */
Test(bucket_fill, a_key_that_is_there_twice_is_told)
{
    struct fixture fixture;
    __u32 count = 200 * IMAGE_KEYED_SLOTS * BUCKET_LOAD_PERCENT / 100;
    struct bucket_item *items;

    begin(&fixture, "bucket_twice", 200);
    items = make_fingerprints(&fixture, count);
    for (int round = 0; round < 2000; round++) {
        __u32 one = (__u32)random_below(&fixture.random, count);
        __u32 other = (__u32)random_below(&fixture.random, count);
        __u64 kept = items[one].key;

        memset(fixture.table.lines, 0, 200 * IMAGE_LINE_SIZE);
        memset(fixture.table.used, 0, 200);
        items[one].key = items[other].key;
        cr_assert_eq(bucket_fill_keyed(&fixture.table, items, count),
                     BUCKET_DONE);
        cr_assert_eq(bucket_repeats_keyed(&fixture.table), one != other);
        items[one].key = kept;
    }
    free(items);
    end(&fixture);
}

/* Keys that somebody has chosen: all of them share both their lines. */
Test(bucket_fill, more_keys_than_their_two_lines_hold)
{
    struct bucket_item items[2 * IMAGE_KEYED_SLOTS + 1];
    struct fixture fixture;

    begin(&fixture, "bucket_full", 100);
    for (__u32 i = 0; i < 2 * IMAGE_KEYED_SLOTS + 1; i++)
        items[i] = (struct bucket_item){0x8000000000000000ull + i, i + 1};
    cr_assert_eq(
        bucket_fill_keyed(&fixture.table, items, 2 * IMAGE_KEYED_SLOTS),
        BUCKET_DONE);
    assert_all_found(&fixture, items, 2 * IMAGE_KEYED_SLOTS, true);
    cr_assert_eq(
        bucket_fill_keyed(&fixture.table, &items[2 * IMAGE_KEYED_SLOTS], 1),
        BUCKET_FULL);
    end(&fixture);
}

Test(bucket_fill, one_line_for_all)
{
    struct fixture fixture;
    struct bucket_item *items;

    begin(&fixture, "bucket_one_line", 1);
    items = make_fingerprints(&fixture, IMAGE_KEYED_SLOTS + 1);
    cr_assert_eq(bucket_fill_keyed(&fixture.table, items, IMAGE_KEYED_SLOTS),
                 BUCKET_DONE);
    assert_all_found(&fixture, items, IMAGE_KEYED_SLOTS, true);
    cr_assert_eq(
        bucket_fill_keyed(&fixture.table, items + IMAGE_KEYED_SLOTS, 1),
        BUCKET_FULL);
    free(items);
    end(&fixture);
}

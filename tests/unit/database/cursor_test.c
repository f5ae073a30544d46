/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "built_database.h"
#include "database/database.h"

#include <criterion/criterion.h>

#include <stdlib.h>

static int compare_walk(const void *a, const void *b)
{
    const struct built_record *left = a, *right = b;
    int order;

    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    order = slice_compare(slice_make(left->key, left->key_size),
                          slice_make(right->key, right->key_size));
    if (order != 0)
        return order;
    return left->mode < right->mode ? -1 : left->mode > right->mode;
}

/* Everything that a cursor tells of an entry, as it was built. */
static void check_entry(const tamis_database *database,
                        const tamis_entry *entry,
                        const struct built_entry *built)
{
    const struct database_input_profile *profile =
        &built_tables.profiles[built->profile];
    const struct database_input_feed *feed = &built_tables.feeds[profile->feed];
    const struct database_input_label *label =
        &built_tables.labels[profile->label];
    size_t tags = profile->tags == UINT32_MAX
                      ? 0
                      : built_tables.tag_list_sizes[profile->tags];

    cr_assert(slice_is(entry->reference, built->reference));
    cr_assert(slice_is(entry->context, built->context));
    cr_assert(slice_equal(entry->feed, feed->name));
    cr_assert(slice_equal(entry->producer, feed->producer));
    cr_assert_eq(entry->feed_id, profile->feed);
    cr_assert_eq(entry->action, profile->action);
    cr_assert_eq(entry->tlp, label->tlp);
    cr_assert_eq(entry->pap, profile->pap);
    cr_assert_eq(entry->caveats, profile->caveats);
    cr_assert_eq(entry->fields, profile->fields);
    cr_assert_eq(entry->confidence, profile->confidence);
    cr_assert_eq(entry->valid_from_ns, built->valid_from_ns);
    cr_assert_eq(entry->valid_until_ns, built->valid_until_ns);
    cr_assert_eq(entry->tag_count, tags);
    for (uint32_t n = 0; n < tags; n++)
        cr_assert(slice_equal(tamis_entry_tag(database, entry, n),
                              built_tables.tag_lists[profile->tags][n]));
    cr_assert_eq(tamis_entry_tag(database, entry, (uint32_t)tags).size, 0);
    if (label->everyone)
        cr_assert_eq(entry->audience_count, 0);
    else
        cr_assert_eq(entry->audience_count, 1);
    for (uint32_t n = 0; n < entry->audience_count; n++)
        cr_assert(slice_equal(tamis_entry_audience(database, entry, n),
                              label->audience_name_count
                                  ? label->audience_names[n]
                                  : label->organisations[n]));
    cr_assert_eq(tamis_entry_audience(database, entry, 1).size, 0);
}

static void check_walk(struct built *built)
{
    tamis_database *database = built_open(built);
    struct built_record *expected = built->records;
    tamis_cursor *cursor;
    tamis_record record;
    size_t met = 0;

    cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, NULL), TAMIS_OK);
    if (built->record_count > 0)
        qsort(expected, built->record_count, sizeof *expected, compare_walk);
    while (tamis_cursor_next(cursor, &record)) {
        const struct built_record *from = &expected[met++];
        tamis_entry entries[BUILT_ENTRY_MAX];
        size_t count;

        cr_assert_leq(met, built->record_count);
        cr_assert_eq(record.kind, from->kind);
        cr_assert_eq(record.mode, from->mode);
        cr_assert(
            slice_equal(record.key, slice_make(from->key, from->key_size)));
        cr_assert_eq(record.entry_count, from->entry_count);
        count = tamis_cursor_entries(cursor, 0, BUILT_ENTRY_MAX, entries);
        cr_assert_eq(count, from->entry_count);
        for (size_t n = 0; n < count; n++) {
            tamis_entry alone;

            check_entry(database, &entries[n], &from->entries[n]);
            cr_assert_eq(tamis_cursor_entries(cursor, n, 1, &alone), 1);
            cr_assert_eq(alone.id, entries[n].id);
        }
        cr_assert_eq(tamis_cursor_entries(cursor, count, 1, entries), 0);
        cr_assert_eq(tamis_cursor_entries(cursor, 0, 0, NULL), 0);
    }
    cr_assert_eq(met, built->record_count);
    cr_assert_not(tamis_cursor_next(cursor, &record));
    cr_assert_eq(tamis_cursor_entries(cursor, 0, 1, (tamis_entry[1]){{0}}), 0);
    tamis_cursor_destroy(cursor);
    tamis_database_release(database);
}

Test(cursor, walks_every_record_in_the_order_of_kind_key_and_mode)
{
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    check_walk(&built);
    built_end(&built);
}

Test(cursor, walks_random_databases)
{
    struct random random;

    random_begin(&random, "cursor");
    for (int round = 0; round < 20; round++) {
        struct built built;

        built_begin(&built);
        built_add_random(&built, &random,
                         (size_t)random_between(&random, 1, 600));
        check_walk(&built);
        built_end(&built);
    }
}

Test(cursor, an_empty_database_has_nothing_to_walk)
{
    struct built built;

    built_begin(&built);
    check_walk(&built);
    built_end(&built);
}

Test(cursor, needs_a_database)
{
    tamis_cursor *cursor;
    tamis_error error;

    cr_expect_eq(tamis_cursor_create(&cursor, NULL, NULL, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_null(cursor);
    tamis_cursor_destroy(NULL);
}

Test(cursor, outlives_the_last_reference_of_its_maker)
{
    struct built built;
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_record record;

    built_begin(&built);
    built_add_samples(&built);
    database = built_open(&built);
    cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, NULL), TAMIS_OK);
    tamis_database_release(database);
    cr_expect(tamis_cursor_next(cursor, &record));
    tamis_cursor_destroy(cursor);
    built_end(&built);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever a cursor is asked for, and however its records are taken, it gives
 * what the plain walk of cursor_test.c gives, filtered here.
 */
#include "built_database.h"
#include "database/database.h"
#include "support/failing_allocator.h"

#include <criterion/criterion.h>

#include <stdlib.h>

#define RECORD_MAX 1200

struct met_record {
    tamis_record record;
    tamis_entry_brief entries[BUILT_ENTRY_MAX];
};

/* A walk, as it was met. */
struct met {
    struct met_record records[RECORD_MAX];
    size_t count;
};

static struct met *begin_met(void)
{
    return calloc(1, sizeof(struct met));
}

static tamis_entry_brief shorten(const tamis_entry *entry)
{
    return (tamis_entry_brief){entry->feed_id,       entry->label_id,
                               entry->action,        entry->tlp,
                               entry->pap,           entry->caveats,
                               entry->fields,        entry->confidence,
                               entry->valid_from_ns, entry->valid_until_ns};
}

/* Adds the record that the cursor gave last. */
static void add_next(struct met *met, tamis_cursor *cursor,
                     const tamis_record *record)
{
    struct met_record *to = &met->records[met->count++];
    tamis_entry entries[BUILT_ENTRY_MAX];

    cr_assert_leq(met->count, RECORD_MAX);
    to->record = *record;
    cr_assert_eq(tamis_cursor_entries(cursor, 0, BUILT_ENTRY_MAX, entries),
                 record->entry_count);
    for (uint32_t n = 0; n < record->entry_count; n++)
        to->entries[n] = shorten(&entries[n]);
}

/* Adds a batch; a record that goes on from the batch before is joined. */
static size_t add_batch(struct met *met, tamis_cursor *cursor,
                        size_t record_capacity, size_t entry_capacity,
                        bool *is_cut)
{
    tamis_record records[8];
    tamis_entry_brief entries[8];
    size_t used = 0, count = tamis_cursor_read(cursor, record_capacity, records,
                                               entry_capacity, entries);

    cr_assert_leq(count, record_capacity);
    for (size_t n = 0; n < count; n++) {
        struct met_record *to = &met->records[met->count];
        uint32_t more = records[n].entry_count;

        cr_assert_gt(more, 0);
        if (n == 0 && met->count > 0 && to[-1].record.id == records[n].id) {
            /* Only what no batch has room for comes in pieces. */
            cr_assert(*is_cut);
            to--;
            to->record.entry_count += more;
        } else {
            cr_assert_lt(met->count++, RECORD_MAX);
            to->record = records[n];
        }
        cr_assert_leq(to->record.entry_count, BUILT_ENTRY_MAX);
        cr_assert_leq(used + more, entry_capacity);
        memcpy(&to->entries[to->record.entry_count - more], &entries[used],
               more * sizeof *entries);
        used += more;
    }
    *is_cut = count == 1 && used == entry_capacity;
    return count;
}

/* All that a cursor gives, in batches and one by one as chance has it. */
static void take_all(struct met *met, tamis_cursor *cursor,
                     struct random *random)
{
    bool is_cut = false, is_mixed = random_one_in(random, 3);
    tamis_record record;

    for (;;) {
        size_t record_capacity = (size_t)random_between(random, 1, 8);
        size_t entry_capacity = (size_t)random_between(random, 1, 8);

        if (is_mixed && !is_cut && random_one_in(random, 2)) {
            if (!tamis_cursor_next(cursor, &record))
                break;
            add_next(met, cursor, &record);
        } else if (add_batch(met, cursor, record_capacity, entry_capacity,
                             &is_cut) == 0)
            break;
    }
    cr_assert_not(tamis_cursor_next(cursor, &record));
    cr_assert_eq(
        tamis_cursor_read(cursor, 1, &record, 1, (tamis_entry_brief[1]){{0}}),
        0);
}

static int compare_ids(const void *a, const void *b)
{
    tamis_record_id left = ((const struct met_record *)a)->record.id,
                    right = ((const struct met_record *)b)->record.id;

    return left < right ? -1 : left > right;
}

static void check_equal(const struct met *met, const struct met *expected)
{
    cr_assert_eq(met->count, expected->count, "%zu records of %zu", met->count,
                 expected->count);
    for (size_t n = 0; n < met->count; n++) {
        const struct met_record *one = &met->records[n],
                                *other = &expected->records[n];

        cr_assert_eq(one->record.id, other->record.id, "record %zu", n);
        cr_assert_eq(one->record.kind, other->record.kind);
        cr_assert_eq(one->record.mode, other->record.mode);
        cr_assert_eq(one->record.entry_count, other->record.entry_count);
        cr_assert_eq(one->record.key.data, other->record.key.data);
        cr_assert_eq(one->record.key.size, other->record.key.size);
        cr_assert_arr_eq(one->entries, other->entries,
                         one->record.entry_count * sizeof *one->entries);
    }
}

/* What the plain walk gives of the kinds. */
static struct met *expect(tamis_database *database,
                          const tamis_cursor_options *options)
{
    struct met *expected = begin_met();
    tamis_cursor *cursor;
    tamis_record record;

    cr_assert_eq(
        tamis_cursor_create(&cursor, database, &options->clearance, NULL),
        TAMIS_OK);
    while (tamis_cursor_next(cursor, &record)) {
        bool is_asked = options->kind_count == 0;

        for (size_t n = 0; n < options->kind_count; n++)
            is_asked |= options->kinds[n] == record.kind;
        if (is_asked)
            add_next(expected, cursor, &record);
    }
    tamis_cursor_destroy(cursor);
    return expected;
}

/* The parts of a walk: each in its order, and together all of it. */
static void check_parts(tamis_database *database, tamis_cursor_options *options,
                        struct random *random)
{
    struct met *expected = expect(database, options), *all = begin_met();

    for (options->part = 0;
         options->part < (options->part_count ? options->part_count : 1);
         options->part++) {
        size_t before = all->count;
        tamis_cursor *cursor;

        cr_assert_eq(tamis_cursor_create_with(&cursor, database, options, NULL),
                     TAMIS_OK);
        take_all(all, cursor, random);
        tamis_cursor_destroy(cursor);
        if (options->part_count <= 1 && !options->flags)
            check_equal(all, expected);
        /* No part is much larger than another. */
        if (options->part_count > 1)
            cr_assert_leq(all->count - before,
                          database->info.record_count / options->part_count +
                              KEY_CLASS_COUNT);
    }
    qsort(all->records, all->count, sizeof *all->records, compare_ids);
    qsort(expected->records, expected->count, sizeof *expected->records,
          compare_ids);
    check_equal(all, expected);
    free(all);
    free(expected);
}

Test(cursor_options, any_choice_gives_what_the_plain_walk_gives_of_it)
{
    static const tamis_slice circle = {"circle:a", 8};
    struct random random;

    random_begin(&random, "cursor options");
    for (int round = 0; round < 60; round++) {
        tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
        tamis_kind kinds[TAMIS_KIND_COUNT];
        struct built built;
        tamis_database *database;

        options.kinds = kinds;
        options.flags = random_one_in(&random, 2) ? TAMIS_CURSOR_UNORDERED : 0;
        options.part_count = (uint32_t)random_below(&random, 9);
        if (random_one_in(&random, 2)) {
            options.clearance.audience = &circle;
            options.clearance.audience_count = 1;
            options.clearance.flags = 0;
            options.clearance.time_ns = (int64_t)random_below(&random, 60);
        }
        for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++)
            if (random_one_in(&random, 3) && round % 3)
                kinds[options.kind_count++] = kind;
        built_begin(&built);
        if (round == 0)
            built_add_samples(&built);
        else
            built_add_random(&built, &random,
                             (size_t)random_between(&random, 1, 600));
        database = built_open(&built);
        check_parts(database, &options, &random);
        tamis_database_release(database);
        built_end(&built);
    }
}

Test(cursor_options, more_entries_than_room_come_in_pieces)
{
    struct built built;
    struct built_record *record;
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_record records[2];
    tamis_entry_brief entries[4];

    built_begin(&built);
    record = built_add(&built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_SUFFIX, "a.example", 9);
    built_add_entry(record, PROFILE_ALPHA, "", "", TAMIS_TIME_MIN,
                    TAMIS_TIME_MAX);
    record = built_add(&built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_SUFFIX, "b.example", 9);
    for (int n = 0; n < 5; n++)
        built_add_entry(record, PROFILE_ALPHA, (char[2]){(char)('a' + n)}, "",
                        TAMIS_TIME_MIN, TAMIS_TIME_MAX);
    database = built_open(&built);
    cr_assert_eq(tamis_cursor_create_with(&cursor, database, NULL, NULL),
                 TAMIS_OK);
    cr_expect_eq(tamis_cursor_read(cursor, 0, records, 4, entries), 0);
    cr_expect_eq(tamis_cursor_read(cursor, 2, records, 0, entries), 0);
    /* Three of b's would fit, but it is not cut where a batch could have more
     * of it. */
    cr_expect_eq(tamis_cursor_read(cursor, 2, records, 4, entries), 1);
    cr_expect_eq(records[0].entry_count, 1);
    cr_expect_eq(tamis_cursor_read(cursor, 2, records, 4, entries), 1);
    cr_expect_eq(records[0].entry_count, 4);
    cr_expect_eq(tamis_cursor_read(cursor, 2, records, 4, entries), 1);
    cr_expect_eq(records[0].entry_count, 1);
    cr_expect_eq(tamis_cursor_read(cursor, 2, records, 4, entries), 0);
    tamis_cursor_destroy(cursor);
    tamis_database_release(database);
    built_end(&built);
}

static tamis_status try_options(tamis_database *database,
                                tamis_cursor_options options)
{
    tamis_cursor *cursor = (tamis_cursor *)&options;
    tamis_error error = {0};
    tamis_status status =
        tamis_cursor_create_with(&cursor, database, &options, &error);

    cr_expect_eq(status == TAMIS_OK, cursor != NULL);
    cr_expect_eq(status, error.status);
    tamis_cursor_destroy(cursor);
    return status;
}

Test(cursor_options, what_makes_no_sense_is_refused)
{
    const tamis_kind none[] = {TAMIS_KIND_IP, TAMIS_KIND_AUTO};
    const tamis_kind beyond = TAMIS_KIND_COUNT;
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT, initial;
    struct built built;
    tamis_database *database;

    tamis_cursor_options_init(&initial);
    cr_expect_eq(initial.struct_size, options.struct_size);
    cr_expect_eq(initial.clearance.tlp, TAMIS_TLP_RED);
    built_begin(&built);
    built_add_samples(&built);
    database = built_open(&built);
    cr_expect_eq(try_options(NULL, initial), TAMIS_ERROR_ARGUMENT);
    options.part = 1;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_ARGUMENT);
    options.part_count = 1;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_ARGUMENT);
    options.part_count = UINT32_MAX;
    options.part = UINT32_MAX - 1;
    cr_expect_eq(try_options(database, options), TAMIS_OK);
    options = initial;
    options.kinds = none;
    options.kind_count = 2;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_ARGUMENT);
    options.kind_count = 1;
    cr_expect_eq(try_options(database, options), TAMIS_OK);
    options.kinds = &beyond;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_ARGUMENT);
    options = initial;
    options.flags = 0x2;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_UNSUPPORTED);
    options = initial;
    options.clearance.tlp = 99;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_LABEL);
    options = initial;
    options.struct_size--;
    cr_expect_eq(try_options(database, options), TAMIS_ERROR_ARGUMENT);
    tamis_database_release(database);
    built_end(&built);
}

/* Bytes that a cursor holds over a database of so many records. */
static uint64_t cursor_size(size_t record_count, uint32_t flags)
{
    tamis_database_options database_options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    struct failing_allocator counting;
    struct built built;
    tamis_database *database;
    tamis_cursor *cursor;
    uint64_t before, size;

    built_begin(&built);
    for (size_t n = 0; n < record_count; n++) {
        const uint8_t key[16] = {(uint8_t)n, (uint8_t)(n >> 8)};

        built_add_entry(built_add(&built, KEY_CLASS_DIGEST16, TAMIS_KIND_MD5,
                                  TAMIS_MODE_EXACT, key, sizeof key),
                        PROFILE_ALPHA, "", "", TAMIS_TIME_MIN, TAMIS_TIME_MAX);
    }
    tamis_database_release(built_open(&built));
    failing_allocator_begin(&counting, 0);
    database_options.allocator = &counting.allocator;
    cr_assert_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            &database_options, NULL),
                 TAMIS_OK);
    before = counting.live_size;
    options.flags = flags;
    cr_assert_eq(tamis_cursor_create_with(&cursor, database, &options, NULL),
                 TAMIS_OK);
    size = counting.live_size_max - before;
    tamis_cursor_destroy(cursor);
    tamis_database_release(database);
    built_end(&built);
    return size;
}

Test(cursor_options, an_unordered_walk_takes_no_memory_for_records)
{
    cr_expect_gt(cursor_size(1000, 0), cursor_size(10, 0));
    cr_expect_eq(cursor_size(1000, TAMIS_CURSOR_UNORDERED),
                 cursor_size(10, TAMIS_CURSOR_UNORDERED));
}

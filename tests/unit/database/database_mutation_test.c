/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thousands of files with bytes changed at random, their checksums made right
 * again: open may refuse them or not, but whatever opens can be asked
 * everything without a byte read out of bounds and without an endless walk.
 * (The sanitizers' build is what makes this test strict.)
 */
#include "base/memory.h"
#include "base/slice.h"
#include "built_database.h"
#include "database/view.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

static volatile uint64_t touched;
static unsigned opened_count;

static void touch(tamis_slice slice)
{
    for (size_t n = 0; n < slice.size; n++)
        touched += (uint8_t)slice.data[n];
}

static void ask_cursor(tamis_database *database,
                       const tamis_clearance *clearance)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_feed_summary summary;

    if (tamis_cursor_create(&cursor, database, clearance, NULL) < 0)
        return;
    while (tamis_cursor_next(cursor, &record)) {
        tamis_entry entries[4];
        size_t count = tamis_cursor_entries(cursor, 0, 4, entries);

        touch(record.key);
        for (size_t n = 0; n < count; n++) {
            touch(entries[n].feed);
            touch(entries[n].producer);
            touch(entries[n].reference);
            touch(entries[n].context);
            for (uint32_t t = 0; t < entries[n].tag_count && t < 100; t++)
                touch(tamis_entry_tag(database, &entries[n], t));
            for (uint32_t t = 0; t < entries[n].audience_count && t < 100; t++)
                touch(tamis_entry_audience(database, &entries[n], t));
        }
    }
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary) && n < 100;
         n++) {
        touch(summary.name);
        touch(summary.producer);
        touch(summary.format);
    }
    tamis_cursor_destroy(cursor);
}

static void ask_batches(tamis_database *database,
                        const tamis_clearance *clearance, uint32_t flags)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_record records[4];
    tamis_entry_brief entries[4];
    tamis_cursor *cursor;
    size_t count, used;

    options.flags = flags;
    options.clearance = *clearance;
    options.part_count = 2;
    options.part = 1;
    if (tamis_cursor_create_with(&cursor, database, &options, NULL) < 0)
        return;
    while ((count = tamis_cursor_read(cursor, 4, records, 4, entries)) > 0) {
        used = 0;
        for (size_t n = 0; n < count; n++) {
            touch(records[n].key);
            used += records[n].entry_count;
        }
        cr_assert_leq(used, 4);
        for (size_t n = 0; n < used; n++)
            touched += entries[n].feed_id + entries[n].tlp;
    }
    tamis_cursor_destroy(cursor);
}

static void ask_indexes(const tamis_database *database,
                        const struct built_record *record)
{
    const struct database_class *records =
        &database->classes[record->key_class];
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    struct exact_search search;
    uint32_t slot;
    unsigned steps = 0;

    if (records->count == 0 || record->key_class == KEY_CLASS_PATTERN)
        return;
    if (record->key_class == KEY_CLASS_IPV4 ||
        record->key_class == KEY_CLASS_IPV6) {
        slot = prefix_table_find(&records->prefix, record->key);
        while (slot != SLOT_NONE) {
            slot = prefix_table_parent(&records->prefix, slot);
            cr_assert_lt(steps++, 1000);
        }
    } else if (record->key_class == KEY_CLASS_DOMAIN) {
        touched +=
            suffix_table_find(&records->suffix, (const char *)record->key,
                              record->key_size, matches);
    } else {
        slot = exact_table_find(&records->exact, record->key, record->key_size,
                                &search);
        while (slot != SLOT_NONE) {
            slot = exact_table_find_next(&records->exact, record->key,
                                         record->key_size, &search);
            cr_assert_lt(steps++, 1000);
        }
    }
}

static void ask_everything(struct built *built, const uint8_t *bytes,
                           size_t size)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    const tamis_slice name = {"circle:a", 8};
    tamis_database *database;

    if (tamis_database_open_memory(&database, bytes, size, NULL, NULL) < 0)
        return;
    opened_count++;
    ask_cursor(database, NULL);
    clearance.audience = &name;
    clearance.audience_count = 1;
    clearance.flags = 0;
    clearance.time_ns = 15;
    ask_cursor(database, &clearance);
    ask_batches(database, &clearance, 0);
    ask_batches(database, &clearance, TAMIS_CURSOR_UNORDERED);
    for (size_t n = 0; n < built->record_count; n++)
        ask_indexes(database, &built->records[n]);
    tamis_database_verify(database, NULL);
    tamis_database_release(database);
}

/* Values that break arithmetic more often than random ones do. */
static uint64_t nasty_value(struct random *random)
{
    static const uint64_t values[] = {
        0,          1,          0x7fffffff, 0x80000000, 0xffffffff,
        0xc0000000, 0xbfffffff, UINT64_MAX, INT64_MAX,  63,
        64,         65,         0x3fffffff, 0x40000000,
    };

    if (random_one_in(random, 2))
        return random_next(random);
    return values[random_below(random, sizeof values / sizeof *values)];
}

static void mutate(struct random *random, uint8_t *bytes, size_t size)
{
    /* Half of the changes go to the front, where the tables are. */
    size_t range = random_one_in(random, 2) ? size : size / 3;
    size_t at = (size_t)random_below(random, range);
    uint8_t value[8];

    store_le64(value, nasty_value(random));
    switch (random_below(random, 4)) {
    case 0:
        bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
        break;
    case 1:
        bytes[at] = (uint8_t)random_next(random);
        break;
    case 2:
        at &= ~(size_t)3;
        memcpy(bytes + at, value, size - at < 4 ? size - at : 4);
        break;
    default:
        at &= ~(size_t)7;
        memcpy(bytes + at, value, size - at < 8 ? size - at : 8);
        break;
    }
}

static void mutate_often(struct built *built, struct random *random, int rounds)
{
    uint8_t *bytes;
    size_t size = built->size;

    cr_assert_eq(posix_memalign((void **)&bytes, 64, size), 0);
    for (int round = 0; round < rounds; round++) {
        uint64_t changes = random_between(random, 1, 8);

        memcpy(bytes, built->bytes, size);
        while (changes-- > 0)
            mutate(random, bytes, size);
        /* A tenth with wrong checksums, the rest with right ones. */
        if (!random_one_in(random, 10))
            built_seal(bytes, size);
        ask_everything(built, bytes, size);
    }
    free(bytes);
}

Test(mutation, a_changed_sample_never_breaks_its_reader)
{
    struct random random;
    struct built built;

    random_begin(&random, "mutation of the sample");
    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    mutate_often(&built, &random, 6000);
    /* Enough of them got past the frame for the test to mean something. */
    cr_expect_gt(opened_count, 1000, "%u", opened_count);
    built_end(&built);
}

Test(mutation, a_changed_random_database_never_breaks_its_reader)
{
    struct random random;

    random_begin(&random, "mutation of random databases");
    for (int round = 0; round < 10; round++) {
        struct built built;

        built_begin(&built);
        built_add_random(&built, &random, 120);
        /* Every other one keeps fingerprints instead of keys. */
        built.input.fingerprint_size = round % 2 ? 8 + (uint32_t)round % 9 : 0;
        tamis_database_release(built_open(&built));
        mutate_often(&built, &random, 200);
        built_end(&built);
    }
}

Test(mutation, a_file_cut_anywhere_is_refused)
{
    struct built built;
    tamis_database *database;

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    for (size_t size = 0; size < built.size; size++) {
        tamis_error error = {0};

        cr_assert_eq(tamis_database_open_memory(&database, built.bytes, size,
                                                NULL, &error),
                     TAMIS_ERROR_CORRUPT, "%zu", size);
        cr_assert_eq(error.offset, size < 64 ? size : error.offset);
    }
    built_end(&built);
}

/* The fuzz target's first inputs, written anew after a change of the format:
 * TAMIS_WRITE_SEEDS=tests/fuzz/seeds/database database_mutation_test */
static void write_seed(const struct built *built, const char *folder,
                       const char *name)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.tamis", folder, name);
    file = fopen(path, "wb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(built->bytes, 1, built->size, file), built->size);
    cr_assert_eq(fclose(file), 0);
}

Test(mutation, seeds_are_written_where_asked)
{
    const char *folder = getenv("TAMIS_WRITE_SEEDS");
    struct random random;
    struct built built;

    built_begin(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    if (folder)
        write_seed(&built, folder, "empty");
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    if (folder)
        write_seed(&built, folder, "sample");
    built_end(&built);
    random_seed(&random, 1);
    built_begin(&built);
    built_add_random(&built, &random, 60);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    if (folder)
        write_seed(&built, folder, "random");
    built.input.fingerprint_size = 8;
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    if (folder)
        write_seed(&built, folder, "fingerprints");
    built_end(&built);
}

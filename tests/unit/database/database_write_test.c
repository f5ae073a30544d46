/* SPDX-License-Identifier: BSD-2-Clause */
/* What was written is what is read. */
#include "base/memory.h"
#include "base/slice.h"
#include "built_database.h"
#include "database/database.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The slot of a record by asking its index, as the matcher does. */
static uint32_t find_slot(const struct database_class *records,
                          const struct built_record *record)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    struct exact_search search;
    uint8_t key[BUILT_KEY_MAX + 1];
    size_t size = record->key_size, count;
    uint32_t slot;

    if (record->key_class == KEY_CLASS_IPV4 ||
        record->key_class == KEY_CLASS_IPV6)
        return prefix_table_find_prefix(&records->prefix, record->key,
                                        record->key[size - 1]);
    if (record->key_class == KEY_CLASS_DOMAIN) {
        char name[BUILT_KEY_MAX + 2];
        bool is_below = record->mode == TAMIS_MODE_SUBDOMAINS;

        snprintf(name, sizeof name, "%s%.*s", is_below ? "w." : "", (int)size,
                 (const char *)record->key);
        count =
            suffix_table_find(&records->suffix, name, strlen(name), matches);
        for (size_t n = 0; n < count; n++)
            if (matches[n].mode == record->mode &&
                matches[n].suffix_size == size)
                return matches[n].slot;
        return SLOT_NONE;
    }
    if (record->key_class == KEY_CLASS_TEXT) {
        key[0] = (uint8_t)record->kind;
        memcpy(key + 1, record->key, size++);
    } else {
        memcpy(key, record->key, size);
    }
    slot = exact_table_find(&records->exact, key, size, &search);
    while (slot != SLOT_NONE &&
           number_column_get(&records->kinds, slot) != record->kind)
        slot = exact_table_find_next(&records->exact, key, size, &search);
    return slot;
}

static void check_found(const tamis_database *database,
                        const struct built_record *expected)
{
    const struct database_class *records =
        &database->classes[expected->key_class];
    enum key_class key_class;
    tamis_record record;
    uint32_t slot, again;

    if (expected->key_class == KEY_CLASS_PATTERN)
        return;
    slot = find_slot(records, expected);
    cr_assert_neq(slot, SLOT_NONE, "class %d key %.*s", expected->key_class,
                  (int)expected->key_size, (const char *)expected->key);
    cr_assert(
        database_record(database, database_record_id(records, slot), &record));
    cr_assert_eq(record.kind, expected->kind);
    cr_assert_eq(record.mode, expected->mode);
    cr_assert(
        slice_equal(record.key, slice_make(expected->key, expected->key_size)));
    cr_assert(database_locate(database, record.id, &key_class, &again));
    cr_assert_eq(key_class, expected->key_class);
    cr_assert_eq(again, slot);
}

Test(database_write, every_class_of_record_is_found_again)
{
    struct built built;
    tamis_database *database;
    tamis_database_info info = {.struct_size = sizeof info};
    uint64_t entries = 0;

    built_begin(&built);
    built_add_samples(&built);
    database = built_open(&built);
    for (size_t n = 0; n < built.record_count; n++) {
        check_found(database, &built.records[n]);
        entries += built.records[n].entry_count;
    }
    tamis_database_info_get(database, &info);
    cr_expect_eq(info.record_count, built.record_count);
    cr_expect_eq(info.entry_count, entries);
    cr_expect_eq(info.feed_count, FEED_COUNT);
    cr_expect_eq(info.label_count, LABEL_COUNT);
    cr_expect_eq(info.file_size, built.size);
    cr_expect_eq(info.compiled_at_ns, built.input.compiled_at_ns);
    cr_expect_eq(info.format_major, 0);
    cr_expect_eq(info.format_minor, 3);
    cr_expect_eq(database_feed_action(database, FEED_OPERATOR),
                 TAMIS_ACTION_ALLOW);
    cr_expect_eq(database_feed_action(database, FEED_ALPHA), TAMIS_ACTION_LIST);
    cr_expect_eq(database_feed_action(database, 1000), TAMIS_ACTION_LIST);
    tamis_database_release(database);
    built_end(&built);
}

Test(database_write, random_databases_are_found_again)
{
    struct random random;

    random_begin(&random, "database round trip");
    for (int round = 0; round < 20; round++) {
        tamis_database *database;
        struct built built;

        built_begin(&built);
        built_add_random(&built, &random,
                         (size_t)random_between(&random, 1, 400));
        database = built_open(&built);
        for (size_t n = 0; n < built.record_count; n++)
            check_found(database, &built.records[n]);
        tamis_database_release(database);
        built_end(&built);
    }
}

Test(database_write, the_same_input_gives_the_same_bytes)
{
    struct built built;
    uint8_t *first;
    size_t size;

    built_begin(&built);
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    size = built.size;
    first = malloc(size);
    memcpy(first, built.bytes, size);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    cr_assert_eq(built.size, size);
    cr_assert_arr_eq(built.bytes, first, size);
    free(first);
    built_end(&built);
}

Test(database_write, a_database_without_records_is_a_database)
{
    struct built built;
    tamis_database *database;
    enum key_class key_class;
    uint32_t slot;

    built_begin(&built);
    database = built_open(&built);
    cr_expect_not(database_locate(database, 0, &key_class, &slot));
    cr_expect_not(
        database_locate(database, TAMIS_RECORD_NONE, &key_class, &slot));
    tamis_database_release(database);
    built_end(&built);
}

Test(database_write, what_records_share_is_written_once)
{
    enum { COUNT = 5000 };
    struct built built;
    tamis_database *database;

    built_begin(&built);
    for (unsigned n = 0; n < COUNT; n++) {
        struct built_record *record;
        char name[32];

        snprintf(name, sizeof name, "host%u.example.org", n);
        record = built_add(&built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                           TAMIS_MODE_EXACT, name, strlen(name));
        built_add_entry(record, PROFILE_ALPHA, "", "", TAMIS_TIME_MIN, 77);
        built_add_entry(record, PROFILE_BRAVO, "", "", TAMIS_TIME_MIN,
                        TAMIS_TIME_MAX);
    }
    database = built_open(&built);
    /* One head and two entries, one validity, for all of them. */
    cr_expect_eq(database->entries.size, 3 * sizeof(struct entry_layout));
    cr_expect_eq(database->validities.size, sizeof(struct validity_layout));
    tamis_database_release(database);
    built_end(&built);
}

static size_t plain_file_size(enum key_class key_class, tamis_kind kind,
                              unsigned count, size_t *key_bytes)
{
    struct built built;
    struct random random;
    size_t size;

    random_seed(&random, 7);
    built_begin(&built);
    *key_bytes = 0;
    for (unsigned n = 0; n < count; n++) {
        struct built_record *record;
        uint8_t key[32];
        size_t key_size = 32;

        random_bytes(&random, key, sizeof key);
        if (key_class == KEY_CLASS_DOMAIN)
            key_size = (size_t)snprintf((char *)key, sizeof key, "n%u.org", n);
        *key_bytes += key_size;
        record =
            built_add(&built, key_class, kind, TAMIS_MODE_EXACT, key, key_size);
        built_add_entry(record, PROFILE_ALPHA, "", "", TAMIS_TIME_MIN,
                        TAMIS_TIME_MAX);
    }
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    size = built.size;
    built_end(&built);
    return size;
}

Test(database_write, a_plain_record_costs_little_more_than_its_key)
{
    enum { COUNT = 20000 };
    size_t key_bytes;
    size_t digests = plain_file_size(KEY_CLASS_DIGEST32, TAMIS_KIND_SHA256,
                                     COUNT, &key_bytes);
    size_t names;

    fprintf(stderr, "sha256: %.1f bytes a record\n", (double)digests / COUNT);
    cr_expect_lt(digests, COUNT * 42u);
    names =
        plain_file_size(KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN, COUNT, &key_bytes);
    fprintf(stderr, "domain: %.1f bytes a record, %.1f of them name\n",
            (double)names / COUNT, (double)key_bytes / COUNT);
    cr_expect_lt(names, key_bytes + COUNT * 12u);
}

static tamis_status ignore_size(void *context, uint64_t size,
                                tamis_error *error)
{
    (void)context;
    (void)size;
    (void)error;
    return TAMIS_OK;
}

static tamis_status ignore_write(void *context, uint64_t offset,
                                 const void *bytes, size_t size,
                                 tamis_error *error)
{
    (void)context;
    (void)offset;
    (void)bytes;
    (void)size;
    (void)error;
    return TAMIS_OK;
}

static tamis_status fail_write(void *context, uint64_t offset,
                               const void *bytes, size_t size,
                               tamis_error *error)
{
    uint64_t *left = context;

    (void)offset;
    (void)bytes;
    (void)error;
    if (size > *left)
        return TAMIS_ERROR_SYSTEM;
    *left -= size;
    return TAMIS_OK;
}

static tamis_slice get_reference(const void *context, uint32_t number)
{
    (void)context;
    cr_assert_eq(number, 1);
    return slice_text("ref");
}

Test(database_write, a_full_disk_at_any_byte_is_passed_on)
{
    static const uint8_t modes[1], kinds[1] = {TAMIS_KIND_MD5};
    static const uint8_t key[16] = {1};
    static const uint32_t word = DATABASE_INPUT_LIST, starts[2] = {0, 1};
    static const struct database_input_validity validities[2] = {{0, 0},
                                                                 {1, 2}};
    const struct database_input_entry entry = {0, 1, 1, 0};
    struct database_input input = built_tables;
    tamis_status status;
    uint64_t room = 0;

    input.classes[KEY_CLASS_DIGEST16] = (struct database_input_class){
        {key, 16, NULL, 16, 1, KEY_FORM_WHOLE, NULL, 0},
        kinds,
        modes,
        &word,
        NULL};
    input.entries = &entry;
    input.list_starts = starts;
    input.list_count = 1;
    input.validities = validities;
    input.validity_count = 2;
    input.get_string = get_reference;
    input.string_count = 2;
    do {
        uint64_t left = room++;
        const struct database_output output = {ignore_size, fail_write, &left};

        status =
            database_write(&memory_default, &input, &output, NULL, NULL, NULL);
        cr_assert(status == TAMIS_OK || status == TAMIS_ERROR_SYSTEM);
    } while (status != TAMIS_OK);
    cr_expect_gt(room, 1000);
}

struct progress_seen {
    uint64_t last, total;
    unsigned calls;
};

static void see_progress(void *context, const char *phase, uint64_t done,
                         uint64_t total)
{
    struct progress_seen *seen = context;

    cr_expect_str_not_empty(phase);
    cr_expect_leq(done, total);
    seen->last = done;
    seen->total = total;
    seen->calls++;
}

Test(database_write, progress_ends_with_everything_done)
{
    static const uint8_t modes[1], kinds[1] = {TAMIS_KIND_MD5};
    static const uint8_t key[16] = {1};
    static const uint32_t word = 0;
    const struct database_output output = {ignore_size, ignore_write, NULL};
    struct database_input input = built_tables;
    struct progress_seen seen = {0};

    input.classes[KEY_CLASS_DIGEST16] = (struct database_input_class){
        {key, 16, NULL, 16, 1, KEY_FORM_WHOLE, NULL, 0},
        kinds,
        modes,
        &word,
        NULL};
    cr_assert_eq(database_write(&memory_default, &input, &output, see_progress,
                                &seen, NULL),
                 TAMIS_OK);
    cr_expect_gt(seen.calls, 0);
    cr_expect_eq(seen.last, seen.total);
    cr_expect_eq(seen.total, 1);
}

Test(database, a_file_is_mapped_or_copied)
{
    static const uint32_t flags[] = {
        0,
        TAMIS_DATABASE_COPY,
        TAMIS_DATABASE_VERIFY,
        TAMIS_DATABASE_COPY | TAMIS_DATABASE_VERIFY,
        TAMIS_DATABASE_HUGE_PAGES,
        TAMIS_DATABASE_HUGE_PAGES | TAMIS_DATABASE_VERIFY,
        TAMIS_DATABASE_HUGE_PAGES | TAMIS_DATABASE_COPY};
    char path[] = "/tmp/tamis_database_XXXXXX";
    int descriptor = mkstemp(path);
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, built.bytes, built.size),
                 (ssize_t)built.size);
    close(descriptor);
    for (size_t n = 0; n < sizeof flags / sizeof *flags; n++) {
        tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
        tamis_database *database;
        tamis_error error = {0};

        options.flags = flags[n];
        cr_assert_eq(tamis_database_open(&database, path, &options, &error),
                     TAMIS_OK, "%s", error.message);
        cr_expect_eq(tamis_database_retain(database), database);
        tamis_database_release(database);
        for (size_t r = 0; r < built.record_count; r++)
            check_found(database, &built.records[r]);
        cr_expect_eq(tamis_database_verify(database, &error), TAMIS_OK);
        tamis_database_release(database);
    }
    unlink(path);
    built_end(&built);
}

Test(database, what_cannot_be_opened_is_told_with_its_path)
{
    tamis_database *database = (tamis_database *)1;
    tamis_error error = {0};

    cr_expect_eq(
        tamis_database_open(&database, "/nowhere/at.tamis", NULL, &error),
        TAMIS_ERROR_SYSTEM);
    cr_expect_null(database);
    cr_expect_not_null(strstr(error.message, "/nowhere/at.tamis"));
    cr_expect_eq(tamis_database_open(&database, "CMakeLists.txt", NULL, &error),
                 TAMIS_ERROR_CORRUPT);
    cr_expect_null(database);
    cr_expect_not_null(strstr(error.message, "CMakeLists.txt: "));
    cr_expect_not_null(strstr(error.message, "no tamis database"));
    tamis_database_release(NULL);
    cr_expect_null(tamis_database_retain(NULL));
}

Test(database, options_of_other_versions_are_understood_or_refused)
{
    struct {
        tamis_database_options known;
        uint64_t later;
    } options = {TAMIS_DATABASE_OPTIONS_INIT, 0};
    struct built built;
    tamis_database *database;

    built_begin(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    options.known.struct_size = sizeof options;
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            &options.known, NULL),
                 TAMIS_OK);
    tamis_database_release(database);
    options.later = 1;
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            &options.known, NULL),
                 TAMIS_ERROR_UNSUPPORTED);
    options.known.struct_size = 3;
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            &options.known, NULL),
                 TAMIS_ERROR_ARGUMENT);
    tamis_database_options_init(&options.known);
    options.known.flags = 0x80000000u;
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            &options.known, NULL),
                 TAMIS_ERROR_UNSUPPORTED);
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes + 1,
                                            built.size - 1, NULL, NULL),
                 TAMIS_ERROR_ARGUMENT);
    built_end(&built);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the writer is given: threads, orders, and arrays that are wrong. */
#include "base/memory.h"
#include "built_database.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The bytes of a file, to be compared with those of another way to write it. */
static void expect_same_file(struct built *built, const uint8_t *bytes,
                             size_t size)
{
    cr_assert_eq(built_write(built, &memory_default, NULL), TAMIS_OK);
    cr_assert_eq(built->size, size);
    cr_assert_arr_eq(built->bytes, bytes, size);
}

static uint8_t *keep_bytes(const struct built *built)
{
    uint8_t *bytes = malloc(built->size);

    return memcpy(bytes, built->bytes, built->size);
}

Test(database_input, bytes_do_not_depend_on_the_number_of_threads)
{
    struct random random;
    struct built built;
    uint8_t *bytes;
    size_t size;

    random_begin(&random, "database_write threads");
    built_begin(&built);
    built_add_random(&built, &random, 20000);
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    bytes = keep_bytes(&built);
    size = built.size;
    for (unsigned threads = 1; threads <= 9; threads += 2) {
        built.input.threads = threads;
        expect_same_file(&built, bytes, size);
    }
    free(bytes);
    built_end(&built);
}

Test(database_input, records_may_come_in_the_order_of_their_hashes)
{
    struct random random;
    struct built built;
    uint8_t *bytes;
    size_t size;

    random_begin(&random, "database_write hashes");
    built_begin(&built);
    built_add_random(&built, &random, 3000);
    /* Lists would be numbered in another order. */
    for (size_t n = 0; n < built.record_count; n++) {
        built.records[n].entry_count = 0;
        built_add_entry(&built.records[n], (uint32_t)n % PROFILE_COUNT, "", "",
                        TAMIS_TIME_MIN, TAMIS_TIME_MAX);
    }
    tamis_database_release(built_open(&built));
    bytes = keep_bytes(&built);
    size = built.size;
    built.by_hash = true;
    expect_same_file(&built, bytes, size);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    for (size_t n = 0; n < 7; n++) {
        built.input.threads = (unsigned)n;
        tamis_database_release(built_open(&built));
    }
    free(bytes);
    built_end(&built);
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

/* What a compiler could get wrong, one fault at a time. */
struct fault {
    const char *name;
    struct database_input_class records;
    enum key_class key_class;
};

Test(database_input, classes_that_disagree_with_themselves_are_refused)
{
    static const uint8_t keys[] = "a.orgb.org";
    static const uint8_t ends[] = {5, 0, 0, 0, 10, 0, 0, 0};
    static const uint8_t empty[] = {0, 0, 0, 0, 10, 0, 0, 0};
    static const uint8_t back[] = {5, 0, 0, 0, 4, 0, 0, 0};
    static const uint8_t beyond[] = {5, 0, 0, 0, 11, 0, 0, 0};
    static const uint8_t kinds[] = {TAMIS_KIND_URL, TAMIS_KIND_URL};
    static const uint8_t modes[] = {0, 0}, odd[] = {0, TAMIS_MODE_PREFIX};
    static const uint32_t plain[] = {0, 0};
    static const uint32_t profile[] = {0, PROFILE_COUNT};
    static const uint32_t list[] = {0, DATABASE_INPUT_LIST};
    static const uint64_t descending[] = {2, 1};
    const struct fault faults[] = {
        {"none",
         {{keys, 10, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"profile",
         {{keys, 10, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          profile,
          NULL},
         KEY_CLASS_URL},
        {"list",
         {{keys, 10, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          list,
          NULL},
         KEY_CLASS_URL},
        {"empty key",
         {{keys, 10, empty, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"descending ends",
         {{keys, 10, back, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"a key outside",
         {{keys, 10, beyond, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"bytes left",
         {{keys, 11, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"no ends",
         {{keys, 10, NULL, 5, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_URL},
        {"size",
         {{keys, 10, NULL, 16, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_DIGEST16},
        {"order",
         {{keys, 10, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          descending},
         KEY_CLASS_URL},
        {"a mode",
         {{keys, 10, ends, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          odd,
          plain,
          NULL},
         KEY_CLASS_DOMAIN},
        {"a pattern's key",
         {{keys, 10, back, 0, 2, KEY_FORM_WHOLE, NULL, 0},
          kinds,
          modes,
          plain,
          NULL},
         KEY_CLASS_PATTERN},
    };

    for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
        const struct database_output output = {ignore_size, ignore_write, NULL};
        struct database_input input = built_tables;
        tamis_error error = {0};
        tamis_status status;

        input.classes[faults[n].key_class] = faults[n].records;
        status = database_write(&memory_default, &input, &output, NULL, NULL,
                                &error);
        cr_expect_eq(status, n ? TAMIS_ERROR_ARGUMENT : TAMIS_OK, "%s: %s",
                     faults[n].name, error.message);
        cr_expect_eq(error.status, status);
    }
}

Test(database_input, arrays_that_disagree_are_refused)
{
    struct built built;
    struct database_input_profile profile;
    struct database_input_feed feed = built_tables.feeds[0];
    struct built_record *record;

    built_begin(&built);
    record = built_add(&built, KEY_CLASS_DOMAIN, TAMIS_KIND_DOMAIN,
                       TAMIS_MODE_EXACT, "a.org", 5);
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT); /* no entries */
    built_add_entry(record, PROFILE_COUNT, "", "", 0, 1);
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT); /* no such profile */
    built.records[0].entries[0].profile = 0;
    built.input.profiles = &profile;
    built.input.profile_count = 1;
    profile = built_tables.profiles[0];
    cr_expect_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    profile.label = LABEL_COUNT;
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT);
    profile = built_tables.profiles[0];
    profile.feed = FEED_COUNT;
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT);
    profile = built_tables.profiles[0];
    profile.tags = 2;
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT);
    profile = built_tables.profiles[0];
    built.input.feeds = &feed;
    built.input.feed_count = 1;
    built.input.count_count = 0;
    feed.label = LABEL_COUNT;
    cr_expect_eq(built_write(&built, &memory_default, NULL),
                 TAMIS_ERROR_ARGUMENT);
    built_end(&built);
}

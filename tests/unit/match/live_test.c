/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/failing_allocator.h"
#include "unit/match/small_database.h"

#include <tamis/live.h>

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct small_statement old_statements[] = {
    {"f", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "old.com"},
};
static const struct small_statement new_statements[] = {
    {"f", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "new.com"},
};

struct fixture {
    tamis_database *old, *new;
    void *old_bytes, *new_bytes;
    tamis_live *live;
};

static void open_fixture(struct fixture *fixture)
{
    tamis_error error;

    fixture->old = small_database(old_statements, 1, &fixture->old_bytes);
    fixture->new = small_database(new_statements, 1, &fixture->new_bytes);
    cr_assert_eq(tamis_live_create(&fixture->live, fixture->old, NULL, &error),
                 TAMIS_OK);
}

static void close_fixture(struct fixture *fixture)
{
    tamis_live_destroy(fixture->live);
    tamis_database_release(fixture->old);
    tamis_database_release(fixture->new);
    free(fixture->old_bytes);
    free(fixture->new_bytes);
}

static bool lists(tamis_matcher *matcher, const char *name)
{
    tamis_slice slice = {name, strlen(name)};
    tamis_record_id record;

    return tamis_matcher_find_domains(matcher, 1, &slice, &record) == 1;
}

Test(live, a_reader_moves_on_at_a_quiet_point_and_not_before)
{
    tamis_live_state state = {.struct_size = sizeof state};
    struct fixture fixture;
    tamis_reader *reader;
    tamis_matcher *matcher;

    open_fixture(&fixture);
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, NULL, NULL),
                 TAMIS_OK);
    matcher = tamis_reader_quiet(reader);
    cr_assert_eq(tamis_live_publish(fixture.live, fixture.new, &state, NULL),
                 TAMIS_OK);
    cr_assert_eq(state.generation, 2);
    cr_assert_eq(state.pin_count, 1, "the reader is inside its batch");
    cr_assert(lists(matcher, "old.com"));
    cr_assert(!lists(matcher, "new.com"));
    matcher = tamis_reader_quiet(reader);
    cr_assert(!lists(matcher, "old.com"));
    cr_assert(lists(matcher, "new.com"));
    tamis_live_reclaim(fixture.live, &state);
    cr_assert_eq(state.pin_count, 0);
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

Test(live, an_offline_reader_holds_nothing_old)
{
    tamis_live_state state = {.struct_size = sizeof state};
    struct fixture fixture;
    tamis_reader *reader;

    open_fixture(&fixture);
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, NULL, NULL),
                 TAMIS_OK);
    cr_assert(lists(tamis_reader_quiet(reader), "old.com"));
    tamis_reader_offline(reader);
    cr_assert_eq(tamis_live_publish(fixture.live, fixture.new, &state, NULL),
                 TAMIS_OK);
    cr_assert_eq(state.pin_count, 0);
    cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

/* Published while it was inside its batch: nobody calls for it later. */
Test(live, a_reader_that_goes_offline_takes_nothing_old_along)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    struct failing_allocator failing;
    struct fixture fixture;
    tamis_reader *reader;
    uint64_t one_matcher;

    open_fixture(&fixture);
    failing_allocator_begin(&failing, 0);
    options.allocator = &failing.allocator;
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, &options, NULL),
                 TAMIS_OK);
    one_matcher = failing.live_count;
    cr_assert(lists(tamis_reader_quiet(reader), "old.com"));
    cr_assert_eq(tamis_live_publish(fixture.live, fixture.new, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(failing.live_count, 2 * one_matcher);
    tamis_reader_offline(reader);
    cr_assert_eq(failing.live_count, one_matcher);
    cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

Test(live, publishing_again_and_again_leaks_nothing_and_loses_nobody)
{
    struct fixture fixture;
    tamis_reader *readers[3];

    open_fixture(&fixture);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(tamis_reader_create(&readers[i], fixture.live, NULL, NULL),
                     TAMIS_OK);
    for (int i = 0; i < 50; i++) {
        tamis_database *next = i % 2 ? fixture.old : fixture.new;

        tamis_reader_quiet(readers[i % 3]);
        cr_assert_eq(tamis_live_publish(fixture.live, next, NULL, NULL),
                     TAMIS_OK);
        if (i % 5 == 0)
            tamis_reader_offline(readers[1]);
    }
    for (int i = 0; i < 3; i++) {
        cr_assert(lists(tamis_reader_quiet(readers[i]), "old.com"));
        tamis_reader_destroy(readers[i]);
    }
    close_fixture(&fixture);
}

Test(live, a_clearance_is_the_readers_through_every_generation)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    struct fixture fixture;
    tamis_reader *reader;
    char name[] = "org-1";
    tamis_slice audience = {name, 5};

    open_fixture(&fixture);
    options.clearance.tlp = TAMIS_TLP_CLEAR;
    options.clearance.audience = &audience;
    options.clearance.audience_count = 1;
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, &options, NULL),
                 TAMIS_OK);
    memset(name, 'x', sizeof name); /* it was copied */
    cr_assert(!lists(tamis_reader_quiet(reader), "old.com"));
    cr_assert_eq(tamis_live_publish(fixture.live, fixture.new, NULL, NULL),
                 TAMIS_OK);
    cr_assert(!lists(tamis_reader_quiet(reader), "new.com"));
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

Test(live, a_publish_without_memory_changes_nothing)
{
    struct fixture fixture;
    tamis_status status = TAMIS_ERROR_MEMORY;

    open_fixture(&fixture);
    for (uint64_t n = 1; status == TAMIS_ERROR_MEMORY; n++) {
        struct failing_allocator failing;
        tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
        tamis_reader *reader;

        cr_assert_lt(n, 100);
        failing_allocator_begin(&failing, 0);
        options.allocator = &failing.allocator;
        cr_assert_eq(tamis_reader_create(&reader, fixture.live, &options, NULL),
                     TAMIS_OK);
        failing.fail_at = failing.allocation_count + n;
        status = tamis_live_publish(fixture.live, fixture.new, NULL, NULL);
        failing.fail_at = 0;
        if (status != TAMIS_OK)
            cr_assert(lists(tamis_reader_quiet(reader), "old.com"));
        else
            cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
        tamis_reader_destroy(reader);
        cr_assert_eq(failing.live_count, 0);
    }
    cr_assert_eq(status, TAMIS_OK);
    close_fixture(&fixture);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    char temporary[64];
    FILE *file;

    snprintf(temporary, sizeof temporary, "%s.new", path);
    file = fopen(temporary, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    cr_assert_eq(rename(temporary, path), 0);
}

static size_t size_of(const tamis_database *database)
{
    tamis_database_info info = {.struct_size = sizeof info};

    tamis_database_info_get(database, &info);
    return (size_t)info.file_size;
}

Test(live, a_replaced_file_is_followed_and_a_damaged_one_is_not)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_live_state state = {.struct_size = sizeof state};
    char path[] = "/tmp/tamis-live-test-XXXXXX";
    struct fixture fixture;
    tamis_reader *reader;
    tamis_error error = {.status = 0};

    open_fixture(&fixture);
    close(mkstemp(path));
    write_file(path, fixture.old_bytes, size_of(fixture.old));
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, &error),
                 TAMIS_OK);
    cr_assert_eq(state.is_new, 1);
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, &error),
                 TAMIS_OK);
    cr_assert_eq(state.is_new, 0);
    write_file(path, fixture.new_bytes, size_of(fixture.new) / 2);
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, &error),
                 TAMIS_ERROR_CORRUPT);
    cr_assert(lists(tamis_reader_quiet(reader), "old.com"));
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, &error),
                 TAMIS_OK, "said once");
    write_file(path, fixture.new_bytes, size_of(fixture.new));
    options.flags = TAMIS_DATABASE_HUGE_PAGES;
    cr_assert_eq(
        tamis_live_follow(fixture.live, path, &options, &state, &error),
        TAMIS_OK);
    cr_assert_eq(state.is_new, 1);
    cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
    unlink(path);
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

Test(live, a_file_that_memory_lacked_for_is_taken_the_next_time)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_live_state state = {.struct_size = sizeof state};
    char path[] = "/tmp/tamis-live-test-XXXXXX";
    struct failing_allocator failing;
    struct fixture fixture;
    tamis_reader *reader;

    open_fixture(&fixture);
    close(mkstemp(path));
    write_file(path, fixture.new_bytes, size_of(fixture.new));
    failing_allocator_begin(&failing, 0);
    options.allocator = &failing.allocator;
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, &options, NULL),
                 TAMIS_OK);
    failing.fail_at = failing.allocation_count + 1;
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, NULL),
                 TAMIS_ERROR_MEMORY);
    failing.fail_at = 0;
    cr_assert(lists(tamis_reader_quiet(reader), "old.com"));
    cr_assert_eq(tamis_live_follow(fixture.live, path, NULL, &state, NULL),
                 TAMIS_OK);
    cr_assert_eq(state.is_new, 1);
    cr_assert(lists(tamis_reader_quiet(reader), "new.com"));
    unlink(path);
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

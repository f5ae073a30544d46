/* SPDX-License-Identifier: BSD-2-Clause */
/* The n-th allocation fails, for every n. */
#include "base/memory.h"
#include "base/slice.h"
#include "built_database.h"
#include "database/view.h"
#include "support/failing_allocator.h"

#include <criterion/criterion.h>

typedef tamis_status use(struct built *built,
                         struct failing_allocator *failing);

static void fail_everywhere(use *function)
{
    struct built built;
    uint64_t n = 1;

    built_begin(&built);
    built_add_samples(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    for (;; n++) {
        struct failing_allocator failing;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        status = function(&built, &failing);
        cr_assert_eq(failing.live_count, 0, "allocation %u", (unsigned)n);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %u", (unsigned)n);
    }
    cr_assert_gt(n, 1);
    built_end(&built);
}

static tamis_status open_memory(struct built *built,
                                struct failing_allocator *failing,
                                tamis_database **database)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_error error;

    options.allocator = &failing->allocator;
    options.flags = TAMIS_DATABASE_VERIFY;
    return tamis_database_open_memory(database, built->bytes, built->size,
                                      &options, &error);
}

static tamis_status use_open(struct built *built,
                             struct failing_allocator *failing)
{
    tamis_database *database;
    tamis_status status = open_memory(built, failing, &database);

    cr_assert_eq(database == NULL, status < 0);
    tamis_database_release(database);
    return status;
}

static tamis_status use_view(struct built *built,
                             struct failing_allocator *failing)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    const tamis_slice names[] = {{"circle:a", 8}, {"x", 1}};
    tamis_database *database;
    struct view view;
    tamis_status status = open_memory(built, failing, &database);

    if (status < 0)
        return status;
    clearance.audience = names;
    clearance.audience_count = 2;
    status = view_open(&view, database, &failing->allocator, &clearance, NULL);
    view_close(&view, &failing->allocator);
    tamis_database_release(database);
    return status;
}

static tamis_status use_cursor(struct built *built,
                               struct failing_allocator *failing)
{
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_status status = open_memory(built, failing, &database);

    if (status < 0)
        return status;
    status = tamis_cursor_create(&cursor, database, NULL, NULL);
    tamis_database_release(database);
    if (status == TAMIS_OK) {
        uint64_t before = failing->allocation_count;
        tamis_feed_summary summary;
        tamis_record record;

        while (tamis_cursor_next(cursor, &record))
            ;
        for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary); n++)
            ;
        cr_assert_eq(failing->allocation_count, before, "a walk allocates");
    }
    cr_assert_eq(cursor == NULL, status < 0);
    tamis_cursor_destroy(cursor);
    return status;
}

static tamis_status use_unordered_cursor(struct built *built,
                                         struct failing_allocator *failing)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_status status = open_memory(built, failing, &database);

    if (status < 0)
        return status;
    options.flags = TAMIS_CURSOR_UNORDERED;
    status = tamis_cursor_create_with(&cursor, database, &options, NULL);
    tamis_database_release(database);
    if (status == TAMIS_OK) {
        uint64_t before = failing->allocation_count;
        tamis_entry_brief entries[2];
        tamis_record records[2];

        while (tamis_cursor_read(cursor, 2, records, 2, entries))
            ;
        cr_assert_eq(failing->allocation_count, before, "a walk allocates");
    }
    cr_assert_eq(cursor == NULL, status < 0);
    tamis_cursor_destroy(cursor);
    return status;
}

static tamis_status use_write(struct built *built,
                              struct failing_allocator *failing)
{
    return built_write(built, &failing->allocator, NULL);
}

Test(allocation, a_failing_open_is_reported_and_leaks_nothing)
{
    fail_everywhere(use_open);
}

Test(allocation, a_failing_view_is_reported_and_leaks_nothing)
{
    fail_everywhere(use_view);
}

Test(allocation, a_failing_cursor_is_reported_and_leaks_nothing)
{
    fail_everywhere(use_cursor);
}

Test(allocation, a_failing_unordered_cursor_is_reported_and_leaks_nothing)
{
    fail_everywhere(use_unordered_cursor);
}

Test(allocation, a_failing_write_is_reported_and_leaks_nothing)
{
    fail_everywhere(use_write);
}

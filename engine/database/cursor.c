/* SPDX-License-Identifier: BSD-2-Clause */
/* Cursors: made, asked for one record after the other, and for feeds. */
#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "database/class_record.h"
#include "database/cursor_state.h"

void tamis_cursor_options_init(tamis_cursor_options *options)
{
    static const tamis_cursor_options initial = TAMIS_CURSOR_OPTIONS_INIT;

    *options = initial;
}

static tamis_slice get_feed_name(const void *context, uint32_t number)
{
    const tamis_database *database = context;
    const uint8_t *feed =
        database_item(&database->feeds, sizeof(struct feed_layout), number);

    return database_string(database,
                           feed ? LOAD32(feed, feed_layout, name) : 0);
}

static uint32_t get_no_rank(const void *context, uint32_t number)
{
    (void)context;
    (void)number;
    return 0;
}

static tamis_status gather_feeds(tamis_cursor *cursor, tamis_error *error)
{
    const tamis_database *database = cursor->view.database;
    const struct key_order_source source = {get_feed_name, get_no_rank,
                                            database};
    uint32_t held = database->info.feed_count;
    uint64_t *visible = memory_allocate_array(
        &cursor->allocator, (size_t)held / 64 + 1, sizeof *visible);

    cursor->feeds =
        memory_allocate_array(&cursor->allocator, held, sizeof *cursor->feeds);
    if (!visible || !cursor->feeds) {
        memory_release(&cursor->allocator, visible);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory for a cursor over %u feeds",
                         (unsigned)held);
    }
    database_feeds_visible(database, cursor->view.labels, visible);
    for (uint32_t feed = 0; feed < held; feed++)
        if (visible[feed / 64] >> (feed % 64) & 1)
            cursor->feeds[cursor->feed_count++].number = feed;
    memory_release(&cursor->allocator, visible);
    key_order_sort(cursor->feeds, cursor->feed_count, &source);
    return TAMIS_OK;
}

/* Of the options' numbers: which kinds, and which part. */
static tamis_status check_options(const tamis_cursor_options *options,
                                  tamis_error *error)
{
    TRY(options_check(options, sizeof *options, "tamis_cursor_options", error));
    if (options->flags & ~TAMIS_CURSOR_UNORDERED)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "tamis_cursor_options.flags 0x%x has bits that this "
                         "version of the library does not know; update the "
                         "library",
                         (unsigned)options->flags);
    if (options->part > 0 && options->part >= options->part_count)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "part %u of a tamis_cursor_options is none of its %u "
                         "parts; they are counted from 0",
                         (unsigned)options->part,
                         (unsigned)options->part_count);
    for (size_t n = 0; n < options->kind_count; n++)
        if (options->kinds[n] == TAMIS_KIND_AUTO ||
            options->kinds[n] >= TAMIS_KIND_COUNT)
            return error_set(error, TAMIS_ERROR_ARGUMENT,
                             "tamis_cursor_options.kinds[%zu] is %u, no kind",
                             n, (unsigned)options->kinds[n]);
    return TAMIS_OK;
}

static tamis_status fill_cursor(tamis_cursor *cursor, tamis_database *database,
                                const tamis_clearance *clearance,
                                const tamis_cursor_options *options,
                                tamis_error *error)
{
    TRY(view_open(&cursor->view, database, &cursor->allocator, clearance,
                  error));
    TRY(gather_feeds(cursor, error));
    cursor->is_unordered = options->flags & TAMIS_CURSOR_UNORDERED;
    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++)
        cursor->is_asked[kind] = options->kind_count == 0;
    for (size_t n = 0; n < options->kind_count; n++)
        cursor->is_asked[options->kinds[n]] = true;
    return cursor_prepare(cursor, options->part,
                          options->part_count ? options->part_count : 1, error);
}

static tamis_status make_cursor(tamis_cursor **cursor, tamis_database *database,
                                const tamis_clearance *clearance,
                                const tamis_cursor_options *options,
                                tamis_error *error)
{
    tamis_cursor *made;
    tamis_status status;

    made = memory_allocate_array(&database->allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory for a cursor");
    made->allocator = database->allocator;
    made->record = TAMIS_RECORD_NONE;
    made->known.view = &made->view;
    made->known.profile = ENTRY_STORED;
    status = fill_cursor(made, database, clearance, options, error);
    if (status < 0) {
        tamis_cursor_destroy(made);
        return status;
    }
    *cursor = made;
    return TAMIS_OK;
}

tamis_status tamis_cursor_create(tamis_cursor **cursor,
                                 tamis_database *database,
                                 const tamis_clearance *clearance,
                                 tamis_error *error)
{
    static const tamis_cursor_options initial = TAMIS_CURSOR_OPTIONS_INIT;

    *cursor = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_cursor_create() needs a database");
    return make_cursor(cursor, database, clearance, &initial, error);
}

tamis_status tamis_cursor_create_with(tamis_cursor **cursor,
                                      tamis_database *database,
                                      const tamis_cursor_options *options,
                                      tamis_error *error)
{
    if (!options)
        return tamis_cursor_create(cursor, database, NULL, error);
    *cursor = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_cursor_create_with() needs a database");
    TRY(check_options(options, error));
    return make_cursor(cursor, database, &options->clearance, options, error);
}

void tamis_cursor_destroy(tamis_cursor *cursor)
{
    tamis_allocator allocator;

    if (!cursor)
        return;
    allocator = cursor->allocator;
    memory_release(&allocator, cursor->items);
    memory_release(&allocator, cursor->feeds);
    view_close(&cursor->view, &allocator);
    memory_release(&allocator, cursor);
}

/* The next record; one that a batch had no room for has come already when some
 * of its entries have. */
static bool find_next(tamis_cursor *cursor, struct cursor_place *place)
{
    if (cursor->is_pending) {
        cursor->is_pending = false;
        *place = cursor->pending;
        if (!cursor->is_begun)
            return true;
    }
    return cursor_advance(cursor, place);
}

int tamis_cursor_next(tamis_cursor *cursor, tamis_record *record)
{
    const struct view *view = &cursor->view;
    struct cursor_place place;

    while (find_next(cursor, &place)) {
        const struct database_class *records =
            &view->database->classes[place.key_class];

        if (!class_record_get(records, place.key_class, place.slot, record))
            continue;
        record->entry_count = view_count_entries(view, records, place.slot);
        if (record->entry_count == 0)
            continue;
        cursor->record = record->id;
        return 1;
    }
    cursor->record = TAMIS_RECORD_NONE;
    return 0;
}

size_t tamis_cursor_entries(tamis_cursor *cursor, size_t skip, size_t capacity,
                            tamis_entry *entries)
{
    struct view_walk walk;
    enum view_answer answer;
    tamis_entry entry;
    size_t count = 0;

    view_walk_begin(&walk, &cursor->view, cursor->record);
    while (count < capacity &&
           (answer = view_walk_next(&walk, &entry)) != VIEW_END) {
        if (answer != VIEW_VISIBLE)
            continue;
        if (skip > 0)
            skip--;
        else
            entries[count++] = entry;
    }
    return count;
}

int tamis_cursor_feed(tamis_cursor *cursor, uint32_t n,
                      tamis_feed_summary *summary)
{
    if (n >= cursor->feed_count)
        return 0;
    database_feed_summary(cursor->view.database, cursor->feeds[n].number,
                          cursor->view.labels, summary);
    return 1;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk over the visible records in the order (kind, key, mode). The file's
 * own order is that of its indexes, so a kind is gathered and sorted when the
 * walk comes to it; the memory for the largest kind is taken when the cursor
 * is made, so that the walk cannot fail.
 */
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "database/key_order.h"
#include "database/view.h"

struct tamis_cursor {
    tamis_allocator allocator;
    struct view view;
    uint32_t kind_counts[KEY_CLASS_COUNT][TAMIS_KIND_COUNT];
    struct key_order_item *items; /* records of this kind, in order */
    size_t item_count, next_item;
    tamis_kind kind;              /* of items */
    tamis_record_id record;       /* last met, or NONE */
    struct key_order_item *feeds; /* visible ones, by name */
    uint32_t feed_count;
};

static tamis_slice get_key(const void *context, uint32_t number)
{
    tamis_record record;

    if (!database_record(context, number, &record))
        return slice_make(NULL, 0);
    return record.key;
}

static uint32_t get_mode(const void *context, uint32_t number)
{
    tamis_record record;

    return database_record(context, number, &record) ? record.mode : 0;
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

/* How many records of each kind each class has; the most of any kind. */
static size_t count_kinds(tamis_cursor *cursor)
{
    const tamis_database *database = cursor->view.database;
    size_t most = 0;

    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records = &database->classes[n];

        for (uint32_t slot = 0; slot < records->count; slot++) {
            tamis_kind kind = number_column_get(&records->kinds, slot);

            if (kind < TAMIS_KIND_COUNT)
                cursor->kind_counts[n][kind]++;
        }
    }
    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++) {
        size_t count = 0;

        for (int n = 0; n < KEY_CLASS_COUNT; n++)
            count += cursor->kind_counts[n][kind];
        most = count > most ? count : most;
    }
    return most;
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

static tamis_status fill_cursor(tamis_cursor *cursor, tamis_database *database,
                                const tamis_clearance *clearance,
                                tamis_error *error)
{
    size_t most, size;

    TRY(view_open(&cursor->view, database, &cursor->allocator, clearance,
                  error));
    TRY(gather_feeds(cursor, error));
    most = count_kinds(cursor);
    if (__builtin_mul_overflow(most, sizeof *cursor->items, &size))
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory for a cursor over %zu records", most);
    /* Not zeroed: pages that the walk never reaches are never touched. */
    cursor->items = memory_allocate(&cursor->allocator, size);
    if (!cursor->items)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory for a cursor over %zu records", most);
    return TAMIS_OK;
}

tamis_status tamis_cursor_create(tamis_cursor **cursor,
                                 tamis_database *database,
                                 const tamis_clearance *clearance,
                                 tamis_error *error)
{
    tamis_cursor *made;
    tamis_status status;

    *cursor = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_cursor_create() needs a database");
    made = memory_allocate_array(&database->allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory for a cursor");
    made->allocator = database->allocator;
    made->record = TAMIS_RECORD_NONE;
    status = fill_cursor(made, database, clearance, error);
    if (status < 0) {
        tamis_cursor_destroy(made);
        return status;
    }
    *cursor = made;
    return TAMIS_OK;
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

/* The visible records of one kind, sorted. A file that changes under the map
 * could hold more than were counted: the room is never passed. */
static void gather_kind(tamis_cursor *cursor, tamis_kind kind)
{
    tamis_database *database = cursor->view.database;
    const struct key_order_source source = {get_key, get_mode, database};

    cursor->item_count = cursor->next_item = 0;
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records = &database->classes[n];
        uint32_t left = cursor->kind_counts[n][kind];

        for (uint32_t slot = 0; slot < records->count && left > 0; slot++) {
            tamis_record_id id = database_record_id(records, slot);
            tamis_record record;

            if (number_column_get(&records->kinds, slot) != kind)
                continue;
            left--;
            if (database_record(database, id, &record) &&
                view_has_any(&cursor->view, id))
                cursor->items[cursor->item_count++].number = id;
        }
    }
    key_order_sort(cursor->items, cursor->item_count, &source);
}

static uint32_t count_entries(const struct view *view, tamis_record_id record)
{
    struct view_walk walk;
    enum view_answer answer;
    tamis_entry entry;
    uint32_t count = 0;

    view_walk_begin(&walk, view, record);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END)
        count += answer == VIEW_VISIBLE;
    return count;
}

int tamis_cursor_next(tamis_cursor *cursor, tamis_record *record)
{
    for (;;) {
        while (cursor->next_item < cursor->item_count) {
            uint32_t id = cursor->items[cursor->next_item++].number;

            if (!database_record(cursor->view.database, id, record))
                continue;
            cursor->record = id;
            record->entry_count = count_entries(&cursor->view, id);
            return 1;
        }
        if (cursor->kind + 1 >= TAMIS_KIND_COUNT) {
            cursor->record = TAMIS_RECORD_NONE;
            return 0;
        }
        gather_kind(cursor, ++cursor->kind);
    }
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

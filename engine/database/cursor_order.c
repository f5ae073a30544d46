/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which record a cursor meets next. The file's own order is that of its
 * indexes, so for the order (kind, key, mode) a kind is gathered and sorted
 * when the walk comes to it; the memory for the largest kind is taken when the
 * cursor is made, so that the walk cannot fail.
 */
#include "base/error.h"
#include "base/memory.h"
#include "database/class_record.h"
#include "database/cursor_state.h"

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

/* Could a record of the class be asked for? Its column of kinds has a least
 * one and bits for what is above. */
static bool has_asked_kind(const struct tamis_cursor *cursor,
                           const struct database_class *records)
{
    const struct number_column *kinds = &records->kinds;

    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++)
        if (cursor->is_asked[kind] && kind - kinds->base <= kinds->mask)
            return true;
    return false;
}

static void choose_slots(struct tamis_cursor *cursor, uint32_t part,
                         uint32_t part_count)
{
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records =
            &cursor->view.database->classes[n];
        uint64_t count = records->count;

        if (count == 0 || !has_asked_kind(cursor, records))
            continue;
        cursor->ranges[n].begin = (uint32_t)(count * part / part_count);
        cursor->ranges[n].end =
            (uint32_t)(count * ((uint64_t)part + 1) / part_count);
    }
}

/* How many records of each kind each class has; the most of any kind. */
static size_t count_kinds(struct tamis_cursor *cursor)
{
    const tamis_database *database = cursor->view.database;
    size_t most = 0;

    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records = &database->classes[n];

        for (uint32_t slot = cursor->ranges[n].begin;
             slot < cursor->ranges[n].end; slot++) {
            tamis_kind kind = number_column_get(&records->kinds, slot);

            if (cursor_is_asked(cursor, kind))
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

tamis_status cursor_prepare(struct tamis_cursor *cursor, uint32_t part,
                            uint32_t part_count, tamis_error *error)
{
    size_t most, size;

    choose_slots(cursor, part, part_count);
    if (cursor->is_unordered)
        return TAMIS_OK;
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

/* The visible records of one kind, sorted. A file that changes under the map
 * could hold more than were counted: the room is never passed. */
static void gather_kind(struct tamis_cursor *cursor, tamis_kind kind)
{
    tamis_database *database = cursor->view.database;
    const struct key_order_source source = {get_key, get_mode, database};

    cursor->item_count = cursor->next_item = 0;
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records = &database->classes[n];
        uint32_t left = cursor->kind_counts[n][kind];

        for (uint32_t slot = cursor->ranges[n].begin;
             slot < cursor->ranges[n].end && left > 0; slot++) {
            tamis_record record;

            if (number_column_get(&records->kinds, slot) != kind)
                continue;
            left--;
            if (class_record_get(records, (enum key_class)n, slot, &record) &&
                view_actions(&cursor->view, records, slot) != 0)
                cursor->items[cursor->item_count++].number = record.id;
        }
    }
    key_order_sort(cursor->items, cursor->item_count, &source);
}

bool cursor_advance_in_order(struct tamis_cursor *cursor,
                             struct cursor_place *place)
{
    for (;;) {
        while (cursor->next_item < cursor->item_count) {
            uint32_t id = cursor->items[cursor->next_item++].number;

            if (database_locate(cursor->view.database, id, &place->key_class,
                                &place->slot))
                return true;
        }
        if (cursor->kind + 1 >= TAMIS_KIND_COUNT)
            return false;
        gather_kind(cursor, ++cursor->kind);
    }
}

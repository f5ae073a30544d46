/* SPDX-License-Identifier: BSD-2-Clause */
/* Many records at once, with their entries in brief. */
#include "database/class_record.h"
#include "database/cursor_state.h"

/* The entries of a record, as far as there is room: all of them, or those that
 * the batch before had none for. */
static size_t read_entries(struct tamis_cursor *cursor,
                           const struct cursor_place *place, bool is_begun,
                           struct view_walk *walk, size_t room,
                           tamis_entry_brief *entries)
{
    if (is_begun) {
        *walk = cursor->pending_walk;
        return view_walk_read(walk, room, entries);
    }
    return view_walk_read_slot(
        walk, &cursor->known, &cursor->view.database->classes[place->key_class],
        place->slot, room, entries);
}

/* Sets a record aside for the next batch. */
static void put_back(struct tamis_cursor *cursor,
                     const struct cursor_place *place, bool is_begun,
                     const struct view_walk *walk)
{
    cursor->pending = *place;
    cursor->pending_walk = *walk;
    cursor->is_pending = true;
    cursor->is_begun = is_begun;
}

size_t tamis_cursor_read(tamis_cursor *cursor, size_t record_capacity,
                         tamis_record *records, size_t entry_capacity,
                         tamis_entry_brief *entries)
{
    size_t count = 0, used = 0, given;
    struct cursor_place place = cursor->pending;
    bool is_pending = cursor->is_pending;
    struct view_walk walk;

    if (record_capacity == 0 || entry_capacity == 0)
        return 0;
    cursor->is_pending = false;
    for (; count < record_capacity && used < entry_capacity;
         is_pending = false) {
        size_t room = entry_capacity - used;
        tamis_record *record = &records[count];

        if (!is_pending && !cursor_advance(cursor, &place))
            break;
        if (!class_record_get(&cursor->view.database->classes[place.key_class],
                              place.key_class, place.slot, record))
            continue;
        given = read_entries(cursor, &place, is_pending && cursor->is_begun,
                             &walk, room, entries + used);
        if (given == 0)
            continue;
        if (given == room && view_walk_has_more(&walk)) {
            put_back(cursor, &place, used == 0, &walk);
            if (used > 0)
                break;
        }
        record->entry_count = (uint32_t)given;
        used += given;
        count++;
    }
    cursor->record = count > 0 ? records[count - 1].id : TAMIS_RECORD_NONE;
    return count;
}

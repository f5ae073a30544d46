/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a cursor is between calls. Records come from cursor_advance() one after
 * the other, in either order; cursor.c and cursor_read.c give them out.
 */
#ifndef TAMIS_DATABASE_CURSOR_STATE_H
#define TAMIS_DATABASE_CURSOR_STATE_H

#include "database/key_order.h"
#include "database/view.h"

/* Where a record is. */
struct cursor_place {
    enum key_class key_class;
    uint32_t slot;
};

/* The slots of one class that the walk has to do with. */
struct cursor_range {
    uint32_t begin, end;
};

struct tamis_cursor {
    tamis_allocator allocator;
    struct view view;
    bool is_unordered;
    bool is_asked[TAMIS_KIND_COUNT];
    struct cursor_range ranges[KEY_CLASS_COUNT]; /* unordered: what is left */
    enum key_class key_class;                    /* unordered: of the next */
    uint32_t kind_counts[KEY_CLASS_COUNT][TAMIS_KIND_COUNT];
    struct key_order_item *items; /* records of this kind, in order */
    size_t item_count, next_item;
    tamis_kind kind;        /* of items */
    tamis_record_id record; /* last met, or NONE */
    /* A record that did not fit into a batch, and which of its entries is next:
     * with is_begun, some of them have been given. */
    struct cursor_place pending;
    struct view_walk pending_walk;
    bool is_pending, is_begun;
    struct view_known known;
    struct key_order_item *feeds; /* visible ones, by name */
    uint32_t feed_count;
};

/* Decides which slots the walk meets, and takes the memory for sorting them;
 * is_asked and is_unordered are set. Errors: MEMORY. */
tamis_status cursor_prepare(struct tamis_cursor *cursor, uint32_t part,
                            uint32_t part_count, tamis_error *error);

static inline bool cursor_is_asked(const struct tamis_cursor *cursor,
                                   tamis_kind kind)
{
    return kind < TAMIS_KIND_COUNT && cursor->is_asked[kind];
}

bool cursor_advance_in_order(struct tamis_cursor *cursor,
                             struct cursor_place *place);

static inline bool cursor_advance_unordered(struct tamis_cursor *cursor,
                                            struct cursor_place *place)
{
    for (; cursor->key_class < KEY_CLASS_COUNT; cursor->key_class++) {
        struct cursor_range *range = &cursor->ranges[cursor->key_class];
        const struct database_class *records =
            &cursor->view.database->classes[cursor->key_class];

        while (range->begin < range->end) {
            uint32_t slot = range->begin++;

            if (!cursor_is_asked(cursor,
                                 number_column_get(&records->kinds, slot)))
                continue;
            *place = (struct cursor_place){cursor->key_class, slot};
            return true;
        }
    }
    return false;
}

/* The next record of a kind that is asked for, visible or not; false at the
 * end. */
static inline bool cursor_advance(struct tamis_cursor *cursor,
                                  struct cursor_place *place)
{
    return cursor->is_unordered ? cursor_advance_unordered(cursor, place)
                                : cursor_advance_in_order(cursor, place);
}

#endif

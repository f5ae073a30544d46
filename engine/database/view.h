/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate. A view is one database as one clearance sees it; entries leave the
 * database through here and nowhere else, so that visibility is decided in one
 * place (docs/LABELS.md, non-interference).
 */
#ifndef TAMIS_DATABASE_VIEW_H
#define TAMIS_DATABASE_VIEW_H

#include "database/database.h"

struct view {
    tamis_database *database; /* a reference */
    uint64_t *labels;         /* a bit per label: visible */
    uint32_t label_count;
    bool any_time;
    int64_t time_ns;
};

/*
 * view_open() decides once, from the labels and audiences in the file, which
 * labels the clearance may see (NULL: TAMIS_CLEARANCE_INIT). On failure the
 * view is zeroed and view_close() does nothing.
 *
 * Cost: linear in labels and their audiences. Errors: LABEL (no such rank, an
 * empty audience name), ARGUMENT, CORRUPT (labels that contradict each other),
 * MEMORY.
 */
tamis_status view_open(struct view *view, tamis_database *database,
                       const tamis_allocator *allocator,
                       const tamis_clearance *clearance, tamis_error *error);
void view_close(struct view *view, const tamis_allocator *allocator);

/* One entry whose label is visible, as far as answers need it. */
struct view_entry {
    const uint8_t *profile;
    uint32_t id, reference, context;
    int64_t valid_from_ns, valid_until_ns;
};

tamis_action view_entry_action(const struct view_entry *entry);
uint32_t view_entry_feed(const struct view_entry *entry);
bool view_entry_is_in_time(const struct view *view,
                           const struct view_entry *entry);
/* All of the entry, strings too: a dozen loads from as many places. */
void view_entry_fill(const struct view *view, const struct view_entry *entry,
                     tamis_entry *filled);

/* Where a walk over the entries of a record stands. */
struct view_walk {
    const struct view *view;
    uint32_t next, end;      /* item numbers; an inline entry has next == end */
    uint32_t inline_profile; /* ENTRY_STORED when there is none (any more) */
};

enum view_answer {
    VIEW_END,
    VIEW_VISIBLE,
    VIEW_OUT_OF_TIME, /* visible but for the clock */
};

/* Entries come in the order (action, feed name, reference). Invisible ones are
 * never met. `entry` is filled on VISIBLE and OUT_OF_TIME. */
void view_walk_begin(struct view_walk *walk, const struct view *view,
                     tamis_record_id record);
enum view_answer view_walk_next(struct view_walk *walk, tamis_entry *entry);

/* The same by class and slot, which must be below records->count, and without
 * the strings. view_walk_entry() is false at the end. */
void view_walk_begin_slot(struct view_walk *walk, const struct view *view,
                          const struct database_class *records, uint32_t slot);
bool view_walk_entry(struct view_walk *walk, struct view_entry *entry);

/* A view, and the inline entry that was read last: most records of a walk have
 * that of the record before. Of profile ENTRY_STORED: none yet. */
struct view_known {
    const struct view *view;
    uint32_t profile;
    tamis_entry_brief entry;
};

/* Up to capacity of the entries that are left and visible now, in brief;
 * returns how many. view_walk_has_more() tells whether another is left. */
size_t view_walk_read(struct view_walk *walk, size_t capacity,
                      tamis_entry_brief *entries);
size_t view_walk_read_slot(struct view_walk *walk, struct view_known *known,
                           const struct database_class *records, uint32_t slot,
                           size_t capacity, tamis_entry_brief *entries);
bool view_walk_has_more(const struct view_walk *walk);
/* All entries of a record that are visible now. */
uint32_t view_count_entries(const struct view *view,
                            const struct database_class *records,
                            uint32_t slot);

/*
 * view_actions() says what visible entries of a record state now: a bit
 * VIEW_LISTS, VIEW_ALLOWS or VIEW_WARNS for each action that one of them has.
 * The slot must be below records->count. This is the hot path of a hit: a few
 * loads for a record with one entry, and at most one more line of the cache
 * when that entry has a reference or times.
 */
#define VIEW_LISTS  (1u << TAMIS_ACTION_LIST)
#define VIEW_ALLOWS (1u << TAMIS_ACTION_ALLOW)
#define VIEW_WARNS  (1u << TAMIS_ACTION_WARN)
uint32_t view_actions(const struct view *view,
                      const struct database_class *records, uint32_t slot);

/* What view_actions() reads first, and what it reads then: asked for in two
 * rounds by whoever has many slots. Any slot is fine for the first. */
static inline void view_prefetch_word(const struct database_class *records,
                                      uint32_t slot)
{
    /* An address past the end is not read. */
    number_column_prefetch(&records->words, slot);
}
void view_prefetch_entry(const struct view *view,
                         const struct database_class *records, uint32_t slot);

/* Is an entry of the record, of any action, visible now? */
bool view_has_any(const struct view *view, tamis_record_id record);

#endif

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

/* Cheap tests for the hot path: has the record an entry of this action, or of
 * any, that is visible now? */
bool view_has(const struct view *view, tamis_record_id record,
              tamis_action action);
bool view_has_any(const struct view *view, tamis_record_id record);

#endif

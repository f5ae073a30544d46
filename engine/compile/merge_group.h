/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements that say the same, which become one entry. */
#ifndef TAMIS_COMPILE_MERGE_GROUP_H
#define TAMIS_COMPILE_MERGE_GROUP_H

#include "compile/merge_state.h"

/* A pending_compare for equal keys; context is the merge. */
int merge_group_compare(void *context, const uint8_t *a, const uint8_t *b);
/* How many of the sorted items, from the first on, belong together. */
size_t merge_group_measure(struct merge *merge,
                           const struct pending_item *items, size_t count);
/*
 * Appends the entries of a group to the worker's, and counts its statements.
 * Validity, tags and fields are united, confidence is the highest, PAP and
 * caveats the strictest; the order of the statements does not matter.
 * Errors: MEMORY, LIMIT.
 */
tamis_status merge_group_add(struct merge_worker *worker,
                             enum key_class key_class,
                             const struct pending_item *items, size_t count);
/* Counts a statement that became an entry of its own. */
void merge_group_count(struct merge_worker *worker, const uint8_t *code,
                       bool is_auto_mode);

/* One indicator: key, kind and mode. */
static inline bool merge_is_same_value(const uint8_t *a, const uint8_t *b)
{
    size_t size = pending_get_key_size(a);

    return a[PENDING_KIND_AT] == b[PENDING_KIND_AT] &&
           pending_get_mode(a) == pending_get_mode(b) &&
           size == pending_get_key_size(b) &&
           !memcmp(pending_get_key(a), pending_get_key(b), size);
}

#endif

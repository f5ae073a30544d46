/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements that say the same, which become one entry. */
#ifndef TAMIS_COMPILE_MERGE_GROUP_H
#define TAMIS_COMPILE_MERGE_GROUP_H

#include "compile/merge.h"
#include "compile/pending_sort.h"

/* A pending_compare; context is the merge. */
int merge_group_compare(void *context, const struct pending *a,
                        const struct pending *b);
/* How many of the sorted items, from the first on, belong together. */
size_t merge_group_measure(const struct merge *merge,
                           const struct pending_list *list,
                           const struct pending_item *items, size_t count);
/*
 * Appends the entry of a group, and counts it. Validity, tags and fields are
 * united, confidence is the highest, PAP and caveats the strictest; the order
 * of the statements does not matter. Errors: MEMORY, LIMIT.
 */
tamis_status merge_group_add(struct merge *merge, enum key_class key_class,
                             const struct pending_item *items, size_t count,
                             struct merged_class *merged);

#endif

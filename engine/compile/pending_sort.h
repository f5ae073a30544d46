/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting statements by key: eight key bytes at a time, by radix, so that the
 * cost is linear in the bytes however the keys were crafted.
 */
#ifndef TAMIS_COMPILE_PENDING_SORT_H
#define TAMIS_COMPILE_PENDING_SORT_H

#include "compile/pending_list.h"

/* One statement while it is sorted, with the key bytes that count now. */
struct pending_item {
    uint64_t cache;
    uint32_t number;
};

/* The order of two statements with equal keys: negative, 0, positive. */
typedef int (*pending_compare)(void *context, const struct pending *a,
                               const struct pending *b);

/* What is sorted, how, and by how many threads (one at least). */
struct pending_sort_question {
    const struct pending_list *list;
    pending_compare compare; /* from any thread */
    void *context;
    unsigned threads;
};

/* Sorts items[0..count) by (key, compare); scratch has count items too. */
void pending_sort(const struct pending_sort_question *question,
                  struct pending_item *items, struct pending_item *scratch,
                  size_t count);

#endif

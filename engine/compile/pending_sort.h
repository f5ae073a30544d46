/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting statements of a partition by (order, key): by radix, and keys that
 * agree in their order eight bytes at a time, so that the cost is linear in
 * the bytes however the keys were crafted.
 */
#ifndef TAMIS_COMPILE_PENDING_SORT_H
#define TAMIS_COMPILE_PENDING_SORT_H

#include "compile/pending_code.h"

/* One statement while it is sorted. */
struct pending_item {
    uint64_t order;
    const uint8_t *code;
};

/* The order of two statements with equal keys: negative, 0, positive. */
typedef int (*pending_compare)(void *context, const uint8_t *a,
                               const uint8_t *b);

struct pending_sort_question {
    pending_compare compare;
    void *context;
    size_t depth; /* bytes of the key that the order holds; 0: it is a hash */
};

/* Sorts items[0..count) by (order, key, compare); scratch has count items
 * too. */
void pending_sort(const struct pending_sort_question *question,
                  struct pending_item *items, struct pending_item *scratch,
                  size_t count);

#endif

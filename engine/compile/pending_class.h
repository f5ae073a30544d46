/* SPDX-License-Identifier: BSD-2-Clause */
/* The statements of one class: loose, or cut into partitions. */
#ifndef TAMIS_COMPILE_PENDING_CLASS_H
#define TAMIS_COMPILE_PENDING_CLASS_H

#include "compile/pending_store.h"

/* The partition of an order. */
static inline struct pending_part *
pending_class_part(const struct pending_class *class, uint64_t order)
{
    return &class->parts[class->map ? class->map[order >> 48] : order >> 56];
}

/* Cuts what is loose into partitions, which are made if there are none.
 * Errors: MEMORY. */
tamis_status pending_class_cut(struct pending_class *class,
                               struct pending_memory *memory);
/* Everything of `from` moves to `to`, its partitions too. */
void pending_class_join(struct pending_class *to, struct pending_class *from,
                        struct pending_memory *memory);
void pending_class_release(struct pending_class *class,
                           struct pending_memory *memory);

/*
 * pending_class_map() cuts the range of orders so that partitions have about
 * the same size: half of them where the loose statements of the class are, and
 * half evenly, because the next statements may be anywhere. Errors: MEMORY.
 */
tamis_status pending_class_map(struct pending_class *class,
                               const tamis_allocator *allocator, uint8_t **map);

#endif

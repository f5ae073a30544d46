/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements that wait for the merge, compactly: 32 bytes and the key each,
 * in chunks, so that growing never copies.
 */
#ifndef TAMIS_COMPILE_PENDING_LIST_H
#define TAMIS_COMPILE_PENDING_LIST_H

#include "base/arena.h"
#include "compile/pending.h"

#include <stdbool.h>
#include <string.h>

#define PENDING_CHUNK_BITS  13u
#define PENDING_CHUNK_COUNT (1u << PENDING_CHUNK_BITS)

struct pending_list {
    const tamis_allocator *allocator;
    struct pending **chunks;
    size_t chunk_capacity;
    uint32_t count;
    uint64_t keys_size; /* of all keys together */
    struct arena keys;
};

void pending_list_init(struct pending_list *list,
                       const tamis_allocator *allocator);
void pending_list_release(struct pending_list *list);
/* Copies *pending and its key. Errors: MEMORY, LIMIT. */
tamis_status pending_list_add(struct pending_list *list,
                              const struct pending *pending);

static inline struct pending *pending_list_get(const struct pending_list *list,
                                               uint32_t n)
{
    return &list->chunks[n >> PENDING_CHUNK_BITS]
                        [n & (PENDING_CHUNK_COUNT - 1)];
}

/* One indicator: key, kind and mode. */
static inline bool pending_is_same_value(const struct pending *a,
                                         const struct pending *b)
{
    return a->kind == b->kind && a->mode == b->mode &&
           a->key_size == b->key_size && !memcmp(a->key, b->key, a->key_size);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Equal byte strings get one number: 0, 1, 2, ... in the order in which they
 * were first added. The numbers do not depend on the hash or its seed.
 */
#ifndef TAMIS_COMPILE_INTERN_TABLE_H
#define TAMIS_COMPILE_INTERN_TABLE_H

#include "base/arena.h"

#define INTERN_NONE UINT32_MAX

struct intern_table {
    const tamis_allocator *allocator;
    struct arena arena;
    const uint8_t **items; /* le32 size, then the bytes */
    size_t item_capacity;
    uint64_t *slots; /* number + 1 below 32 bits of the hash; 0: free */
    size_t slot_count;
    uint32_t count;
    uint64_t seed;
};

/* seed should be unknown to whoever wrote the input: it keeps crafted strings
 * from meeting in one place. */
void intern_table_init(struct intern_table *table,
                       const tamis_allocator *allocator, uint64_t seed);
void intern_table_release(struct intern_table *table);
/* The number of bytes, new or known; INTERN_NONE when memory is out. */
uint32_t intern_table_add(struct intern_table *table, const void *bytes,
                          size_t size);
/* INTERN_NONE when unknown. */
uint32_t intern_table_find(const struct intern_table *table, const void *bytes,
                           size_t size);
/* Lives as long as the table. */
tamis_slice intern_table_get(const struct intern_table *table, uint32_t number);

#endif

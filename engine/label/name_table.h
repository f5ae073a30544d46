/* SPDX-License-Identifier: BSD-2-Clause */
/* Names to numbers: 0, 1, 2, ... in the order in which they were added. */
#ifndef TAMIS_LABEL_NAME_TABLE_H
#define TAMIS_LABEL_NAME_TABLE_H

#include "base/arena.h"

#define NAME_NONE UINT32_MAX

struct name_table {
    const tamis_allocator *allocator;
    struct arena bytes;
    tamis_slice *names;
    size_t capacity;
    uint32_t *slots; /* number + 1; 0 is empty. A power of two of them */
    size_t slot_count;
    uint32_t count;
};

/* The allocator must outlive the table. */
void name_table_init(struct name_table *table,
                     const tamis_allocator *allocator);
void name_table_release(struct name_table *table);
/* The number of a name, NAME_NONE when it is not there. */
uint32_t name_table_find(const struct name_table *table, tamis_slice name);
/* The number of a name, which is copied when new. NAME_NONE: no memory. */
uint32_t name_table_add(struct name_table *table, tamis_slice name);

#endif

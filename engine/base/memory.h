/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory through the caller's tamis_allocator, with checked sizes. */
#ifndef TAMIS_BASE_MEMORY_H
#define TAMIS_BASE_MEMORY_H

#include <tamis/allocator.h>

#include <stddef.h>
#include <stdint.h>

/* The allocator to use when a caller gave NULL: the C heap. */
extern const tamis_allocator memory_default;

/* memory_choose() copies *allocator, or the default when it is NULL. */
tamis_allocator memory_choose(const tamis_allocator *allocator);

void *memory_allocate(const tamis_allocator *allocator, size_t size);
/* Zeroed array; NULL when count * size overflows or memory is out. */
void *memory_allocate_array(const tamis_allocator *allocator, size_t count,
                            size_t size);
void *memory_reallocate(const tamis_allocator *allocator, void *pointer,
                        size_t size);
void memory_release(const tamis_allocator *allocator, void *pointer);

/*
 * memory_grow() makes room for `needed` items in the array *items of
 * *capacity items, at least doubling it. Returns 0, or -1 when memory is out
 * (then nothing changed).
 */
int memory_grow(const tamis_allocator *allocator, void **items,
                size_t *capacity, size_t needed, size_t item_size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory from the caller's allocator, or malloc's where it gave none. */
#ifndef TAMIS_EBPF_BASE_HEAP_H
#define TAMIS_EBPF_BASE_HEAP_H

#include <tamis/allocator.h>

/* The allocator to keep: a copy of the caller's, or malloc's for NULL. */
tamis_allocator heap_from(const tamis_allocator *allocator);

/* Room for count items of size bytes, zeroed; NULL where there is none, or
 * their product is too much. Never NULL for none at all. */
void *heap_take(const tamis_allocator *heap, size_t count, size_t size);
/* The same with what was in block; more than before is not zeroed. On failure
 * block stays. */
void *heap_resize(const tamis_allocator *heap, void *block, size_t count,
                  size_t size);
void heap_give(const tamis_allocator *heap, void *block);

#endif

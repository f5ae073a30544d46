/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays of millions: grown by doubling, in huge pages where there are some.
 * What is taken is not zeroed, and pages that nobody reaches cost nothing. */
#ifndef TAMIS_EBPF_IMAGE_GROWN_ARRAY_H
#define TAMIS_EBPF_IMAGE_GROWN_ARRAY_H

#include <tamis/allocator.h>

#include <linux/types.h>
#include <stdbool.h>

/* Room for count items, or NULL. */
void *grown_array_take(const tamis_allocator *heap, size_t count, size_t size);

/* Doubles the room in *items, of which *capacity have some; where there is
 * none yet, `first` items get it. False without memory; then all is as it
 * was. */
bool grown_array_grow(const tamis_allocator *heap, void *items, __u32 *capacity,
                      __u32 first, size_t size);

/* Room for one item more than count. */
static inline bool grown_array_fit(const tamis_allocator *heap, void *items,
                                   __u32 *capacity, __u32 count, size_t size)
{
    return count < *capacity ||
           grown_array_grow(heap, items, capacity, 64, size);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Arrays that grow by doubling; what is added is not zeroed. */
#ifndef TAMIS_EBPF_IMAGE_GROWN_ARRAY_H
#define TAMIS_EBPF_IMAGE_GROWN_ARRAY_H

#include "base/heap.h"

#include <linux/types.h>
#include <stdbool.h>

#define GROWN_ARRAY_FIRST 64u

/* Room for one item more than count in *items, of which *capacity have room.
 * False without memory; then all is as it was. */
static inline bool grown_array_fit(const tamis_allocator *heap, void *items,
                                   __u32 *capacity, __u32 count, size_t size)
{
    void **block = items, *grown;
    __u32 wanted = *capacity ? *capacity * 2 : GROWN_ARRAY_FIRST;

    if (count < *capacity)
        return true;
    if (wanted <= *capacity)
        return false;
    grown = heap_resize(heap, *block, wanted, size);
    if (!grown)
        return false;
    *block = grown;
    *capacity = wanted;
    return true;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/kept_clearance.h"
#include "base/failure.h"
#include "base/heap.h"

#include <string.h>

tamis_status kept_clearance_begin(struct kept_clearance *kept,
                                  const tamis_clearance *from,
                                  const tamis_allocator *heap,
                                  tamis_error *error)
{
    size_t count = from->audience_count, size = count * sizeof(tamis_slice);
    char *bytes;

    kept->clearance = *from;
    for (size_t i = 0; i < count; i++)
        size += from->audience[i].size;
    kept->audience = heap_take(heap, 1, size);
    if (!kept->audience)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for an audience of %zu", count);
    bytes = (char *)(kept->audience + count);
    for (size_t i = 0; i < count; i++) {
        tamis_slice name = from->audience[i];

        if (name.size)
            memcpy(bytes, name.data, name.size);
        kept->audience[i] = (tamis_slice){bytes, name.size};
        bytes += name.size;
    }
    kept->clearance.audience = kept->audience;
    return TAMIS_OK;
}

void kept_clearance_end(struct kept_clearance *kept,
                        const tamis_allocator *heap)
{
    if (kept->audience)
        heap_give(heap, kept->audience);
    kept->audience = NULL;
}

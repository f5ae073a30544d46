/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buffer.h"

#include "base/memory.h"

#include <string.h>

void buffer_init(struct buffer *buffer, const tamis_allocator *allocator)
{
    *buffer = (struct buffer){.allocator = allocator};
}

void buffer_release(struct buffer *buffer)
{
    if (buffer->bytes)
        memory_release(buffer->allocator, buffer->bytes);
    buffer->bytes = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}

tamis_status buffer_reserve(struct buffer *buffer, size_t size)
{
    void *bytes = buffer->bytes;
    size_t needed;

    if (__builtin_add_overflow(buffer->size, size, &needed))
        return TAMIS_ERROR_MEMORY;
    if (memory_grow(buffer->allocator, &bytes, &buffer->capacity, needed, 1))
        return TAMIS_ERROR_MEMORY;
    buffer->bytes = bytes;
    return TAMIS_OK;
}

tamis_status buffer_append(struct buffer *buffer, const void *bytes,
                           size_t size)
{
    if (size == 0)
        return TAMIS_OK;
    if (buffer_reserve(buffer, size))
        return TAMIS_ERROR_MEMORY;
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
    return TAMIS_OK;
}

tamis_status buffer_append_zero(struct buffer *buffer, size_t size)
{
    if (size == 0)
        return TAMIS_OK;
    if (buffer_reserve(buffer, size))
        return TAMIS_ERROR_MEMORY;
    memset(buffer->bytes + buffer->size, 0, size);
    buffer->size += size;
    return TAMIS_OK;
}

tamis_status buffer_align(struct buffer *buffer, size_t alignment)
{
    return buffer_append_zero(buffer, -buffer->size & (alignment - 1));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A run of bytes that grows. */
#ifndef TAMIS_BASE_BUFFER_H
#define TAMIS_BASE_BUFFER_H

#include <tamis/allocator.h>
#include <tamis/status.h>

struct buffer {
    const tamis_allocator *allocator;
    uint8_t *bytes;
    size_t size, capacity;
};

void buffer_init(struct buffer *buffer, const tamis_allocator *allocator);
void buffer_release(struct buffer *buffer);
/* These return TAMIS_OK or TAMIS_ERROR_MEMORY (then nothing was appended). */
tamis_status buffer_append(struct buffer *buffer, const void *bytes,
                           size_t size);
tamis_status buffer_append_zero(struct buffer *buffer, size_t size);
/* Zeroes up to the next multiple of alignment (a power of two). */
tamis_status buffer_align(struct buffer *buffer, size_t alignment);
/* Room for `size` more bytes at bytes + size; does not change size. */
tamis_status buffer_reserve(struct buffer *buffer, size_t size);

#endif

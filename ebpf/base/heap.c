/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/heap.h"

#include <stdlib.h>
#include <string.h>

static void *allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *reallocate(void *context, void *pointer, size_t size)
{
    (void)context;
    return realloc(pointer, size);
}

static void release(void *context, void *pointer)
{
    (void)context;
    free(pointer);
}

tamis_allocator heap_from(const tamis_allocator *allocator)
{
    const tamis_allocator from_malloc = {allocate, reallocate, release, NULL};

    return allocator ? *allocator : from_malloc;
}

void *heap_take(const tamis_allocator *heap, size_t count, size_t size)
{
    size_t bytes;
    void *block;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    bytes = bytes ? bytes : 1;
    block = heap->allocate(heap->context, bytes);
    return block ? memset(block, 0, bytes) : NULL;
}

void *heap_resize(const tamis_allocator *heap, void *block, size_t count,
                  size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return heap->reallocate(heap->context, block, bytes ? bytes : 1);
}

void heap_give(const tamis_allocator *heap, void *block)
{
    heap->release(heap->context, block);
}

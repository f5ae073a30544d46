/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *heap_allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *heap_reallocate(void *context, void *pointer, size_t size)
{
    (void)context;
    return realloc(pointer, size);
}

static void heap_release(void *context, void *pointer)
{
    (void)context;
    free(pointer);
}

const tamis_allocator memory_default = {heap_allocate, heap_reallocate,
                                        heap_release, NULL};

tamis_allocator memory_choose(const tamis_allocator *allocator)
{
    return allocator ? *allocator : memory_default;
}

/* The public contract promises that sizes are never 0. */
void *memory_allocate(const tamis_allocator *allocator, size_t size)
{
    return allocator->allocate(allocator->context, size ? size : 1);
}

void *memory_allocate_array(const tamis_allocator *allocator, size_t count,
                            size_t size)
{
    size_t total;
    void *array;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    array = memory_allocate(allocator, total);
    if (array)
        memset(array, 0, total);
    return array;
}

void *memory_reallocate(const tamis_allocator *allocator, void *pointer,
                        size_t size)
{
    return allocator->reallocate(allocator->context, pointer, size ? size : 1);
}

void memory_release(const tamis_allocator *allocator, void *pointer)
{
    if (pointer)
        allocator->release(allocator->context, pointer);
}

int memory_grow(const tamis_allocator *allocator, void **items,
                size_t *capacity, size_t needed, size_t item_size)
{
    size_t wanted = *capacity;
    size_t size;
    void *grown;

    if (needed <= wanted)
        return 0;
    if (__builtin_mul_overflow(wanted, (size_t)2, &wanted) || wanted < needed)
        wanted = needed;
    if (wanted < 8)
        wanted = 8;
    if (__builtin_mul_overflow(wanted, item_size, &size))
        return -1;
    grown = memory_reallocate(allocator, *items, size);
    if (!grown)
        return -1;
    *items = grown;
    *capacity = wanted;
    return 0;
}

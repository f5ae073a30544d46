/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/grown_array.h"

#include "base/heap.h"

#include <stdint.h>
#include <sys/mman.h>

#define PAGE_SIZE     4096u
#define LARGE         (4u << 20) /* below, huge pages are not worth a call */
#define CAPACITY_LAST (1u << 31)

/* Advice to the kernel: whose memory it is does not matter. */
static void advise(void *block, size_t size)
{
    uintptr_t begin = (uintptr_t)block & ~(uintptr_t)(PAGE_SIZE - 1);
    uintptr_t end = (uintptr_t)block + size;

    if (size >= LARGE)
        (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
}

void *grown_array_take(const tamis_allocator *heap, size_t count, size_t size)
{
    void *block = heap_resize(heap, NULL, count, size);

    if (block)
        advise(block, count * size);
    return block;
}

bool grown_array_grow(const tamis_allocator *heap, void *items, __u32 *capacity,
                      __u32 first, size_t size)
{
    void **block = items, *grown;
    __u32 wanted = *capacity ? *capacity * 2 : first;

    if (*capacity >= CAPACITY_LAST)
        return false;
    grown = heap_resize(heap, *block, wanted, size);
    if (!grown)
        return false;
    advise(grown, (size_t)wanted * size);
    *block = grown;
    *capacity = wanted;
    return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/huge_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#define HUGE_PAGE_SIZE ((size_t)2 << 20)

/* Gives back what is before and behind the bytes that were asked for, which
 * begin at a huge page. The kernel rounds ends up to ordinary pages. */
static void trim(uint8_t *mapping, size_t mapping_size, uint8_t *bytes,
                 size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *end = bytes + (size + page - 1) / page * page;

    if (bytes > mapping)
        munmap(mapping, (size_t)(bytes - mapping));
    if (end < mapping + mapping_size)
        munmap(end, (size_t)(mapping + mapping_size - end));
}

bool huge_memory_open(struct huge_memory *pages, size_t size)
{
    size_t mapping_size = size + HUGE_PAGE_SIZE;
    uint8_t *mapping, *bytes;

    *pages = (struct huge_memory){0};
    if (size == 0 || mapping_size < size)
        return size == 0;
    mapping = mmap(NULL, mapping_size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return false;
    bytes = mapping + (-(uintptr_t)mapping & (HUGE_PAGE_SIZE - 1));
    trim(mapping, mapping_size, bytes, size);
    /* Only advice: a kernel without it gives ordinary pages, or all to a
     * core dump. */
    (void)madvise(bytes, size, MADV_HUGEPAGE);
    (void)madvise(bytes, size, MADV_DONTDUMP);
    *pages = (struct huge_memory){bytes, size};
    return true;
}

void huge_memory_seal(const struct huge_memory *pages)
{
    if (pages->bytes)
        (void)mprotect(pages->bytes, pages->size, PROT_READ);
}

void huge_memory_close(struct huge_memory *pages)
{
    if (pages->bytes)
        munmap(pages->bytes, pages->size);
    *pages = (struct huge_memory){0};
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/guarded_bytes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void guarded_bytes_open(struct guarded_bytes *guarded, size_t capacity)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (capacity + page - 1) / page * page;
    uint8_t *mapping = mmap(NULL, room + 2 * page, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mapping == MAP_FAILED || mprotect(mapping, page, PROT_NONE) ||
        mprotect(mapping + page + room, page, PROT_NONE))
        abort();
    guarded->mapping = mapping;
    guarded->mapping_size = room + 2 * page;
    guarded->capacity = room;
    guarded->end = mapping + page + room;
}

void guarded_bytes_close(struct guarded_bytes *guarded)
{
    munmap(guarded->mapping, guarded->mapping_size);
}

uint8_t *guarded_bytes_copy(struct guarded_bytes *guarded, const void *bytes,
                            size_t size)
{
    if (size > guarded->capacity)
        abort();
    if (size)
        memcpy(guarded->end - size, bytes, size);
    return guarded->end - size;
}

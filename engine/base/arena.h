/* SPDX-License-Identifier: BSD-2-Clause */
/* Bump allocation for builders: many small things that die together. */
#ifndef TAMIS_BASE_ARENA_H
#define TAMIS_BASE_ARENA_H

#include <tamis/allocator.h>
#include <tamis/status.h>

struct arena_block;

struct arena {
    const tamis_allocator *allocator;
    struct arena_block *newest;
    size_t used, block_size;
    size_t total; /* bytes taken from the allocator */
};

void arena_init(struct arena *arena, const tamis_allocator *allocator);
void arena_release(struct arena *arena);
/* 8-byte aligned; NULL when memory is out. */
void *arena_allocate(struct arena *arena, size_t size);
/* Unaligned copy of bytes; data == NULL when memory is out (and size > 0). */
tamis_slice arena_copy(struct arena *arena, tamis_slice slice);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "base/memory.h"

#include <stdbool.h>
#include <string.h>

#define ARENA_BLOCK_SIZE_MIN ((size_t)4096)
#define ARENA_BLOCK_SIZE_MAX ((size_t)1 << 20)

struct arena_block {
    struct arena_block *older;
    uint8_t bytes[];
};

void arena_init(struct arena *arena, const tamis_allocator *allocator)
{
    *arena = (struct arena){.allocator = allocator};
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->newest;

    while (block) {
        struct arena_block *older = block->older;

        memory_release(arena->allocator, block);
        block = older;
    }
    arena_init(arena, arena->allocator);
}

static struct arena_block *take_block(struct arena *arena, size_t size)
{
    struct arena_block *block;
    size_t total;

    if (__builtin_add_overflow(size, sizeof *block, &total))
        return NULL;
    block = memory_allocate(arena->allocator, total);
    if (block)
        arena->total += total;
    return block;
}

/* A large piece gets a block of its own, put behind the newest one so that the
 * room left there is not lost. */
static void *take_large(struct arena *arena, size_t size)
{
    struct arena_block *block = take_block(arena, size);

    if (!block)
        return NULL;
    if (arena->newest) {
        block->older = arena->newest->older;
        arena->newest->older = block;
    } else {
        block->older = NULL;
        arena->newest = block;
        arena->used = size;
        arena->block_size = size;
    }
    return block->bytes;
}

/* Blocks double up to a megabyte, so that small arenas stay small. */
static bool start_block(struct arena *arena, size_t size)
{
    size_t block_size = arena->block_size * 2;
    struct arena_block *block;

    if (block_size < ARENA_BLOCK_SIZE_MIN)
        block_size = ARENA_BLOCK_SIZE_MIN;
    if (block_size > ARENA_BLOCK_SIZE_MAX)
        block_size = ARENA_BLOCK_SIZE_MAX;
    if (block_size < size)
        block_size = size;
    block = take_block(arena, block_size);
    if (!block)
        return false;
    block->older = arena->newest;
    arena->newest = block;
    arena->block_size = block_size;
    arena->used = 0;
    return true;
}

/* Room for size bytes with the place already aligned, or NULL. */
static void *take(struct arena *arena, size_t size, size_t alignment)
{
    size_t at = (arena->used + alignment - 1) & ~(alignment - 1);

    if (at > arena->block_size || arena->block_size - at < size ||
        !arena->newest) {
        if (size > ARENA_BLOCK_SIZE_MIN / 2 && size > arena->block_size / 4)
            return take_large(arena, size);
        if (!start_block(arena, size))
            return NULL;
        at = 0;
    }
    arena->used = at + size;
    return arena->newest->bytes + at;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    return take(arena, size, 8);
}

tamis_slice arena_copy(struct arena *arena, tamis_slice slice)
{
    tamis_slice copy = {NULL, 0};
    char *bytes;

    if (slice.size == 0)
        return copy;
    bytes = take(arena, slice.size, 1);
    if (!bytes)
        return copy;
    memcpy(bytes, slice.data, slice.size);
    copy.data = bytes;
    copy.size = slice.size;
    return copy;
}

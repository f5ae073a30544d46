/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_list.h"

#include "base/memory.h"
#include "base/slice.h"

#define PENDING_COUNT_MAX (UINT32_MAX - PENDING_CHUNK_COUNT)

void pending_list_init(struct pending_list *list,
                       const tamis_allocator *allocator)
{
    *list = (struct pending_list){.allocator = allocator};
    arena_init(&list->keys, allocator);
}

static uint32_t chunk_count(const struct pending_list *list)
{
    return (list->count + PENDING_CHUNK_COUNT - 1) >> PENDING_CHUNK_BITS;
}

void pending_list_release(struct pending_list *list)
{
    if (!list->allocator)
        return;
    for (uint32_t n = 0; n < chunk_count(list); n++)
        memory_release(list->allocator, list->chunks[n]);
    memory_release(list->allocator, list->chunks);
    arena_release(&list->keys);
    pending_list_init(list, list->allocator);
}

static tamis_status add_chunk(struct pending_list *list)
{
    uint32_t number = list->count >> PENDING_CHUNK_BITS;
    void *chunks = list->chunks;
    struct pending *chunk;

    if (memory_grow(list->allocator, &chunks, &list->chunk_capacity,
                    (size_t)number + 1, sizeof *list->chunks) != 0)
        return TAMIS_ERROR_MEMORY;
    list->chunks = chunks;
    chunk =
        memory_allocate(list->allocator, PENDING_CHUNK_COUNT * sizeof *chunk);
    if (!chunk)
        return TAMIS_ERROR_MEMORY;
    list->chunks[number] = chunk;
    return TAMIS_OK;
}

tamis_status pending_list_add(struct pending_list *list,
                              const struct pending *pending)
{
    tamis_slice key =
        arena_copy(&list->keys, slice_make(pending->key, pending->key_size));
    struct pending *place;

    if (pending->key_size > 0 && !key.data)
        return TAMIS_ERROR_MEMORY;
    if (list->count >= PENDING_COUNT_MAX)
        return TAMIS_ERROR_LIMIT;
    if ((list->count & (PENDING_CHUNK_COUNT - 1)) == 0 &&
        add_chunk(list) != TAMIS_OK)
        return TAMIS_ERROR_MEMORY;
    list->count++;
    list->keys_size += pending->key_size;
    place = pending_list_get(list, list->count - 1);
    *place = *pending;
    place->key = (const uint8_t *)key.data;
    return TAMIS_OK;
}

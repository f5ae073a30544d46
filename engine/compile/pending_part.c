/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_part.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch_file.h"

#include <errno.h>

/* With what is in front of its bytes, a block is a power of two. */
#define BLOCK_SIZE_MIN ((size_t)1 << 10)
#define BLOCK_SIZE_MAX ((size_t)1 << 16)
#define BLOCK_HEAD     sizeof(struct pending_block)

/* Made by the first who needs it. */
static tamis_status open_file(struct pending_memory *memory, int *descriptor,
                              tamis_error *error)
{
    int known = atomic_load(&memory->descriptor);
    int made;

    *descriptor = known;
    if (known >= 0)
        return TAMIS_OK;
    TRY(scratch_file_open(memory->folder, &made, error));
    if (atomic_compare_exchange_strong(&memory->descriptor, &known, made)) {
        *descriptor = made;
        return TAMIS_OK;
    }
    scratch_file_close(made); /* another thread was quicker */
    *descriptor = known;
    return TAMIS_OK;
}

/* What failed, and where: whoever reads it has to find room there. */
static tamis_status tell_place(const struct pending_memory *memory,
                               tamis_error *error)
{
    return error_set_system(error, error ? error->system_errno : EIO,
                            "the statements do not fit into memory, nor into "
                            "a temporary file in %s",
                            memory->folder);
}

/* The newest block's statements go to the file, and its room is free. */
static tamis_status spill_newest(struct pending_part *part,
                                 struct pending_memory *memory,
                                 tamis_error *error)
{
    struct pending_block *block = part->blocks;
    struct pending_extent *extent;
    tamis_status status;
    int descriptor;

    TRY(open_file(memory, &descriptor, error));
    extent = memory_allocate(memory->allocator, sizeof *extent);
    if (!extent)
        return TAMIS_ERROR_MEMORY;
    extent->size = (uint32_t)(part->at - block->bytes);
    extent->offset = atomic_fetch_add(&memory->spilled, extent->size);
    status = scratch_file_write(descriptor, extent->offset, block->bytes,
                                extent->size, error);
    if (status != TAMIS_OK) {
        memory_release(memory->allocator, extent);
        return tell_place(memory, error);
    }
    extent->next = part->extents;
    part->extents = extent;
    part->size += extent->size;
    part->at = block->bytes;
    return TAMIS_OK;
}

/* A quarter of what there is, so that what is not used of the newest block is
 * little beside the others. */
static size_t choose_block_size(const struct pending_part *part, size_t needed)
{
    size_t size = BLOCK_SIZE_MIN;

    while (size < BLOCK_SIZE_MAX && size * 8 <= part->size)
        size *= 2;
    return size < needed + BLOCK_HEAD ? needed + BLOCK_HEAD : size;
}

static tamis_status add_block(struct pending_part *part,
                              struct pending_memory *memory, size_t size)
{
    struct pending_block *block = memory_allocate(memory->allocator, size);

    if (!block)
        return TAMIS_ERROR_MEMORY;
    pending_part_settle(part);
    atomic_fetch_add(&memory->resident, size);
    block->capacity = (uint32_t)(size - BLOCK_HEAD);
    block->used = 0;
    block->next = part->blocks;
    part->blocks = block;
    part->at = block->bytes;
    part->end = block->bytes + block->capacity;
    return TAMIS_OK;
}

tamis_status pending_part_grow(struct pending_part *part,
                               struct pending_memory *memory, size_t size,
                               bool may_spill, tamis_error *error)
{
    size_t block_size = choose_block_size(part, size);

    if (may_spill && part->at && part->at > part->blocks->bytes &&
        atomic_load(&memory->resident) + block_size > memory->resident_max) {
        TRY(spill_newest(part, memory, error));
        if ((size_t)(part->end - part->at) >= size)
            return TAMIS_OK;
    }
    return add_block(part, memory, block_size);
}

void pending_part_settle(struct pending_part *part)
{
    if (!part->at)
        return;
    part->blocks->used = (uint32_t)(part->at - part->blocks->bytes);
    part->size += part->blocks->used;
    part->at = NULL;
    part->end = NULL;
}

void pending_part_join(struct pending_part *to, struct pending_part *from)
{
    struct pending_block **block = &from->blocks;
    struct pending_extent **extent = &from->extents;

    while (*block)
        block = &(*block)->next;
    while (*extent)
        extent = &(*extent)->next;
    *block = to->blocks;
    *extent = to->extents;
    to->blocks = from->blocks;
    to->extents = from->extents;
    to->size += from->size;
    to->count += from->count;
    to->keys_size += from->keys_size;
    *from = (struct pending_part){.at = NULL};
}

tamis_status pending_part_fetch(const struct pending_part *part,
                                const struct pending_memory *memory,
                                struct buffer *room, tamis_error *error)
{
    for (const struct pending_extent *extent = part->extents; extent;
         extent = extent->next) {
        TRY(buffer_reserve(room, extent->size));
        TRY(scratch_file_read(atomic_load(&memory->descriptor), extent->offset,
                              room->bytes + room->size, extent->size, error));
        room->size += extent->size;
    }
    return TAMIS_OK;
}

void pending_part_release(struct pending_part *part,
                          struct pending_memory *memory)
{
    while (part->blocks) {
        struct pending_block *block = part->blocks;

        part->blocks = block->next;
        atomic_fetch_sub(&memory->resident, block->capacity + BLOCK_HEAD);
        memory_release(memory->allocator, block);
    }
    while (part->extents) {
        struct pending_extent *extent = part->extents;

        part->extents = extent->next;
        memory_release(memory->allocator, extent);
    }
    *part = (struct pending_part){.at = NULL};
}

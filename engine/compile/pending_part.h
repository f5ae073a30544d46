/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A partition: statements of one class whose order falls into one range, in
 * blocks that are only appended to, or, above a limit of memory, in a
 * temporary file.
 */
#ifndef TAMIS_COMPILE_PENDING_PART_H
#define TAMIS_COMPILE_PENDING_PART_H

#include "base/buffer.h"
#include "compile/pending_code.h"

#include <stdatomic.h>
#include <stdbool.h>

/* What all partitions share. */
struct pending_memory {
    const tamis_allocator *allocator;
    uint64_t resident_max; /* bytes of blocks; above it they are spilled */
    const char *folder;    /* of the temporary file */
    atomic_uint_least64_t resident;
    atomic_uint_least64_t spilled; /* bytes of the temporary file */
    atomic_int descriptor;         /* of it; -1: not made yet */
};

struct pending_block {
    struct pending_block *next;
    uint32_t used, capacity; /* used is right once the block is settled */
    uint8_t bytes[];
};

/* A block that was written to the temporary file. */
struct pending_extent {
    struct pending_extent *next;
    uint64_t offset;
    uint32_t size;
};

struct pending_part {
    uint8_t *at, *end;            /* free room in the newest block */
    struct pending_block *blocks; /* newest first */
    struct pending_extent *extents;
    uint64_t size; /* of what is in extents and settled blocks */
    uint64_t count, keys_size;
};

/*
 * Room for a statement of so many bytes, at part->at. With may_spill, what the
 * newest block holds may go to the temporary file for it. Errors: MEMORY;
 * SYSTEM, told in *error.
 */
tamis_status pending_part_grow(struct pending_part *part,
                               struct pending_memory *memory, size_t size,
                               bool may_spill, tamis_error *error);

/* Counts what was written at part->at. */
static inline void pending_part_advance(struct pending_part *part, size_t size,
                                        size_t key_size)
{
    part->at += size;
    part->count++;
    part->keys_size += key_size;
}

/* After the last statement, and before the next three. */
void pending_part_settle(struct pending_part *part);
/* Everything of `from`, settled too, moves to `to`. */
void pending_part_join(struct pending_part *to, struct pending_part *from);
/* Brings back what was spilled, to the end of room. Errors: MEMORY, SYSTEM. */
tamis_status pending_part_fetch(const struct pending_part *part,
                                const struct pending_memory *memory,
                                struct buffer *room, tamis_error *error);
void pending_part_release(struct pending_part *part,
                          struct pending_memory *memory);

/* The statements of a settled partition, in no order: those that were fetched,
 * then those of the blocks. */
struct pending_cursor {
    const uint8_t *at, *end;
    const struct pending_block *next;
};

static inline struct pending_cursor
pending_cursor_begin(const struct pending_part *part, const struct buffer *room)
{
    struct pending_cursor cursor = {NULL, NULL, part->blocks};

    if (room && room->size > 0) {
        cursor.at = room->bytes;
        cursor.end = room->bytes + room->size;
    }
    return cursor;
}

/* NULL after the last one. */
static inline const uint8_t *pending_cursor_next(struct pending_cursor *cursor)
{
    const uint8_t *code;

    while (cursor->at == cursor->end) {
        if (!cursor->next)
            return NULL;
        cursor->at = cursor->next->bytes;
        cursor->end = cursor->at + cursor->next->used;
        cursor->next = cursor->next->next;
    }
    code = cursor->at;
    cursor->at += pending_get_size(code);
    return code;
}

#endif

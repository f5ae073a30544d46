/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_class.h"

#include "base/error.h"
#include "base/memory.h"

#define MAP_SIZE 65536u

static tamis_status copy_code(struct pending_part *part,
                              struct pending_memory *memory,
                              const uint8_t *code)
{
    size_t size = pending_get_size(code);

    if ((size_t)(part->end - part->at) < size)
        TRY(pending_part_grow(part, memory, size, false, NULL));
    memcpy(part->at, code, size);
    pending_part_advance(part, size, pending_get_key_size(code));
    return TAMIS_OK;
}

tamis_status pending_class_cut(struct pending_class *class,
                               struct pending_memory *memory)
{
    struct pending_cursor cursor;
    const uint8_t *code;

    if (!class->parts)
        class->parts = memory_allocate_array(
            memory->allocator, PENDING_PART_COUNT, sizeof *class->parts);
    if (!class->parts)
        return TAMIS_ERROR_MEMORY;
    pending_part_settle(&class->loose);
    cursor = pending_cursor_begin(&class->loose, NULL);
    while ((code = pending_cursor_next(&cursor)))
        TRY(copy_code(pending_class_part(class, pending_get_order(code)),
                      memory, code));
    pending_part_release(&class->loose, memory);
    return TAMIS_OK;
}

void pending_class_join(struct pending_class *to, struct pending_class *from,
                        struct pending_memory *memory)
{
    pending_part_settle(&from->loose);
    pending_part_join(&to->loose, &from->loose);
    pending_part_settle(&from->others);
    pending_part_join(&to->others, &from->others);
    if (!from->parts)
        return;
    to->map = from->map;
    for (size_t i = 0; i < PENDING_PART_COUNT; i++)
        pending_part_settle(&from->parts[i]);
    for (size_t i = 0; to->parts && i < PENDING_PART_COUNT; i++)
        pending_part_join(&to->parts[i], &from->parts[i]);
    if (to->parts)
        memory_release(memory->allocator, from->parts);
    else
        to->parts = from->parts;
    from->parts = NULL;
}

void pending_class_release(struct pending_class *class,
                           struct pending_memory *memory)
{
    pending_part_release(&class->loose, memory);
    pending_part_release(&class->others, memory);
    for (size_t i = 0; class->parts && i < PENDING_PART_COUNT; i++)
        pending_part_release(&class->parts[i], memory);
    memory_release(memory->allocator, class->parts);
    *class = (struct pending_class){.parts = NULL};
}

tamis_status pending_class_map(struct pending_class *class,
                               const tamis_allocator *allocator, uint8_t **map)
{
    uint32_t *counts =
        memory_allocate_array(allocator, MAP_SIZE, sizeof *counts);
    uint64_t total, sum = 0;
    struct pending_cursor cursor;
    const uint8_t *code;

    *map = memory_allocate(allocator, MAP_SIZE);
    if (!counts || !*map) {
        memory_release(allocator, counts);
        memory_release(allocator, *map);
        return TAMIS_ERROR_MEMORY;
    }
    pending_part_settle(&class->loose);
    cursor = pending_cursor_begin(&class->loose, NULL);
    while ((code = pending_cursor_next(&cursor)))
        counts[pending_get_order(code) >> 48]++;
    /* Each slot weighs its share of the statements and of the slots. */
    total = 2 * MAP_SIZE * class->loose.count;
    for (size_t i = 0; i < MAP_SIZE; i++) {
        (*map)[i] = (uint8_t)(total ? sum * PENDING_PART_COUNT / total : 0);
        sum += (uint64_t)counts[i] * MAP_SIZE + class->loose.count;
    }
    memory_release(allocator, counts);
    return TAMIS_OK;
}

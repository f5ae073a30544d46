/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/intern_table.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"

#define SLOTS_MIN 64u

void intern_table_init(struct intern_table *table,
                       const tamis_allocator *allocator, uint64_t seed)
{
    *table = (struct intern_table){.allocator = allocator, .seed = seed};
    arena_init(&table->arena, allocator);
}

void intern_table_release(struct intern_table *table)
{
    if (!table->allocator)
        return;
    arena_release(&table->arena);
    memory_release(table->allocator, table->items);
    memory_release(table->allocator, table->slots);
    *table = (struct intern_table){.allocator = NULL};
}

tamis_slice intern_table_get(const struct intern_table *table, uint32_t number)
{
    const uint8_t *item = table->items[number];

    return slice_make(item + 4, load_le32(item));
}

static uint32_t hash_item(const struct intern_table *table, const void *bytes,
                          size_t size)
{
    uint64_t hash = hash_bytes(bytes, size, table->seed);

    return (uint32_t)(hash ^ hash >> 32);
}

/* The slot that holds the bytes, or the free one where they belong. There is
 * always a free one: at most three of four are taken. */
static size_t find_slot(const struct intern_table *table, uint32_t hash,
                        const void *bytes, size_t size)
{
    size_t mask = table->slot_count - 1;
    size_t place = hash & mask;

    while (table->slots[place]) {
        uint64_t slot = table->slots[place];

        if ((uint32_t)(slot >> 32) == hash &&
            slice_equal(intern_table_get(table, (uint32_t)slot - 1),
                        slice_make(bytes, size)))
            break;
        place = (place + 1) & mask;
    }
    return place;
}

static int grow_slots(struct intern_table *table)
{
    size_t count = table->slot_count ? table->slot_count * 2 : SLOTS_MIN;
    uint64_t *slots =
        memory_allocate_array(table->allocator, count, sizeof *slots);

    if (!slots)
        return -1;
    for (size_t i = 0; i < table->slot_count; i++) {
        size_t place;

        if (!table->slots[i])
            continue;
        place = (size_t)(table->slots[i] >> 32) & (count - 1);
        while (slots[place])
            place = (place + 1) & (count - 1);
        slots[place] = table->slots[i];
    }
    memory_release(table->allocator, table->slots);
    table->slots = slots;
    table->slot_count = count;
    return 0;
}

static int make_room(struct intern_table *table)
{
    void *items = table->items;

    if (table->count >= INTERN_NONE - 1)
        return -1;
    if (memory_grow(table->allocator, &items, &table->item_capacity,
                    (size_t)table->count + 1, sizeof *table->items) != 0)
        return -1;
    table->items = items;
    if ((size_t)table->count + 1 > table->slot_count / 4 * 3)
        return grow_slots(table);
    return 0;
}

uint32_t intern_table_find(const struct intern_table *table, const void *bytes,
                           size_t size)
{
    size_t place;

    if (table->count == 0)
        return INTERN_NONE;
    place = find_slot(table, hash_item(table, bytes, size), bytes, size);
    return table->slots[place] ? (uint32_t)table->slots[place] - 1
                               : INTERN_NONE;
}

/* Sizes are stored in 32 bits; no statement comes near. */
static const uint8_t *copy_item(struct intern_table *table, const void *bytes,
                                size_t size)
{
    uint8_t *item;

    if (size > UINT32_MAX - 4)
        return NULL;
    item = arena_allocate(&table->arena, size + 4);
    if (!item)
        return NULL;
    store_le32(item, (uint32_t)size);
    if (size > 0)
        memcpy(item + 4, bytes, size);
    return item;
}

uint32_t intern_table_add(struct intern_table *table, const void *bytes,
                          size_t size)
{
    uint32_t hash = hash_item(table, bytes, size);
    const uint8_t *item;
    size_t place;

    if (make_room(table) != 0)
        return INTERN_NONE;
    place = find_slot(table, hash, bytes, size);
    if (table->slots[place])
        return (uint32_t)table->slots[place] - 1;
    item = copy_item(table, bytes, size);
    if (!item)
        return INTERN_NONE;
    table->items[table->count] = item;
    table->slots[place] = (uint64_t)hash << 32 | (table->count + 1);
    return table->count++;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "label/name_table.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"

void name_table_init(struct name_table *table, const tamis_allocator *allocator)
{
    memset(table, 0, sizeof *table);
    table->allocator = allocator;
    arena_init(&table->bytes, allocator);
}

void name_table_release(struct name_table *table)
{
    arena_release(&table->bytes);
    memory_release(table->allocator, table->names);
    memory_release(table->allocator, table->slots);
    memset(table, 0, sizeof *table);
}

/* The slot that holds the name, or the empty one where it belongs. There is
 * always an empty slot: tables are at most half full. */
static size_t find_slot(const struct name_table *table, tamis_slice name)
{
    size_t mask = table->slot_count - 1;
    size_t slot = (size_t)hash_bytes(name.data, name.size, 0) & mask;

    while (table->slots[slot] != 0 &&
           !slice_equal(table->names[table->slots[slot] - 1], name))
        slot = (slot + 1) & mask;
    return slot;
}

uint32_t name_table_find(const struct name_table *table, tamis_slice name)
{
    if (table->slot_count == 0)
        return NAME_NONE;
    /* An empty slot holds 0, and 0 - 1 is NAME_NONE. */
    return table->slots[find_slot(table, name)] - 1;
}

static int grow_slots(struct name_table *table)
{
    size_t count = table->slot_count ? table->slot_count * 2 : 16;
    uint32_t *slots =
        memory_allocate_array(table->allocator, count, sizeof *slots);

    if (!slots)
        return -1;
    memory_release(table->allocator, table->slots);
    table->slots = slots;
    table->slot_count = count;
    for (uint32_t n = 0; n < table->count; n++)
        slots[find_slot(table, table->names[n])] = n + 1;
    return 0;
}

uint32_t name_table_add(struct name_table *table, tamis_slice name)
{
    uint32_t number = name_table_find(table, name);
    tamis_slice copy = {"", 0};
    void *names = table->names;

    if (number != NAME_NONE)
        return number;
    if (table->count >= NAME_NONE / 2)
        return NAME_NONE;
    if (table->slot_count < ((size_t)table->count + 1) * 2 &&
        grow_slots(table) != 0)
        return NAME_NONE;
    if (memory_grow(table->allocator, &names, &table->capacity,
                    (size_t)table->count + 1, sizeof *table->names) != 0)
        return NAME_NONE;
    table->names = names;
    if (name.size > 0)
        copy = arena_copy(&table->bytes, name);
    if (name.size > 0 && !copy.data)
        return NAME_NONE;
    number = table->count++;
    table->names[number] = copy;
    table->slots[find_slot(table, copy)] = number + 1;
    return number;
}

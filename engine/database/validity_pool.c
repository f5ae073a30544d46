/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/validity_pool.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "database/item_layout.h"

#include <tamis/database.h>

#include <stdbool.h>

#define ITEM_SIZE sizeof(struct validity_layout)

void validity_pool_open(struct validity_pool *pool,
                        const tamis_allocator *allocator)
{
    memset(pool, 0, sizeof *pool);
    buffer_init(&pool->items, allocator);
}

void validity_pool_release(struct validity_pool *pool)
{
    if (!pool->items.allocator)
        return;
    memory_release(pool->items.allocator, pool->slots);
    buffer_release(&pool->items);
    memset(pool, 0, sizeof *pool);
}

static uint64_t slot_tag(uint64_t hash)
{
    return hash & UINT64_C(0xffffffff00000000);
}

static size_t first_slot(const struct validity_pool *pool, uint64_t hash)
{
    return (size_t)(hash >> 32) & (pool->slot_count - 1);
}

static bool is_item(const struct validity_pool *pool, uint64_t slot,
                    const uint8_t *item)
{
    size_t number = (uint32_t)slot - 1;

    return !memcmp(pool->items.bytes + number * ITEM_SIZE, item, ITEM_SIZE);
}

static size_t find_slot(const struct validity_pool *pool, const uint8_t *item,
                        uint64_t hash)
{
    size_t slot = first_slot(pool, hash);

    while (pool->slots[slot] != 0 &&
           (slot_tag(pool->slots[slot]) != slot_tag(hash) ||
            !is_item(pool, pool->slots[slot], item)))
        slot = (slot + 1) & (pool->slot_count - 1);
    return slot;
}

static int grow_slots(struct validity_pool *pool)
{
    size_t old_count = pool->slot_count;
    size_t count = old_count ? old_count * 2 : 64;
    uint64_t *old = pool->slots;
    uint64_t *slots;

    if (pool->items.size / ITEM_SIZE * 2 < old_count)
        return 0;
    slots = memory_allocate_array(pool->items.allocator, count, sizeof *slots);
    if (!slots)
        return -1;
    pool->slots = slots;
    pool->slot_count = count;
    for (size_t n = 0; n < old_count; n++) {
        size_t slot = first_slot(pool, old[n]);

        if (old[n] == 0)
            continue;
        while (slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = old[n];
    }
    memory_release(pool->items.allocator, old);
    return 0;
}

tamis_status validity_pool_add(struct validity_pool *pool,
                               int64_t valid_from_ns, int64_t valid_until_ns,
                               uint32_t *number, tamis_error *error)
{
    size_t count = pool->items.size / ITEM_SIZE;
    uint8_t item[ITEM_SIZE];
    uint64_t hash;
    size_t slot;

    *number = 0;
    if (valid_from_ns == TAMIS_TIME_MIN && valid_until_ns == TAMIS_TIME_MAX)
        return TAMIS_OK;
    STORE64(item, validity_layout, valid_from_ns, (uint64_t)valid_from_ns);
    STORE64(item, validity_layout, valid_until_ns, (uint64_t)valid_until_ns);
    if (grow_slots(pool) != 0)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while gathering validities");
    hash = hash_bytes(item, ITEM_SIZE, 0);
    slot = find_slot(pool, item, hash);
    if (pool->slots[slot] == 0) {
        if (count >= UINT32_MAX - 1)
            return error_set(error, TAMIS_ERROR_LIMIT,
                             "more than 2^32 different validities; compile "
                             "the feeds into several databases");
        if (buffer_append(&pool->items, item, ITEM_SIZE) < 0)
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "out of memory while gathering validities");
        pool->slots[slot] = slot_tag(hash) | (count + 1);
    }
    *number = (uint32_t)pool->slots[slot];
    return TAMIS_OK;
}

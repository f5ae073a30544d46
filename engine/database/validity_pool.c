/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/validity_pool.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "database/item_layout.h"

#include <tamis/database.h>

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

static size_t find_slot(const struct validity_pool *pool, const uint8_t *item)
{
    size_t mask = pool->slot_count - 1;
    size_t slot = (size_t)hash_bytes(item, ITEM_SIZE, 0) & mask;

    while (pool->slots[slot] != 0 &&
           memcmp(pool->items.bytes + (pool->slots[slot] - 1) * ITEM_SIZE, item,
                  ITEM_SIZE) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

static int grow_slots(struct validity_pool *pool)
{
    size_t used = pool->items.size / ITEM_SIZE;
    size_t count = pool->slot_count ? pool->slot_count * 2 : 64;
    uint32_t *slots;

    if (used * 2 < pool->slot_count)
        return 0;
    slots = memory_allocate_array(pool->items.allocator, count, sizeof *slots);
    if (!slots)
        return -1;
    memory_release(pool->items.allocator, pool->slots);
    pool->slots = slots;
    pool->slot_count = count;
    for (size_t n = 0; n < used; n++)
        slots[find_slot(pool, pool->items.bytes + n * ITEM_SIZE)] =
            (uint32_t)n + 1;
    return 0;
}

tamis_status validity_pool_add(struct validity_pool *pool,
                               int64_t valid_from_ns, int64_t valid_until_ns,
                               uint32_t *number, tamis_error *error)
{
    size_t count = pool->items.size / ITEM_SIZE;
    uint8_t item[ITEM_SIZE];
    size_t slot;

    *number = 0;
    if (valid_from_ns == TAMIS_TIME_MIN && valid_until_ns == TAMIS_TIME_MAX)
        return TAMIS_OK;
    STORE64(item, validity_layout, valid_from_ns, (uint64_t)valid_from_ns);
    STORE64(item, validity_layout, valid_until_ns, (uint64_t)valid_until_ns);
    if (grow_slots(pool) != 0)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while gathering validities");
    slot = find_slot(pool, item);
    if (pool->slots[slot] == 0) {
        if (count >= UINT32_MAX - 1)
            return error_set(error, TAMIS_ERROR_LIMIT,
                             "more than 2^32 different validities; compile "
                             "the feeds into several databases");
        if (buffer_append(&pool->items, item, ITEM_SIZE) < 0)
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "out of memory while gathering validities");
        pool->slots[slot] = (uint32_t)count + 1;
    }
    *number = pool->slots[slot];
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/string_pool.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "database/item_layout.h"

static tamis_status memory_error(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "out of memory while gathering the database's strings");
}

tamis_status string_pool_open(struct string_pool *pool,
                              const tamis_allocator *allocator,
                              tamis_error *error)
{
    memset(pool, 0, sizeof *pool);
    buffer_init(&pool->bytes, allocator);
    /* The empty string, so that reference 0 says nothing. */
    if (buffer_append_zero(&pool->bytes, 4) < 0)
        return memory_error(error);
    return TAMIS_OK;
}

void string_pool_release(struct string_pool *pool)
{
    if (!pool->bytes.allocator)
        return;
    memory_release(pool->bytes.allocator, pool->slots);
    buffer_release(&pool->bytes);
    memset(pool, 0, sizeof *pool);
}

static tamis_slice read_string(const struct string_pool *pool,
                               uint32_t reference)
{
    const uint8_t *at =
        pool->bytes.bytes + (size_t)reference * DATABASE_STRING_UNIT;

    return slice_make(at + 4, load_le32(at));
}

/* The half of the hash that the slot keeps, so that other strings are seldom
 * looked at, and never when the table grows. */
static uint64_t slot_tag(uint64_t hash)
{
    return hash & UINT64_C(0xffffffff00000000);
}

/* A slot's number is taken from the same half. */
static size_t first_slot(const struct string_pool *pool, uint64_t hash)
{
    return (size_t)(hash >> 32) & (pool->slot_count - 1);
}

static size_t find_slot(const struct string_pool *pool, tamis_slice string,
                        uint64_t hash)
{
    size_t slot = first_slot(pool, hash);

    while (
        pool->slots[slot] != 0 &&
        (slot_tag(pool->slots[slot]) != slot_tag(hash) ||
         !slice_equal(read_string(pool, (uint32_t)pool->slots[slot]), string)))
        slot = (slot + 1) & (pool->slot_count - 1);
    return slot;
}

static int grow_slots(struct string_pool *pool)
{
    size_t old_count = pool->slot_count;
    uint64_t *old = pool->slots;
    uint64_t *slots;

    if (pool->used_count * 2 < old_count)
        return 0;
    slots = memory_allocate_array(
        pool->bytes.allocator, old_count ? old_count * 2 : 64, sizeof *slots);
    if (!slots)
        return -1;
    pool->slots = slots;
    pool->slot_count = old_count ? old_count * 2 : 64;
    for (size_t n = 0; n < old_count; n++) {
        size_t slot = first_slot(pool, old[n]);

        if (old[n] == 0)
            continue;
        while (slots[slot] != 0)
            slot = (slot + 1) & (pool->slot_count - 1);
        slots[slot] = old[n];
    }
    memory_release(pool->bytes.allocator, old);
    return 0;
}

static tamis_status append_string(struct string_pool *pool, tamis_slice string,
                                  tamis_error *error)
{
    size_t before = pool->bytes.size;
    uint8_t size[4];

    store_le32(size, (uint32_t)string.size);
    if (buffer_append(&pool->bytes, size, 4) == TAMIS_OK &&
        buffer_append(&pool->bytes, string.data, string.size) == TAMIS_OK &&
        buffer_align(&pool->bytes, DATABASE_STRING_UNIT) == TAMIS_OK)
        return TAMIS_OK;
    pool->bytes.size = before;
    return memory_error(error);
}

tamis_status string_pool_add(struct string_pool *pool, tamis_slice string,
                             uint32_t *reference, tamis_error *error)
{
    uint64_t offset = pool->bytes.size;
    uint64_t hash;
    size_t slot;

    *reference = 0;
    if (string.size == 0)
        return TAMIS_OK;
    if (grow_slots(pool) != 0)
        return memory_error(error);
    hash = hash_bytes(string.data, string.size, 0);
    slot = find_slot(pool, string, hash);
    if (pool->slots[slot] != 0) {
        *reference = (uint32_t)pool->slots[slot];
        return TAMIS_OK;
    }
    if (string.size > UINT32_MAX - 8 ||
        (offset + string.size + 8) / DATABASE_STRING_UNIT > UINT32_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "names, references and tags take more than the 16 "
                         "GiB that one database holds; compile the feeds into "
                         "several databases");
    TRY(append_string(pool, string, error));
    *reference = (uint32_t)(offset / DATABASE_STRING_UNIT);
    pool->slots[slot] = slot_tag(hash) | *reference;
    pool->used_count++;
    return TAMIS_OK;
}

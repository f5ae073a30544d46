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

static size_t find_slot(const struct string_pool *pool, tamis_slice string)
{
    size_t mask = pool->slot_count - 1;
    size_t slot = (size_t)hash_bytes(string.data, string.size, 0) & mask;

    while (pool->slots[slot] != 0 &&
           !slice_equal(read_string(pool, pool->slots[slot]), string))
        slot = (slot + 1) & mask;
    return slot;
}

static int grow_slots(struct string_pool *pool)
{
    size_t old_count = pool->slot_count;
    uint32_t *old = pool->slots;
    uint32_t *slots;

    if (pool->used_count * 2 < old_count)
        return 0;
    slots = memory_allocate_array(
        pool->bytes.allocator, old_count ? old_count * 2 : 64, sizeof *slots);
    if (!slots)
        return -1;
    pool->slots = slots;
    pool->slot_count = old_count ? old_count * 2 : 64;
    for (size_t n = 0; n < old_count; n++)
        if (old[n] != 0)
            slots[find_slot(pool, read_string(pool, old[n]))] = old[n];
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
    size_t slot;

    *reference = 0;
    if (string.size == 0)
        return TAMIS_OK;
    if (grow_slots(pool) != 0)
        return memory_error(error);
    slot = find_slot(pool, string);
    if (pool->slots[slot] != 0) {
        *reference = pool->slots[slot];
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
    pool->slots[slot] = *reference;
    pool->used_count++;
    return TAMIS_OK;
}

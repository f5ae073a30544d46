/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/prefix_sweep.h"
#include "index/prefix_table_layout.h"

/* From here on the fixed root of 512 KiB costs less than wide starts do. */
#define NARROW_COUNT 32768

/* About four keys for each entry of the root. */
static uint32_t pick_root_bits(uint32_t count)
{
    uint32_t bits = 0;

    while (bits < PREFIX_ROOT_BITS_MAX && count >> (bits + 2))
        bits++;
    return bits;
}

static void pick_shape(struct prefix_table_layout *shape, uint32_t address_size,
                       uint32_t count)
{
    *shape = (struct prefix_table_layout){
        .version = PREFIX_TABLE_VERSION,
        .address_size = address_size,
        .root_bits = pick_root_bits(count),
        .start_size = 8,
        .key_count = count,
    };
    if (address_size == 4 && count >= NARROW_COUNT) {
        shape->root_bits = 16;
        shape->start_size = 2;
    }
}

static void write_header(const struct prefix_table_layout *shape,
                         uint8_t *bytes)
{
    store_le32(bytes, shape->version);
    store_le32(bytes + 4, shape->flags);
    store_le32(bytes + 8, shape->address_size);
    store_le32(bytes + 12, shape->root_bits);
    store_le32(bytes + 16, shape->start_size);
    store_le32(bytes + 20, shape->key_count);
    store_le32(bytes + 24, shape->start_count);
    store_le32(bytes + 28, shape->group_count);
    store_le32(bytes + 32, shape->low_count);
}

tamis_status prefix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                uint32_t address_size, uint32_t *order,
                                struct buffer *out, tamis_error *error)
{
    struct prefix_table_layout shape;
    size_t header_at = out->size;
    uint32_t fault;
    uint64_t size;

    (void)allocator;
    if (!keys->count)
        return TAMIS_OK;
    if (keys->count > KEY_STORE_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%u prefixes are more than the %u that a database "
                         "holds; split the feeds",
                         keys->count, KEY_STORE_COUNT_MAX);
    if ((address_size != 4 && address_size != 16) || keys->ends)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "prefixes to be indexed have %u address bytes, and "
                         "not 4 or 16",
                         address_size);
    fault = prefix_sweep_find_fault(keys, address_size);
    if (fault != SLOT_NONE)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "prefix %u to be indexed is malformed, has host bits "
                         "or is out of order",
                         fault);
    pick_shape(&shape, address_size, keys->count);
    prefix_sweep_count(keys, &shape);
    size = prefix_table_places(&shape).end;
    if (size > SIZE_MAX || buffer_append_zero(out, size) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for the index of %u prefixes; free some "
                         "and try again",
                         keys->count);
    write_header(&shape, out->bytes + header_at);
    prefix_sweep_write(keys, &shape, out->bytes + header_at);
    for (uint32_t slot = 0; slot < keys->count; slot++)
        order[slot] = slot;
    return TAMIS_OK;
}

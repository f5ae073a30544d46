/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/prefix_map.h"
#include "index/prefix_sieve.h"
#include "index/prefix_sweep.h"
#include "index/prefix_table_places.h"

/* Keys from which on a root of so many bits is worth its bytes: 16 KiB and
 * 4 MiB for IPv4, 512 KiB for IPv6. */
#define IPV4_ROOT_8_KEYS  1024
#define IPV4_ROOT_16_KEYS 131072
#define IPV6_ROOT_16_KEYS 8192

static uint32_t pick_root_bits(uint32_t address_size, uint32_t count)
{
    if (address_size == 16)
        return count >= IPV6_ROOT_16_KEYS ? 16 : 0;
    if (count >= IPV4_ROOT_16_KEYS)
        return 16;
    return count >= IPV4_ROOT_8_KEYS ? 8 : 0;
}

static void write_header(const struct prefix_table_layout *shape,
                         uint8_t *bytes)
{
    store_le32(bytes, shape->version);
    store_le32(bytes + 4, shape->flags);
    store_le32(bytes + 8, shape->address_size);
    store_le32(bytes + 12, shape->root_bits);
    store_le32(bytes + 16, shape->key_count);
    store_le32(bytes + 20, shape->group_count);
    for (unsigned step = 0; step < PREFIX_STEPS_MAX; step++) {
        store_le32(bytes + 24 + step * 4, shape->line_counts[step]);
        store_le32(bytes + 40 + step * 4, shape->word_counts[step]);
    }
    store_le32(bytes + offsetof(struct prefix_table_layout, map_bits),
               shape->map_bits);
    store_le32(bytes + offsetof(struct prefix_table_layout, sieve_bits),
               shape->sieve_bits);
}

tamis_status prefix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                uint32_t address_size, uint32_t *order,
                                struct buffer *out, tamis_error *error)
{
    struct prefix_table_layout shape = {
        .version = PREFIX_TABLE_VERSION,
        .address_size = address_size,
        .root_bits = pick_root_bits(address_size, keys->count),
        .key_count = keys->count,
        .map_bits = address_size == 4 ? prefix_map_bits(keys->count) : 0,
        .sieve_bits = address_size == 4 ? prefix_sieve_bits(keys->count) : 0,
    };
    struct prefix_table_places places;
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
    if (!prefix_sweep_count(keys, &shape))
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the index of %u prefixes is larger than a database "
                         "holds; split the feeds",
                         keys->count);
    size = prefix_table_places(&shape).end;
    if (size > SIZE_MAX || buffer_append_zero(out, size) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for the index of %u prefixes; free some "
                         "and try again",
                         keys->count);
    write_header(&shape, out->bytes + header_at);
    places = prefix_table_places(&shape);
    if (shape.map_bits)
        prefix_map_fill(keys, shape.map_bits,
                        out->bytes + header_at + places.map.offset);
    if (shape.sieve_bits)
        prefix_sieve_fill(keys, shape.sieve_bits,
                          out->bytes + header_at + places.sieve.offset);
    prefix_sweep_write(keys, &shape, out->bytes + header_at);
    for (uint32_t slot = 0; slot < keys->count; slot++)
        order[slot] = slot;
    return TAMIS_OK;
}

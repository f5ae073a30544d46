/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/prefix_find.h"
#include "index/prefix_map.h"
#include "index/prefix_point.h"
#include "index/prefix_sieve.h"
#include "index/prefix_sweep.h"
#include "simd/kernels.h"

/* No chain of prefixes inside each other is longer. */
#define NESTED_MAX 129

#define HEADER_SIZE sizeof(struct prefix_table_layout)

static struct prefix_table_layout load_header(const uint8_t *bytes)
{
    struct prefix_table_layout header = {
        .version = load_le32(bytes),
        .flags = load_le32(bytes + 4),
        .address_size = load_le32(bytes + 8),
        .root_bits = load_le32(bytes + 12),
        .key_count = load_le32(bytes + 16),
        .group_count = load_le32(bytes + 20),
        .map_bits =
            load_le32(bytes + offsetof(struct prefix_table_layout, map_bits)),
        .sieve_bits =
            load_le32(bytes + offsetof(struct prefix_table_layout, sieve_bits)),
    };

    for (unsigned step = 0; step < PREFIX_STEPS_MAX; step++) {
        header.line_counts[step] = load_le32(bytes + 24 + step * 4);
        header.word_counts[step] = load_le32(bytes + 40 + step * 4);
    }
    return header;
}

static const struct prefix_find *pick_find(const struct kernels *kernels)
{
#if defined(__x86_64__)
    if ((kernels->required & prefix_find_avx2.required) ==
        prefix_find_avx2.required)
        return &prefix_find_avx2;
#else
    (void)kernels;
#endif
    return &prefix_find_scalar;
}

static bool is_sound(const struct prefix_table_layout *header,
                     const struct key_store *keys)
{
    bool is_ipv4 = header->address_size == 4;

    if (!is_ipv4 && header->address_size != 16)
        return false;
    if (header->root_bits != 0 && header->root_bits != 16 &&
        (!is_ipv4 || header->root_bits != 8))
        return false;
    if (header->map_bits != 0 &&
        (!is_ipv4 || header->map_bits < PREFIX_MAP_BITS_MIN ||
         header->map_bits > PREFIX_MAP_BITS_MAX))
        return false;
    if (header->sieve_bits != 0 &&
        (!is_ipv4 || header->sieve_bits < PREFIX_SIEVE_BITS_MIN ||
         header->sieve_bits > PREFIX_SIEVE_BITS_MAX))
        return false;
    /* Bitmaps and their words are found without a step. */
    for (unsigned step = 1; is_ipv4 && step < PREFIX_STEPS_MAX; step++)
        if (header->line_counts[step] || header->word_counts[step])
            return false;
    return header->key_count == keys->count && !keys->sizes && !keys->ends &&
           keys->key_size == header->address_size + 1 &&
           keys->count <= KEY_STORE_COUNT_MAX &&
           /* Keys of slots below the count are read without asking again. */
           keys->bytes_size / keys->key_size >= keys->count;
}

tamis_status prefix_table_open(struct prefix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               const struct kernels *kernels,
                               tamis_error *error)
{
    struct prefix_table_layout header;
    struct prefix_table_places places;

    *table = (struct prefix_table){.keys = *keys, .find = pick_find(kernels)};
    if (!size && !keys->count)
        return TAMIS_OK;
    if (size < HEADER_SIZE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a prefix table of %zu bytes is too short for its "
                         "header; compile the database again",
                         size);
    header = load_header(bytes);
    if (header.version != PREFIX_TABLE_VERSION)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "a prefix table has version %u and this library "
                         "reads version %u; compile the database again",
                         header.version, PREFIX_TABLE_VERSION);
    places = prefix_table_places(&header);
    if (!is_sound(&header, keys) || places.end != size)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the counts of a prefix table do not fit its %zu "
                         "bytes and %u keys; compile the database again",
                         size, keys->count);
    table->bytes = bytes;
    table->shape = header;
    table->places = places;
    return TAMIS_OK;
}

void prefix_table_find_batch(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots)
{
    bool is_ipv4 = table->shape.address_size == 4;

    for (size_t i = 0; !table->bytes && i < count; i++)
        slots[i] = SLOT_NONE;
    for (size_t done = 0; table->bytes && done < count; done += PREFIX_LANES) {
        size_t some = count - done < PREFIX_LANES ? count - done : PREFIX_LANES;

        (is_ipv4 ? table->find->find_ipv4 : table->find->find_ipv6)(
            table, some, addresses + done * stride, stride, slots + done);
    }
}

uint32_t prefix_table_find(const struct prefix_table *table,
                           const uint8_t *address)
{
    uint32_t slot;

    prefix_table_find_batch(table, 1, address, 0, &slot);
    return slot;
}

uint32_t prefix_table_parent(const struct prefix_table *table, uint32_t slot)
{
    uint32_t parent;

    if (!table->bytes || slot >= table->keys.count)
        return SLOT_NONE;
    parent = load_le32(table->bytes + table->places.parents.offset +
                       (size_t)slot * 4);
    return parent < slot ? parent : SLOT_NONE;
}

uint32_t prefix_table_find_prefix(const struct prefix_table *table,
                                  const uint8_t *address, unsigned length)
{
    uint32_t slot = prefix_table_find(table, address);

    /* A hostile file may chain more slots than can be inside each other. */
    for (unsigned step = 0; step < NESTED_MAX && slot != SLOT_NONE; step++) {
        struct prefix_point point;
        unsigned listed;

        if (!prefix_key_load(&table->keys, slot, table->shape.address_size,
                             &point, &listed))
            return SLOT_NONE;
        if (listed <= length)
            return slot;
        slot = prefix_table_parent(table, slot);
    }
    return SLOT_NONE;
}

/* Between its arrays, which begin on cache lines, the table is zero. */
static bool has_zero_gap(const uint8_t *bytes, const struct prefix_array *array,
                         uint64_t next)
{
    for (uint64_t at = array->offset + array->size; at < next; at++) {
        if (bytes[at])
            return false;
    }
    return true;
}

static bool has_zero_gaps(const struct prefix_table_layout *header,
                          const uint8_t *bytes)
{
    struct prefix_table_places places = prefix_table_places(header);
    const struct prefix_array *before = &places.sieve;

    if (!has_zero_gap(bytes, &places.root, places.map.offset) ||
        !has_zero_gap(bytes, &places.map, places.sieve.offset))
        return false;
    for (unsigned step = 0; step < PREFIX_STEPS_MAX; step++) {
        if (!has_zero_gap(bytes, before, places.lines[step].offset) ||
            !has_zero_gap(bytes, &places.lines[step],
                          places.words[step].offset))
            return false;
        before = &places.words[step];
    }
    return has_zero_gap(bytes, before, places.groups.offset) &&
           has_zero_gap(bytes, &places.groups, places.parents.offset);
}

tamis_status prefix_table_check(const struct prefix_table *table,
                                tamis_error *error)
{
    struct prefix_table_layout header;
    const uint8_t *bytes;
    uint32_t fault;

    TRY(key_store_check(&table->keys, error));
    if (!table->bytes)
        return TAMIS_OK;
    bytes = table->bytes;
    header = table->shape;
    if (header.flags || !has_zero_gaps(&header, bytes))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of a prefix table are not zero; "
                         "compile the database again");
    fault = prefix_sweep_find_fault(&table->keys, table->shape.address_size);
    if (fault != SLOT_NONE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the prefix of slot %u is malformed or out of order; "
                         "compile the database again",
                         fault);
    if (!prefix_sweep_compare(&table->keys, &header, bytes) ||
        (header.map_bits &&
         !prefix_map_is_filled(&table->keys, header.map_bits,
                               bytes + table->places.map.offset)) ||
        (header.sieve_bits &&
         !prefix_sieve_is_filled(&table->keys, header.sieve_bits,
                                 bytes + table->places.sieve.offset)))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a prefix table does not say what its keys say; "
                         "compile the database again");
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/prefix_point.h"
#include "index/prefix_sweep.h"
#include "index/prefix_table_layout.h"

/* Addresses in flight at once. */
#define BATCH_SIZE 16
/* No chain of prefixes inside each other is longer. */
#define NESTED_MAX 129

#define HEADER_SIZE sizeof(struct prefix_table_layout)
#define RANGE_SIZE  sizeof(struct prefix_range_layout)

static struct prefix_table_layout load_header(const uint8_t *bytes)
{
    return (struct prefix_table_layout){
        .version = load_le32(bytes),
        .flags = load_le32(bytes + 4),
        .address_size = load_le32(bytes + 8),
        .root_bits = load_le32(bytes + 12),
        .start_size = load_le32(bytes + 16),
        .key_count = load_le32(bytes + 20),
        .start_count = load_le32(bytes + 24),
        .group_count = load_le32(bytes + 28),
        .low_count = load_le32(bytes + 32),
    };
}

/* Two-byte starts are what 16 bits of root leave of an IPv4 address. */
static bool is_sound(const struct prefix_table_layout *header,
                     const struct key_store *keys)
{
    if (header->address_size != 4 && header->address_size != 16)
        return false;
    if (header->start_size == 2
            ? header->address_size != 4 || header->root_bits != 16
            : header->start_size != 8 ||
                  header->root_bits > PREFIX_ROOT_BITS_MAX)
        return false;
    return header->key_count == keys->count && !keys->ends &&
           keys->key_size == header->address_size + 1 &&
           keys->count <= KEY_STORE_COUNT_MAX;
}

tamis_status prefix_table_open(struct prefix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               tamis_error *error)
{
    struct prefix_table_layout header;
    struct prefix_table_places places;
    const uint8_t *from = bytes;

    *table = (struct prefix_table){.keys = *keys};
    if (!size && !keys->count)
        return TAMIS_OK;
    if (size < HEADER_SIZE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a prefix table of %zu bytes is too short for its "
                         "header; compile the database again",
                         size);
    header = load_header(from);
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
    table->root = from + places.root;
    table->starts = from + places.starts;
    table->values = from + places.values;
    table->groups = from + places.groups;
    table->lows = from + places.lows;
    table->low_values = from + places.low_values;
    table->parents = from + places.parents;
    table->root_bits = header.root_bits;
    table->start_size = header.start_size;
    table->start_count = header.start_count;
    table->group_count = header.group_count;
    table->low_count = header.low_count;
    table->address_size = header.address_size;
    return TAMIS_OK;
}

/*
 * How many of count sorted numbers are at most x; of unsorted ones, which a
 * hostile file may have, some number up to count. A mask, since compilers make
 * a branch, mispredicted every other time, of anything else.
 */
static uint32_t count_up_to_64(const uint8_t *numbers, uint32_t count,
                               uint64_t x)
{
    const uint8_t *base = numbers;

    if (!count)
        return 0;
    while (count > 1) {
        uint32_t half = count / 2;

        base += -(size_t)(load_le64(base + (size_t)(half - 1) * 8) <= x) &
                (size_t)half * 8;
        count -= half;
    }
    return (uint32_t)((size_t)(base - numbers) / 8) + (load_le64(base) <= x);
}

static uint32_t count_up_to_16(const uint8_t *numbers, uint32_t count,
                               uint32_t x)
{
    const uint8_t *base = numbers;

    if (!count)
        return 0;
    while (count > 1) {
        uint32_t half = count / 2;

        base += -(size_t)(load_le16(base + (size_t)(half - 1) * 2) <= x) &
                (size_t)half * 2;
        count -= half;
    }
    return (uint32_t)((size_t)(base - numbers) / 2) + (load_le16(base) <= x);
}

/* A range between its entry and the next, inside of an array of `limit`. */
static uint32_t load_range(const uint8_t *entry, uint32_t limit,
                           uint32_t *first)
{
    uint32_t end = load_le32(entry + RANGE_SIZE);

    *first = load_le32(entry);
    if (end > limit)
        end = limit;
    return *first < end ? end - *first : 0;
}

static const uint8_t *root_entry(const struct prefix_table *table,
                                 uint64_t high)
{
    uint64_t number = table->root_bits ? high >> (64 - table->root_bits) : 0;

    return table->root + number * RANGE_SIZE;
}

/* Where the value in force is: at a start, or at the root's entry. */
static const uint8_t *locate_value(const struct prefix_table *table,
                                   uint64_t high)
{
    const uint8_t *entry = root_entry(table, high);
    uint32_t first, count = load_range(entry, table->start_count, &first);
    uint32_t above;

    if (!count)
        return entry + 4;
    if (table->start_size == 2)
        above = count_up_to_16(table->starts + (size_t)first * 2, count,
                               (uint32_t)(high >> 32) & 0xffff);
    else
        above = count_up_to_64(table->starts + (size_t)first * 8, count, high);
    if (!above)
        return entry + 4;
    return table->values + ((size_t)first + above - 1) * 4;
}

static uint32_t find_in_group(const struct prefix_table *table, uint32_t group,
                              uint64_t low)
{
    const uint8_t *entry = table->groups + (size_t)group * RANGE_SIZE;
    uint32_t first, count, above;

    if (group >= table->group_count)
        return SLOT_NONE;
    count = load_range(entry, table->low_count, &first);
    above =
        count ? count_up_to_64(table->lows + (size_t)first * 8, count, low) : 0;
    if (!above)
        return load_le32(entry + 4);
    return load_le32(table->low_values + ((size_t)first + above - 1) * 4);
}

static uint32_t find_single(const struct prefix_table *table, uint32_t slot,
                            struct prefix_point point)
{
    struct prefix_point prefix;
    unsigned length;

    if (prefix_key_load(&table->keys, slot, table->address_size, &prefix,
                        &length) &&
        prefix_covers(prefix, length, point))
        return slot;
    return prefix_table_parent(table, slot);
}

static uint32_t resolve_value(const struct prefix_table *table, uint32_t value,
                              struct prefix_point point)
{
    uint32_t number = value & PREFIX_VALUE_NUMBER;

    if ((value & PREFIX_VALUE_TYPE) == PREFIX_VALUE_GROUP)
        number = find_in_group(table, number, point.low);
    else if ((value & PREFIX_VALUE_TYPE) == PREFIX_VALUE_SINGLE)
        number = find_single(table, number, point);
    else
        number = value;
    return number < table->keys.count ? number : SLOT_NONE;
}

uint32_t prefix_table_find(const struct prefix_table *table,
                           const uint8_t *address)
{
    struct prefix_point point;

    if (!table->root)
        return SLOT_NONE;
    point = prefix_point_load(address, table->address_size);
    return resolve_value(table, load_le32(locate_value(table, point.high)),
                         point);
}

/* Three passes: each asks the memory for what the next one reads. */
static void find_some(const struct prefix_table *table, size_t count,
                      const uint8_t *addresses, size_t stride, uint32_t *slots)
{
    struct prefix_point points[BATCH_SIZE];
    const uint8_t *values[BATCH_SIZE];

    for (size_t i = 0; i < count; i++) {
        points[i] =
            prefix_point_load(addresses + i * stride, table->address_size);
        __builtin_prefetch(root_entry(table, points[i].high));
    }
    for (size_t i = 0; i < count; i++) {
        const uint8_t *entry = root_entry(table, points[i].high);
        uint32_t first, some = load_range(entry, table->start_count, &first);

        if (some)
            __builtin_prefetch(table->starts +
                               ((size_t)first + some / 2) * table->start_size);
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = locate_value(table, points[i].high);
        __builtin_prefetch(values[i]);
    }
    for (size_t i = 0; i < count; i++)
        slots[i] = resolve_value(table, load_le32(values[i]), points[i]);
}

void prefix_table_find_batch(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots)
{
    for (size_t done = 0; done < count; done += BATCH_SIZE) {
        size_t some = count - done < BATCH_SIZE ? count - done : BATCH_SIZE;

        if (table->root) {
            find_some(table, some, addresses + done * stride, stride,
                      slots + done);
            continue;
        }
        for (size_t i = 0; i < some; i++)
            slots[done + i] = SLOT_NONE;
    }
}

uint32_t prefix_table_parent(const struct prefix_table *table, uint32_t slot)
{
    uint32_t parent;

    if (!table->root || slot >= table->keys.count)
        return SLOT_NONE;
    parent = load_le32(table->parents + (size_t)slot * 4);
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

        if (!prefix_key_load(&table->keys, slot, table->address_size, &point,
                             &listed))
            return SLOT_NONE;
        if (listed <= length)
            return slot;
        slot = prefix_table_parent(table, slot);
    }
    return SLOT_NONE;
}

/* Between its arrays, which begin on cache lines, the table is zero. */
static bool has_zero_gaps(const struct prefix_table_layout *header,
                          const uint8_t *bytes)
{
    struct prefix_table_places places = prefix_table_places(header);
    uint64_t range = RANGE_SIZE, starts = header->start_count;
    uint64_t lows = header->low_count;
    const uint64_t gaps[][2] = {
        {places.root + ((UINT64_C(1) << header->root_bits) + 1) * range,
         places.starts},
        {places.starts + starts * header->start_size, places.values},
        {places.values + starts * 4, places.groups},
        {places.groups + ((uint64_t)header->group_count + 1) * range,
         places.lows},
        {places.lows + lows * 8, places.low_values},
        {places.low_values + lows * 4, places.parents},
    };

    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        for (uint64_t at = gaps[i][0]; at < gaps[i][1]; at++) {
            if (bytes[at])
                return false;
        }
    }
    return true;
}

tamis_status prefix_table_check(const struct prefix_table *table,
                                tamis_error *error)
{
    static const uint8_t
        zeros[sizeof((struct prefix_table_layout *)0)->reserved];
    struct prefix_table_layout header;
    const uint8_t *bytes;
    uint32_t fault;

    TRY(key_store_check(&table->keys, error));
    if (!table->root)
        return TAMIS_OK;
    bytes = table->root - HEADER_SIZE;
    header = load_header(bytes);
    if (header.flags ||
        memcmp(bytes + offsetof(struct prefix_table_layout, reserved), zeros,
               sizeof zeros) != 0 ||
        !has_zero_gaps(&header, bytes))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of a prefix table are not zero; "
                         "compile the database again");
    fault = prefix_sweep_find_fault(&table->keys, table->address_size);
    if (fault != SLOT_NONE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the prefix of slot %u is malformed or out of order; "
                         "compile the database again",
                         fault);
    if (!prefix_sweep_compare(&table->keys, &header, bytes))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a prefix table does not say what its keys say; "
                         "compile the database again");
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a prefix table: docs/FILE_FORMAT.md, "Prefix table". */
#ifndef TAMIS_INDEX_PREFIX_TABLE_LAYOUT_H
#define TAMIS_INDEX_PREFIX_TABLE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define PREFIX_TABLE_VERSION UINT32_C(1)

struct prefix_table_layout {
    uint32_t version;
    uint32_t flags;
    uint32_t address_size;
    uint32_t root_bits;
    uint32_t start_size;
    uint32_t key_count;
    uint32_t start_count;
    uint32_t group_count;
    uint32_t low_count;
    uint8_t reserved[28];
};

_Static_assert(sizeof(struct prefix_table_layout) == 64, "file format");
_Static_assert(offsetof(struct prefix_table_layout, key_count) == 20,
               "file format");
_Static_assert(offsetof(struct prefix_table_layout, reserved) == 36,
               "file format");

/* An entry of the root or of the groups: where its starts begin, and what is
 * in force before the first of them. */
struct prefix_range_layout {
    uint32_t first;
    uint32_t value;
};

_Static_assert(sizeof(struct prefix_range_layout) == 8, "file format");

/* A value: two bits of type over a slot or a group. */
#define PREFIX_VALUE_NUMBER UINT32_C(0x3fffffff)
#define PREFIX_VALUE_TYPE   UINT32_C(0xc0000000)
#define PREFIX_VALUE_SLOT   UINT32_C(0x00000000)
#define PREFIX_VALUE_GROUP  UINT32_C(0x40000000) /* several past 64 bits */
#define PREFIX_VALUE_SINGLE UINT32_C(0x80000000) /* one past 64 bits */
#define PREFIX_VALUE_NONE   UINT32_C(0xffffffff)

#define PREFIX_ROOT_BITS_MAX 16

/* Where the arrays are, from the header on; each begins on a cache line. */
struct prefix_table_places {
    uint64_t root, starts, values, groups, lows, low_values, parents, end;
};

static inline uint64_t prefix_table_align(uint64_t offset)
{
    return (offset + 63) & ~UINT64_C(63);
}

/* The header's numbers may be anything: sums of 32-bit counts cannot wrap. */
static inline struct prefix_table_places
prefix_table_places(const struct prefix_table_layout *shape)
{
    uint64_t root_count = (UINT64_C(1) << (shape->root_bits & 31)) + 1;
    uint64_t group_count = (uint64_t)shape->group_count + 1;
    struct prefix_table_places places;

    places.root = sizeof *shape;
    places.starts = prefix_table_align(
        places.root + root_count * sizeof(struct prefix_range_layout));
    places.values =
        prefix_table_align(places.starts + (uint64_t)shape->start_count *
                                               (shape->start_size & 15));
    places.groups =
        prefix_table_align(places.values + (uint64_t)shape->start_count * 4);
    places.lows = prefix_table_align(
        places.groups + group_count * sizeof(struct prefix_range_layout));
    places.low_values =
        prefix_table_align(places.lows + (uint64_t)shape->low_count * 8);
    places.parents =
        prefix_table_align(places.low_values + (uint64_t)shape->low_count * 4);
    places.end = places.parents + (uint64_t)shape->key_count * 4;
    return places;
}

#endif

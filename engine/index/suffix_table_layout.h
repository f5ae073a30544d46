/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a suffix table: docs/FILE_FORMAT.md, "Suffix table". An exact
 * table over the names' own hash follows the header, and then, from the next
 * cache line on, a member filter. */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_LAYOUT_H
#define TAMIS_INDEX_SUFFIX_TABLE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define SUFFIX_TABLE_VERSION UINT32_C(3)

/* Bits of the filter for each name and each gate: one stranger in 170 comes
 * through. */
#define SUFFIX_TABLE_KEY_BITS 12u

struct suffix_table_layout {
    uint32_t version;
    uint32_t flags;
    uint64_t depths[2];
    uint64_t names_size;  /* bytes of the exact table */
    uint32_t block_count; /* of the filter */
    uint8_t reserved[28];
};

_Static_assert(sizeof(struct suffix_table_layout) == 64, "file format");
_Static_assert(offsetof(struct suffix_table_layout, depths) == 8,
               "file format");
_Static_assert(offsetof(struct suffix_table_layout, names_size) == 24,
               "file format");
_Static_assert(offsetof(struct suffix_table_layout, block_count) == 32,
               "file format");
_Static_assert(offsetof(struct suffix_table_layout, reserved) == 36,
               "file format");

/* Where the filter begins: a whole number of lines behind the header. */
static inline uint64_t suffix_filter_offset(uint64_t names_size)
{
    return sizeof(struct suffix_table_layout) + (names_size + 63) / 64 * 64;
}

/* Gates are the last two and the last three labels of a longer name: without a
 * gate in the filter, nothing deeper is listed. */
#define SUFFIX_GATE_FIRST 2u
#define SUFFIX_GATE_LAST  3u

#endif

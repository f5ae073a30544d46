/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of an exact table: docs/FILE_FORMAT.md, "Exact table". Every
 * number is little-endian; these structs name offsets and are never mapped. */
#ifndef TAMIS_INDEX_EXACT_TABLE_LAYOUT_H
#define TAMIS_INDEX_EXACT_TABLE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define EXACT_TABLE_VERSION UINT32_C(3)

/* Bits of the filter for each key: one stranger in 550 comes through. Readers
 * take any number of blocks; verify takes up to EXACT_TABLE_KEY_BITS_MAX. */
#define EXACT_TABLE_KEY_BITS     16u
#define EXACT_TABLE_KEY_BITS_MAX 64u

struct exact_table_layout {
    uint32_t version;
    uint32_t flags;
    uint64_t seed;
    uint32_t key_count;
    uint32_t home_count;
    uint32_t overflow_count;
    uint32_t block_count; /* of the filter, which comes first; even */
    uint8_t reserved[32];
};

_Static_assert(sizeof(struct exact_table_layout) == 64, "file format");
_Static_assert(offsetof(struct exact_table_layout, seed) == 8, "file format");
_Static_assert(offsetof(struct exact_table_layout, key_count) == 16,
               "file format");
_Static_assert(offsetof(struct exact_table_layout, home_count) == 20,
               "file format");
_Static_assert(offsetof(struct exact_table_layout, overflow_count) == 24,
               "file format");
_Static_assert(offsetof(struct exact_table_layout, block_count) == 28,
               "file format");

/* Tags of one line, which is one cache line. */
#define EXACT_LINE_PLACES 15

struct exact_line_layout {
    uint32_t head;
    uint32_t tags[EXACT_LINE_PLACES];
};

_Static_assert(sizeof(struct exact_line_layout) == 64, "file format");
_Static_assert(offsetof(struct exact_line_layout, tags) == 4, "file format");

/* head: the slot of the line's first key, and two flags about the keys whose
 * home the line is: some are in the next line, some are in the overflow. */
#define EXACT_LINE_SLOT     UINT32_C(0x3fffffff)
#define EXACT_LINE_OVERFLOW UINT32_C(0x40000000)
#define EXACT_LINE_SPILLED  UINT32_C(0x80000000)

/* Homes come from the high half of the hash and tags from the low half, so
 * that keys of one line do not share tag bits. */
static inline uint32_t exact_hash_home(uint64_t hash, uint32_t home_count)
{
    return (uint32_t)(((hash >> 32) * home_count) >> 32);
}

/* Never 0, which marks a free place. */
static inline uint32_t exact_hash_tag(uint64_t hash)
{
    uint32_t tag = (uint32_t)hash;

    return tag ? tag : 1;
}

#endif

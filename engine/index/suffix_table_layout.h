/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a suffix table: docs/FILE_FORMAT.md, "Suffix table". An exact
 * table over the chained hash follows the header. */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_LAYOUT_H
#define TAMIS_INDEX_SUFFIX_TABLE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define SUFFIX_TABLE_VERSION UINT32_C(1)

struct suffix_table_layout {
    uint32_t version;
    uint32_t flags;
    uint64_t depths[2];
    uint8_t reserved[40];
};

_Static_assert(sizeof(struct suffix_table_layout) == 64, "file format");
_Static_assert(offsetof(struct suffix_table_layout, depths) == 8,
               "file format");
_Static_assert(offsetof(struct suffix_table_layout, reserved) == 24,
               "file format");

#endif

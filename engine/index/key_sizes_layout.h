/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of key_sizes.h: docs/FILE_FORMAT.md compares. */
#ifndef TAMIS_INDEX_KEY_SIZES_LAYOUT_H
#define TAMIS_INDEX_KEY_SIZES_LAYOUT_H

#include <stdint.h>

#define KEY_GROUP_ROOM 28u /* bytes of sizes */

struct key_sizes_layout {
    uint32_t width;
    uint8_t reserved[28];
};

struct key_group_layout {
    uint32_t begin;
    uint8_t sizes[KEY_GROUP_ROOM];
};

_Static_assert(sizeof(struct key_sizes_layout) == 32, "file format");
_Static_assert(sizeof(struct key_group_layout) == 32, "file format");

#endif

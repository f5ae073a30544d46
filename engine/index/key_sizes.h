/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where keys of any size begin: half a cache line says where the first of its
 * keys does, and how large each is. docs/FILE_FORMAT.md, "Keys".
 */
#ifndef TAMIS_INDEX_KEY_SIZES_H
#define TAMIS_INDEX_KEY_SIZES_H

#include "index/key_sizes_layout.h"

#include <stdbool.h>
#include <stddef.h>

#define KEY_SIZE_MAX UINT16_MAX

static inline bool key_sizes_have_width(uint32_t width)
{
    return width == 1 || width == 2;
}

/* Bytes of a section. */
static inline uint64_t key_sizes_size(uint64_t key_count, uint32_t width)
{
    uint64_t per_group = KEY_GROUP_ROOM / width;

    return sizeof(struct key_sizes_layout) +
           (key_count + per_group - 1) / per_group *
               sizeof(struct key_group_layout);
}

/* The group that a slot is in, and its place there. */
static inline uint32_t key_sizes_group(uint32_t slot, uint32_t width,
                                       uint32_t *place)
{
    /* Two constants, so that nothing is divided. */
    uint32_t group =
        width == 1 ? slot / KEY_GROUP_ROOM : slot / (KEY_GROUP_ROOM / 2);

    *place = slot - group * (width == 1 ? KEY_GROUP_ROOM : KEY_GROUP_ROOM / 2);
    return group;
}

/* Where a slot's group is behind the header. */
static inline size_t key_sizes_offset(uint32_t slot, uint32_t width)
{
    uint32_t place;

    return (size_t)key_sizes_group(slot, width, &place) *
           sizeof(struct key_group_layout);
}

/* Where a key begins among the bytes of all keys; *size is how large it is.
 * groups are those behind the section's header. */
uint64_t key_sizes_find(const uint8_t *groups, uint32_t width, uint32_t slot,
                        uint32_t *size);

#endif

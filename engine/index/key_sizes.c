/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_sizes.h"

#include "base/bytes.h"

#define GROUP_SIZE sizeof(struct key_group_layout)

/* Any 32 bytes that begin at 32 - n: the first n are taken. Without a branch
 * on the place of a key, which nobody could foresee. */
static const uint8_t taken[2 * GROUP_SIZE] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/* Numbers of one byte or of two, added to their neighbours: no sum outgrows
 * its part of the word, when four words of them are added up. */
static inline uint64_t add_neighbours(uint64_t word, uint32_t width)
{
    const uint64_t bytes = UINT64_C(0x00ff00ff00ff00ff);
    const uint64_t pairs = UINT64_C(0x0000ffff0000ffff);

    if (width == 1)
        return (word & bytes) + (word >> 8 & bytes);
    return (word & pairs) + (word >> 16 & pairs);
}

/* The sum of the sizes before byte `end` of a group. */
static inline uint32_t sum_sizes(const uint8_t *group, uint32_t end,
                                 uint32_t width)
{
    const uint8_t *mask = taken + GROUP_SIZE - end;
    const uint64_t anchor = UINT64_C(0xffffffff);
    uint64_t sum;

    sum = add_neighbours(load_le64(group) & load_le64(mask) & ~anchor, width);
    for (size_t at = 8; at < GROUP_SIZE; at += 8)
        sum +=
            add_neighbours(load_le64(group + at) & load_le64(mask + at), width);
    if (width == 1)
        return (uint32_t)(sum * UINT64_C(0x0001000100010001) >> 48);
    return (uint32_t)(sum * UINT64_C(0x0000000100000001) >> 32);
}

uint64_t key_sizes_find(const uint8_t *groups, uint32_t width, uint32_t slot,
                        uint32_t *size)
{
    uint32_t place, number = key_sizes_group(slot, width, &place);
    const uint8_t *group = groups + (size_t)number * GROUP_SIZE;
    uint64_t begin = load_le32(group);
    uint32_t at = 4 + place * width;

    if (width == 1) {
        *size = group[at];
        return begin + sum_sizes(group, at, 1);
    }
    *size = load_le16(group + at);
    return begin + sum_sizes(group, at, 2);
}

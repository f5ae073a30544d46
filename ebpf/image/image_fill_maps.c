/* SPDX-License-Identifier: BSD-2-Clause */
/* The bits that say where in the address space anything is listed. */
#include "image/image_fill.h"
#include "image/image_find_v6.h"

#include <string.h>

static void *table_of(const struct image_fill *fill, __u32 first, __u32 lines)
{
    return memset(&fill->lines[first], 0, (size_t)lines * IMAGE_LINE_SIZE);
}

/* A bit for each block of so many bits in or around the prefix. */
static void set_blocks(__u64 *blocks, __u32 bits, __u32 address, __u32 length)
{
    __u32 block = address >> (32 - bits);
    __u32 count = length < bits ? 1u << (bits - length) : 1;

    if (count < 64)
        blocks[block / 64] |= ((1ull << count) - 1) << block % 64;
    else
        memset(&blocks[block / 64], 0xff, count / 8);
}

/* The bits of the /22s and the /24s. */
static void set_v4(const struct image_fill *fill, __u32 address, __u32 length)
{
    set_blocks(fill->lines[IMAGE_V4_REGIONS].words, 22, address, length);
    set_blocks(fill->lines[IMAGE_V4_BLOCKS].words, 24, address, length);
}

/* How many /16s a prefix is in or around. */
static __u32 parts_of(__u32 length)
{
    return length < 16 ? 1u << (16 - length) : 1;
}

/* A single address needs no length: the filter is asked for it always. */
void image_fill_v4_maps(struct image_fill *fill)
{
    const struct image_nodes *nodes = fill->nodes;
    __u32 *lengths = table_of(fill, IMAGE_V4_LENGTHS, IMAGE_V4_LENGTH_LINES);

    table_of(fill, IMAGE_V4_REGIONS, IMAGE_V4_REGION_LINES);
    table_of(fill, IMAGE_V4_BLOCKS, IMAGE_V4_BLOCK_LINES);
    for (__u32 i = 0; i < nodes->v4_count; i++) {
        const struct image_node_v4 *node = &nodes->v4[i];

        set_v4(fill, node->address, node->length);
        for (__u32 n = 0; n < parts_of(node->length) && node->length < 32; n++)
            lengths[(node->address >> 16) + n] |= 1u << (31 - node->length);
    }
    for (__u32 i = 0; i < nodes->port_count; i++)
        if (nodes->ports[i].version == 4)
            set_v4(fill, (__u32)nodes->ports[i].low, 32);
}

/* Bits in the long word of a /48, of which the middle word of its /32 says that
 * there are any. */
static void set_long(const struct image_fill *fill, __u64 high, __u32 bits)
{
    const struct image_tables *tables = &fill->plan->tables;
    __u16 *middle = (void *)&fill->lines[IMAGE_V6_MIDDLE];
    __u32 *longs = (void *)&fill->lines[tables->v6_long];

    middle[image_v6_middle_place(fill->secret, (__u32)(high >> 32))] |=
        IMAGE_V6_HAS_LONG;
    longs[image_v6_long_place(fill->secret, high, tables->v6_long_lines)] |=
        bits;
}

static void set_middle(const struct image_fill *fill, __u64 high, __u32 length)
{
    __u16 *middle = (void *)&fill->lines[IMAGE_V6_MIDDLE];

    middle[image_v6_middle_place(fill->secret, (__u32)(high >> 32))] |=
        (__u16)(1u << (46 - length));
}

static void set_short(const struct image_fill *fill, __u64 high, __u32 length)
{
    __u32 *shorts = (void *)&fill->lines[IMAGE_V6_SHORT];

    for (__u32 n = 0; n < parts_of(length); n++)
        shorts[image_v6_short_place((__u32)(high >> 32) + (n << 16))] |=
            1u << (31 - length);
}

static void set_v6_prefix(const struct image_fill *fill,
                          const struct image_node_v6 *node)
{
    if (node->length < 32)
        set_short(fill, node->high, node->length);
    else if (node->length <= 46)
        set_middle(fill, node->high, node->length);
    else if (node->length <= 64)
        set_long(fill, node->high, 1u << (64 - node->length));
    else
        set_long(fill, node->high,
                 node->length == 128 ? IMAGE_V6_HAS_WHOLE : IMAGE_V6_HAS_DEEP);
    if (node->length == 47) /* has two */
        set_long(fill, node->high | 1ull << 16, 1u << (64 - 47));
}

void image_fill_v6_maps(struct image_fill *fill)
{
    const struct image_nodes *nodes = fill->nodes;
    const struct image_tables *tables = &fill->plan->tables;

    table_of(fill, IMAGE_V6_SHORT, IMAGE_V6_SHORT_LINES);
    table_of(fill, IMAGE_V6_MIDDLE, IMAGE_V6_MIDDLE_LINES);
    table_of(fill, tables->v6_long, tables->v6_long_lines);
    for (__u32 i = 0; i < nodes->v6_count; i++)
        set_v6_prefix(fill, &nodes->v6[i]);
    for (__u32 i = 0; i < nodes->port_count; i++)
        if (nodes->ports[i].version == 6)
            set_long(fill, nodes->ports[i].high, IMAGE_V6_HAS_PORTS);
}

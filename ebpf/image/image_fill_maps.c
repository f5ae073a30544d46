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

/* A length in the word of each /16 in or around the prefix. */
static void set_length(__u32 *words, __u64 first, __u32 length)
{
    __u32 count = length < 16 ? 1u << (16 - length) : 1;

    for (__u32 i = 0; i < count; i++)
        words[first + i] |= 1u << (31 - length);
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
        if (node->length < 32)
            set_length(lengths, node->address >> 16, node->length);
    }
    for (__u32 i = 0; i < nodes->port_count; i++)
        if (nodes->ports[i].version == 4)
            set_v4(fill, (__u32)nodes->ports[i].low, 32);
}

/* The words of a /32, whose bit among the blocks is set. */
static struct image_v6_long *long_words(const struct image_fill *fill,
                                        __u64 high)
{
    const struct image_tables *tables = &fill->plan->tables;
    struct image_v6_long *words = (void *)&fill->lines[tables->v6_long];
    __u64 *blocks = fill->lines[IMAGE_V6_BLOCKS].words;
    __u64 hash = v6_block_hash(fill->secret, (__u32)(high >> 32));
    __u32 bit = image_v6_block_bit(hash);

    blocks[bit / 64] |= 1ull << bit % 64;
    return &words[keyed_place((__u32)hash,
                              tables->v6_long_lines * IMAGE_V6_LONG_A_LINE)];
}

static void set_v6_prefix(const struct image_fill *fill, __u32 *shorts,
                          const struct image_node_v6 *node)
{
    if (node->length > 64)
        long_words(fill, node->high)->words[0] |= 1ull << (128 - node->length);
    else if (node->length >= 32)
        long_words(fill, node->high)->words[1] |= 1ull << (64 - node->length);
    else
        set_length(shorts, node->high >> 48, node->length);
}

void image_fill_v6_maps(struct image_fill *fill)
{
    const struct image_nodes *nodes = fill->nodes;
    const struct image_tables *tables = &fill->plan->tables;
    __u32 *shorts = table_of(fill, IMAGE_V6_SHORT, IMAGE_V6_SHORT_LINES);

    table_of(fill, IMAGE_V6_BLOCKS, IMAGE_V6_BLOCK_LINES);
    table_of(fill, tables->v6_long, tables->v6_long_lines);
    for (__u32 i = 0; i < nodes->v6_count; i++)
        set_v6_prefix(fill, shorts, &nodes->v6[i]);
    for (__u32 i = 0; i < nodes->port_count; i++)
        if (nodes->ports[i].version == 6)
            long_words(fill, nodes->ports[i].high)->words[1] |=
                IMAGE_V6_HAS_PORTS;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPv6 through trees; included by each file of kernels, which says what KERNEL
 * is, and count_below(): how many of a node's keys are below a number.
 *
 * All lanes of a batch go down together, one node at a time, so that none
 * waits for its memory alone. No number of the file is followed before it was
 * compared with a count, heights are cut, and an address has only so many
 * steps: hostile bytes give wrong answers and nothing worse.
 */
#include "base/bytes.h"
#include "index/prefix_find.h"
#include "index/prefix_point.h"

#define NODE_SIZE  sizeof(struct prefix_node_layout)
#define ENTRY_SIZE sizeof(struct prefix_entry_layout)

struct tree_lanes {
    uint64_t at[PREFIX_LANES];   /* the offset of a node, at last of a word */
    uint32_t part[PREFIX_LANES]; /* the bits of this step */
    uint32_t height[PREFIX_LANES];
    uint32_t found[PREFIX_LANES];
    uint8_t active[PREFIX_LANES];
    size_t active_count;
};

/* What a node leads to: [0] nodes, [1] words. */
struct tree_arrays {
    uint64_t offset[2];
    uint64_t size[2];
};

/* Lanes that are at a node go on to its child, until all are at a word. */
KERNEL static inline void descend(const struct prefix_table *table,
                                  unsigned step, struct tree_lanes *lanes)
{
    const struct prefix_table_places *places = &table->places;
    const uint8_t *bytes = table->bytes;
    const struct tree_arrays arrays = {
        {places->lines[step].offset, places->words[step].offset},
        {places->lines[step].size, places->words[step].size}};
    uint8_t active[PREFIX_LANES];
    size_t count = lanes->active_count;

    for (size_t n = 0; n < PREFIX_LANES; n++)
        active[n] = lanes->active[n];
    for (size_t left = 0; count; count = left, left = 0) {
        for (size_t n = 0; n < count; n++) {
            uint8_t i = active[n];
            const uint8_t *node = bytes + lanes->at[i];
            uint32_t number =
                load_le32(node + offsetof(struct prefix_node_layout, first)) +
                count_below(node, lanes->part[i]);
            unsigned is_leaf = --lanes->height[i] == 0;
            uint64_t offset = (uint64_t)number << (6 - 4 * is_leaf);
            uint64_t next = offset + arrays.offset[is_leaf];

            /* Outside of the array is only where no builder points: the
             * header is as good as anything. */
            if (offset >= arrays.size[is_leaf])
                next = 0;
            __builtin_prefetch(bytes + next);
            lanes->at[i] = next;
            active[left] = i;
            left += !is_leaf;
        }
    }
}

/* From an entry on, a lane is at a node and active, or the entry is a word. */
KERNEL static inline void enter(const struct prefix_table *table, unsigned step,
                                uint64_t entry, uint8_t i,
                                struct tree_lanes *lanes)
{
    uint64_t top = load_le32(table->bytes + entry);
    uint32_t height = load_le32(table->bytes + entry + 4);
    uint64_t node = table->places.lines[step].offset + top * NODE_SIZE;
    uint64_t has_node =
        (height != 0) & (top * NODE_SIZE < table->places.lines[step].size);

    lanes->height[i] = height < PREFIX_HEIGHT_MAX ? height : PREFIX_HEIGHT_MAX;
    lanes->at[i] = entry ^ ((entry ^ node) & (0 - has_node));
    __builtin_prefetch(table->bytes + lanes->at[i]);
    lanes->active[lanes->active_count] = i;
    lanes->active_count += has_node;
}

/* The part of an address that a step reads. */
KERNEL static inline uint32_t part_of(struct prefix_point point,
                                      unsigned root_bits, unsigned step)
{
    uint64_t high = point.high << root_bits |
                    (root_bits ? point.low >> (64 - root_bits) : 0);
    uint64_t half = step < 2 ? high : point.low << root_bits;

    return (uint32_t)(step % 2 ? half : half >> 32);
}

KERNEL static inline uint32_t find_in_prefix(const struct prefix_table *table,
                                             uint32_t slot,
                                             struct prefix_point point)
{
    struct prefix_point prefix;
    unsigned length;

    if (prefix_key_load(&table->keys, slot, 16, &prefix, &length) &&
        prefix_covers(prefix, length, point))
        return slot;
    return prefix_table_parent(table, slot);
}

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
    uint32_t part[PREFIX_LANES];   /* the bits of this step */
    uint32_t number[PREFIX_LANES]; /* a node, at last a word's */
    uint32_t found[PREFIX_LANES];  /* words */
    /* Lanes by the height of their trees; [0] are at no tree. */
    uint8_t at_height[PREFIX_HEIGHT_MAX + 1][PREFIX_LANES];
    size_t at_height_count[PREFIX_HEIGHT_MAX + 1];
    uint8_t active[PREFIX_LANES]; /* those whose words lead on */
    size_t active_count;
};

KERNEL static inline void leave_trees(struct tree_lanes *lanes)
{
    for (unsigned height = 0; height <= PREFIX_HEIGHT_MAX; height++)
        lanes->at_height_count[height] = 0;
}

/* From an entry on, a lane is at a node, or the entry is a word. */
KERNEL static inline void enter(const struct prefix_table *table, unsigned step,
                                uint64_t entry, uint8_t i,
                                struct tree_lanes *lanes)
{
    uint32_t top = load_le32(table->bytes + entry);
    uint32_t height = load_le32(table->bytes + entry + 4);
    uint32_t has_node = top < table->shape.line_counts[step];

    height = height < PREFIX_HEIGHT_MAX ? height : PREFIX_HEIGHT_MAX;
    height &= 0 - has_node;
    lanes->found[i] = top;
    lanes->number[i] = top & (0 - has_node);
    __builtin_prefetch(table->bytes + table->places.lines[step].offset +
                       (size_t)lanes->number[i] * NODE_SIZE);
    lanes->at_height[height][lanes->at_height_count[height]++] = i;
}

/* A lane's next number below its node. Outside of the array is only where no
 * builder points: there the first is as good as any. */
KERNEL static inline uint32_t next_number(const uint8_t *lines,
                                          const struct tree_lanes *lanes,
                                          uint8_t i, uint32_t limit)
{
    const uint8_t *node = lines + (size_t)lanes->number[i] * NODE_SIZE;
    uint32_t number =
        load_le32(node + offsetof(struct prefix_node_layout, first)) +
        count_below(node, lanes->part[i]);

    return number < limit ? number : 0;
}

/*
 * Lanes go down to their words, the higher trees first, so that all lanes of a
 * round are at nodes of one kind.
 */
KERNEL static inline void descend(const struct prefix_table *table,
                                  unsigned step, struct tree_lanes *lanes)
{
    const uint8_t *lines = table->bytes + table->places.lines[step].offset;
    const uint8_t *words = table->bytes + table->places.words[step].offset;
    uint32_t line_count = table->shape.line_counts[step];
    uint32_t word_count = table->shape.word_counts[step];
    uint8_t some[PREFIX_LANES];
    size_t count = 0;

    for (unsigned height = PREFIX_HEIGHT_MAX; height > 0; height--) {
        for (size_t n = 0; n < lanes->at_height_count[height]; n++)
            some[count++] = lanes->at_height[height][n];
        for (size_t n = 0; height > 1 && n < count; n++) {
            uint32_t number = next_number(lines, lanes, some[n], line_count);

            __builtin_prefetch(lines + (size_t)number * NODE_SIZE);
            lanes->number[some[n]] = number;
        }
    }
    if (word_count == 0)
        return; /* and no node of a builder */
    for (size_t n = 0; n < count; n++) {
        uint32_t number = next_number(lines, lanes, some[n], word_count);

        __builtin_prefetch(words + (size_t)number * 4);
        lanes->number[some[n]] = number;
    }
    for (size_t n = 0; n < count; n++)
        lanes->found[some[n]] =
            load_le32(words + (size_t)lanes->number[some[n]] * 4);
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

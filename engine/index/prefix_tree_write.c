/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of IPv6 as trees: leaves as the runs come, the nodes above them when
 * the block is full. A tree's lines and words lie together, since of each
 * depth only one block is open and has arrays of its own. */
#include "index/prefix_writer.h"

#define NODE_WORDS    16
#define NODE_CHILDREN 16

static void put_node(struct prefix_writer *writer, unsigned step,
                     uint32_t number, const uint32_t *before, uint32_t first)
{
    uint8_t line[sizeof(struct prefix_node_layout)];

    for (unsigned i = 0; i < PREFIX_NODE_KEYS; i++)
        store_le32(line + i * 4, before[i]);
    store_le32(line + offsetof(struct prefix_node_layout, first), first);
    prefix_writer_put(writer, writer->places.lines[step],
                      (uint64_t)number * sizeof line, line, sizeof line);
}

static void clear_keys(uint32_t *before)
{
    for (unsigned i = 0; i < PREFIX_NODE_KEYS; i++)
        before[i] = UINT32_MAX;
}

static void put_leaf(struct prefix_writer *writer, unsigned depth)
{
    struct prefix_tree_state *tree = &writer->blocks[depth].tree;
    uint32_t number = writer->line_counts[depth - 1]++;

    put_node(writer, depth - 1, number, tree->before,
             tree->first_word + (number - tree->first_line) * PREFIX_NODE_KEYS);
    clear_keys(tree->before);
}

void prefix_tree_begin(struct prefix_writer *writer, unsigned depth)
{
    struct prefix_tree_state *tree = &writer->blocks[depth].tree;

    tree->first_word = writer->word_counts[depth - 1];
    tree->first_line = writer->line_counts[depth - 1];
    tree->key_count = 0;
    clear_keys(tree->before);
}

void prefix_tree_append(struct prefix_writer *writer, unsigned depth,
                        uint64_t start, uint32_t word)
{
    struct prefix_tree_state *tree = &writer->blocks[depth].tree;
    uint32_t place = tree->key_count % PREFIX_NODE_KEYS;

    prefix_writer_put_word(writer, writer->places.words[depth - 1],
                           writer->word_counts[depth - 1]++, word);
    if (writer->word_counts[depth - 1] >= PREFIX_WORD_NUMBER)
        writer->is_full = true;
    if (start == 0)
        return; /* the first word has no start */
    if (place == 0 && tree->key_count > 0)
        put_leaf(writer, depth);
    tree->before[place] = (uint32_t)(start - 1);
    tree->key_count++;
}

/* The first key of the leftmost leaf below a node. */
static uint32_t first_key(const struct prefix_writer *writer, unsigned step,
                          uint32_t number, uint32_t height)
{
    struct prefix_array lines = writer->places.lines[step];

    for (; height > 1; height--)
        number = prefix_writer_get_word(
            writer, lines, (uint64_t)number * NODE_WORDS + PREFIX_NODE_KEYS);
    return prefix_writer_get_word(writer, lines, (uint64_t)number * NODE_WORDS);
}

/* One layer of nodes over `count` lines from `first` on; how many they are. */
static uint32_t put_layer(struct prefix_writer *writer, unsigned step,
                          uint32_t first, uint32_t count, uint32_t height)
{
    uint32_t made = 0;

    for (uint32_t child = 0; child < count; child += NODE_CHILDREN) {
        uint32_t before[PREFIX_NODE_KEYS];

        clear_keys(before);
        for (uint32_t i = 1; i < NODE_CHILDREN && child + i < count; i++)
            before[i - 1] = first_key(writer, step, first + child + i, height);
        put_node(writer, step, writer->line_counts[step]++, before,
                 first + child);
        made++;
    }
    return made;
}

static void put_entry(struct prefix_writer *writer, struct prefix_array array,
                      uint64_t number, uint32_t top, uint32_t height)
{
    prefix_writer_put_word(writer, array, number * 2, top);
    prefix_writer_put_word(writer, array, number * 2 + 1, height);
}

void prefix_tree_put_root(struct prefix_writer *writer, uint64_t first,
                          uint64_t count, uint32_t word)
{
    for (uint64_t cell = first; cell < first + count; cell++)
        put_entry(writer, writer->places.root, cell, word, 0);
}

uint32_t prefix_tree_close(struct prefix_writer *writer, unsigned depth)
{
    struct prefix_tree_state *tree = &writer->blocks[depth].tree;
    unsigned step = depth - 1;
    uint32_t first = tree->first_line, count, height = 1;
    uint32_t number = writer->group_count;

    put_leaf(writer, depth);
    count = writer->line_counts[step] - first;
    while (count > 1) {
        uint32_t made = put_layer(writer, step, first, count, height++);

        first += count;
        count = made;
    }
    if (depth == 1) {
        put_entry(writer, writer->places.root, writer->blocks[0].next, first,
                  height);
        return PREFIX_WORD_NONE;
    }
    put_entry(writer, writer->places.groups, number, first, height);
    writer->group_count++;
    if (writer->group_count >= PREFIX_WORD_NUMBER)
        writer->is_full = true;
    return PREFIX_WORD_DEEPER | number;
}

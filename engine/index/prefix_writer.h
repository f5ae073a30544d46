/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is in force along the line of addresses, laid down step by step.
 *
 * A step is a block of cells: the root, then what some next bits of an address
 * select. The writer fills cells from left to right, opens a block where one
 * cell does not tell all, and turns a full block into one word of the block
 * around it. Nothing is allocated; the same walk counts, writes and compares.
 */
#ifndef TAMIS_INDEX_PREFIX_WRITER_H
#define TAMIS_INDEX_PREFIX_WRITER_H

#include "index/prefix_point.h"
#include "index/prefix_table_places.h"

#define PREFIX_RUNS_HELD 3

/* Where a tree of IPv6 stands. */
struct prefix_tree_state {
    uint32_t first_word, first_line;
    uint32_t key_count;
    uint32_t before[PREFIX_NODE_KEYS]; /* of the last leaf */
};

struct prefix_block {
    struct prefix_point path; /* an address of the block */
    uint64_t next;            /* the first cell that is not filled */
    uint32_t run_count;       /* of equal words */
    uint32_t run_word;        /* of the last run */
    uint32_t held_words[PREFIX_RUNS_HELD]; /* of the first runs */
    uint64_t held_starts[PREFIX_RUNS_HELD];
    uint32_t single_rest; /* in force around the last single cell */
    struct prefix_tree_state tree;
};

struct prefix_writer {
    const struct key_store *keys;
    const struct prefix_table_layout *shape;
    struct prefix_table_places places;
    uint8_t *written;        /* NULL unless writing */
    const uint8_t *compared; /* NULL unless comparing */
    bool differs;
    uint32_t line_counts[PREFIX_STEPS_MAX], word_counts[PREFIX_STEPS_MAX];
    uint32_t group_count;
    bool is_full; /* a count passed what a word can say */

    uint32_t word;  /* in force from the last boundary on */
    unsigned depth; /* the innermost open block; 0 is the root */
    struct prefix_block blocks[PREFIX_STEPS_MAX + 1];
    /* Of IPv4 blocks, and what is in force around their single cells. */
    uint32_t cells[PREFIX_STEPS_MAX][PREFIX_CELLS];
    uint32_t rests[PREFIX_STEPS_MAX][PREFIX_CELLS];
};

/* The bits of an address in front of a block, 128 at most. */
unsigned prefix_writer_bits(const struct prefix_writer *writer, unsigned depth);

/* Places bytes of an array: written, compared, or neither. What lies outside
 * of the array differs. */
void prefix_writer_put(struct prefix_writer *writer, struct prefix_array array,
                       uint64_t offset, const void *bytes, size_t size);
void prefix_writer_put_word(struct prefix_writer *writer,
                            struct prefix_array array, uint64_t number,
                            uint32_t word);
/* The n-th word of an array, as written or as compared; 0 while counting. */
uint32_t prefix_writer_get_word(const struct prefix_writer *writer,
                                struct prefix_array array, uint64_t number);

/* From the point on, which ascends from call to call, this slot is in force. */
void prefix_writer_change(struct prefix_writer *writer,
                          struct prefix_point point, uint32_t slot);
void prefix_writer_finish(struct prefix_writer *writer);

/*
 * The two families. put_root() fills cells of the root with a word; close()
 * lays a full block down: the first block below the root into the root's cell,
 * others somewhere, and returns the word for them. IPv6 appends its runs as
 * they come.
 */
void prefix_bitmap_put_root(struct prefix_writer *writer, uint64_t first,
                            uint64_t count, uint32_t word);
uint32_t prefix_bitmap_close(struct prefix_writer *writer, unsigned depth);
void prefix_bitmap_finish(struct prefix_writer *writer);
void prefix_tree_put_root(struct prefix_writer *writer, uint64_t first,
                          uint64_t count, uint32_t word);
void prefix_tree_begin(struct prefix_writer *writer, unsigned depth);
void prefix_tree_append(struct prefix_writer *writer, unsigned depth,
                        uint64_t start, uint32_t word);
uint32_t prefix_tree_close(struct prefix_writer *writer, unsigned depth);

#endif

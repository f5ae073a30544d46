/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_writer.h"

static bool is_ipv4(const struct prefix_writer *writer)
{
    return writer->shape->address_size == 4;
}

unsigned prefix_writer_bits(const struct prefix_writer *writer, unsigned depth)
{
    unsigned bits = writer->shape->root_bits;

    if (depth == 0)
        return 0;
    bits += (depth - 1) * (is_ipv4(writer) ? 8 : 32);
    return bits < 128 ? bits : 128;
}

static struct prefix_point shift_left(struct prefix_point point, unsigned bits)
{
    if (bits == 0)
        return point;
    return (struct prefix_point){point.high << bits | point.low >> (64 - bits),
                                 point.low << bits};
}

/* The cell of a block that holds a point. */
static uint64_t cell_of(const struct prefix_writer *writer, unsigned depth,
                        struct prefix_point point)
{
    unsigned root_bits = writer->shape->root_bits;
    struct prefix_point below = shift_left(point, root_bits);

    if (depth == 0)
        return root_bits ? point.high >> (64 - root_bits) : 0;
    if (is_ipv4(writer))
        return below.high >> (64 - 8 * depth) & (PREFIX_CELLS - 1);
    return (depth < 3 ? below.high : below.low) >> (depth % 2 ? 32 : 0) &
           UINT32_MAX;
}

static uint64_t cell_count(const struct prefix_writer *writer, unsigned depth)
{
    if (depth == 0)
        return UINT64_C(1) << writer->shape->root_bits;
    return is_ipv4(writer) ? PREFIX_CELLS : UINT64_C(1) << 32;
}

void prefix_writer_put(struct prefix_writer *writer, struct prefix_array array,
                       uint64_t offset, const void *bytes, size_t size)
{
    if (!writer->written && !writer->compared)
        return;
    if (offset + size > array.size) {
        writer->differs = true;
        return;
    }
    offset += array.offset;
    if (writer->written)
        memcpy(writer->written + offset, bytes, size);
    else if (memcmp(writer->compared + offset, bytes, size) != 0)
        writer->differs = true;
}

void prefix_writer_put_word(struct prefix_writer *writer,
                            struct prefix_array array, uint64_t number,
                            uint32_t word)
{
    uint8_t bytes[4];

    store_le32(bytes, word);
    prefix_writer_put(writer, array, number * 4, bytes, sizeof bytes);
}

uint32_t prefix_writer_get_word(const struct prefix_writer *writer,
                                struct prefix_array array, uint64_t number)
{
    const uint8_t *bytes = writer->written ? writer->written : writer->compared;

    if (!bytes || (number + 1) * 4 > array.size)
        return 0;
    return load_le32(bytes + array.offset + number * 4);
}

/* IPv6 holds the first runs back, since the block may become a single. */
static void add_run(struct prefix_writer *writer, unsigned depth,
                    uint64_t start, uint32_t word)
{
    struct prefix_block *block = &writer->blocks[depth];
    uint32_t number = block->run_count++;

    block->run_word = word;
    if (number < PREFIX_RUNS_HELD) {
        block->held_words[number] = word;
        block->held_starts[number] = start;
        return;
    }
    if (is_ipv4(writer))
        return;
    for (uint32_t i = 0; number == PREFIX_RUNS_HELD && i < number; i++)
        prefix_tree_append(writer, depth, block->held_starts[i],
                           block->held_words[i]);
    prefix_tree_append(writer, depth, start, word);
}

/* Fills the cells up to and without `end`. */
static void fill_cells(struct prefix_writer *writer, unsigned depth,
                       uint64_t end, uint32_t word)
{
    struct prefix_block *block = &writer->blocks[depth];
    uint64_t first = block->next;

    if (first >= end)
        return;
    block->next = end;
    if (depth == 0) {
        if (is_ipv4(writer))
            prefix_bitmap_put_root(writer, first, end - first, word);
        else
            prefix_tree_put_root(writer, first, end - first, word);
        return;
    }
    if (block->run_count == 0 || block->run_word != word)
        add_run(writer, depth, first, word);
    if (!is_ipv4(writer))
        return;
    for (uint64_t cell = first; cell < end; cell++)
        writer->cells[depth - 1][cell] = word;
}

static void open_block(struct prefix_writer *writer, struct prefix_point point)
{
    struct prefix_block *block = &writer->blocks[++writer->depth];

    block->path = point;
    block->next = 0;
    block->run_count = 0;
    block->single_rest = PREFIX_WORD_NONE;
    if (!is_ipv4(writer))
        prefix_tree_begin(writer, writer->depth);
}

static unsigned length_of(const struct prefix_writer *writer, uint32_t slot)
{
    struct prefix_point point;
    unsigned length = 0;

    prefix_key_load(writer->keys, slot, writer->shape->address_size, &point,
                    &length);
    return length;
}

/* Is the word one prefix that begins inside of the block? */
static bool is_inside(const struct prefix_writer *writer, unsigned depth,
                      uint32_t word)
{
    if ((word & PREFIX_WORD_TYPE) == PREFIX_WORD_SINGLE)
        return true;
    return (word & PREFIX_WORD_TYPE) == PREFIX_WORD_SLOT &&
           length_of(writer, word) > prefix_writer_bits(writer, depth);
}

/*
 * One prefix alone in a block needs no block: its key says what it covers, and
 * its parent is in force everywhere else. Gives the single's word and what is
 * around it.
 */
static bool has_single(const struct prefix_writer *writer, unsigned depth,
                       uint32_t *single, uint32_t *rest)
{
    const struct prefix_block *block = &writer->blocks[depth];
    bool has_rest = false;

    *single = PREFIX_WORD_NONE;
    for (uint32_t i = 0; i < block->run_count; i++) {
        uint32_t word = block->held_words[i];
        uint32_t type = word & PREFIX_WORD_TYPE;

        if (type != PREFIX_WORD_SLOT && type != PREFIX_WORD_SINGLE &&
            word != PREFIX_WORD_NONE)
            return false;
        if (is_inside(writer, depth, word)) {
            if (*single != PREFIX_WORD_NONE && *single != word)
                return false;
            *single = word;
        } else {
            if (has_rest && *rest != word)
                return false;
            has_rest = true;
            *rest = word;
        }
    }
    if (!has_rest || *single == PREFIX_WORD_NONE)
        return false;
    if ((*single & PREFIX_WORD_TYPE) == PREFIX_WORD_SINGLE)
        return block->single_rest == *rest;
    *single |= PREFIX_WORD_SINGLE;
    return true;
}

static void close_block(struct prefix_writer *writer)
{
    unsigned depth = writer->depth;
    struct prefix_block *block = &writer->blocks[depth];
    struct prefix_block *around = &writer->blocks[depth - 1];
    uint32_t word = writer->word, rest = PREFIX_WORD_NONE;

    fill_cells(writer, depth, cell_count(writer, depth), word);
    writer->depth--;
    /* A line of an IPv4 root is there anyway. */
    if ((depth > 1 || !is_ipv4(writer)) &&
        block->run_count <= PREFIX_RUNS_HELD &&
        has_single(writer, depth, &word, &rest)) {
        if (is_ipv4(writer))
            writer->rests[depth - 2][around->next] = rest;
        fill_cells(writer, depth - 1, around->next + 1, word);
        around->single_rest = rest;
        return;
    }
    if (is_ipv4(writer)) {
        word = prefix_bitmap_close(writer, depth);
    } else {
        for (uint32_t i = 0;
             block->run_count <= PREFIX_RUNS_HELD && i < block->run_count; i++)
            prefix_tree_append(writer, depth, block->held_starts[i],
                               block->held_words[i]);
        word = prefix_tree_close(writer, depth);
    }
    if (depth == 1)
        around->next++; /* close() filled the cell of the root */
    else
        fill_cells(writer, depth - 1, around->next + 1, word);
}

static bool has_bits_below(struct prefix_point point, unsigned bits)
{
    struct prefix_point host = prefix_host_bits(bits);

    return (point.high & host.high) || (point.low & host.low);
}

void prefix_writer_change(struct prefix_writer *writer,
                          struct prefix_point point, uint32_t slot)
{
    unsigned depth;

    while (writer->depth > 0 &&
           !prefix_covers(writer->blocks[writer->depth].path,
                          prefix_writer_bits(writer, writer->depth), point))
        close_block(writer);
    depth = writer->depth;
    fill_cells(writer, depth, cell_of(writer, depth, point), writer->word);
    while (has_bits_below(point, prefix_writer_bits(writer, depth + 1))) {
        open_block(writer, point);
        depth = writer->depth;
        fill_cells(writer, depth, cell_of(writer, depth, point), writer->word);
    }
    writer->word = slot;
}

void prefix_writer_finish(struct prefix_writer *writer)
{
    while (writer->depth > 0)
        close_block(writer);
    fill_cells(writer, 0, cell_count(writer, 0), writer->word);
    if (is_ipv4(writer))
        prefix_bitmap_finish(writer);
}

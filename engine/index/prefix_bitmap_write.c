/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of IPv4 as bitmaps, clusters and their words. */
#include "index/prefix_writer.h"

#define LINE_SIZE sizeof(struct prefix_bitmap_layout)

/* How a block's cells are best said. */
struct cell_plan {
    bool is_runs; /* bits begin runs; else bits mark what is not the rest */
    uint32_t rest;
    uint32_t word_count;
};

/* The word of more than half of the cells, if there is one. */
static uint32_t find_majority(const uint32_t *cells)
{
    uint32_t word = cells[0], votes = 0;

    for (unsigned cell = 0; cell < PREFIX_CELLS; cell++) {
        if (votes == 0)
            word = cells[cell];
        votes = cells[cell] == word ? votes + 1 : votes - 1;
    }
    return word;
}

/* Marks let most clean addresses end in the line; runs are fewer words where
 * prefixes are wide. Marks may be twice as many, so that prefixes cannot make
 * a table of any size. */
static void plan_cells(const uint32_t *cells, struct cell_plan *plan)
{
    uint32_t rest = find_majority(cells);
    uint32_t marks = cells[0] != rest, runs = 0;

    for (unsigned cell = 1; cell < PREFIX_CELLS; cell++) {
        marks += cells[cell] != rest;
        runs += cells[cell] != cells[cell - 1];
    }
    plan->is_runs = marks > PREFIX_BITMAP_INLINED &&
                    (runs <= PREFIX_BITMAP_INLINED || marks > 2 * runs + 8);
    plan->rest = plan->is_runs ? cells[0] : rest;
    plan->word_count = plan->is_runs ? runs : marks;
}

static bool has_bit(const uint32_t *cells, const struct cell_plan *plan,
                    unsigned cell)
{
    if (plan->is_runs)
        return cell > 0 && cells[cell] != cells[cell - 1];
    return cells[cell] != plan->rest;
}

/* A word of a line, with its hint. */
struct hinted_word {
    uint32_t word;
    uint8_t hint;
};

/* Is a single cell's prefix all of one octet of the next step, with the line's
 * rest around it? Then the octet is worth more than its key. */
static struct hinted_word make_word(const struct prefix_writer *writer,
                                    unsigned depth,
                                    const struct cell_plan *plan, unsigned cell)
{
    struct hinted_word made = {writer->cells[depth - 1][cell], 0};
    unsigned bits = prefix_writer_bits(writer, depth) + 8, length = 0;
    uint32_t slot = made.word & PREFIX_WORD_NUMBER;
    struct prefix_point point;

    if ((made.word & PREFIX_WORD_TYPE) != PREFIX_WORD_SINGLE || plan->is_runs ||
        writer->rests[depth - 1][cell] != plan->rest ||
        slot == PREFIX_WORD_NUMBER)
        return made;
    if (!prefix_key_load(writer->keys, slot, 4, &point, &length) ||
        length < bits + 8)
        return made;
    made.word = PREFIX_WORD_HINTED | slot;
    made.hint = (uint8_t)(point.high >> (56 - bits));
    return made;
}

static void put_outside(struct prefix_writer *writer, uint64_t number,
                        struct hinted_word word)
{
    struct prefix_array words = writer->places.words[0];

    prefix_writer_put_word(writer, words, number + number / 4 + 1, word.word);
    prefix_writer_put(writer, words,
                      number / 4 * sizeof(struct prefix_words_layout) +
                          number % 4,
                      &word.hint, 1);
}

static void put_line(struct prefix_writer *writer, struct prefix_array array,
                     uint64_t number, unsigned depth,
                     const struct cell_plan *plan)
{
    bool is_outside = plan->word_count > PREFIX_BITMAP_INLINED;
    uint32_t first = is_outside ? writer->word_counts[0] : 0, bits = 0;
    uint8_t line[LINE_SIZE] = {0};

    for (unsigned cell = 0; cell < PREFIX_CELLS; cell++) {
        struct hinted_word word;

        if (cell % 32 == 0)
            line[offsetof(struct prefix_bitmap_layout, ranks) + cell / 32] =
                (uint8_t)bits;
        if (!has_bit(writer->cells[depth - 1], plan, cell))
            continue;
        line[cell / 8] |= (uint8_t)(1u << cell % 8);
        word = make_word(writer, depth, plan, cell);
        if (is_outside) {
            put_outside(writer, (uint64_t)first + bits, word);
        } else {
            store_le32(line + offsetof(struct prefix_bitmap_layout, words) +
                           bits * 4,
                       word.word);
            line[offsetof(struct prefix_bitmap_layout, hints) + bits] =
                word.hint;
        }
        bits++;
    }
    store_le32(line + offsetof(struct prefix_bitmap_layout, head),
               first | (is_outside ? PREFIX_BITMAP_OUTSIDE : 0) |
                   (plan->is_runs ? PREFIX_BITMAP_RUNS : 0));
    store_le32(line + offsetof(struct prefix_bitmap_layout, rest), plan->rest);
    prefix_writer_put(writer, array, number * LINE_SIZE, line, sizeof line);
    if (is_outside)
        writer->word_counts[0] += bits;
    if (writer->word_counts[0] >= PREFIX_WORD_NUMBER)
        writer->is_full = true;
}

/* The last four words are whole. */
void prefix_bitmap_finish(struct prefix_writer *writer)
{
    static const struct hinted_word none = {0, 0};

    for (uint64_t number = writer->word_counts[0]; number % 4; number++)
        put_outside(writer, number, none);
}

/* A few addresses of one /24, one slot after the other. */
static bool put_cluster(struct prefix_writer *writer, const uint32_t *cells,
                        const struct cell_plan *plan)
{
    uint8_t cluster[sizeof(struct prefix_cluster_layout)];
    uint8_t *octets = cluster + offsetof(struct prefix_cluster_layout, octets);
    uint32_t first = 0, count = 0;

    if (plan->is_runs || plan->word_count < 2 ||
        plan->word_count > PREFIX_CLUSTER_OCTETS)
        return false;
    for (unsigned cell = 0; cell < PREFIX_CELLS; cell++) {
        if (cells[cell] == plan->rest)
            continue;
        if (count == 0)
            first = cells[cell];
        if (cells[cell] > PREFIX_WORD_NUMBER || cells[cell] != first + count)
            return false;
        octets[count++] = (uint8_t)cell;
    }
    for (; count < PREFIX_CLUSTER_OCTETS; count++)
        octets[count] = octets[count - 1];
    store_le32(cluster, first);
    store_le32(cluster + offsetof(struct prefix_cluster_layout, rest),
               plan->rest);
    prefix_writer_put(writer, writer->places.groups,
                      (uint64_t)writer->group_count * sizeof cluster, cluster,
                      sizeof cluster);
    return true;
}

void prefix_bitmap_put_root(struct prefix_writer *writer, uint64_t first,
                            uint64_t count, uint32_t word)
{
    uint8_t line[LINE_SIZE] = {0};

    store_le32(line + offsetof(struct prefix_bitmap_layout, rest), word);
    for (uint64_t cell = first; cell < first + count; cell++)
        prefix_writer_put(writer, writer->places.root, cell * LINE_SIZE, line,
                          sizeof line);
}

uint32_t prefix_bitmap_close(struct prefix_writer *writer, unsigned depth)
{
    const uint32_t *cells = writer->cells[depth - 1];
    struct cell_plan plan;
    uint32_t number;

    plan_cells(cells, &plan);
    if (depth == 1) {
        put_line(writer, writer->places.root, writer->blocks[0].next, depth,
                 &plan);
        return PREFIX_WORD_NONE;
    }
    if (prefix_writer_bits(writer, depth) == 24 &&
        put_cluster(writer, cells, &plan)) {
        number = writer->group_count++;
        if (writer->group_count >= PREFIX_DEEPER_NUMBER)
            writer->is_full = true;
        return PREFIX_WORD_DEEPER | PREFIX_DEEPER_CLUSTER | number;
    }
    number = writer->line_counts[0]++;
    put_line(writer, writer->places.lines[0], number, depth, &plan);
    if (writer->line_counts[0] >= PREFIX_DEEPER_NUMBER)
        writer->is_full = true;
    return PREFIX_WORD_DEEPER | number;
}

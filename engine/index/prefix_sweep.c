/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_sweep.h"

#include "index/prefix_writer.h"

/* Prefixes inside each other have different lengths, 0 to 128. */
#define NESTED_MAX 129

struct open_prefix {
    struct prefix_point last; /* the last address that it covers */
    uint32_t slot;
};

struct sweep {
    struct prefix_writer writer;
    struct open_prefix open[NESTED_MAX];
    uint32_t open_count;
    bool has_boundary; /* one that waits for the next */
    struct prefix_point boundary;
    uint32_t boundary_slot;
    uint32_t slot; /* in force after the last boundary let go */
};

static void settle_boundary(struct sweep *sweep)
{
    if (sweep->has_boundary && sweep->boundary_slot != sweep->slot) {
        prefix_writer_change(&sweep->writer, sweep->boundary,
                             sweep->boundary_slot);
        sweep->slot = sweep->boundary_slot;
    }
    sweep->has_boundary = false;
}

/* Of several boundaries at one point the last says what is in force. */
static void add_boundary(struct sweep *sweep, struct prefix_point at,
                         uint32_t slot)
{
    if (sweep->has_boundary && !prefix_point_equal(sweep->boundary, at))
        settle_boundary(sweep);
    sweep->has_boundary = true;
    sweep->boundary = at;
    sweep->boundary_slot = slot;
}

static uint32_t innermost(const struct sweep *sweep)
{
    return sweep->open_count ? sweep->open[sweep->open_count - 1].slot
                             : SLOT_NONE;
}

static void close_innermost(struct sweep *sweep)
{
    struct prefix_point after = sweep->open[--sweep->open_count].last;

    if (++after.low == 0 && ++after.high == 0)
        return; /* the end of the line */
    add_boundary(sweep, after, innermost(sweep));
}

static void add_key(struct sweep *sweep, uint32_t slot)
{
    struct prefix_point first, host;
    struct open_prefix *opened;
    unsigned length;

    if (!prefix_key_load(sweep->writer.keys, slot,
                         sweep->writer.shape->address_size, &first, &length))
        return;
    while (sweep->open_count &&
           prefix_point_before(sweep->open[sweep->open_count - 1].last, first))
        close_innermost(sweep);
    prefix_writer_put_word(&sweep->writer, sweep->writer.places.parents, slot,
                           innermost(sweep));
    add_boundary(sweep, first, slot);
    host = prefix_host_bits(length);
    opened = &sweep->open[sweep->open_count++];
    opened->last.high = first.high | host.high;
    opened->last.low = first.low | host.low;
    opened->slot = slot;
}

static void run_sweep(struct sweep *sweep)
{
    struct prefix_writer *writer = &sweep->writer;

    writer->places = prefix_table_places(writer->shape);
    writer->word = PREFIX_WORD_NONE;
    sweep->slot = SLOT_NONE;
    for (uint32_t slot = 0; slot < writer->keys->count; slot++)
        add_key(sweep, slot);
    while (sweep->open_count)
        close_innermost(sweep);
    settle_boundary(sweep);
    prefix_writer_finish(writer);
}

uint32_t prefix_sweep_find_fault(const struct key_store *keys,
                                 uint32_t address_size)
{
    struct prefix_point before = {0, 0};
    unsigned length_before = 0;

    for (uint32_t slot = 0; slot < keys->count; slot++) {
        struct prefix_point point, host;
        unsigned length;

        if (!prefix_key_load(keys, slot, address_size, &point, &length))
            return slot;
        host = prefix_host_bits(length);
        if ((point.high & host.high) || (point.low & host.low))
            return slot;
        if (slot &&
            (prefix_point_before(point, before) ||
             (prefix_point_equal(point, before) && length <= length_before)))
            return slot;
        before = point;
        length_before = length;
    }
    return SLOT_NONE;
}

bool prefix_sweep_count(const struct key_store *keys,
                        struct prefix_table_layout *shape)
{
    struct sweep sweep = {.writer = {.keys = keys, .shape = shape}};
    const struct prefix_writer *writer = &sweep.writer;

    run_sweep(&sweep);
    memcpy(shape->line_counts, writer->line_counts, sizeof shape->line_counts);
    memcpy(shape->word_counts, writer->word_counts, sizeof shape->word_counts);
    shape->group_count = writer->group_count;
    return !writer->is_full;
}

void prefix_sweep_write(const struct key_store *keys,
                        const struct prefix_table_layout *shape, uint8_t *bytes)
{
    struct sweep sweep = {
        .writer = {.keys = keys, .shape = shape, .written = bytes}};

    run_sweep(&sweep);
}

bool prefix_sweep_compare(const struct key_store *keys,
                          const struct prefix_table_layout *shape,
                          const uint8_t *bytes)
{
    struct sweep sweep = {
        .writer = {.keys = keys, .shape = shape, .compared = bytes}};
    const struct prefix_writer *writer = &sweep.writer;

    run_sweep(&sweep);
    return !writer->differs && writer->group_count == shape->group_count &&
           memcmp(writer->line_counts, shape->line_counts,
                  sizeof shape->line_counts) == 0 &&
           memcmp(writer->word_counts, shape->word_counts,
                  sizeof shape->word_counts) == 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_sweep.h"

#include "index/prefix_point.h"

/* Prefixes inside each other have different lengths, 0 to 128. */
#define NESTED_MAX 129

struct open_prefix {
    struct prefix_point last; /* the last address that it covers */
    uint32_t slot;
};

/*
 * Three stages, each of which waits for the next item before it lets one go:
 * boundaries (the slot in force changes here), starts (the same in the high 64
 * bits, where what happens inside one value of them is a group), words.
 */
struct sweep {
    const struct key_store *keys;
    const struct prefix_table_layout *shape;
    struct prefix_table_places places;
    uint8_t *written;        /* NULL unless writing */
    const uint8_t *compared; /* NULL unless comparing */
    bool differs;

    struct open_prefix open[NESTED_MAX];
    uint32_t open_count;
    bool has_boundary;
    struct prefix_point boundary;
    uint32_t boundary_slot;
    uint32_t slot; /* in force after the last boundary let go */

    bool has_start;
    uint64_t start;
    uint32_t start_slot;
    bool has_group;
    uint64_t group;           /* its high bits */
    uint32_t group_before;    /* in force where it begins */
    uint32_t group_low_count; /* low_count where it began */
    uint32_t group_slot;      /* the only slot past 64 bits so far */
    bool group_is_single;
    uint64_t held_lows[2]; /* of a group that may stay single */
    uint32_t held_slots[2];
    uint32_t held_count;

    uint64_t root_next;   /* entries of the root let go */
    uint32_t start_value; /* in force after the last start let go */
    uint32_t start_count, group_count, low_count;
};

static void put_word(struct sweep *sweep, uint64_t offset, uint64_t value,
                     uint32_t size)
{
    uint8_t bytes[8];

    store_le64(bytes, value);
    if (sweep->written)
        memcpy(sweep->written + offset, bytes, size);
    else if (sweep->compared && memcmp(sweep->compared + offset, bytes, size))
        sweep->differs = true;
}

static void put_range(struct sweep *sweep, uint64_t array, uint64_t number,
                      struct prefix_range_layout range)
{
    uint64_t offset = array + number * sizeof range;

    put_word(sweep, offset, range.first, 4);
    put_word(sweep, offset + 4, range.value, 4);
}

/* Comparing stops at the counts of the shape, which the bytes have room for. */
static bool has_room(const struct sweep *sweep, uint32_t number, uint32_t count)
{
    return sweep->written || (sweep->compared && number < count);
}

/* Root entries up to and without `end`: nothing starts inside of them. */
static void fill_root(struct sweep *sweep, uint64_t end)
{
    for (; sweep->root_next < end; sweep->root_next++)
        put_range(sweep, sweep->places.root, sweep->root_next,
                  (struct prefix_range_layout){sweep->start_count,
                                               sweep->start_value});
}

static void put_start(struct sweep *sweep, uint64_t start, uint32_t value)
{
    const struct prefix_table_layout *shape = sweep->shape;
    uint64_t entry = 0, inside = start, number = sweep->start_count;

    if (shape->root_bits) {
        entry = start >> (64 - shape->root_bits);
        inside = start << shape->root_bits;
    }
    /* What changes where an entry of the root begins needs no start. */
    fill_root(sweep, inside ? entry + 1 : entry);
    sweep->start_value = value;
    if (!inside) {
        fill_root(sweep, entry + 1);
        return;
    }
    if (has_room(sweep, sweep->start_count, shape->start_count)) {
        put_word(sweep, sweep->places.starts + number * shape->start_size,
                 shape->start_size == 2 ? start >> 32 & 0xffff : start,
                 shape->start_size);
        put_word(sweep, sweep->places.values + number * 4, value, 4);
    }
    sweep->start_count++;
}

static void put_low(struct sweep *sweep, uint64_t low, uint32_t slot)
{
    uint64_t number = sweep->low_count;

    if (has_room(sweep, sweep->low_count, sweep->shape->low_count)) {
        put_word(sweep, sweep->places.lows + number * 8, low, 8);
        put_word(sweep, sweep->places.low_values + number * 4, slot, 4);
    }
    sweep->low_count++;
}

static void put_held(struct sweep *sweep)
{
    for (uint32_t i = 0; i < sweep->held_count; i++)
        put_low(sweep, sweep->held_lows[i], sweep->held_slots[i]);
    sweep->held_count = 0;
}

/* A lone prefix past 64 bits needs no group: its key says what it covers. */
static uint32_t close_group(struct sweep *sweep)
{
    uint32_t number = sweep->group_count;

    sweep->has_group = false;
    if (sweep->group_is_single) {
        sweep->held_count = 0;
        return PREFIX_VALUE_SINGLE | sweep->group_slot;
    }
    if (has_room(sweep, number, sweep->shape->group_count))
        put_range(sweep, sweep->places.groups, number,
                  (struct prefix_range_layout){sweep->group_low_count,
                                               sweep->group_before});
    sweep->group_count++;
    return PREFIX_VALUE_GROUP | number;
}

/* Lets go of the start or the group that waits. After a group, what is in
 * force behind it waits. */
static void settle_start(struct sweep *sweep)
{
    if (sweep->has_group) {
        put_start(sweep, sweep->group, close_group(sweep));
        sweep->has_start = sweep->group != UINT64_MAX;
        sweep->start = sweep->group + 1;
        sweep->start_slot = sweep->slot;
    } else if (sweep->has_start) {
        sweep->has_start = false;
        put_start(sweep, sweep->start, sweep->start_slot);
    }
}

static unsigned key_length(const struct sweep *sweep, uint32_t slot)
{
    struct prefix_point point;
    unsigned length = 0;

    prefix_key_load(sweep->keys, slot, sweep->shape->address_size, &point,
                    &length);
    return length;
}

static void open_group(struct sweep *sweep, uint64_t high)
{
    if (sweep->has_group)
        settle_start(sweep);
    if (sweep->has_start && sweep->start != high)
        settle_start(sweep);
    sweep->group_before = sweep->has_start ? sweep->start_slot : sweep->slot;
    sweep->has_start = false;
    sweep->has_group = true;
    sweep->group = high;
    sweep->group_low_count = sweep->low_count;
    sweep->group_slot = SLOT_NONE;
    sweep->group_is_single = true;
    sweep->held_count = 0;
    if (sweep->group_before != SLOT_NONE &&
        key_length(sweep, sweep->group_before) > 64)
        sweep->group_slot = sweep->group_before;
}

/* One prefix has at most two ends inside of its group. */
static void add_low(struct sweep *sweep, uint64_t low, uint32_t slot)
{
    if (slot != SLOT_NONE && key_length(sweep, slot) > 64) {
        if (sweep->group_slot != SLOT_NONE && sweep->group_slot != slot)
            sweep->group_is_single = false;
        sweep->group_slot = slot;
    }
    if (sweep->group_is_single && sweep->held_count < 2) {
        sweep->held_lows[sweep->held_count] = low;
        sweep->held_slots[sweep->held_count++] = slot;
        return;
    }
    put_held(sweep);
    put_low(sweep, low, slot);
}

/* The slot in force changes at a point. */
static void put_boundary(struct sweep *sweep, struct prefix_point at,
                         uint32_t slot)
{
    if (at.low == 0) {
        if (sweep->has_group)
            settle_start(sweep);
        if (sweep->has_start && sweep->start != at.high)
            settle_start(sweep);
        sweep->has_start = true;
        sweep->start = at.high;
        sweep->start_slot = slot;
    } else {
        if (!sweep->has_group || sweep->group != at.high)
            open_group(sweep, at.high);
        add_low(sweep, at.low, slot);
    }
    sweep->slot = slot;
}

static void settle_boundary(struct sweep *sweep)
{
    if (sweep->has_boundary && sweep->boundary_slot != sweep->slot)
        put_boundary(sweep, sweep->boundary, sweep->boundary_slot);
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

    if (!prefix_key_load(sweep->keys, slot, sweep->shape->address_size, &first,
                         &length))
        return;
    while (sweep->open_count &&
           prefix_point_before(sweep->open[sweep->open_count - 1].last, first))
        close_innermost(sweep);
    put_word(sweep, sweep->places.parents + (uint64_t)slot * 4,
             innermost(sweep), 4);
    add_boundary(sweep, first, slot);
    host = prefix_host_bits(length);
    opened = &sweep->open[sweep->open_count++];
    opened->last.high = first.high | host.high;
    opened->last.low = first.low | host.low;
    opened->slot = slot;
}

static void run_sweep(struct sweep *sweep)
{
    const struct prefix_table_layout *shape = sweep->shape;

    sweep->places = prefix_table_places(shape);
    sweep->slot = SLOT_NONE;
    sweep->start_value = PREFIX_VALUE_NONE;
    for (uint32_t slot = 0; slot < sweep->keys->count; slot++)
        add_key(sweep, slot);
    while (sweep->open_count)
        close_innermost(sweep);
    settle_boundary(sweep);
    while (sweep->has_group || sweep->has_start)
        settle_start(sweep);
    fill_root(sweep, UINT64_C(1) << shape->root_bits);
    /* Each array of ranges ends with an entry that ends the last range. */
    put_range(
        sweep, sweep->places.root, sweep->root_next,
        (struct prefix_range_layout){sweep->start_count, PREFIX_VALUE_NONE});
    if (has_room(sweep, sweep->group_count, shape->group_count + 1))
        put_range(
            sweep, sweep->places.groups, sweep->group_count,
            (struct prefix_range_layout){sweep->low_count, PREFIX_VALUE_NONE});
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

void prefix_sweep_count(const struct key_store *keys,
                        struct prefix_table_layout *shape)
{
    struct sweep sweep = {.keys = keys, .shape = shape};

    run_sweep(&sweep);
    shape->start_count = sweep.start_count;
    shape->group_count = sweep.group_count;
    shape->low_count = sweep.low_count;
}

void prefix_sweep_write(const struct key_store *keys,
                        const struct prefix_table_layout *shape, uint8_t *bytes)
{
    struct sweep sweep = {.keys = keys, .shape = shape, .written = bytes};

    run_sweep(&sweep);
}

bool prefix_sweep_compare(const struct key_store *keys,
                          const struct prefix_table_layout *shape,
                          const uint8_t *bytes)
{
    struct sweep sweep = {.keys = keys, .shape = shape, .compared = bytes};

    run_sweep(&sweep);
    return !sweep.differs && sweep.start_count == shape->start_count &&
           sweep.group_count == shape->group_count &&
           sweep.low_count == shape->low_count;
}

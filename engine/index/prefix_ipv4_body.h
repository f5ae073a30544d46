/* SPDX-License-Identifier: BSD-2-Clause */
/* A batch of IPv4 addresses from the root to its words; included behind
 * prefix_bitmap_body.h. LOAD_VALUES, RULE_OUT and ASK_ROOT are the functions
 * here, or what an instruction set does instead. */
#include "index/prefix_map.h"
#include "index/prefix_sieve.h"

/* Addresses as numbers. */
KERNEL static inline void load_values(size_t count, const uint8_t *addresses,
                                      size_t stride, uint32_t *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = load_be32(addresses + i * stride);
}

/* Of a line for each value of the first bits, that of an address. */
KERNEL static inline void prefetch_line(const uint8_t *lines, uint32_t bits,
                                        uint32_t value)
{
    __builtin_prefetch(lines + ((uint64_t)value << bits >> 32) * BITMAP_SIZE);
}

/* One more address for the passes; the line that it asks next comes nearer. */
KERNEL static inline void add_lane(const struct prefix_table *table,
                                   struct bitmap_lanes *lanes, size_t place,
                                   uint32_t value)
{
    uint32_t bits = table->shape.sieve_bits;

    prefetch_line(table->bytes + (bits ? table->places.sieve.offset
                                       : table->places.root.offset),
                  bits ? bits : table->shape.root_bits, value);
    lanes->values[lanes->count] = value;
    lanes->places[lanes->count++] = (uint8_t)place;
}

/* Keeps the lanes that the sieve of the table does not rule out. */
KERNEL static inline void sieve_lanes(const struct prefix_table *table,
                                      struct bitmap_lanes *lanes)
{
    const uint8_t *lines = table->bytes + table->places.sieve.offset;
    size_t left = 0;

    for (size_t i = 0; i < lanes->count; i++) {
        uint32_t value = lanes->values[i];

        lanes->values[left] = value;
        lanes->places[left] = lanes->places[i];
        left += prefix_sieve_passes(lines, table->shape.sieve_bits, value);
    }
    lanes->count = left;
    for (size_t i = 0; i < left; i++)
        prefetch_line(table->bytes + table->places.root.offset,
                      table->shape.root_bits, lanes->values[i]);
}

/* The addresses in whose blocks anything is listed; no slot for the others. */
KERNEL static inline void rule_out(const struct prefix_table *table,
                                   size_t count, const uint32_t *values,
                                   struct bitmap_lanes *lanes, uint32_t *slots)
{
    const uint8_t *map = table->bytes + table->places.map.offset;
    uint32_t map_bits = table->shape.map_bits;

    for (size_t i = 0; i < count; i++) {
        slots[i] = SLOT_NONE;
        if (!map_bits || prefix_map_get(map, map_bits, values[i]))
            add_lane(table, lanes, i, values[i]);
    }
}

/* No slot is outside of the table, whatever its words say. */
KERNEL static inline void
put_slots(uint32_t key_count, const struct bitmap_lanes *lanes, uint32_t *slots)
{
    for (size_t i = 0; i < lanes->count; i++)
        slots[lanes->places[i]] =
            lanes->found[i] < key_count ? lanes->found[i] : SLOT_NONE;
}

/* The first step for count lanes, in two passes. */
KERNEL static inline void ask_root(const struct prefix_table *table,
                                   size_t count, struct bitmap_lanes *lanes)
{
    const uint8_t *bytes = table->bytes;
    uint64_t root = table->places.root.offset;
    struct bitmap_place places[PREFIX_LANES];
    unsigned root_bits = table->shape.root_bits;

    for (size_t i = 0; i < count; i++) {
        uint64_t line = (uint64_t)lanes->values[i] << root_bits >> 32;

        places[i] = bitmap_word(table, root + line * BITMAP_SIZE,
                                lanes->values[i] >> (24 - root_bits) & 255);
        __builtin_prefetch(bytes + places[i].word);
        __builtin_prefetch(bytes + places[i].hint);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t line = (uint64_t)lanes->values[i] << root_bits >> 32;

        lanes->found[i] = read_word(bytes, root + line * BITMAP_SIZE, places[i],
                                    lanes->values[i], 24 - (int)root_bits);
        lanes->active[lanes->active_count] = (uint8_t)i;
        lanes->active_count += !prefix_word_is_final(lanes->found[i]);
    }
}

/* All other steps, of the few lanes that need them. */
KERNEL static inline void follow_words(const struct prefix_table *table,
                                       struct bitmap_lanes *lanes)
{
    int shift = 24 - (int)table->shape.root_bits;

    while (lanes->active_count) {
        size_t left = 0;

        shift -= 8;
        for (size_t n = 0; n < lanes->active_count; n++)
            prefetch_word(table, lanes->found[lanes->active[n]]);
        for (size_t n = 0; n < lanes->active_count; n++) {
            uint8_t i = lanes->active[n];

            lanes->found[i] =
                follow_word(table, lanes->found[i], lanes->values[i], shift);
            lanes->active[left] = i;
            left += !prefix_word_is_final(lanes->found[i]);
        }
        lanes->active_count = left;
    }
}

KERNEL static void find_ipv4(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots)
{
    uint32_t values[PREFIX_LANES];
    struct bitmap_lanes lanes;

    lanes.count = lanes.active_count = 0;
    LOAD_VALUES(count, addresses, stride, values);
    RULE_OUT(table, count, values, &lanes, slots);
    if (table->shape.sieve_bits)
        sieve_lanes(table, &lanes);
    if (!lanes.count)
        return;
    ASK_ROOT(table, lanes.count, &lanes);
    follow_words(table, &lanes);
    put_slots(table->shape.key_count, &lanes, slots);
}

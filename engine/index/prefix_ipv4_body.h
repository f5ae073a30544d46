/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A batch of IPv4 addresses from the root to its words; included behind
 * prefix_bitmap_body.h. LOAD_VALUES, ASK_ROOT and CUT_SLOTS are the functions
 * here, or what an instruction set does instead.
 */

/* Addresses as numbers; their lines of the root are asked for. */
KERNEL static inline void load_values(const struct prefix_table *table,
                                      size_t count, const uint8_t *addresses,
                                      size_t stride, uint32_t *values)
{
    const uint8_t *root = table->bytes + table->places.root.offset;
    unsigned root_bits = table->shape.root_bits;

    for (size_t i = 0; i < count; i++) {
        values[i] = load_be32(addresses + i * stride);
        __builtin_prefetch(root + ((uint64_t)values[i] << root_bits >> 32) *
                                      BITMAP_SIZE);
    }
}

/* No slot is outside of the table, whatever its words say. */
KERNEL static inline void cut_slots(uint32_t key_count, size_t count,
                                    const uint32_t *found, uint32_t *slots)
{
    for (size_t i = 0; i < count; i++)
        slots[i] = found[i] < key_count ? found[i] : SLOT_NONE;
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
    uint32_t found[PREFIX_LANES];
    struct bitmap_lanes lanes;

    lanes.active_count = 0;
    /* Kernels write whole vectors. */
    lanes.found = count == PREFIX_LANES ? slots : found;
    LOAD_VALUES(table, count, addresses, stride, lanes.values);
    ASK_ROOT(table, count, &lanes);
    follow_words(table, &lanes);
    CUT_SLOTS(table->shape.key_count, count, lanes.found, slots);
}

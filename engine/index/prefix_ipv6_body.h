/* SPDX-License-Identifier: BSD-2-Clause */
/* A batch of IPv6 addresses from the root to its words; included behind
 * prefix_tree_body.h. */

/* Of some lanes, those whose words lead on. */
KERNEL static inline void keep_active(const uint8_t *some, size_t count,
                                      struct tree_lanes *lanes)
{
    size_t left = 0;

    for (size_t n = 0; n < count; n++) {
        uint8_t i = some[n];

        lanes->active[left] = i;
        left += !prefix_word_is_final(lanes->found[i]);
    }
    lanes->active_count = left;
}

/* Words that lead on: into a group, whose lanes stay active, or to a single. */
KERNEL static inline void follow_groups(const struct prefix_table *table,
                                        unsigned step,
                                        const struct prefix_point *points,
                                        struct tree_lanes *lanes)
{
    size_t count = lanes->active_count;

    for (size_t n = 0; n < count; n++) {
        uint32_t word = lanes->found[lanes->active[n]];
        size_t number = word & PREFIX_WORD_NUMBER;

        if ((word & PREFIX_WORD_TYPE) == PREFIX_WORD_SINGLE) {
            __builtin_prefetch(table->keys.bytes + number * 17);
            __builtin_prefetch(table->bytes + table->places.parents.offset +
                               number * 4);
        } else {
            __builtin_prefetch(table->bytes + table->places.groups.offset +
                               number * ENTRY_SIZE);
        }
    }
    leave_trees(lanes);
    for (size_t n = 0; n < count; n++) {
        uint8_t i = lanes->active[n];
        uint32_t word = lanes->found[i], number = word & PREFIX_WORD_NUMBER;

        lanes->found[i] = PREFIX_WORD_NONE;
        if ((word & PREFIX_WORD_TYPE) == PREFIX_WORD_SINGLE)
            lanes->found[i] = find_in_prefix(table, number, points[i]);
        if ((word & PREFIX_WORD_TYPE) != PREFIX_WORD_DEEPER ||
            number >= table->shape.group_count)
            continue;
        lanes->part[i] = part_of(points[i], table->shape.root_bits, step);
        enter(table, step,
              table->places.groups.offset + (uint64_t)number * ENTRY_SIZE, i,
              lanes);
    }
}

KERNEL static void find_ipv6(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots)
{
    const uint8_t *bytes = table->bytes;
    uint64_t root = table->places.root.offset;
    unsigned root_bits = table->shape.root_bits;
    struct prefix_point points[PREFIX_LANES];
    uint64_t entries[PREFIX_LANES];
    struct tree_lanes lanes;

    for (size_t i = 0; i < count; i++) {
        points[i] = prefix_point_load(addresses + i * stride, 16);
        entries[i] =
            root + (points[i].high >> 32 << root_bits >> 32) * ENTRY_SIZE;
        __builtin_prefetch(bytes + entries[i]);
    }
    leave_trees(&lanes);
    for (size_t i = 0; i < count; i++) {
        lanes.part[i] = part_of(points[i], root_bits, 0);
        lanes.active[i] = (uint8_t)i;
        enter(table, 0, entries[i], (uint8_t)i, &lanes);
    }
    descend(table, 0, &lanes);
    keep_active(lanes.active, count, &lanes);
    for (unsigned step = 1; lanes.active_count && step < PREFIX_STEPS_MAX;
         step++) {
        follow_groups(table, step, points, &lanes);
        descend(table, step, &lanes);
        keep_active(lanes.active, lanes.active_count, &lanes);
    }
    for (size_t i = 0; i < count; i++)
        slots[i] = lanes.found[i] < table->shape.key_count ? lanes.found[i]
                                                           : SLOT_NONE;
}

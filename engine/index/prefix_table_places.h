/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the arrays of a prefix table are, by the numbers of its header. */
#ifndef TAMIS_INDEX_PREFIX_TABLE_PLACES_H
#define TAMIS_INDEX_PREFIX_TABLE_PLACES_H

#include "index/prefix_table_layout.h"

/* An array of the table, from the header on. */
struct prefix_array {
    uint64_t offset;
    uint64_t size;
};

/* Each begins on a cache line. */
struct prefix_table_places {
    struct prefix_array root, map, sieve, lines[PREFIX_STEPS_MAX],
        words[PREFIX_STEPS_MAX], groups, parents;
    uint64_t end;
};

static inline struct prefix_array
prefix_array_place(uint64_t *end, uint64_t count, uint64_t item_size)
{
    struct prefix_array array = {(*end + 63) & ~UINT64_C(63),
                                 count * item_size};

    *end = array.offset + array.size;
    return array;
}

/* The header's numbers may be anything: sums of 32-bit counts cannot wrap. */
static inline struct prefix_table_places
prefix_table_places(const struct prefix_table_layout *shape)
{
    int is_ipv4 = shape->address_size == 4;
    uint64_t root_count = UINT64_C(1) << (shape->root_bits & 31);
    struct prefix_table_places places;

    places.end = sizeof *shape;
    places.root =
        prefix_array_place(&places.end, root_count,
                           is_ipv4 ? sizeof(struct prefix_bitmap_layout)
                                   : sizeof(struct prefix_entry_layout));
    places.map = prefix_array_place(
        &places.end,
        shape->map_bits ? (UINT64_C(1) << (shape->map_bits & 31)) / 8 : 0, 1);
    places.sieve = prefix_array_place(
        &places.end,
        shape->sieve_bits ? UINT64_C(1) << (shape->sieve_bits & 31) : 0,
        sizeof(struct prefix_sieve_layout));
    for (unsigned step = 0; step < PREFIX_STEPS_MAX; step++) {
        places.lines[step] =
            prefix_array_place(&places.end, shape->line_counts[step], 64);
        places.words[step] = prefix_array_place(
            &places.end,
            is_ipv4 ? ((uint64_t)shape->word_counts[step] + 3) / 4
                    : shape->word_counts[step],
            is_ipv4 ? sizeof(struct prefix_words_layout) : 4);
    }
    places.groups =
        prefix_array_place(&places.end, shape->group_count,
                           is_ipv4 ? sizeof(struct prefix_cluster_layout)
                                   : sizeof(struct prefix_entry_layout));
    places.parents = prefix_array_place(&places.end, shape->key_count, 4);
    return places;
}

#endif

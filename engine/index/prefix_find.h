/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a batch of addresses goes through a prefix table, once per instruction
 * set. The scalar table is the specification; the body of both is one.
 */
#ifndef TAMIS_INDEX_PREFIX_FIND_H
#define TAMIS_INDEX_PREFIX_FIND_H

#include "index/prefix_table.h"

#include <stdbool.h>

/* Addresses in flight at once: more than the line-fill buffers of today's
 * cores, few enough for their state to stay in the first-level cache. */
#define PREFIX_LANES 128

/* IPv4 addresses between the passes of one batch step: those that the map does
 * not rule out. */
struct bitmap_lanes {
    size_t count;
    uint32_t values[PREFIX_LANES];
    uint8_t places[PREFIX_LANES]; /* in the batch */
    uint32_t found[PREFIX_LANES]; /* words; slots once nothing leads on */
    uint8_t active[PREFIX_LANES]; /* those whose words lead on */
    size_t active_count;
};

struct prefix_find {
    uint32_t required; /* CPU_* bits */
    /* count is at most PREFIX_LANES, the table is not empty. */
    void (*find_ipv4)(const struct prefix_table *table, size_t count,
                      const uint8_t *addresses, size_t stride, uint32_t *slots);
    void (*find_ipv6)(const struct prefix_table *table, size_t count,
                      const uint8_t *addresses, size_t stride, uint32_t *slots);
};

extern const struct prefix_find prefix_find_scalar;
#if defined(__x86_64__)
extern const struct prefix_find prefix_find_avx2;
#endif

/* Does a word say a slot or none, and lead nowhere? */
static inline bool prefix_word_is_final(uint32_t word)
{
    return !(word & PREFIX_WORD_TYPE) || word == PREFIX_WORD_NONE;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which input a slot is made of: the order in which the caller of a builder
 * must write keys and records so that slots mean what the index says.
 *
 * Nearly all inputs keep their order, and a few that found no place in the
 * lines come last; so the order is told by these alone.
 */
#ifndef TAMIS_INDEX_SLOT_ORDER_H
#define TAMIS_INDEX_SLOT_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot_order {
    const uint32_t *inputs; /* by place; NULL: places are inputs */
    const uint32_t *late;   /* places that come last, ascending */
    uint32_t late_count;
    uint32_t count; /* of all */
};

static inline uint32_t slot_order_input(const struct slot_order *order,
                                        uint32_t place)
{
    return order->inputs ? order->inputs[place] : place;
}

/* A walk over the slots, in runs of places that follow each other. */
struct slot_walk {
    const struct slot_order *order;
    uint32_t place;   /* the next one */
    uint32_t skipped; /* late ones that are behind it */
    uint32_t ended;   /* late ones that came at the end */
};

static inline void slot_walk_begin(struct slot_walk *walk,
                                   const struct slot_order *order)
{
    *walk = (struct slot_walk){.order = order};
}

/* The next run, places *begin to before *end; false when all slots came. */
static inline bool slot_walk_next(struct slot_walk *walk, uint32_t *begin,
                                  uint32_t *end)
{
    const struct slot_order *order = walk->order;

    while (walk->place < order->count) {
        bool is_late = walk->skipped < order->late_count;

        *begin = walk->place;
        *end = is_late ? order->late[walk->skipped++] : order->count;
        walk->place = *end + is_late;
        if (*begin < *end)
            return true;
    }
    if (walk->ended == order->late_count)
        return false;
    *begin = order->late[walk->ended++];
    *end = *begin + 1;
    return true;
}

#endif

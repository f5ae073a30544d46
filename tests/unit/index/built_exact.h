/* SPDX-License-Identifier: BSD-2-Clause */
/* An exact table built from a set of keys, opened and checked. */
#ifndef TAMIS_TESTS_UNIT_INDEX_BUILT_EXACT_H
#define TAMIS_TESTS_UNIT_INDEX_BUILT_EXACT_H

#include "base/buffer.h"
#include "index/exact_table.h"
#include "key_set.h"

struct built_exact {
    struct key_set slots; /* in the order of slots */
    uint32_t *order;
    struct buffer out;
    struct exact_table table;
};

/* Sorts *set. A table that cannot be built fails the test. */
void built_exact_open(struct built_exact *built, struct key_set *set);
void built_exact_close(struct built_exact *built);

/* All stages of a step; which of its keys are there. */
uint64_t built_exact_step(const struct exact_table *table,
                          struct exact_step *step);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* A suffix table made from a set of names, checked and open. */
#ifndef TAMIS_TESTS_UNIT_INDEX_BUILT_SUFFIX_H
#define TAMIS_TESTS_UNIT_INDEX_BUILT_SUFFIX_H

#include "base/buffer.h"
#include "index/suffix_table.h"
#include "key_set.h"

struct built_suffix {
    struct key_set slots; /* the names, by slot */
    uint32_t *order;
    struct buffer out;
    struct suffix_table table;
};

/* Sorts the set. Fails the test when the table cannot be built, or is not
 * sound. */
void built_suffix_open(struct built_suffix *built, struct key_set *set);
void built_suffix_close(struct built_suffix *built);

#endif

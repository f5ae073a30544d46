/* SPDX-License-Identifier: BSD-2-Clause */
/* What pattern sets report, collected and put in order. */
#ifndef TAMIS_TESTS_UNIT_INDEX_PATTERN_HITS_H
#define TAMIS_TESTS_UNIT_INDEX_PATTERN_HITS_H

#include "index/pattern_set_build.h"

#include <stdbool.h>

struct pattern_hit {
    uint32_t id;
    uint64_t from, to;
};

struct pattern_hits {
    struct pattern_hit *hits;
    size_t count, capacity;
};

void pattern_hits_release(struct pattern_hits *hits);
/* A pattern_report; context is a struct pattern_hits. */
int pattern_hits_collect(void *context, uint32_t id, uint64_t from,
                         uint64_t to);
void pattern_hits_sort(struct pattern_hits *hits);
bool pattern_hits_equal(const struct pattern_hits *a,
                        const struct pattern_hits *b);
/* "id@from-to id@-to ..." in order; the caller frees it. */
char *pattern_hits_write(struct pattern_hits *hits);

#endif

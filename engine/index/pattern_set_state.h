/* SPDX-License-Identifier: BSD-2-Clause */
/* What a set, a scratch and a stream are inside. */
#ifndef TAMIS_INDEX_PATTERN_SET_STATE_H
#define TAMIS_INDEX_PATTERN_SET_STATE_H

#include "index/pattern_set.h"

#include <hs/hs.h>

/* What the caller says of a source, by its place among those of the field. */
struct pattern_name {
    uint32_t id;
    uint32_t size; /* of a literal; 0: a regex */
};

struct pattern_set {
    tamis_allocator allocator;
    uint32_t mode;
    size_t name_count; /* sources of the field, rejected ones among them */
    size_t count;
    size_t size;
    struct pattern_name *names;
    /* Databases that every scan runs, in one piece of memory. */
    hs_database_t **always;
    size_t always_count;
    void *memory;
    hs_scratch_t *scratch; /* for all of them; what others are cloned from */
    size_t stream_size;
};

struct pattern_scratch {
    tamis_allocator allocator;
    hs_scratch_t *scratch;
};

/* What Hyperscan's callback needs to give a report. */
struct pattern_reporter {
    const struct pattern_set *set;
    pattern_report *report;
    void *context;
    uint64_t base; /* added to offsets */
    int is_stopped;
};

/* Hyperscan's callback: context is a struct pattern_reporter. */
int pattern_reporter_call(unsigned id, unsigned long long from,
                          unsigned long long to, unsigned flags, void *context);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a set, a scratch and a stream are inside. */
#ifndef TAMIS_INDEX_PATTERN_SET_STATE_H
#define TAMIS_INDEX_PATTERN_SET_STATE_H

#include "index/pattern_literals.h"
#include "index/pattern_set.h"

#include <hs/hs.h>

/* What the caller says of a source, by its place among those of the field. */
struct pattern_name {
    uint32_t id;
    uint16_t size; /* of a literal; 0: a regex */
    bool is_single, is_caseless;
    bool has_feed; /* a literal that no line has */
};

/* A regex that is run where a literal is found. */
struct pattern_gate {
    hs_database_t *database;
    bool has_feed;
};

struct pattern_databases {
    hs_database_t **items;
    size_t count;
    size_t stream_size;
};

struct pattern_set {
    tamis_allocator allocator;
    uint32_t mode;
    size_t name_count; /* sources of the field, rejected ones among them */
    size_t count;
    size_t size;
    struct pattern_name *names;
    struct pattern_databases always, words;
    struct pattern_literals *literals;      /* may be NULL; numbers are names */
    struct pattern_literals *gate_literals; /* numbers are gates */
    struct pattern_gate *gates;
    size_t gate_count;
    void *memory;          /* the databases, behind one another */
    hs_scratch_t *scratch; /* for all of them; what others are cloned from */
};

struct pattern_scratch {
    tamis_allocator allocator;
    hs_scratch_t *scratch;
    /* When a name was last reported and a gate last opened: tick is that of
     * the bytes looked at, which only grows. */
    uint64_t tick;
    uint64_t *reported, *opened;
    /* Bytes gone through for the ends of lines: what tests see of the cost. */
    uint64_t searched;
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

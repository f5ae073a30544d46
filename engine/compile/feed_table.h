/* SPDX-License-Identifier: BSD-2-Clause */
/* The declared feeds: what they say, labels of their ranks, their counts. */
#ifndef TAMIS_COMPILE_FEED_TABLE_H
#define TAMIS_COMPILE_FEED_TABLE_H

#include "compile/label_table.h"

#include <tamis/compile.h>

/* Different feeds of one compile. */
#define FEEDS_MAX      65536u
#define TLP_RANK_COUNT 5u

struct feed {
    /* Strings are in the table's arena; audience and declared label aside,
     * these are what the caller declared. */
    tamis_feed_info info;
    int64_t decay_span_ns;           /* DECAY_NONE: none */
    uint32_t labels[TLP_RANK_COUNT]; /* INTERN_NONE until it is asked for */
    tamis_compile_report report;
    tamis_error *failure; /* NULL: it was read */
    uint8_t example_counts[TAMIS_REASON_COUNT];
};

struct feed_table {
    const tamis_allocator *allocator;
    struct label_table *labels; /* not owned */
    struct arena arena;
    struct intern_table names; /* a feed's number is its name's */
    struct feed *feeds;
    size_t capacity;
    uint32_t count;
};

void feed_table_init(struct feed_table *table, const tamis_allocator *allocator,
                     struct label_table *labels, uint64_t seed);
void feed_table_release(struct feed_table *table);
/* Errors: LABEL (no TLP, empty audience name), ARGUMENT, LIMIT, MEMORY. */
tamis_status feed_table_add(struct feed_table *table,
                            const tamis_feed_info *info, uint32_t *number,
                            tamis_error *error);
/* The label of a rank with the feed's audience: the declared one, or everyone
 * up to GREEN and `self` above. Errors: MEMORY, LIMIT. */
tamis_status feed_table_label(struct feed_table *table, uint32_t feed,
                              tamis_tlp tlp, uint32_t *label);
/*
 * The label of a statement: the feed's rank, raised by an explicit mark, or
 * replaced by it where the feed is trusted to lower; a mark that is no rank is
 * RED; the audience narrowed where the statement limits it.
 */
tamis_status feed_table_resolve(struct feed_table *table, uint32_t feed,
                                const tamis_statement *statement,
                                uint32_t *label);
/* order[i] = the i-th feed by name. */
void feed_table_sort(const struct feed_table *table, uint32_t *order);

#endif

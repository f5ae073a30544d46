/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels: a TLP rank and an audience, each stored once; which of them the
 * compile keeps (--max-tlp, --for); how they stand to each other.
 */
#ifndef TAMIS_COMPILE_LABEL_TABLE_H
#define TAMIS_COMPILE_LABEL_TABLE_H

#include "compile/intern_table.h"
#include "label/audience.h"

#include <tamis/compile.h>

/* Different labels of one compile. */
#define LABELS_MAX 8192u

struct label {
    tamis_tlp tlp;
    bool is_withheld; /* outside what options keep */
    struct audience_set set;
    tamis_slice *names; /* for display, sorted; none: everyone */
    size_t name_count;
    tamis_slice *organisations; /* of the set, sorted; none: everyone */
    int64_t newest_ns; /* of its statements; TAMIS_TIME_MIN: none has a time */
};

struct label_table {
    const tamis_allocator *allocator;
    struct audience_book *book; /* not owned */
    struct arena arena;
    struct intern_table keys;
    struct intern_table narrowings; /* what label_table_narrow was asked */
    uint32_t *narrowed;             /* and what it answered */
    size_t narrowed_capacity;
    struct label *labels;
    size_t capacity;
    uint32_t count;
    tamis_tlp tlp_max;
    bool has_audience; /* --for was given: */
    struct audience_set audience;
};

void label_table_init(struct label_table *table,
                      const tamis_allocator *allocator,
                      struct audience_book *book, uint64_t seed);
void label_table_release(struct label_table *table);

/* Sets what is kept. Before the first label; audiences are defined by then.
 * Errors: LABEL, MEMORY. */
tamis_status label_table_limit(struct label_table *table, tamis_tlp tlp_max,
                               const tamis_slice *audience, size_t count,
                               tamis_error *error);

/* The label of a rank and a set (copied), new or known. names are what to
 * display; none: the names of the organisations. Errors: MEMORY, LIMIT. */
tamis_status label_table_add(struct label_table *table, tamis_tlp tlp,
                             const struct audience_set *set,
                             const tamis_slice *names, size_t name_count,
                             uint32_t *number);
/* The label of what may be seen only by those who see both. */
tamis_status label_table_join(struct label_table *table, uint32_t a, uint32_t b,
                              uint32_t *number);
/* The label of the same rank whose audience is also in the union of names;
 * what cannot be resolved leaves `self` alone. */
tamis_status label_table_narrow(struct label_table *table, uint32_t base,
                                const tamis_slice *names, size_t name_count,
                                uint32_t *number);
/* Does everybody who may see `narrow` see `wide`? */
bool label_table_covers(const struct label_table *table, uint32_t wide,
                        uint32_t narrow);
/* An order that does not depend on when a label was first met. */
int label_table_compare(const struct label_table *table, uint32_t a,
                        uint32_t b);
/* order[i] = the i-th label by label_table_compare. */
void label_table_sort(const struct label_table *table, uint32_t *order);
/* A statement of the label has this time. */
void label_table_meet_time(struct label_table *table, uint32_t number,
                           int64_t time_ns);
/*
 * The newest time among labels that everybody who may see this one sees too:
 * what its statements expire against when no time was given. Nothing that is
 * invisible to a reader decides what the reader gets.
 */
int64_t label_table_newest(const struct label_table *table, uint32_t number);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of statements, counted by each thread for itself. */
#ifndef TAMIS_COMPILE_MERGE_COUNT_H
#define TAMIS_COMPILE_MERGE_COUNT_H

#include "compile/compiler.h"

#define MERGE_MODE_COUNT 4u

/* Statements of one feed under one label. */
struct merge_count {
    uint64_t outcomes[TAMIS_OUTCOME_COUNT]; /* but for KEPT */
    uint64_t kept[MERGE_MODE_COUNT];        /* by mode */
    uint64_t modes[MERGE_MODE_COUNT];       /* names and prefixes of these */
    uint64_t auto_modes[MERGE_MODE_COUNT];
    uint64_t pattern_count;
};

/* The feeds and labels that there are, numbered. */
struct merge_count_names {
    struct intern_table table; /* of struct merge_count_name */
};

struct merge_count_name {
    uint32_t feed, label;
};

void merge_count_begin(struct merge_count_names *names,
                       const tamis_compiler *compiler);
/* The number of a profile's counts; INTERN_NONE: out of memory. */
uint32_t merge_count_find(struct merge_count_names *names,
                          const struct profile *profile);
/* Adds counts, by number, to the compiler's accounting and reports.
 * Errors: MEMORY. */
tamis_status merge_count_add(const struct merge_count_names *names,
                             tamis_compiler *compiler,
                             const struct merge_count *counts);
void merge_count_end(struct merge_count_names *names);

#endif

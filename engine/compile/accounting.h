/* SPDX-License-Identifier: BSD-2-Clause */
/* How many statements of a feed, under a label, ended how. */
#ifndef TAMIS_COMPILE_ACCOUNTING_H
#define TAMIS_COMPILE_ACCOUNTING_H

#include "compile/intern_table.h"

#include <tamis/compile.h>

/* Interned as its bytes: no padding. mode is 0 unless the outcome is KEPT,
 * reason unless it is REJECTED. */
struct accounting_key {
    uint32_t feed, label, outcome, reason, mode;
};

struct accounting {
    struct intern_table keys;
    uint64_t *counts; /* by number of the key */
    size_t capacity;
    struct accounting_key last;
    uint32_t last_number;
};

void accounting_init(struct accounting *accounting,
                     const tamis_allocator *allocator, uint64_t seed);
void accounting_release(struct accounting *accounting);
/* Errors: MEMORY. */
tamis_status accounting_add(struct accounting *accounting,
                            const struct accounting_key *key, uint64_t count);
struct accounting_key accounting_get(const struct accounting *accounting,
                                     uint32_t n);

/* Adds one report to another, field by field. */
void accounting_sum(tamis_compile_report *sum,
                    const tamis_compile_report *report);

#endif

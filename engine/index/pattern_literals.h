/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many literals at once: of each one gram, four or eight bytes that are rare
 * among all of them; at each place of the text its gram is looked for in a
 * filter that fits a cache, what passes in a table, and what is there compared.
 * docs/decisions/0013.
 */
#ifndef TAMIS_INDEX_PATTERN_LITERALS_H
#define TAMIS_INDEX_PATTERN_LITERALS_H

#include "index/pattern_grams.h"

#include <tamis/allocator.h>

#include <stdbool.h>

#define PATTERN_LITERAL_SIZE_MIN 4u

/* One as it is given; number is what a find says. */
struct pattern_literal {
    tamis_slice bytes; /* at least PATTERN_LITERAL_SIZE_MIN of them */
    bool is_caseless;  /* ASCII letters */
    uint32_t number;
};

struct pattern_literals;

/* Copies the bytes. Errors: MEMORY. */
tamis_status pattern_literals_create(struct pattern_literals **literals,
                                     const tamis_allocator *allocator,
                                     const struct pattern_literal *given,
                                     size_t count, uint32_t cpu_limit);
void pattern_literals_destroy(struct pattern_literals *literals);
size_t pattern_literals_size(const struct pattern_literals *literals);

/* The literal [from, to) is at hand; non-zero stops. */
typedef int pattern_literals_found(void *context, uint32_t number, size_t from,
                                   size_t to);

/* Every occurrence of every literal, those of one literal in order. Returns
 * what stopped it, else 0. */
int pattern_literals_scan(const struct pattern_literals *literals,
                          tamis_slice text, pattern_literals_found *found,
                          void *context);

#endif

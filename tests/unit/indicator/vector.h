/* SPDX-License-Identifier: BSD-2-Clause */
/* Golden vectors: what goes in, what comes out or why not. */
#ifndef TAMIS_TESTS_UNIT_INDICATOR_VECTOR_H
#define TAMIS_TESTS_UNIT_INDICATOR_VECTOR_H

#include "indicator/parse.h"

struct vector {
    const char *text;
    const char *normal;  /* the normal form as text; NULL when refused */
    tamis_reason reason; /* why refused */
    uint32_t notes;      /* exactly these, when not refused */
};

/* Checks every vector, and that each normal form is its own normal form. */
void vectors_check(tamis_kind kind, uint32_t flags,
                   const struct vector *vectors, size_t count);
#define VECTORS_CHECK(kind, flags, vectors)                                    \
    vectors_check(kind, flags, vectors, sizeof(vectors) / sizeof *(vectors))

/* Fails the test unless parsing what `indicator` is written as gives the same
 * kind and key (and, but for domains, mode). */
void indicator_check_stable(const tamis_indicator *indicator);

#endif

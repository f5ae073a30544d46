/* SPDX-License-Identifier: BSD-2-Clause */
/* Vectors of free text: every candidate of a text, in order. */
#ifndef TAMIS_TESTS_INDICATOR_EXTRACT_VECTOR_H
#define TAMIS_TESTS_INDICATOR_EXTRACT_VECTOR_H

#include "indicator/extract.h"

#define FOUND_MAX 8

#define IP      TAMIS_KIND_IP
#define IP_PORT TAMIS_KIND_IP_PORT
#define DOMAIN  TAMIS_KIND_DOMAIN
#define URL     TAMIS_KIND_URL
#define EMAIL   TAMIS_KIND_EMAIL

/* where is NULL behind the last; value NULL: as it stands in the text. */
struct found {
    tamis_kind kind;
    size_t offset;
    const char *where, *value;
};

struct vector {
    const char *text;
    struct found found[FOUND_MAX];
};

/* Fails the running test unless each text gives exactly what is told. */
void check_vectors(const struct vector *vectors, size_t count);

#define CHECK(vectors)                                                         \
    check_vectors(vectors, sizeof(vectors) / sizeof *(vectors))

#endif

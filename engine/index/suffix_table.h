/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: exact, with everything under them, or only what is under. */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_H
#define TAMIS_INDEX_SUFFIX_TABLE_H

#include "index/exact_table.h"

struct suffix_table {
    struct exact_table names; /* keyed by the right-to-left label hash */
    const uint8_t *modes;     /* TAMIS_MODE_* of each slot */
    uint64_t depths[2];       /* which label counts occur */
};

/* A name has at most 127 labels, each with at most three modes. */
#define SUFFIX_MATCH_MAX (127 * 3)

struct suffix_match {
    uint32_t slot;
    uint32_t mode;
    uint32_t suffix_size; /* bytes of the name that the key covers */
};

tamis_status suffix_table_open(struct suffix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               const uint8_t *modes, tamis_error *error);

/*
 * suffix_table_find() gives every slot that lists the name, which must be
 * lower-case without a trailing dot, in the order exact, suffix, subdomains,
 * deepest first; returns how many (at most SUFFIX_MATCH_MAX).
 */
size_t suffix_table_find(const struct suffix_table *table, const char *name,
                         size_t name_size,
                         struct suffix_match matches[SUFFIX_MATCH_MAX]);
tamis_status suffix_table_check(const struct suffix_table *table,
                                tamis_error *error);

#endif

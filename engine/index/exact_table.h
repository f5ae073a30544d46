/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact keys: cache lines of tags over a key store (read side).
 *
 * A key's home is one line; it is there, or in the next line, or in a sorted
 * overflow. Slots are not stored: keys are written in the order of their
 * places, so that slot = first slot of the line + place.
 */
#ifndef TAMIS_INDEX_EXACT_TABLE_H
#define TAMIS_INDEX_EXACT_TABLE_H

#include "index/key_store.h"

#include <stdbool.h>

/* A view of one table; plain data that points into the mapped file. */
struct exact_table {
    const uint8_t *lines;    /* home_count + 1 lines of 64 bytes */
    const uint8_t *overflow; /* overflow_count hashes, sorted */
    uint64_t seed;
    uint32_t home_count;     /* 0: an empty table */
    uint32_t overflow_count; /* the last slots of the table */
    struct key_store keys;
};

/* Where a search for one key stands, between two of its answers. */
struct exact_search {
    uint32_t slot;
};

/* What a table hashes its keys with; suffix tables have their own. */
typedef uint64_t exact_hash_function(const void *key, size_t key_size,
                                     uint64_t seed);

/* The hash of exact tables: every byte of the key enters. */
uint64_t exact_table_hash(const void *key, size_t key_size, uint64_t seed);

/*
 * exact_table_open() makes a view of section bytes; cost constant.
 * Errors: CORRUPT when sizes do not fit, UNSUPPORTED for another version. No
 * bytes for no keys is an empty table.
 */
tamis_status exact_table_open(struct exact_table *table, const void *bytes,
                              size_t size, const struct key_store *keys,
                              tamis_error *error);

/*
 * exact_table_find() gives the first slot whose key equals; several slots may
 * (one digest under several kinds): exact_table_find_next() gives the others,
 * in ascending order of slot, SLOT_NONE at the end. Slots of equal keys are
 * neighbours. Cost: one or two lines of tags; one key for each equal tag.
 */
uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search);
uint32_t exact_table_find_next(const struct exact_table *table, const void *key,
                               size_t key_size, struct exact_search *search);

/* First slots for a batch: prefetched, verified. */
void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots);

/* Everything `verify` can prove about the bytes. Cost: linear. */
tamis_status exact_table_check(const struct exact_table *table,
                               tamis_error *error);

/* The same for tables with a hash of their own (see suffix_table.c). */
uint32_t exact_table_find_hashed(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size,
                                 struct exact_search *search);
void exact_table_prefetch(const struct exact_table *table, uint64_t hash);
/* Can the key be in the table? Reads tags only; a miss is certain. */
bool exact_table_has_tag(const struct exact_table *table, uint64_t hash);
tamis_status exact_table_check_hashed(const struct exact_table *table,
                                      exact_hash_function *hash,
                                      tamis_error *error);

#endif

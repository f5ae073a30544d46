/* SPDX-License-Identifier: BSD-2-Clause */
/* Exact keys: hash table of 64-byte buckets over a key store (read side). */
#ifndef TAMIS_INDEX_EXACT_TABLE_H
#define TAMIS_INDEX_EXACT_TABLE_H

#include "index/key_store.h"

/* A view of one table; plain data that points into the mapped file. */
struct exact_table {
    const uint8_t *buckets;
    const uint8_t *overflow;
    uint64_t seed;
    uint32_t bucket_count;   /* 0: an empty table */
    uint32_t overflow_count; /* sorted (hash, slot) pairs that found no room */
    struct key_store keys;
};

/* Where a search for one key stands, between two of its answers. */
struct exact_search {
    uint64_t hash;
    uint32_t bucket, place;
};

/*
 * exact_table_open() makes a view of section bytes; cost constant.
 * Errors: CORRUPT when sizes do not fit. An empty section is an empty table.
 */
tamis_status exact_table_open(struct exact_table *table, const void *bytes,
                              size_t size, const struct key_store *keys,
                              tamis_error *error);

/*
 * exact_table_find() gives the first slot whose key equals; several slots may
 * (one digest under several kinds): exact_table_find_next() gives the others,
 * in ascending order of slot, SLOT_NONE at the end.
 */
uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search);
uint32_t exact_table_find_next(const struct exact_table *table,
                               const void *key, size_t key_size,
                               struct exact_search *search);

/* First slots for a batch: prefetched, verified. */
void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots);

/* Everything `verify` can prove about the bytes. Cost: linear. */
tamis_status exact_table_check(const struct exact_table *table,
                               tamis_error *error);

#endif

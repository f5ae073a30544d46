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
#include "index/member_filter.h"

#include <tamis/allocator.h>

#include <stdbool.h>

/* A view of one table; plain data that points into the mapped file. */
struct exact_table {
    const struct kernels *kernels;
    struct member_filter filter;
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
 * exact_table_open() makes a view of section bytes; cost constant. The kernels
 * are the handle's (kernels_pick_limited()). Errors: CORRUPT when sizes do not
 * fit, UNSUPPORTED for another version. No bytes for no keys is an empty table.
 */
tamis_status exact_table_open(struct exact_table *table, const void *bytes,
                              size_t size, const struct key_store *keys,
                              const struct kernels *kernels,
                              tamis_error *error);

/*
 * exact_table_find() gives the first slot whose key equals; several slots may
 * (one digest under several kinds): exact_table_find_next() gives the others,
 * in ascending order of slot, SLOT_NONE at the end. Slots of equal keys are
 * neighbours. Cost: one line of the filter for nearly every key that is not
 * there; else one or two lines of tags more, and one key for each equal tag.
 */
uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search);
uint32_t exact_table_find_next(const struct exact_table *table, const void *key,
                               size_t key_size, struct exact_search *search);

/* Can the key be there? No is certain. Cost: one line. */
bool exact_table_may_have(const struct exact_table *table, const void *key,
                          size_t key_size);

/*
 * A batch in two steps, so that the cache lines of one are on their way while
 * another is looked at: exact_table_hash_some() hashes at most
 * KERNELS_BATCH_MAX keys and asks for their lines; exact_table_find_some()
 * gives a bit for each that is there, and its first slot in slots, of which
 * the others are not written.
 */
struct exact_keys {
    const tamis_slice *slices; /* or NULL, and then keys of one size, not 0, */
    const uint8_t *runs;       /* one behind the other */
    size_t run_size;
};
void exact_table_hash_some(const struct exact_table *table, size_t count,
                           const struct exact_keys *keys, uint64_t *hashes);
uint64_t exact_table_find_some(const struct exact_table *table, size_t count,
                               const struct exact_keys *keys,
                               const uint64_t *hashes, uint32_t *slots);

/* First slots for a batch of any size; SLOT_NONE for keys that are not in. */
void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots);

/* Everything `verify` can prove about the bytes: the filter is built again.
 * Cost: linear. Errors: CORRUPT, MEMORY. */
tamis_status exact_table_check(const struct exact_table *table,
                               const tamis_allocator *allocator,
                               tamis_error *error);

/* The same for tables with a hash and a filter of their own (see
 * suffix_table.c). */
uint32_t exact_table_find_hashed(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size,
                                 struct exact_search *search);
void exact_table_prefetch(const struct exact_table *table, uint64_t hash);
tamis_status exact_table_check_hashed(const struct exact_table *table,
                                      exact_hash_function *hash,
                                      tamis_error *error);

#endif

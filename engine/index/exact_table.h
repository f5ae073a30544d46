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

struct exact_find;

/* A view of one table; plain data that points into the mapped file. */
struct exact_table {
    const struct kernels *kernels;
    const struct exact_find *find; /* of the same instruction set */
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
    uint64_t hash;
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
 * neighbours; those of different keys that one fingerprint fits need not be.
 * Cost: one line of the filter for nearly every key that is not there; else one
 * or two lines of tags more, and one key for each equal tag.
 */
uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search);
uint32_t exact_table_find_next(const struct exact_table *table, const void *key,
                               size_t key_size, struct exact_search *search);

/* Can the key be there? No is certain. Cost: one line. */
bool exact_table_may_have(const struct exact_table *table, const void *key,
                          size_t key_size);

/* The keys of one step of a batch. */
struct exact_keys {
    const tamis_slice *slices; /* or NULL, and then keys of one size, not 0, */
    const uint8_t *runs;       /* one behind the other */
    size_t run_size;
};

/*
 * One step of a batch, at most KERNELS_BATCH_MAX keys, in stages: each asks
 * for the cache lines that the next one reads, so that the lines of all keys
 * are on their way at once, and whoever calls has time for another step in
 * between. The caller fills count and keys; the stages come in this order.
 */
struct exact_step {
    size_t count;
    struct exact_keys keys;
    uint64_t passed; /* keys that may be there, one bit each */
    uint64_t shared; /* of those: more than one place may hold the key */
    uint32_t slots[KERNELS_BATCH_MAX]; /* of keys that passed: where the key
                                          may be, or SLOT_NONE; of keys found:
                                          the first of its slots */
    uint64_t hashes[KERNELS_BATCH_MAX];
    uintptr_t blocks[KERNELS_BATCH_MAX]; /* of the filter */
};
/* Hashes. Asks for the filter. */
void exact_step_begin(const struct exact_table *table, struct exact_step *step);
/* Asks the filter, and asks for the tags of what passed. Returns it. */
uint64_t exact_step_filter(const struct exact_table *table,
                           struct exact_step *step);
/* Looks at tags and asks for keys. Returns what may still be there. */
uint64_t exact_step_guess(const struct exact_table *table,
                          struct exact_step *step);
/* Compares the keys. Returns what is there. A key that is not shared has no
 * other slot than the one told. */
uint64_t exact_step_find(const struct exact_table *table,
                         struct exact_step *step);

/* Of key n, which was found: the next of its slots behind `slot`. */
uint32_t exact_step_next(const struct exact_table *table,
                         const struct exact_step *step, unsigned n,
                         uint32_t slot);

/* The slot behind `slot` if it holds the same key, else SLOT_NONE. Not for
 * fingerprints. */
uint32_t exact_table_next(const struct exact_table *table, uint32_t slot);

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
/* Can a key of this hash be there? No is certain, yes is an equal tag. */
bool exact_table_has_tag(const struct exact_table *table, uint64_t hash);
tamis_status exact_table_check_hashed(const struct exact_table *table,
                                      exact_hash_function *hash,
                                      tamis_error *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address prefixes: the longest that covers an address, and its parents.
 *
 * Slots are in the order of (address, length). Between two neighbouring ends
 * of prefixes the longest match does not change: the table lists where such
 * intervals start, behind a root indexed by the first bits of the address.
 */
#ifndef TAMIS_INDEX_PREFIX_TABLE_H
#define TAMIS_INDEX_PREFIX_TABLE_H

#include "index/key_store.h"

/* A view of one table; plain data that points into the mapped file. */
struct prefix_table {
    const uint8_t *root;       /* ranges of starts; NULL: an empty table */
    const uint8_t *starts;     /* of intervals, in the first 64 bits */
    const uint8_t *values;     /* what is in force from each start */
    const uint8_t *groups;     /* ranges of lows */
    const uint8_t *lows;       /* starts in the last 64 bits */
    const uint8_t *low_values; /* slots */
    const uint8_t *parents;    /* uint32 per slot; smaller, or none */
    uint32_t root_bits, start_size;
    uint32_t start_count, group_count, low_count;
    uint32_t address_size; /* 4 or 16 */
    struct key_store keys; /* address bytes, then the length */
};

/*
 * prefix_table_open() makes a view of section bytes; cost constant.
 * Errors: CORRUPT when sizes do not fit, UNSUPPORTED for another version. No
 * bytes for no keys is an empty table.
 */
tamis_status prefix_table_open(struct prefix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               tamis_error *error);

/* The longest prefix that covers the address, or SLOT_NONE. Cost: the root,
 * a binary search in one of its ranges (two for some IPv6), a value. */
uint32_t prefix_table_find(const struct prefix_table *table,
                           const uint8_t *address);
/* The i-th address is at addresses + i * stride. */
void prefix_table_find_batch(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots);

/* The next shorter prefix that covers a slot's, or SLOT_NONE. A walk ends:
 * parents come before children. */
uint32_t prefix_table_parent(const struct prefix_table *table, uint32_t slot);

/* The longest listed prefix that covers address/length itself, or SLOT_NONE. */
uint32_t prefix_table_find_prefix(const struct prefix_table *table,
                                  const uint8_t *address, unsigned length);

/* Everything `verify` can prove about the bytes. Cost: linear. */
tamis_status prefix_table_check(const struct prefix_table *table,
                                tamis_error *error);

#endif

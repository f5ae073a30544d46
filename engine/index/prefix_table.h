/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address prefixes: the longest that covers an address, and its parents.
 *
 * Slots are in the order of (address, length). The first bits of an address
 * index a root, which says what is in force for most addresses. Below it an
 * IPv4 address goes on through bitmaps of 256 cells, an IPv6 address through
 * trees of the places where the longest match changes.
 */
#ifndef TAMIS_INDEX_PREFIX_TABLE_H
#define TAMIS_INDEX_PREFIX_TABLE_H

#include "index/key_store.h"
#include "index/prefix_table_places.h"

struct kernels;
struct prefix_find;

/* A view of one table; plain data that points into the mapped file. */
struct prefix_table {
    const uint8_t *bytes; /* from the header on; NULL: an empty table */
    struct prefix_table_layout shape; /* the header, checked */
    struct prefix_table_places places;
    const struct prefix_find *find; /* of an instruction set */
    struct key_store keys;          /* address bytes, then the length */
};

/*
 * prefix_table_open() makes a view of section bytes that asks with the kernels'
 * instruction set; cost constant.
 * Errors: CORRUPT when sizes do not fit, UNSUPPORTED for another version. No
 * bytes for no keys is an empty table.
 */
tamis_status prefix_table_open(struct prefix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               const struct kernels *kernels,
                               tamis_error *error);

/* The longest prefix that covers the address, or SLOT_NONE. */
uint32_t prefix_table_find(const struct prefix_table *table,
                           const uint8_t *address);
/* Many at once, at a fraction of the cost: what one waits for, the others use.
 * The i-th address is at addresses + i * stride. */
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

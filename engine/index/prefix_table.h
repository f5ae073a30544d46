/* SPDX-License-Identifier: BSD-2-Clause */
/* Address prefixes: the longest that covers an address, and its parents. */
#ifndef TAMIS_INDEX_PREFIX_TABLE_H
#define TAMIS_INDEX_PREFIX_TABLE_H

#include "index/key_store.h"

struct prefix_table {
    const uint8_t *nodes;
    const uint8_t *leaves;
    const uint8_t *parents; /* uint32 per slot; smaller than the slot, or none */
    uint64_t node_count, leaf_count;
    uint32_t address_size; /* 4 or 16 */
    struct key_store keys; /* address bytes, then the length */
};

tamis_status prefix_table_open(struct prefix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               tamis_error *error);
/* The longest prefix that covers the address, or SLOT_NONE. */
uint32_t prefix_table_find(const struct prefix_table *table,
                           const uint8_t *address);
void prefix_table_find_batch(const struct prefix_table *table, size_t count,
                             const uint8_t *addresses, size_t stride,
                             uint32_t *slots);
/* The next shorter prefix that covers a slot's, or SLOT_NONE. A walk ends:
 * parents come before children. */
uint32_t prefix_table_parent(const struct prefix_table *table, uint32_t slot);
/* The longest listed prefix that covers address/length itself, or SLOT_NONE. */
uint32_t prefix_table_find_prefix(const struct prefix_table *table,
                                  const uint8_t *address, unsigned length);
tamis_status prefix_table_check(const struct prefix_table *table,
                                tamis_error *error);

#endif

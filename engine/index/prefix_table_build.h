/* SPDX-License-Identifier: BSD-2-Clause */
/* Address prefixes, write side. See exact_table_build.h for `order`. */
#ifndef TAMIS_INDEX_PREFIX_TABLE_BUILD_H
#define TAMIS_INDEX_PREFIX_TABLE_BUILD_H

#include "base/buffer.h"
#include "index/key_store.h"

/*
 * Keys have address_size + 1 bytes, host bits zero, unique, sorted by
 * (address, length): slots are in this order too, so that order[i] == i.
 * Appends nothing for no keys. Cost: linear; no memory but out's.
 * Errors: MEMORY, LIMIT, ARGUMENT (keys that are not as said).
 */
tamis_status prefix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                uint32_t address_size, uint32_t *order,
                                struct buffer *out, tamis_error *error);

#endif

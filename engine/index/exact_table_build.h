/* SPDX-License-Identifier: BSD-2-Clause */
/* Exact keys, write side. */
#ifndef TAMIS_INDEX_EXACT_TABLE_BUILD_H
#define TAMIS_INDEX_EXACT_TABLE_BUILD_H

#include "base/buffer.h"
#include "index/exact_table.h"

/* Any fixed number; the bytes must not depend on who compiles. */
#define EXACT_TABLE_FIRST_SEED UINT64_C(0x7a3f5d1e9b2c8604)

/*
 * The hash of a key under the seed that a table takes first: whoever hands
 * over keys in its order spares the builder hashing and sorting.
 */
uint64_t exact_table_first_hash(const void *key, size_t key_size);

/*
 * exact_table_build() appends a table over keys to out; nothing for no keys.
 *
 * order[slot] = input number: the order in which the caller must write keys
 * and records so that slots mean what the table says. Equal keys must be
 * neighbours in the input, and stay so. The bytes depend on nothing but the
 * keys. After an error out is as it was. Cost: linear, and 9 bytes of memory
 * a key. Errors: MEMORY, LIMIT (KEY_STORE_COUNT_MAX), ARGUMENT (an empty key).
 */
tamis_status exact_table_build(const tamis_allocator *allocator,
                               const struct key_store *keys, uint32_t *order,
                               struct buffer *out, tamis_error *error);

/* The same with another hash and without a filter; keys that it maps to 0 are
 * fine. */
tamis_status exact_table_build_hashed(const tamis_allocator *allocator,
                                      const struct key_store *keys,
                                      exact_hash_function *hash,
                                      uint32_t *order, struct buffer *out,
                                      tamis_error *error);

#endif

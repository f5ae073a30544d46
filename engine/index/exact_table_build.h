/* SPDX-License-Identifier: BSD-2-Clause */
/* Exact keys, write side. */
#ifndef TAMIS_INDEX_EXACT_TABLE_BUILD_H
#define TAMIS_INDEX_EXACT_TABLE_BUILD_H

#include "base/buffer.h"
#include "index/key_store.h"

/*
 * exact_table_build() appends a table over keys to out.
 *
 * order[slot] = input number: the order in which the caller must write keys
 * and records so that slots mean what the table says. Equal keys must be
 * neighbours in the input, and stay so. The bytes depend on nothing but the
 * keys. Errors: MEMORY, LIMIT.
 */
tamis_status exact_table_build(const tamis_allocator *allocator,
                               const struct key_store *keys, uint32_t *order,
                               struct buffer *out, tamis_error *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names, write side. See exact_table_build.h for `order`. */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_BUILD_H
#define TAMIS_INDEX_SUFFIX_TABLE_BUILD_H

#include "base/buffer.h"
#include "index/key_store.h"

#include <stdbool.h>

/* The hash of a name under the seed that a table takes first; see
 * exact_table_first_hash(). */
uint64_t suffix_table_first_hash(const void *name, size_t name_size);

/*
 * modes[i] belongs to the i-th input key; (key, mode) is unique and equal keys
 * are neighbours. Appends nothing for no keys. Errors: MEMORY, LIMIT,
 * ARGUMENT (a name that cannot be asked for, or a mode that names do not have).
 */
tamis_status suffix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                const uint8_t *modes, uint32_t *order,
                                struct buffer *out, tamis_error *error);

/* suffix_filter_fill() adds all gates to zeroed blocks, and names as well if
 * asked to. Returns how many gates were new: many names share one. */
uint64_t suffix_filter_fill(const struct key_store *keys, uint64_t seed,
                            uint8_t *blocks, uint32_t block_count,
                            bool with_names);

#endif

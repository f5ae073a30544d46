/* SPDX-License-Identifier: BSD-2-Clause */
/* Address prefixes, write side. See exact_table_build.h for `order`. */
#ifndef TAMIS_INDEX_PREFIX_TABLE_BUILD_H
#define TAMIS_INDEX_PREFIX_TABLE_BUILD_H

#include "base/buffer.h"
#include "index/key_store.h"

/* Keys have address_size + 1 bytes, host bits zero, unique, sorted by
 * (address, length). */
tamis_status prefix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                uint32_t address_size, uint32_t *order,
                                struct buffer *out, tamis_error *error);

#endif

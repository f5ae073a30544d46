/* SPDX-License-Identifier: BSD-2-Clause */
/* Builders in one call, for small tables. */
#ifndef TAMIS_TESTS_UNIT_INDEX_BUILT_INDEX_H
#define TAMIS_TESTS_UNIT_INDEX_BUILT_INDEX_H

#include "base/buffer.h"
#include "index/exact_table_build.h"
#include "index/suffix_table_build.h"

/* Appends a table to out and tells the order of slots, order[slot] = input.
 * After an error out is as it was. */
tamis_status built_index_exact(const tamis_allocator *allocator,
                               const struct exact_input *input, uint32_t *order,
                               struct buffer *out, tamis_error *error);
tamis_status built_index_suffix(const tamis_allocator *allocator,
                                const struct suffix_input *input,
                                uint32_t *order, struct buffer *out,
                                tamis_error *error);

#endif

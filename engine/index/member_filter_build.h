/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands in front of a table, write side. */
#ifndef TAMIS_INDEX_MEMBER_FILTER_BUILD_H
#define TAMIS_INDEX_MEMBER_FILTER_BUILD_H

#include "index/member_filter_layout.h"

#include <stdbool.h>

/* Sets the bits of a key, or of a gate; blocks begin as zeros. Returns whether
 * any of them was not set before, which a new key's nearly always is. */
bool member_filter_add(uint8_t *blocks, uint32_t block_count, uint64_t hash);
bool member_filter_add_gate(uint8_t *blocks, uint32_t block_count,
                            uint64_t hash);

#endif

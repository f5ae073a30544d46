/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands in front of a table, write side. */
#ifndef TAMIS_INDEX_MEMBER_FILTER_BUILD_H
#define TAMIS_INDEX_MEMBER_FILTER_BUILD_H

#include "base/byte_sink.h"
#include "index/member_filter_layout.h"

/* Sets the bits of a key, or of a gate; blocks begin as zeros. */
void member_filter_add(uint8_t *blocks, uint32_t block_count, uint64_t hash);
void member_filter_add_gate(uint8_t *blocks, uint32_t block_count,
                            uint64_t hash);

static inline void member_filter_prefetch_block(const uint8_t *blocks,
                                                uint32_t block_count,
                                                uint64_t hash)
{
    __builtin_prefetch(blocks + (size_t)filter_block_number(hash, block_count) *
                                    FILTER_BLOCK_SIZE,
                       1);
}

/* A filter of keys whose hashes ascend, block by block. Errors: the sink's. */
tamis_status member_filter_write(const uint64_t *hashes, size_t count,
                                 uint32_t block_count, struct byte_sink *sink,
                                 tamis_error *error);

#endif

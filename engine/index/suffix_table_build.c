/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_build.h"
#include "index/exact_table_layout.h"
#include "index/member_filter_build.h"
#include "index/name_hash.h"
#include "index/suffix_table.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

#define HEADER_SIZE sizeof(struct suffix_table_layout)

uint64_t suffix_table_first_hash(const void *name, size_t name_size)
{
    return suffix_name_hash(name, name_size, EXACT_TABLE_FIRST_SEED);
}

static tamis_status find_depths(const struct key_store *keys,
                                const uint8_t *modes, uint64_t depths[2],
                                tamis_error *error)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        tamis_slice name = key_store_get(keys, i);
        uint32_t depth = suffix_name_depth(name.data, name.size);

        if (!depth || modes[i] > TAMIS_MODE_SUBDOMAINS)
            return error_set(error, TAMIS_ERROR_ARGUMENT,
                             "name %u to be indexed is malformed or has mode "
                             "%u, which names do not have",
                             i, modes[i]);
        depths[depth >> 6] |= UINT64_C(1) << (depth & 63);
    }
    return TAMIS_OK;
}

uint64_t suffix_filter_fill(const struct key_store *keys, uint64_t seed,
                            uint8_t *blocks, uint32_t block_count,
                            bool with_names)
{
    uint64_t new_count = 0;

    for (uint32_t i = 0; i < keys->count; i++) {
        struct name_keys made;

        name_keys_make(&made, key_store_get(keys, i), seed);
        for (unsigned n = 0; n < made.gate_count; n++)
            new_count +=
                member_filter_add_gate(blocks, block_count, made.gates[n]);
        if (with_names)
            member_filter_add(blocks, block_count, made.name);
    }
    return new_count;
}

static uint64_t count_longer(const struct key_store *keys)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < keys->count; i++) {
        tamis_slice name = key_store_get(keys, i);
        uint32_t depth = suffix_name_depth(name.data, name.size);

        if (depth > SUFFIX_GATE_FIRST)
            count += depth > SUFFIX_GATE_LAST ? 2 : 1;
    }
    return count;
}

/* Gates are counted by a filter of their own, which sees few of them as old
 * that are new. */
static tamis_status count_gates(const tamis_allocator *allocator,
                                const struct key_store *keys, uint64_t seed,
                                uint64_t *gate_count)
{
    uint32_t block_count =
        member_filter_block_count(count_longer(keys), SUFFIX_TABLE_KEY_BITS);
    uint8_t *blocks;

    *gate_count = 0;
    if (!block_count)
        return TAMIS_OK;
    blocks = memory_allocate_array(allocator, block_count, FILTER_BLOCK_SIZE);
    if (!blocks)
        return TAMIS_ERROR_MEMORY;
    *gate_count = suffix_filter_fill(keys, seed, blocks, block_count, false);
    memory_release(allocator, blocks);
    return TAMIS_OK;
}

static tamis_status append_filter(const tamis_allocator *allocator,
                                  const struct key_store *keys,
                                  struct buffer *out, size_t header_at)
{
    size_t names_at = header_at + HEADER_SIZE;
    size_t names_size = out->size - names_at;
    uint64_t seed = load_le64(out->bytes + names_at +
                              offsetof(struct exact_table_layout, seed));
    size_t filter_at = header_at + suffix_filter_offset(names_size);
    uint64_t gate_count;
    uint32_t block_count;
    uint8_t *header;

    TRY(count_gates(allocator, keys, seed, &gate_count));
    block_count = member_filter_block_count(keys->count + gate_count,
                                            SUFFIX_TABLE_KEY_BITS);
    TRY(buffer_append_zero(out, filter_at - out->size +
                                    (size_t)block_count * FILTER_BLOCK_SIZE));
    suffix_filter_fill(keys, seed, out->bytes + filter_at, block_count, true);
    header = out->bytes + header_at;
    store_le64(header + offsetof(struct suffix_table_layout, names_size),
               names_size);
    store_le32(header + offsetof(struct suffix_table_layout, block_count),
               block_count);
    return TAMIS_OK;
}

static tamis_status out_of_memory(const struct key_store *keys,
                                  tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "no memory for the index of %u names; free some and try "
                     "again",
                     keys->count);
}

tamis_status suffix_table_build(const tamis_allocator *allocator,
                                const struct key_store *keys,
                                const uint8_t *modes, uint32_t *order,
                                struct buffer *out, tamis_error *error)
{
    size_t header_at = out->size;
    uint64_t depths[2] = {0, 0};
    tamis_status status;
    uint8_t *header;

    if (!keys->count)
        return TAMIS_OK;
    TRY(find_depths(keys, modes, depths, error));
    if (buffer_append_zero(out, HEADER_SIZE) != TAMIS_OK)
        return out_of_memory(keys, error);
    status = exact_table_build_hashed(allocator, keys, suffix_name_hash, order,
                                      out, error);
    if (status == TAMIS_OK &&
        append_filter(allocator, keys, out, header_at) != TAMIS_OK)
        status = out_of_memory(keys, error);
    if (status != TAMIS_OK) {
        out->size = header_at;
        return status;
    }
    header = out->bytes + header_at;
    store_le32(header, SUFFIX_TABLE_VERSION);
    for (unsigned i = 0; i < 2; i++)
        store_le64(header + offsetof(struct suffix_table_layout, depths) +
                       (size_t)i * 8,
                   depths[i]);
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "index/exact_table_build.h"
#include "index/suffix_table.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

#define HEADER_SIZE sizeof(struct suffix_table_layout)

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
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for the index of %u names; free some and "
                         "try again",
                         keys->count);
    status = exact_table_build_hashed(allocator, keys, suffix_name_hash, order,
                                      out, error);
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

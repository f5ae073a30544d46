/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_store.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/slice.h"

tamis_slice key_store_get(const struct key_store *store, uint32_t slot)
{
    uint64_t begin, end;

    if (slot >= store->count)
        return slice_make(NULL, 0);
    if (store->ends) {
        const uint8_t *ends = store->ends + (size_t)slot * 4;

        begin = slot ? load_le32(ends - 4) : 0;
        end = load_le32(ends);
    } else {
        begin = (uint64_t)slot * store->key_size;
        end = begin + store->key_size;
    }
    if (begin >= end || end > store->bytes_size)
        return slice_make(NULL, 0);
    return slice_make(store->bytes + begin, end - begin);
}

void key_store_prefetch(const struct key_store *store, uint32_t slot)
{
    if (slot >= store->count)
        return;
    if (store->ends)
        __builtin_prefetch(store->ends + (size_t)slot * 4);
    else
        __builtin_prefetch(store->bytes + (size_t)slot * store->key_size);
}

void key_store_prefetch_bytes(const struct key_store *store, uint32_t slot)
{
    tamis_slice key = key_store_get(store, slot);

    if (!key.size)
        return;
    __builtin_prefetch(key.data);
    __builtin_prefetch(key.data + key.size - 1);
}

tamis_status key_store_check(const struct key_store *store, tamis_error *error)
{
    uint64_t end = 0;

    for (uint32_t slot = 0; slot < store->count; slot++) {
        tamis_slice key = key_store_get(store, slot);

        if (!key.size)
            return error_set(error, TAMIS_ERROR_CORRUPT,
                             "key %u is empty or lies outside of its section; "
                             "compile the database again",
                             slot);
        end += key.size;
    }
    if (end != store->bytes_size)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the keys end at byte %llu of a section of %llu; "
                         "compile the database again",
                         (unsigned long long)end,
                         (unsigned long long)store->bytes_size);
    return TAMIS_OK;
}

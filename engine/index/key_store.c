/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_store.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/slice.h"
#include "index/key_sizes.h"

tamis_slice key_store_get(const struct key_store *store, uint32_t slot)
{
    uint64_t begin, end;

    if (slot >= store->count)
        return slice_make(NULL, 0);
    if (store->sizes) {
        uint32_t size;

        begin = key_sizes_find(store->sizes, store->size_width, slot, &size);
        end = begin + size;
    } else if (store->ends) {
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
    if (store->sizes)
        __builtin_prefetch(store->sizes +
                           key_sizes_offset(slot, store->size_width));
    else if (store->ends)
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

/* What fills up the last group. */
static bool is_zero_behind_sizes(const struct key_store *store)
{
    uint32_t place;
    size_t group, at;
    uint8_t any = 0;

    if (!store->sizes || store->count == 0)
        return true;
    group = key_sizes_offset(store->count - 1, store->size_width);
    key_sizes_group(store->count - 1, store->size_width, &place);
    for (at = 4 + (place + 1) * store->size_width;
         at < sizeof(struct key_group_layout); at++)
        any |= store->sizes[group + at];
    return any == 0;
}

tamis_status key_store_check(const struct key_store *store, tamis_error *error)
{
    const uint8_t *end = store->bytes;

    for (uint32_t slot = 0; slot < store->count; slot++) {
        tamis_slice key = key_store_get(store, slot);

        if (!key.size || (const uint8_t *)key.data != end)
            return error_set(error, TAMIS_ERROR_CORRUPT,
                             "key %u is empty or is not where the one before "
                             "it ends; compile the database again",
                             slot);
        end += key.size;
    }
    if ((uint64_t)(end - store->bytes) != store->bytes_size ||
        !is_zero_behind_sizes(store))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the keys of a section of %llu bytes do not fill it, "
                         "or their sizes go on behind the last; compile the "
                         "database again",
                         (unsigned long long)store->bytes_size);
    return TAMIS_OK;
}

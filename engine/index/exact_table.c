/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_find.h"

#include "base/error.h"
#include "base/slice.h"

#define HEADER_SIZE sizeof(struct exact_table_layout)

uint64_t exact_table_hash(const void *key, size_t key_size, uint64_t seed)
{
    return exact_hash(key, key_size, seed);
}

static tamis_status check_counts(const struct exact_table *table,
                                 const uint8_t *header, size_t size,
                                 tamis_error *error)
{
    const struct key_store *keys = &table->keys;
    uint64_t expected =
        HEADER_SIZE + (uint64_t)table->filter.block_count * FILTER_BLOCK_SIZE +
        ((uint64_t)table->home_count + 1) * EXACT_LINE_SIZE +
        (uint64_t)table->overflow_count * 8;

    if (!table->home_count || expected != size ||
        table->filter.block_count % 2 || table->overflow_count > keys->count ||
        keys->count > KEY_STORE_COUNT_MAX ||
        load_le32(header + offsetof(struct exact_table_layout, key_count)) !=
            keys->count)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the counts of an exact table do not fit its %zu "
                         "bytes and %u keys; compile the database again",
                         size, keys->count);
    return TAMIS_OK;
}

const struct exact_find *exact_find_pick(const struct kernels *kernels)
{
#if defined(__x86_64__)
    if ((kernels->required & exact_find_avx2.required) ==
        exact_find_avx2.required)
        return &exact_find_avx2;
#else
    (void)kernels;
#endif
    return &exact_find_scalar;
}

static void begin_empty(struct exact_table *table, const struct key_store *keys,
                        const struct kernels *kernels)
{
    *table = (struct exact_table){
        .keys = *keys, .kernels = kernels, .find = exact_find_pick(kernels)};
    table->filter.kernels = kernels;
}

tamis_status exact_table_open(struct exact_table *table, const void *bytes,
                              size_t size, const struct key_store *keys,
                              const struct kernels *kernels, tamis_error *error)
{
    const uint8_t *header = bytes;
    tamis_status status;

    begin_empty(table, keys, kernels);
    if (!size && !keys->count)
        return TAMIS_OK;
    if (size < HEADER_SIZE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "an exact table of %zu bytes is too short for its "
                         "header; compile the database again",
                         size);
    if (load_le32(header) != EXACT_TABLE_VERSION)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "an exact table has version %u and this library reads "
                         "version %u; compile the database again",
                         load_le32(header), EXACT_TABLE_VERSION);
    table->seed = load_le64(header + offsetof(struct exact_table_layout, seed));
    table->home_count =
        load_le32(header + offsetof(struct exact_table_layout, home_count));
    table->overflow_count =
        load_le32(header + offsetof(struct exact_table_layout, overflow_count));
    table->filter.block_count =
        load_le32(header + offsetof(struct exact_table_layout, block_count));
    status = check_counts(table, header, size, error);
    if (status < 0) {
        begin_empty(table, keys, kernels);
        return status;
    }
    table->filter.blocks = header + HEADER_SIZE;
    table->lines = table->filter.blocks +
                   (size_t)table->filter.block_count * FILTER_BLOCK_SIZE;
    table->overflow =
        table->lines + ((size_t)table->home_count + 1) * EXACT_LINE_SIZE;
    return TAMIS_OK;
}

static uint32_t find_in_line(const struct exact_table *table,
                             const uint8_t *line, uint64_t hash,
                             const void *key, size_t key_size)
{
    uint32_t places = exact_match_tags(table, line, exact_hash_tag(hash));
    uint32_t first = load_le32(line) & EXACT_LINE_SLOT;

    for (; places; places &= places - 1) {
        uint32_t slot = first + (uint32_t)__builtin_ctz(places);

        if (exact_has_key(table, slot, key, key_size))
            return slot;
    }
    return SLOT_NONE;
}

/* Overflowed keys are sorted by hash, then by their bytes: a lower bound. Of
 * fingerprints, those of digests are; of the others a hash has only one. */
static uint32_t find_in_overflow(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size)
{
    uint32_t first_slot = table->keys.count - table->overflow_count;
    uint32_t low = 0, high = table->overflow_count;
    tamis_slice asked = slice_make(key, key_size);

    if (table->keys.form == KEY_FORM_PREFIX)
        asked = slice_first(asked, table->keys.key_size);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint64_t listed = load_le64(table->overflow + (size_t)middle * 8);
        bool is_below = listed < hash;

        if (listed == hash && table->keys.form != KEY_FORM_HASHED)
            is_below =
                slice_compare(key_store_get(&table->keys, first_slot + middle),
                              asked) < 0;
        if (is_below)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < table->overflow_count &&
        exact_has_key(table, first_slot + low, key, key_size))
        return first_slot + low;
    return SLOT_NONE;
}

uint32_t exact_table_find_hashed(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size,
                                 struct exact_search *search)
{
    const uint8_t *line;
    uint32_t head, slot;

    *search = (struct exact_search){SLOT_NONE, hash};
    if (!table->home_count)
        return SLOT_NONE;
    line = exact_home_line(table, hash);
    head = load_le32(line);
    slot = find_in_line(table, line, hash, key, key_size);
    if (slot == SLOT_NONE && head & EXACT_LINE_SPILLED)
        slot = find_in_line(table, line + EXACT_LINE_SIZE, hash, key, key_size);
    if (slot == SLOT_NONE && head & EXACT_LINE_OVERFLOW)
        slot = find_in_overflow(table, hash, key, key_size);
    search->slot = slot;
    return slot;
}

void exact_table_prefetch(const struct exact_table *table, uint64_t hash)
{
    if (table->home_count)
        __builtin_prefetch(exact_home_line(table, hash));
}

uint32_t exact_table_next(const struct exact_table *table, uint32_t slot)
{
    tamis_slice key = key_store_get(&table->keys, slot);

    return slot < table->keys.count &&
                   exact_has_key(table, slot + 1, key.data, key.size)
               ? slot + 1
               : SLOT_NONE;
}

bool exact_table_has_tag(const struct exact_table *table, uint64_t hash)
{
    const uint8_t *line;
    uint32_t head, tag = exact_hash_tag(hash);

    if (!table->home_count)
        return false;
    line = exact_home_line(table, hash);
    head = load_le32(line);
    return exact_match_tags(table, line, tag) || head & EXACT_LINE_OVERFLOW ||
           (head & EXACT_LINE_SPILLED &&
            exact_match_tags(table, line + EXACT_LINE_SIZE, tag));
}

static uint64_t hash_key(const struct exact_table *table, const void *key,
                         size_t key_size)
{
    return key_size ? exact_hash(key, key_size, table->seed) : 0;
}

bool exact_table_may_have(const struct exact_table *table, const void *key,
                          size_t key_size)
{
    return table->home_count &&
           member_filter_has(&table->filter, hash_key(table, key, key_size));
}

uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search)
{
    uint64_t hash = hash_key(table, key, key_size);

    search->slot = SLOT_NONE;
    if (!table->home_count || !member_filter_has(&table->filter, hash))
        return SLOT_NONE;
    return exact_table_find_hashed(table, hash, key, key_size, search);
}

/* A place of the line behind the slot whose tag and fingerprint fit. */
static uint32_t fit_in_line(const struct exact_table *table,
                            const uint8_t *line,
                            const struct exact_search *search, tamis_slice key)
{
    uint32_t places =
        exact_match_tags(table, line, exact_hash_tag(search->hash));
    uint32_t first = load_le32(line) & EXACT_LINE_SLOT;

    for (; places; places &= places - 1) {
        uint32_t slot = first + (uint32_t)__builtin_ctz(places);

        if (slot > search->slot &&
            exact_has_key(table, slot, key.data, key.size))
            return slot;
    }
    return SLOT_NONE;
}

/*
 * Fingerprints of different keys may be equal, if somebody wanted it so, and
 * such keys need not be neighbours: so all places are looked at. Their slots
 * ascend from the home line to the next and to the overflow.
 */
static uint32_t fit_behind(const struct exact_table *table,
                           const struct exact_search *search, tamis_slice key)
{
    uint32_t lined_count = table->keys.count - table->overflow_count;
    const uint8_t *line = exact_home_line(table, search->hash);
    uint32_t head = load_le32(line), slot = SLOT_NONE, next;

    if (search->slot < lined_count) {
        slot = fit_in_line(table, line, search, key);
        if (slot == SLOT_NONE && head & EXACT_LINE_SPILLED)
            slot = fit_in_line(table, line + EXACT_LINE_SIZE, search, key);
        if (slot == SLOT_NONE && head & EXACT_LINE_OVERFLOW)
            slot = find_in_overflow(table, search->hash, key.data, key.size);
        return slot;
    }
    next = search->slot + 1 - lined_count;
    if (next < table->overflow_count &&
        load_le64(table->overflow + (size_t)next * 8) == search->hash &&
        exact_has_key(table, search->slot + 1, key.data, key.size))
        slot = search->slot + 1;
    return slot;
}

uint32_t exact_table_find_next(const struct exact_table *table, const void *key,
                               size_t key_size, struct exact_search *search)
{
    uint32_t slot = search->slot;

    if (slot >= table->keys.count)
        search->slot = SLOT_NONE;
    else if (table->keys.form != KEY_FORM_WHOLE)
        search->slot = fit_behind(table, search, slice_make(key, key_size));
    else
        search->slot = exact_has_key(table, slot + 1, key, key_size)
                           ? slot + 1
                           : SLOT_NONE;
    return search->slot;
}

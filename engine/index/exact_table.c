/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/mix_hash.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"

#define LINE_SIZE   sizeof(struct exact_line_layout)
#define HEADER_SIZE sizeof(struct exact_table_layout)

/* Inlined where the size is known, and then without its branch. */
static inline uint64_t hash_of(const void *key, size_t key_size, uint64_t seed)
{
    if (key_size >= MIX_HASH_SIZE_MIN && key_size <= MIX_HASH_SIZE_MAX)
        return mix_hash(key, key_size, seed);
    return hash_bytes(key, key_size, seed);
}

uint64_t exact_table_hash(const void *key, size_t key_size, uint64_t seed)
{
    return hash_of(key, key_size, seed);
}

static tamis_status check_counts(const struct exact_table *table,
                                 const uint8_t *header, size_t size,
                                 tamis_error *error)
{
    const struct key_store *keys = &table->keys;
    uint64_t expected =
        HEADER_SIZE + (uint64_t)table->filter.block_count * FILTER_BLOCK_SIZE +
        ((uint64_t)table->home_count + 1) * LINE_SIZE +
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

static void begin_empty(struct exact_table *table, const struct key_store *keys,
                        const struct kernels *kernels)
{
    *table = (struct exact_table){.keys = *keys, .kernels = kernels};
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
        table->lines + ((size_t)table->home_count + 1) * LINE_SIZE;
    return TAMIS_OK;
}

/* A bit for each place whose tag equals; the line's head is no place. */
static uint32_t match_tags(const struct exact_table *table, const uint8_t *line,
                           uint32_t tag)
{
    return table->kernels->match_words(line, tag) >> 1;
}

static bool has_key(const struct exact_table *table, uint32_t slot,
                    const void *key, size_t key_size)
{
    tamis_slice listed = key_store_get(&table->keys, slot);

    return listed.size == key_size && key_size &&
           !memcmp(listed.data, key, key_size);
}

static uint32_t find_in_line(const struct exact_table *table,
                             const uint8_t *line, uint64_t hash,
                             const void *key, size_t key_size)
{
    uint32_t places = match_tags(table, line, exact_hash_tag(hash));
    uint32_t first = load_le32(line) & EXACT_LINE_SLOT;

    for (; places; places &= places - 1) {
        uint32_t slot = first + (uint32_t)__builtin_ctz(places);

        if (has_key(table, slot, key, key_size))
            return slot;
    }
    return SLOT_NONE;
}

/* Overflowed keys are sorted by hash, then by their bytes: a lower bound. */
static uint32_t find_in_overflow(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size)
{
    uint32_t first_slot = table->keys.count - table->overflow_count;
    uint32_t low = 0, high = table->overflow_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint64_t listed = load_le64(table->overflow + (size_t)middle * 8);
        bool is_below = listed < hash;

        if (listed == hash)
            is_below =
                slice_compare(key_store_get(&table->keys, first_slot + middle),
                              slice_make(key, key_size)) < 0;
        if (is_below)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < table->overflow_count &&
        has_key(table, first_slot + low, key, key_size))
        return first_slot + low;
    return SLOT_NONE;
}

static const uint8_t *home_line(const struct exact_table *table, uint64_t hash)
{
    uint32_t home = exact_hash_home(hash, table->home_count);

    return table->lines + (size_t)home * LINE_SIZE;
}

uint32_t exact_table_find_hashed(const struct exact_table *table, uint64_t hash,
                                 const void *key, size_t key_size,
                                 struct exact_search *search)
{
    const uint8_t *line;
    uint32_t head, slot;

    search->slot = SLOT_NONE;
    if (!table->home_count)
        return SLOT_NONE;
    line = home_line(table, hash);
    head = load_le32(line);
    slot = find_in_line(table, line, hash, key, key_size);
    if (slot == SLOT_NONE && head & EXACT_LINE_SPILLED)
        slot = find_in_line(table, line + LINE_SIZE, hash, key, key_size);
    if (slot == SLOT_NONE && head & EXACT_LINE_OVERFLOW)
        slot = find_in_overflow(table, hash, key, key_size);
    search->slot = slot;
    return slot;
}

void exact_table_prefetch(const struct exact_table *table, uint64_t hash)
{
    if (table->home_count)
        __builtin_prefetch(home_line(table, hash));
}

static uint64_t hash_key(const struct exact_table *table, const void *key,
                         size_t key_size)
{
    return key_size ? hash_of(key, key_size, table->seed) : 0;
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

uint32_t exact_table_find_next(const struct exact_table *table, const void *key,
                               size_t key_size, struct exact_search *search)
{
    uint32_t slot = search->slot;

    search->slot = SLOT_NONE;
    if (slot < table->keys.count && has_key(table, slot + 1, key, key_size))
        search->slot = slot + 1;
    return search->slot;
}

static tamis_slice asked_key(const struct exact_keys *keys, unsigned n)
{
    if (keys->slices)
        return keys->slices[n];
    return slice_make(keys->runs + n * keys->run_size, keys->run_size);
}

/* The key of the first equal tag of a home line will be read soon. */
static void prefetch_key(const struct exact_table *table, uint64_t hash)
{
    const uint8_t *line = home_line(table, hash);
    uint32_t places = match_tags(table, line, exact_hash_tag(hash));

    if (places)
        key_store_prefetch(&table->keys, (load_le32(line) & EXACT_LINE_SLOT) +
                                             (uint32_t)__builtin_ctz(places));
}

/* What passed the filter, in three rounds, each of which asks for the cache
 * lines of the next. */
static uint64_t find_passed(const struct exact_table *table, uint64_t passed,
                            const uint64_t *hashes,
                            const struct exact_keys *keys, uint32_t *slots)
{
    struct exact_search search;
    uint64_t found = 0;

    for (uint64_t rest = passed; rest; rest &= rest - 1)
        exact_table_prefetch(table, hashes[__builtin_ctzll(rest)]);
    for (uint64_t rest = passed; rest; rest &= rest - 1)
        prefetch_key(table, hashes[__builtin_ctzll(rest)]);
    for (uint64_t rest = passed; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);
        tamis_slice key = asked_key(keys, n);
        uint32_t slot = exact_table_find_hashed(table, hashes[n], key.data,
                                                key.size, &search);

        if (slot != SLOT_NONE) {
            slots[n] = slot;
            found |= UINT64_C(1) << n;
        }
    }
    return found;
}

/* Inlined once for each usual size, where the hash has no loop any more. */
static inline void hash_runs(const struct exact_table *table, size_t count,
                             size_t key_size, const uint8_t *keys,
                             uint64_t *hashes)
{
    uint64_t seed = table->seed;

    for (size_t i = 0; i < count; i++) {
        hashes[i] = hash_of(keys + i * key_size, key_size, seed);
        member_filter_prefetch(&table->filter, hashes[i]);
    }
}

static void hash_slices(const struct exact_table *table, size_t count,
                        const tamis_slice *keys, uint64_t *hashes)
{
    for (size_t i = 0; i < count; i++) {
        hashes[i] = hash_key(table, keys[i].data, keys[i].size);
        member_filter_prefetch(&table->filter, hashes[i]);
    }
}

void exact_table_hash_some(const struct exact_table *table, size_t count,
                           const struct exact_keys *keys, uint64_t *hashes)
{
    if (!table->home_count)
        return;
    if (keys->slices)
        hash_slices(table, count, keys->slices, hashes);
    else if (keys->run_size == 32)
        hash_runs(table, count, 32, keys->runs, hashes);
    else if (keys->run_size == 20)
        hash_runs(table, count, 20, keys->runs, hashes);
    else if (keys->run_size == 16)
        hash_runs(table, count, 16, keys->runs, hashes);
    else
        hash_runs(table, count, keys->run_size, keys->runs, hashes);
}

uint64_t exact_table_find_some(const struct exact_table *table, size_t count,
                               const struct exact_keys *keys,
                               const uint64_t *hashes, uint32_t *slots)
{
    uint64_t passed;

    if (!table->home_count)
        return 0;
    passed = member_filter_test(&table->filter, hashes, count);
    return passed ? find_passed(table, passed, hashes, keys, slots) : 0;
}

void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots)
{
    uint64_t hashes[KERNELS_BATCH_MAX];

    for (size_t i = 0; i < count; i++)
        slots[i] = SLOT_NONE;
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        struct exact_keys some = {.slices = keys + done};
        size_t step =
            count - done < KERNELS_BATCH_MAX ? count - done : KERNELS_BATCH_MAX;

        exact_table_hash_some(table, step, &some, hashes);
        exact_table_find_some(table, step, &some, hashes, slots + done);
    }
}

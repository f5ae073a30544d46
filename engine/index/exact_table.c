/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"

/* Keys in flight at once: more than the line-fill buffers of today's cores,
 * few enough for their state to stay in the first-level cache. */
#define BATCH_SIZE 32

#define LINE_SIZE   sizeof(struct exact_line_layout)
#define HEADER_SIZE sizeof(struct exact_table_layout)

uint64_t exact_table_hash(const void *key, size_t key_size, uint64_t seed)
{
    return hash_bytes(key, key_size, seed);
}

tamis_status exact_table_open(struct exact_table *table, const void *bytes,
                              size_t size, const struct key_store *keys,
                              tamis_error *error)
{
    const uint8_t *header = bytes;
    uint64_t line_count, expected;

    *table = (struct exact_table){.keys = *keys};
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
    line_count = (uint64_t)table->home_count + 1;
    expected = HEADER_SIZE + line_count * LINE_SIZE +
               (uint64_t)table->overflow_count * 8;
    if (!table->home_count || expected != size ||
        table->overflow_count > keys->count ||
        keys->count > KEY_STORE_COUNT_MAX ||
        load_le32(header + offsetof(struct exact_table_layout, key_count)) !=
            keys->count) {
        *table = (struct exact_table){.keys = *keys};
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the counts of an exact table do not fit its %zu "
                         "bytes and %u keys; compile the database again",
                         size, keys->count);
    }
    table->lines = header + HEADER_SIZE;
    table->overflow = table->lines + line_count * LINE_SIZE;
    return TAMIS_OK;
}

/* A bit for each place whose tag equals. */
static uint32_t match_tags(const uint8_t *line, uint32_t tag)
{
    const uint8_t *tags = line + offsetof(struct exact_line_layout, tags);
    uint32_t places = 0;

    for (unsigned place = 0; place < EXACT_LINE_PLACES; place++)
        places |= (uint32_t)(load_le32(tags + place * 4) == tag) << place;
    return places;
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
    uint32_t places = match_tags(line, exact_hash_tag(hash));
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

bool exact_table_has_tag(const struct exact_table *table, uint64_t hash)
{
    const uint8_t *line;
    uint32_t head;

    if (!table->home_count)
        return false;
    line = home_line(table, hash);
    head = load_le32(line);
    return match_tags(line, exact_hash_tag(hash)) ||
           (head & EXACT_LINE_SPILLED &&
            match_tags(line + LINE_SIZE, exact_hash_tag(hash))) ||
           head & EXACT_LINE_OVERFLOW;
}

uint32_t exact_table_find(const struct exact_table *table, const void *key,
                          size_t key_size, struct exact_search *search)
{
    uint64_t hash = key_size ? exact_table_hash(key, key_size, table->seed) : 0;

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

static void find_some(const struct exact_table *table, size_t count,
                      const tamis_slice *keys, uint32_t *slots)
{
    uint64_t hashes[BATCH_SIZE];
    struct exact_search search;

    for (size_t i = 0; i < count; i++) {
        hashes[i] = keys[i].size ? exact_table_hash(keys[i].data, keys[i].size,
                                                    table->seed)
                                 : 0;
        exact_table_prefetch(table, hashes[i]);
    }
    for (size_t i = 0; i < count; i++) {
        slots[i] = SLOT_NONE;
        if (exact_table_has_tag(table, hashes[i]))
            slots[i] = exact_table_find_hashed(table, hashes[i], keys[i].data,
                                               keys[i].size, &search);
    }
}

void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots)
{
    for (size_t done = 0; done < count; done += BATCH_SIZE) {
        size_t some = count - done < BATCH_SIZE ? count - done : BATCH_SIZE;

        find_some(table, some, keys + done, slots + done);
    }
}

/* A walk over lines and overflow at once: both are in the order of homes. */
struct line_walk {
    const struct exact_table *table;
    exact_hash_function *hash;
    uint32_t slot;     /* the next key of the lines */
    uint32_t overflow; /* the next one of the overflow */
};

static uint64_t hash_slot(const struct line_walk *walk, uint32_t slot)
{
    tamis_slice key = key_store_get(&walk->table->keys, slot);

    return key.size ? walk->hash(key.data, key.size, walk->table->seed) : 0;
}

/* The tags of a line, and how many of its first keys come from the line
 * before: the others must be at home. */
static bool check_tags(struct line_walk *walk, uint64_t number, uint32_t used,
                       uint32_t *spilled)
{
    const uint8_t *tags = walk->table->lines + number * LINE_SIZE +
                          offsetof(struct exact_line_layout, tags);

    *spilled = 0;
    for (uint32_t place = 0; place < used; place++) {
        uint64_t hash = hash_slot(walk, walk->slot++);
        uint64_t home = exact_hash_home(hash, walk->table->home_count);

        if (load_le32(tags + (size_t)place * 4) != exact_hash_tag(hash))
            return false;
        if (home + 1 == number && *spilled == place)
            ++*spilled;
        else if (home != number)
            return false;
    }
    return true;
}

/* Does the home have keys in the overflow? Moves past them. */
static bool skip_overflow(struct line_walk *walk, uint64_t home)
{
    const struct exact_table *table = walk->table;
    uint32_t before = walk->overflow;

    while (
        walk->overflow < table->overflow_count &&
        exact_hash_home(load_le64(table->overflow + (size_t)walk->overflow * 8),
                        table->home_count) == home)
        walk->overflow++;
    return walk->overflow != before;
}

/* Lines hold runs of slots without gaps, packed at their front. */
static bool check_lines(struct line_walk *walk)
{
    const struct exact_table *table = walk->table;
    uint32_t lined_count = table->keys.count - table->overflow_count;
    uint32_t head_before = 0;

    for (uint64_t number = 0; number <= table->home_count; number++) {
        const uint8_t *line = table->lines + number * LINE_SIZE;
        uint32_t free_places = match_tags(line, 0);
        uint32_t used = free_places ? (uint32_t)__builtin_ctz(free_places)
                                    : EXACT_LINE_PLACES;
        uint32_t packed =
            ((UINT32_C(1) << EXACT_LINE_PLACES) - 1) & (UINT32_MAX << used);
        uint32_t spilled, first = walk->slot;

        if (free_places != packed || used > lined_count - first ||
            !check_tags(walk, number, used, &spilled) ||
            !(head_before & EXACT_LINE_SPILLED) != !spilled ||
            (load_le32(line) & EXACT_LINE_SLOT) != first)
            return false;
        head_before = load_le32(line);
        if (!(head_before & EXACT_LINE_OVERFLOW) !=
            !skip_overflow(walk, number))
            return false;
    }
    return walk->slot == lined_count &&
           walk->overflow == table->overflow_count &&
           !(head_before & EXACT_LINE_SPILLED);
}

/* Overflowed keys are sorted by hash, then by their bytes. */
static bool check_overflow(const struct line_walk *walk)
{
    const struct exact_table *table = walk->table;
    uint32_t first = table->keys.count - table->overflow_count;
    uint64_t before = 0;

    for (uint32_t i = 0; i < table->overflow_count; i++) {
        uint64_t hash = load_le64(table->overflow + (size_t)i * 8);

        if (hash != hash_slot(walk, first + i) || hash < before)
            return false;
        if (i && hash == before &&
            slice_compare(key_store_get(&table->keys, first + i - 1),
                          key_store_get(&table->keys, first + i)) > 0)
            return false;
        before = hash;
    }
    return true;
}

/* The header's unused bytes, which a later version may give a meaning. */
static tamis_status check_reserved(const struct exact_table *table,
                                   tamis_error *error)
{
    static const uint8_t
        zeros[sizeof((struct exact_table_layout *)0)->reserved];
    const uint8_t *header = table->lines - HEADER_SIZE;

    if (load_le32(header + offsetof(struct exact_table_layout, flags)) ||
        memcmp(header + offsetof(struct exact_table_layout, reserved), zeros,
               sizeof zeros) != 0)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of an exact table's header are not "
                         "zero; compile the database again");
    return TAMIS_OK;
}

tamis_status exact_table_check_hashed(const struct exact_table *table,
                                      exact_hash_function *hash,
                                      tamis_error *error)
{
    struct line_walk walk = {.table = table, .hash = hash};
    tamis_slice before = slice_make(NULL, 0);

    TRY(key_store_check(&table->keys, error));
    if (!table->home_count)
        return TAMIS_OK;
    TRY(check_reserved(table, error));
    if (!check_overflow(&walk) || !check_lines(&walk))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the lines of an exact table are not what its keys "
                         "ask for; compile the database again");
    for (uint32_t slot = 0; slot < table->keys.count; slot++) {
        tamis_slice key = key_store_get(&table->keys, slot);
        struct exact_search search;

        /* Found through its neighbour, which was found. */
        if (!slice_equal(key, before) &&
            exact_table_find_hashed(table,
                                    hash(key.data, key.size, table->seed),
                                    key.data, key.size, &search) != slot)
            return error_set(error, TAMIS_ERROR_CORRUPT,
                             "the key of slot %u is not found by its exact "
                             "table; compile the database again",
                             slot);
        before = key;
    }
    return TAMIS_OK;
}

tamis_status exact_table_check(const struct exact_table *table,
                               tamis_error *error)
{
    return exact_table_check_hashed(table, exact_table_hash, error);
}

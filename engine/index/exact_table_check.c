/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be proved about an exact table; only `verify` asks. */
#include "index/exact_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
#include "index/member_filter_build.h"

#define LINE_SIZE   sizeof(struct exact_line_layout)
#define HEADER_SIZE sizeof(struct exact_table_layout)

/* A walk over lines and overflow at once: both are in the order of homes. */
struct line_walk {
    const struct exact_table *table;
    exact_hash_function *hash; /* NULL: of fingerprints there is none */
    uint8_t *blocks;           /* the filter as it should be, NULL for none */
    uint32_t slot;             /* the next key of the lines */
    uint32_t overflow;         /* the next one of the overflow */
    uint64_t before;           /* the hash of the key before */
};

static uint64_t hash_slot(const struct line_walk *walk, uint32_t slot)
{
    tamis_slice key = key_store_get(&walk->table->keys, slot);

    return key.size ? walk->hash(key.data, key.size, walk->table->seed) : 0;
}

/* Of each slot once: its hash also belongs into the filter. */
static uint64_t take_slot(const struct line_walk *walk, uint32_t slot)
{
    uint64_t hash = hash_slot(walk, slot);

    if (walk->blocks)
        member_filter_add(walk->blocks, walk->table->filter.block_count, hash);
    return hash;
}

/* Keys are sorted by hash, then by their bytes: so equal ones are neighbours.
 * Moves on to this one. */
static bool is_in_order(struct line_walk *walk, uint32_t slot, uint64_t hash,
                        bool is_first)
{
    const struct key_store *keys = &walk->table->keys;
    uint64_t before = walk->before;

    walk->before = hash;
    if (is_first || before < hash)
        return true;
    return before == hash && slice_compare(key_store_get(keys, slot - 1),
                                           key_store_get(keys, slot)) <= 0;
}

/* The tags of a line, and how many of its first keys come from the line
 * before: the others must be at home. */
static bool check_tags(struct line_walk *walk, uint64_t number, uint32_t used,
                       uint32_t *spilled)
{
    const uint8_t *tags = walk->table->lines + number * LINE_SIZE +
                          offsetof(struct exact_line_layout, tags);

    *spilled = 0;
    if (!walk->hash) {
        walk->slot += used;
        return true;
    }
    for (uint32_t place = 0; place < used; place++) {
        uint32_t slot = walk->slot++;
        uint64_t hash = take_slot(walk, slot);
        uint64_t home = exact_hash_home(hash, walk->table->home_count);

        if (!is_in_order(walk, slot, hash, slot == 0))
            return false;
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
        uint32_t free_places = table->kernels->match_words(line, 0) >> 1;
        uint32_t used = free_places ? (uint32_t)__builtin_ctz(free_places)
                                    : EXACT_LINE_PLACES;
        uint32_t packed =
            ((UINT32_C(1) << EXACT_LINE_PLACES) - 1) & (UINT32_MAX << used);
        uint32_t spilled, first = walk->slot;

        if (free_places != packed || used > lined_count - first ||
            !check_tags(walk, number, used, &spilled) ||
            (walk->hash && !(head_before & EXACT_LINE_SPILLED) != !spilled) ||
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

/* An overflowed key that no line has: its neighbours are all in here. */
static bool check_overflow(struct line_walk *walk)
{
    const struct exact_table *table = walk->table;
    uint32_t first = table->keys.count - table->overflow_count;

    for (uint32_t i = 0; i < table->overflow_count; i++) {
        tamis_slice key = key_store_get(&table->keys, first + i);
        uint64_t hash = take_slot(walk, first + i);
        struct exact_search search;
        uint32_t found =
            exact_table_find_hashed(table, hash, key.data, key.size, &search);

        if (hash != load_le64(table->overflow + (size_t)i * 8) ||
            !is_in_order(walk, first + i, hash, i == 0) || found < first ||
            found > first + i)
            return false;
    }
    return true;
}

/* Where there are only fingerprints, hashes are what tells the order. */
static bool check_blind_overflow(const struct line_walk *walk)
{
    const struct exact_table *table = walk->table;
    uint32_t first = table->keys.count - table->overflow_count;
    uint64_t before = 0;

    for (uint32_t i = 0; i < table->overflow_count; i++) {
        uint64_t hash = load_le64(table->overflow + (size_t)i * 8);

        if (hash < before ||
            (i && hash == before &&
             slice_compare(key_store_get(&table->keys, first + i - 1),
                           key_store_get(&table->keys, first + i)) > 0))
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
    const uint8_t *header = table->filter.blocks - HEADER_SIZE;

    if (load_le32(header + offsetof(struct exact_table_layout, flags)) ||
        memcmp(header + offsetof(struct exact_table_layout, reserved), zeros,
               sizeof zeros) != 0)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of an exact table's header are not "
                         "zero; compile the database again");
    return TAMIS_OK;
}

static tamis_status check_walk(struct line_walk *walk, tamis_error *error)
{
    const struct exact_table *table = walk->table;

    TRY(check_reserved(table, error));
    if (!(walk->hash ? check_overflow(walk) : check_blind_overflow(walk)) ||
        !check_lines(walk))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the lines of an exact table are not what its keys "
                         "ask for; compile the database again");
    if (walk->blocks &&
        memcmp(walk->blocks, table->filter.blocks,
               (size_t)table->filter.block_count * FILTER_BLOCK_SIZE) != 0)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the filter of an exact table is not what its keys "
                         "ask for; compile the database again");
    return TAMIS_OK;
}

tamis_status exact_table_check_hashed(const struct exact_table *table,
                                      exact_hash_function *hash,
                                      tamis_error *error)
{
    struct line_walk walk = {.table = table};

    if (table->keys.form == KEY_FORM_WHOLE)
        walk.hash = hash;
    TRY(key_store_check(&table->keys, error));
    if (!table->home_count)
        return TAMIS_OK;
    if (table->filter.block_count)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "an exact table has a filter that nobody asks; "
                         "compile the database again");
    return check_walk(&walk, error);
}

tamis_status exact_table_check(const struct exact_table *table,
                               const tamis_allocator *allocator,
                               tamis_error *error)
{
    struct line_walk walk = {.table = table};
    tamis_status status;

    TRY(key_store_check(&table->keys, error));
    if (!table->home_count)
        return TAMIS_OK;
    if (!table->filter.block_count ||
        table->filter.block_count >
            member_filter_block_count(table->keys.count,
                                      EXACT_TABLE_KEY_BITS_MAX))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the filter of an exact table has %u blocks, which "
                         "is no number for %u keys; compile the database "
                         "again",
                         table->filter.block_count, table->keys.count);
    if (table->keys.form != KEY_FORM_WHOLE)
        return check_walk(&walk, error);
    walk.hash = exact_table_hash;
    walk.blocks = memory_allocate_array(allocator, table->filter.block_count,
                                        FILTER_BLOCK_SIZE);
    if (!walk.blocks)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for checking the filter of %u keys",
                         table->keys.count);
    status = check_walk(&walk, error);
    memory_release(allocator, walk.blocks);
    return status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be proved about a suffix table; only `verify` asks. */
#include "index/suffix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
#include "index/member_filter_build.h"
#include "index/suffix_gate.h"
#include "index/suffix_table_layout.h"

#define MODE_COUNT 3 /* exact, suffix, subdomains */

#define HEADER_SIZE sizeof(struct suffix_table_layout)

/* Names and modes as the builder takes them; no (name, mode) twice. */
static tamis_status check_names(const struct suffix_table *table,
                                uint64_t depths[2], tamis_error *error)
{
    tamis_slice before = slice_make(NULL, 0);
    unsigned modes_before = 0;

    for (uint32_t slot = 0; slot < table->names.keys.count; slot++) {
        tamis_slice name = key_store_get(&table->names.keys, slot);
        uint32_t depth = table->names.keys.form == KEY_FORM_WHOLE
                             ? suffix_name_depth(name.data, name.size)
                             : 1;
        uint32_t mode = number_column_get(&table->modes, slot);

        if (!slice_equal(name, before))
            modes_before = 0;
        if (!depth || mode >= MODE_COUNT || modes_before >> mode & 1)
            return error_set(error, TAMIS_ERROR_CORRUPT,
                             "the name of slot %u is malformed, listed twice "
                             "or has a mode that names do not have; compile "
                             "the database again",
                             slot);
        modes_before |= 1u << mode;
        depths[depth >> 6] |= UINT64_C(1) << (depth & 63);
        before = name;
    }
    return TAMIS_OK;
}

/* The bytes that fill up the exact table's last line. */
static bool is_zero_before_filter(const struct suffix_table *table)
{
    const uint8_t *end =
        table->names.overflow + (size_t)table->names.overflow_count * 8;
    uint8_t any = 0;

    while (end < table->filter.blocks)
        any |= *end++;
    return any == 0;
}

static tamis_status check_header(const struct suffix_table *table,
                                 const uint64_t depths[2], tamis_error *error)
{
    static const uint8_t
        zeros[sizeof((struct suffix_table_layout *)0)->reserved];
    const uint8_t *header = table->names.filter.blocks -
                            sizeof(struct exact_table_layout) - HEADER_SIZE;

    if (table->names.keys.form == KEY_FORM_WHOLE &&
        (depths[0] != table->depths[0] || depths[1] != table->depths[1]))
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a suffix table names other depths than its keys "
                         "have; compile the database again");
    if (load_le32(header + offsetof(struct suffix_table_layout, flags)) ||
        !is_zero_before_filter(table) ||
        memcmp(header + offsetof(struct suffix_table_layout, reserved), zeros,
               sizeof zeros) != 0)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of a suffix table's header are not "
                         "zero; compile the database again");
    return TAMIS_OK;
}

static void fill_filter(const struct suffix_table *table, uint8_t *blocks)
{
    const struct key_store *keys = &table->names.keys;
    uint32_t block_count = table->filter.block_count;
    struct suffix_gate_walk walk = {.keys = keys,
                                    .kernels = table->names.kernels,
                                    .seed = table->names.seed,
                                    .end = keys->count};

    for (uint32_t slot = 0; slot < keys->count; slot++) {
        tamis_slice name = key_store_get(keys, slot);
        uint64_t seed = table->names.seed;
        uint64_t hash = suffix_name_hash(name.data, name.size, seed);

        member_filter_add(blocks, block_count,
                          suffix_gate_own_hash(name, hash, seed));
    }
    while (walk.next < walk.end) {
        uint64_t gates[SUFFIX_GATES_STEP];
        size_t count = suffix_gate_step(&walk, gates);

        for (size_t n = 0; n < count; n++)
            member_filter_prefetch_block(blocks, block_count, gates[n]);
        for (size_t n = 0; n < count; n++)
            member_filter_add_gate(blocks, block_count, gates[n]);
    }
}

/* The filter is built again: it must hold all names and gates, and no more. */
static tamis_status check_filter(const struct suffix_table *table,
                                 const tamis_allocator *allocator,
                                 tamis_error *error)
{
    uint32_t block_count = table->filter.block_count;
    uint8_t *blocks;
    int difference;

    if (!block_count || block_count % 2)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the filter of a suffix table has %u blocks, which "
                         "should be even and not 0; compile the database again",
                         block_count);
    if (table->names.keys.form != KEY_FORM_WHOLE)
        return TAMIS_OK; /* fingerprints do not tell the names */
    blocks = memory_allocate_array(allocator, block_count, FILTER_BLOCK_SIZE);
    if (!blocks)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for checking the filter of %u names",
                         table->names.keys.count);
    fill_filter(table, blocks);
    difference = memcmp(blocks, table->filter.blocks,
                        (size_t)block_count * FILTER_BLOCK_SIZE);
    memory_release(allocator, blocks);
    if (difference)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the filter of a suffix table is not what its names "
                         "ask for; compile the database again");
    return TAMIS_OK;
}

tamis_status suffix_table_check(const struct suffix_table *table,
                                const tamis_allocator *allocator,
                                tamis_error *error)
{
    uint64_t depths[2] = {0, 0};

    TRY(exact_table_check_hashed(&table->names, suffix_name_hash, error));
    TRY(check_names(table, depths, error));
    if (!table->names.home_count)
        return TAMIS_OK;
    TRY(check_header(table, depths, error));
    return check_filter(table, allocator, error);
}

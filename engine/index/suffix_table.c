/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
#include "index/name_hash.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

#define MODE_COUNT 3 /* exact, suffix, subdomains */

#define HEADER_SIZE sizeof(struct suffix_table_layout)

/* One name above the asked one, or itself, that the filter knows. */
struct probe {
    uint64_t hash;
    size_t start; /* where it begins in the asked name */
};

uint64_t suffix_name_hash(const void *name, size_t name_size, uint64_t seed)
{
    struct name_hash walk;

    if (!name_size || name_size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    name_hash_begin(&walk, name, name_size, seed);
    return name_hash_from(&walk, 0);
}

static void begin_empty(struct suffix_table *table,
                        const struct key_store *keys,
                        const struct number_column *modes,
                        const struct kernels *kernels)
{
    *table = (struct suffix_table){
        .names = {.keys = *keys, .kernels = kernels},
        .filter = {.kernels = kernels},
        .modes = *modes,
    };
}

tamis_status suffix_table_open(struct suffix_table *table, tamis_slice section,
                               const struct key_store *keys,
                               const struct number_column *modes,
                               const struct kernels *kernels,
                               tamis_error *error)
{
    const uint8_t *header = (const uint8_t *)section.data;
    const uint8_t *depths;
    size_t size = section.size;
    uint64_t names_size, filter_at, filter_size;

    begin_empty(table, keys, modes, kernels);
    if (!size && !keys->count)
        return TAMIS_OK;
    if (size < HEADER_SIZE)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a suffix table of %zu bytes is too short for its "
                         "header; compile the database again",
                         size);
    if (load_le32(header) != SUFFIX_TABLE_VERSION)
        return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                         "a suffix table has version %u and this library "
                         "reads version %u; compile the database again",
                         load_le32(header), SUFFIX_TABLE_VERSION);
    names_size =
        load_le64(header + offsetof(struct suffix_table_layout, names_size));
    table->filter.block_count =
        load_le32(header + offsetof(struct suffix_table_layout, block_count));
    filter_size = (uint64_t)table->filter.block_count * FILTER_BLOCK_SIZE;
    filter_at = names_size > size ? 0 : suffix_filter_offset(names_size);
    if (!filter_at || filter_at > size || filter_size != size - filter_at) {
        begin_empty(table, keys, modes, kernels);
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the parts of a suffix table do not fit its %zu "
                         "bytes; compile the database again",
                         size);
    }
    TRY(exact_table_open(&table->names, header + HEADER_SIZE,
                         (size_t)names_size, keys, kernels, error));
    table->filter.blocks = header + filter_at;
    depths = header + offsetof(struct suffix_table_layout, depths);
    table->depths[0] = load_le64(depths);
    table->depths[1] = load_le64(depths + 8);
    return TAMIS_OK;
}

/* By what the filter knows the labels from `start` on, whose hash is given. */
static uint64_t filter_key(const struct suffix_table *table, tamis_slice name,
                           size_t start, uint32_t depth, uint64_t hash)
{
    if (depth > SUFFIX_GATE_LAST || name.size - start <= NAME_HASH_BLOCK)
        return hash;
    return name_hash_window(name.data + start, name.size - start,
                            table->names.seed);
}

/*
 * One pass from the right. Writes what of the name and of those above it the
 * filter knows, shallow first, and returns how many. What is listed beyond a
 * gate is not there when the gate is not.
 */
static uint32_t find_probes(const struct suffix_table *table, tamis_slice name,
                            struct probe probes[SUFFIX_DEPTH_MAX])
{
    struct name_hash walk;
    size_t start = name.size;
    uint32_t count = 0;

    name_hash_begin(&walk, name.data, name.size, table->names.seed);
    for (uint32_t depth = 1; depth <= SUFFIX_DEPTH_MAX; depth++) {
        bool is_gate = depth >= SUFFIX_GATE_FIRST && depth <= SUFFIX_GATE_LAST;
        uint64_t hash, key, gates = 1;

        while (start && name.data[start - 1] != '.')
            start--;
        if (start == name.size)
            break; /* the last label is empty */
        if (is_gate || suffix_table_has_depth(table, depth)) {
            hash = name_hash_from(&walk, start);
            key = filter_key(table, name, start, depth, hash);
            if (member_filter_test_gates(&table->filter, &key, 1, &gates) &&
                suffix_table_has_depth(table, depth)) {
                exact_table_prefetch(&table->names, hash);
                probes[count++] = (struct probe){hash, start};
            }
        }
        if (!start || (is_gate && !gates))
            break;
        start--;
    }
    return count;
}

/* What one probe found: a slot for each mode, or SLOT_NONE. */
static bool find_modes(const struct suffix_table *table,
                       const struct probe *probe, tamis_slice key,
                       uint32_t slots[MODE_COUNT])
{
    struct exact_search search;
    uint32_t slot = exact_table_find_hashed(&table->names, probe->hash,
                                            key.data, key.size, &search);

    if (slot == SLOT_NONE)
        return false;
    for (unsigned mode = 0; mode < MODE_COUNT; mode++)
        slots[mode] = SLOT_NONE;
    /* A key has at most one slot for each mode; a hostile file, no more
     * steps. */
    for (unsigned step = 0; step < MODE_COUNT && slot != SLOT_NONE; step++) {
        uint32_t mode = number_column_get(&table->modes, slot);

        if (mode < MODE_COUNT && slots[mode] == SLOT_NONE)
            slots[mode] = slot;
        slot =
            exact_table_find_next(&table->names, key.data, key.size, &search);
    }
    return true;
}

/* The matches of one probe: exact and suffix ones, and in *under what lists
 * only names under it. */
static size_t add_matches(const struct suffix_table *table,
                          const struct probe *probe, tamis_slice asked,
                          struct suffix_match *matches, uint32_t *under)
{
    tamis_slice key = slice_from(asked, probe->start);
    uint32_t size = (uint32_t)key.size, slots[MODE_COUNT];
    size_t count = 0;

    *under = SLOT_NONE;
    if (!find_modes(table, probe, key, slots))
        return 0;
    if (slots[TAMIS_MODE_EXACT] != SLOT_NONE && !probe->start)
        matches[count++] = (struct suffix_match){slots[TAMIS_MODE_EXACT],
                                                 TAMIS_MODE_EXACT, size};
    if (slots[TAMIS_MODE_SUFFIX] != SLOT_NONE)
        matches[count++] = (struct suffix_match){slots[TAMIS_MODE_SUFFIX],
                                                 TAMIS_MODE_SUFFIX, size};
    if (probe->start)
        *under = slots[TAMIS_MODE_SUBDOMAINS];
    return count;
}

size_t suffix_table_find(const struct suffix_table *table, const char *name,
                         size_t name_size,
                         struct suffix_match matches[SUFFIX_MATCH_MAX])
{
    struct probe probes[SUFFIX_DEPTH_MAX];
    struct suffix_match under[SUFFIX_DEPTH_MAX];
    tamis_slice asked = slice_make(name, name_size);
    size_t count = 0, under_count = 0;
    uint32_t probe_count, slot;

    if (!table->names.home_count || !suffix_name_depth(name, name_size))
        return 0;
    probe_count = find_probes(table, asked, probes);
    while (probe_count-- > 0) {
        const struct probe *probe = &probes[probe_count];

        count += add_matches(table, probe, asked, matches + count, &slot);
        if (slot != SLOT_NONE)
            under[under_count++] =
                (struct suffix_match){slot, TAMIS_MODE_SUBDOMAINS,
                                      (uint32_t)(name_size - probe->start)};
    }
    if (under_count)
        memcpy(matches + count, under, under_count * sizeof *under);
    return count + under_count;
}

static uint32_t find_first(const struct suffix_table *table, tamis_slice name)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];

    if (!suffix_table_find(table, name.data, name.size, matches))
        return SLOT_NONE;
    return matches[0].slot;
}

void suffix_table_find_batch(const struct suffix_table *table, size_t count,
                             const tamis_slice *names, uint32_t *slots)
{
    struct suffix_step step;

    for (size_t i = 0; i < count; i++)
        slots[i] = SLOT_NONE;
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        size_t some =
            count - done < KERNELS_BATCH_MAX ? count - done : KERNELS_BATCH_MAX;

        suffix_step_begin(table, names + done, some, &step);
        suffix_step_fetch(table, &step);
        for (uint64_t rest = step.worth; rest; rest &= rest - 1) {
            unsigned n = (unsigned)__builtin_ctzll(rest);
            tamis_slice name = names[done + n];

            slots[done + n] =
                step.several >> n & 1
                    ? find_first(table, name)
                    : suffix_step_find(table, step.slots[n], name);
        }
    }
}

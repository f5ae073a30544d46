/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

/* Names in flight at once, and their probes: a name that asks more depths
 * (few real ones do) is asked alone. */
#define BATCH_SIZE   16
#define BATCH_PROBES 6

#define MODE_COUNT 3 /* exact, suffix, subdomains */

#define HEADER_SIZE sizeof(struct suffix_table_layout)

/* One name above the asked one, or itself. */
struct probe {
    uint64_t hash;
    uint32_t start; /* where it begins in the asked name */
    uint32_t depth; /* its labels */
};

static bool has_depth(const uint64_t depths[2], uint32_t depth)
{
    return depths[depth >> 6] >> (depth & 63) & 1;
}

/*
 * One pass from the right. Writes a probe for each depth that the mask names,
 * shallow first, and their number to *probe_count; returns the labels of the
 * name, 0 when it cannot be listed.
 */
static uint32_t split_name(const uint64_t depths[2], uint64_t seed,
                           tamis_slice name,
                           struct probe probes[SUFFIX_DEPTH_MAX],
                           uint32_t *probe_count)
{
    uint32_t depth = 0, count = 0;
    size_t end = name.size;
    uint64_t hash = seed;

    *probe_count = 0;
    if (!name.size || name.size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    for (;;) {
        size_t start = end;

        while (start && name.data[start - 1] != '.')
            start--;
        if (start == end)
            return 0;
        hash = hash_bytes(name.data + start, end - start, hash);
        depth++;
        if (has_depth(depths, depth))
            probes[count++] = (struct probe){hash, (uint32_t)start, depth};
        if (!start)
            break;
        end = start - 1;
    }
    *probe_count = count;
    return depth;
}

uint64_t suffix_name_hash(const void *name, size_t name_size, uint64_t seed)
{
    static const uint64_t all[2] = {UINT64_MAX, UINT64_MAX};
    struct probe probes[SUFFIX_DEPTH_MAX];
    uint32_t count;

    if (!split_name(all, seed, slice_make(name, name_size), probes, &count))
        return 0;
    return probes[count - 1].hash;
}

uint32_t suffix_name_depth(const char *name, size_t name_size)
{
    uint32_t depth = 1;

    if (!name_size || name_size > TAMIS_DOMAIN_SIZE_MAX || name[0] == '.' ||
        name[name_size - 1] == '.')
        return 0;
    for (size_t i = 1; i < name_size; i++) {
        if (name[i] != '.')
            continue;
        if (name[i - 1] == '.')
            return 0;
        depth++;
    }
    return depth;
}

tamis_status suffix_table_open(struct suffix_table *table, const void *bytes,
                               size_t size, const struct key_store *keys,
                               const uint8_t *modes, tamis_error *error)
{
    const uint8_t *header = bytes;
    const uint8_t *depths;

    *table = (struct suffix_table){.names = {.keys = *keys}, .modes = modes};
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
    TRY(exact_table_open(&table->names, header + HEADER_SIZE,
                         size - HEADER_SIZE, keys, error));
    depths = header + offsetof(struct suffix_table_layout, depths);
    table->depths[0] = load_le64(depths);
    table->depths[1] = load_le64(depths + 8);
    return TAMIS_OK;
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
        uint8_t mode = table->modes[slot];

        if (mode < MODE_COUNT && slots[mode] == SLOT_NONE)
            slots[mode] = slot;
        slot =
            exact_table_find_next(&table->names, key.data, key.size, &search);
    }
    return true;
}

size_t suffix_table_find(const struct suffix_table *table, const char *name,
                         size_t name_size,
                         struct suffix_match matches[SUFFIX_MATCH_MAX])
{
    struct probe probes[SUFFIX_DEPTH_MAX];
    struct suffix_match under[SUFFIX_DEPTH_MAX];
    tamis_slice asked = slice_make(name, name_size);
    uint32_t probe_count, slots[MODE_COUNT];
    size_t count = 0, under_count = 0;
    uint32_t depth = split_name(table->depths, table->names.seed, asked, probes,
                                &probe_count);

    for (uint32_t i = 0; i < probe_count; i++)
        exact_table_prefetch(&table->names, probes[i].hash);
    while (probe_count-- > 0) {
        const struct probe *probe = &probes[probe_count];
        tamis_slice key = slice_from(asked, probe->start);
        uint32_t size = (uint32_t)key.size;

        if (!find_modes(table, probe, key, slots))
            continue;
        if (slots[TAMIS_MODE_EXACT] != SLOT_NONE && probe->depth == depth)
            matches[count++] = (struct suffix_match){slots[TAMIS_MODE_EXACT],
                                                     TAMIS_MODE_EXACT, size};
        if (slots[TAMIS_MODE_SUFFIX] != SLOT_NONE)
            matches[count++] = (struct suffix_match){slots[TAMIS_MODE_SUFFIX],
                                                     TAMIS_MODE_SUFFIX, size};
        if (slots[TAMIS_MODE_SUBDOMAINS] != SLOT_NONE && probe->depth < depth)
            under[under_count++] = (struct suffix_match){
                slots[TAMIS_MODE_SUBDOMAINS], TAMIS_MODE_SUBDOMAINS, size};
    }
    if (under_count)
        memcpy(matches + count, under, under_count * sizeof *under);
    return count + under_count;
}

/* Hashes a name and asks for its lines. Returns the probes kept in hashes, or
 * BATCH_PROBES + 1 when they are more. */
static uint32_t prepare_name(const struct suffix_table *table, tamis_slice name,
                             uint64_t hashes[BATCH_PROBES])
{
    struct probe probes[SUFFIX_DEPTH_MAX];
    uint32_t count;

    split_name(table->depths, table->names.seed, name, probes, &count);
    if (count > BATCH_PROBES)
        return BATCH_PROBES + 1;
    for (uint32_t i = 0; i < count; i++) {
        hashes[i] = probes[i].hash;
        exact_table_prefetch(&table->names, hashes[i]);
    }
    return count;
}

static uint32_t find_first(const struct suffix_table *table, tamis_slice name)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];

    if (!suffix_table_find(table, name.data, name.size, matches))
        return SLOT_NONE;
    return matches[0].slot;
}

static void find_some(const struct suffix_table *table, size_t count,
                      const tamis_slice *names, uint32_t *slots)
{
    uint64_t hashes[BATCH_SIZE][BATCH_PROBES];
    uint32_t probe_counts[BATCH_SIZE];

    for (size_t i = 0; i < count; i++)
        probe_counts[i] = prepare_name(table, names[i], hashes[i]);
    for (size_t i = 0; i < count; i++) {
        bool is_candidate = probe_counts[i] > BATCH_PROBES;

        for (uint32_t p = 0; !is_candidate && p < probe_counts[i]; p++)
            is_candidate = exact_table_has_tag(&table->names, hashes[i][p]);
        slots[i] = is_candidate ? find_first(table, names[i]) : SLOT_NONE;
    }
}

void suffix_table_find_batch(const struct suffix_table *table, size_t count,
                             const tamis_slice *names, uint32_t *slots)
{
    for (size_t done = 0; done < count; done += BATCH_SIZE) {
        size_t some = count - done < BATCH_SIZE ? count - done : BATCH_SIZE;

        find_some(table, some, names + done, slots + done);
    }
}

/* Names and modes as the builder takes them; no (name, mode) twice. */
static tamis_status check_names(const struct suffix_table *table,
                                uint64_t depths[2], tamis_error *error)
{
    tamis_slice before = slice_make(NULL, 0);
    unsigned modes_before = 0;

    for (uint32_t slot = 0; slot < table->names.keys.count; slot++) {
        tamis_slice name = key_store_get(&table->names.keys, slot);
        uint32_t depth = suffix_name_depth(name.data, name.size);
        uint8_t mode = table->modes[slot];

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

static tamis_status check_header(const struct suffix_table *table,
                                 const uint64_t depths[2], tamis_error *error)
{
    static const uint8_t
        zeros[sizeof((struct suffix_table_layout *)0)->reserved];
    const uint8_t *header =
        table->names.lines - sizeof(struct exact_table_layout) - HEADER_SIZE;

    if (depths[0] != table->depths[0] || depths[1] != table->depths[1])
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "a suffix table names other depths than its keys "
                         "have; compile the database again");
    if (load_le32(header + offsetof(struct suffix_table_layout, flags)) ||
        memcmp(header + offsetof(struct suffix_table_layout, reserved), zeros,
               sizeof zeros) != 0)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "unused bytes of a suffix table's header are not "
                         "zero; compile the database again");
    return TAMIS_OK;
}

tamis_status suffix_table_check(const struct suffix_table *table,
                                tamis_error *error)
{
    uint64_t depths[2] = {0, 0};

    TRY(exact_table_check_hashed(&table->names, suffix_name_hash, error));
    TRY(check_names(table, depths, error));
    if (!table->names.home_count)
        return TAMIS_OK;
    return check_header(table, depths, error);
}

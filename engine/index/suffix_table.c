/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
#include "index/name_hash.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

/* Names that are hashed before their lines are asked for: enough work to hide
 * one line's way behind another's, little enough to begin early. */
#define STEP_SIZE 16

#define MODE_COUNT 3 /* exact, suffix, subdomains */

#define HEADER_SIZE sizeof(struct suffix_table_layout)

/* One name above the asked one, or itself, that the filter knows. */
struct probe {
    uint64_t hash;
    size_t start; /* where it begins in the asked name */
};

static bool has_depth(const struct suffix_table *table, uint32_t depth)
{
    return table->depths[depth >> 6] >> (depth & 63) & 1;
}

uint64_t suffix_name_hash(const void *name, size_t name_size, uint64_t seed)
{
    struct name_hash walk;

    if (!name_size || name_size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    name_hash_begin(&walk, name, name_size, seed);
    return name_hash_from(&walk, 0);
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

static void begin_empty(struct suffix_table *table,
                        const struct key_store *keys, const uint8_t *modes,
                        const struct kernels *kernels)
{
    *table = (struct suffix_table){
        .names = {.keys = *keys, .kernels = kernels},
        .filter = {.kernels = kernels},
        .modes = modes,
    };
}

tamis_status suffix_table_open(struct suffix_table *table, tamis_slice section,
                               const struct key_store *keys,
                               const uint8_t *modes,
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

bool suffix_table_may_list(const struct suffix_table *table, tamis_slice name)
{
    if (!table->names.home_count)
        return false;
    if (has_depth(table, 1))
        return true;
    for (unsigned depth = SUFFIX_GATE_FIRST; depth <= SUFFIX_GATE_LAST;
         depth++) {
        struct kernels_names marks;
        uint64_t hash, gates;

        table->names.kernels->hash_names(&name, 1, depth, table->names.seed,
                                         &hash, &marks);
        if (marks.odd ||
            member_filter_test_gates(&table->filter, &hash, 1, &gates))
            return true;
        if (!gates || marks.whole)
            return false;
    }
    return true;
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
        uint64_t hash, gates = 1;

        while (start && name.data[start - 1] != '.')
            start--;
        if (start == name.size)
            break; /* the last label is empty */
        if (is_gate || has_depth(table, depth)) {
            hash = name_hash_from(&walk, start);
            if (member_filter_test_gates(&table->filter, &hash, 1, &gates) &&
                has_depth(table, depth)) {
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
        uint8_t mode = table->modes[slot];

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

    if (!suffix_table_may_list(table, asked) ||
        !suffix_name_depth(name, name_size))
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

/* What the filter says of the last labels of a group of names. */
struct verdict {
    uint64_t listed; /* they may be listed themselves */
    uint64_t deeper; /* something under them may be, and the name is longer */
    uint64_t odd;    /* no short way to tell */
};

static void test_depth(const struct suffix_table *table,
                       const tamis_slice *names, size_t count, unsigned depth,
                       struct verdict *verdict)
{
    const struct kernels *kernels = table->names.kernels;
    uint64_t hashes[KERNELS_BATCH_MAX], gates, whole = 0;

    verdict->odd = 0;
    for (size_t done = 0; done < count; done += STEP_SIZE) {
        size_t some = count - done < STEP_SIZE ? count - done : STEP_SIZE;
        struct kernels_names marks;

        kernels->hash_names(names + done, some, depth, table->names.seed,
                            hashes + done, &marks);
        for (size_t i = done; i < done + some; i++)
            member_filter_prefetch(&table->filter, hashes[i]);
        whole |= marks.whole << done;
        verdict->odd |= marks.odd << done;
    }
    verdict->listed =
        member_filter_test_gates(&table->filter, hashes, count, &gates) &
        ~verdict->odd;
    verdict->deeper = gates & ~whole & ~verdict->odd;
    for (uint64_t rest = verdict->listed; rest; rest &= rest - 1)
        exact_table_prefetch(&table->names, hashes[__builtin_ctzll(rest)]);
}

/* Whose bits are set, one behind the other. Returns how many. */
static size_t gather_names(const tamis_slice *names, uint64_t which,
                           tamis_slice *gathered)
{
    size_t count = 0;

    for (; which; which &= which - 1)
        gathered[count++] = names[__builtin_ctzll(which)];
    return count;
}

/* The inverse: the n-th bit goes to the place of the n-th bit of `which`. */
static uint64_t scatter_bits(uint64_t bits, uint64_t which)
{
    uint64_t scattered = 0;

    for (; which; which &= which - 1, bits >>= 1)
        if (bits & 1)
            scattered |= which & -which;
    return scattered;
}

uint64_t suffix_table_filter(const struct suffix_table *table,
                             const tamis_slice *names, size_t count)
{
    tamis_slice longer[KERNELS_BATCH_MAX];
    struct verdict verdict;
    uint64_t worth = 0, deeper;

    if (!table->names.home_count)
        return 0;
    if (has_depth(table, 1)) {
        test_depth(table, names, count, 1, &verdict);
        worth = verdict.listed;
    }
    test_depth(table, names, count, SUFFIX_GATE_FIRST, &verdict);
    worth |= verdict.listed | verdict.odd;
    deeper = verdict.deeper & ~worth;
    if (deeper) {
        count = gather_names(names, deeper, longer);
        test_depth(table, longer, count, SUFFIX_GATE_LAST, &verdict);
        worth |=
            scatter_bits(verdict.listed | verdict.odd | verdict.deeper, deeper);
    }
    return worth;
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
    for (size_t i = 0; i < count; i++)
        slots[i] = SLOT_NONE;
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        size_t some =
            count - done < KERNELS_BATCH_MAX ? count - done : KERNELS_BATCH_MAX;
        uint64_t worth = suffix_table_filter(table, names + done, some);

        for (; worth; worth &= worth - 1) {
            size_t n = done + (size_t)__builtin_ctzll(worth);

            slots[n] = find_first(table, names[n]);
        }
    }
}

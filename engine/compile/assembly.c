/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/assembly.h"

#include "base/error.h"
#include "base/memory.h"
#include "compile/assembly_table.h"
#include "compile/outcome.h"

static uint32_t *make_map(struct assembly *assembly, uint32_t count)
{
    uint32_t *map = memory_allocate_array(&assembly->compiler->allocator, count,
                                          sizeof *map);

    for (uint32_t n = 0; map && n < count; n++)
        map[n] = INTERN_NONE;
    return map;
}

static tamis_status make_maps(struct assembly *assembly)
{
    const tamis_compiler *compiler = assembly->compiler;
    uint32_t profiles = compiler->profiles.profiles.count;

    assembly->feeds = make_map(assembly, compiler->feeds.count);
    assembly->profiles = make_map(assembly, profiles);
    assembly->profile_order = make_map(assembly, profiles);
    assembly->tag_lists =
        make_map(assembly, compiler->profiles.tag_lists.count);
    return assembly->feeds && assembly->profiles && assembly->profile_order &&
                   assembly->tag_lists
               ? TAMIS_OK
               : TAMIS_ERROR_MEMORY;
}

static uint32_t number_profile(struct assembly *assembly, uint32_t profile)
{
    if (assembly->profiles[profile] == INTERN_NONE) {
        assembly->profile_order[assembly->profile_count] = profile;
        assembly->profiles[profile] = assembly->profile_count++;
    }
    return assembly->profiles[profile];
}

static void fill_entry(struct assembly *assembly,
                       const struct merged_entry *from,
                       struct database_input_entry *entry)
{
    const struct profile_table *profiles = &assembly->compiler->profiles;
    struct validity validity = profile_table_validity(profiles, from->validity);

    entry->profile = number_profile(assembly, from->profile);
    entry->valid_from_ns = validity.from_ns;
    entry->valid_until_ns = validity.until_ns;
    entry->reference = profile_table_string(profiles, from->reference);
    entry->context = profile_table_string(profiles, from->context);
}

/* The entries of all classes in one array; starts count within it. */
static tamis_status take_entries(struct assembly *assembly,
                                 struct merged_class *merged)
{
    const tamis_allocator *allocator = &assembly->compiler->allocator;
    uint64_t total = 0;
    uint32_t first = 0;

    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        total += merged[i].entry_count;
    if (total >= UINT32_MAX)
        return TAMIS_ERROR_LIMIT;
    assembly->entries =
        memory_allocate(allocator, (size_t)total * sizeof *assembly->entries);
    if (!assembly->entries)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++) {
        for (uint32_t n = 0; n < merged[i].entry_count; n++)
            fill_entry(assembly, &merged[i].entries[n],
                       &assembly->entries[first + n]);
        for (uint32_t n = 0; merged[i].entry_starts && n <= merged[i].count;
             n++)
            merged[i].entry_starts[n] += first;
        first += merged[i].entry_count;
        memory_release(allocator, merged[i].entries);
        merged[i].entries = NULL;
    }
    assembly->input.entries = assembly->entries;
    assembly->input.entry_count = (size_t)total;
    return TAMIS_OK;
}

static void point_to_class(const struct merged_class *merged,
                           struct database_input_class *to)
{
    static const uint32_t no_entries = 0;

    to->keys.bytes = merged->keys;
    to->keys.bytes_size = merged->keys_size;
    to->keys.ends = merged->ends;
    to->keys.key_size = merged->key_size;
    to->keys.count = merged->count;
    to->kinds = merged->kinds;
    to->modes = merged->modes;
    to->entry_starts =
        merged->entry_starts ? merged->entry_starts : &no_entries;
}

static tamis_status fill_input(struct assembly *assembly,
                               struct merged_class *merged)
{
    TRY(make_maps(assembly));
    TRY(take_entries(assembly, merged));
    TRY(assembly_table_feeds(assembly));
    /* A feed of which nothing was kept brings its label only now. */
    assembly->labels = make_map(assembly, assembly->compiler->labels.count);
    if (!assembly->labels)
        return TAMIS_ERROR_MEMORY;
    TRY(assembly_table_labels(assembly));
    TRY(assembly_table_profiles(assembly));
    TRY(assembly_table_counts(assembly));
    TRY(assembly_table_audiences(assembly));
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        point_to_class(&merged[i], &assembly->input.classes[i]);
    assembly->input.organisation = audience_book_self(assembly->compiler->book);
    assembly->input.compiled_at_ns = outcome_compile_time(assembly->compiler);
    return TAMIS_OK;
}

tamis_status assembly_begin(struct assembly *assembly, tamis_compiler *compiler,
                            struct merged_class merged[KEY_CLASS_COUNT])
{
    tamis_status status;

    memset(assembly, 0, sizeof *assembly);
    assembly->compiler = compiler;
    arena_init(&assembly->arena, &compiler->allocator);
    status = fill_input(assembly, merged);
    if (status != TAMIS_OK)
        assembly_end(assembly);
    return status;
}

void assembly_end(struct assembly *assembly)
{
    const tamis_allocator *allocator;

    if (!assembly->compiler)
        return;
    allocator = &assembly->compiler->allocator;
    memory_release(allocator, assembly->entries);
    memory_release(allocator, assembly->feeds);
    memory_release(allocator, assembly->labels);
    memory_release(allocator, assembly->profiles);
    memory_release(allocator, assembly->profile_order);
    memory_release(allocator, assembly->tag_lists);
    arena_release(&assembly->arena);
    memset(assembly, 0, sizeof *assembly);
}

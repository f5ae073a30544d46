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

/* Numbers in the file are those of the first use. */
static void number_class(struct assembly *assembly, struct merged_class *merged,
                         uint32_t *list)
{
    const struct database_input *input = &assembly->input;

    for (uint32_t n = 0; n < merged->count; n++) {
        uint32_t *word = &merged->words[n];

        if (!(*word & DATABASE_INPUT_LIST)) {
            *word = number_profile(assembly, *word);
            continue;
        }
        for (uint32_t i = input->list_starts[*list];
             i < input->list_starts[*list + 1]; i++)
            assembly->merged->entries[i].profile =
                number_profile(assembly, assembly->merged->entries[i].profile);
        ++*list;
    }
}

static void number_entries(struct assembly *assembly)
{
    struct merged *merged = assembly->merged;
    uint32_t list = 0;

    assembly->input.entries = merged->entries;
    assembly->input.list_starts = merged->list_starts;
    assembly->input.list_count = merged->list_count;
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        number_class(assembly, &merged->classes[i], &list);
}

static tamis_status take_validities(struct assembly *assembly)
{
    const struct profile_table *profiles = &assembly->compiler->profiles;
    uint32_t count = profiles->validities.count;

    assembly->validities =
        memory_allocate(&assembly->compiler->allocator,
                        (size_t)count * sizeof *assembly->validities);
    if (!assembly->validities)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t n = 0; n < count; n++) {
        struct validity validity = profile_table_validity(profiles, n);

        assembly->validities[n] = (struct database_input_validity){
            validity.from_ns, validity.until_ns};
    }
    assembly->input.validities = assembly->validities;
    assembly->input.validity_count = count;
    return TAMIS_OK;
}

static tamis_slice get_string(const void *context, uint32_t number)
{
    return profile_table_string(context, number);
}

static void point_to_class(const struct merged_class *merged,
                           struct database_input_class *to)
{
    to->keys.bytes = merged->keys;
    to->keys.bytes_size = merged->keys_size;
    to->keys.ends = merged->ends;
    to->keys.key_size = merged->key_size;
    to->keys.count = merged->count;
    to->kinds = merged->kinds;
    to->modes = merged->modes;
    to->words = merged->words;
    to->hashes = merged->hashes;
}

static tamis_status fill_input(struct assembly *assembly)
{
    TRY(make_maps(assembly));
    number_entries(assembly);
    TRY(take_validities(assembly));
    assembly->input.get_string = get_string;
    assembly->input.string_context = &assembly->compiler->profiles;
    assembly->input.string_count = assembly->compiler->profiles.strings.count;
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
        point_to_class(&assembly->merged->classes[i],
                       &assembly->input.classes[i]);
    assembly->input.organisation = audience_book_self(assembly->compiler->book);
    /* A caller's allocator is called from the caller's thread alone. */
    assembly->input.threads =
        assembly->compiler->adds_alone ? 1 : assembly->compiler->threads;
    assembly->input.compiled_at_ns = outcome_compile_time(assembly->compiler);
    assembly->input.fingerprint_size = assembly->compiler->fingerprint_size;
    return TAMIS_OK;
}

tamis_status assembly_begin(struct assembly *assembly, tamis_compiler *compiler,
                            struct merged *merged)
{
    tamis_status status;

    memset(assembly, 0, sizeof *assembly);
    assembly->compiler = compiler;
    assembly->merged = merged;
    arena_init(&assembly->arena, &compiler->allocator);
    status = fill_input(assembly);
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
    memory_release(allocator, assembly->validities);
    memory_release(allocator, assembly->feeds);
    memory_release(allocator, assembly->labels);
    memory_release(allocator, assembly->profiles);
    memory_release(allocator, assembly->profile_order);
    memory_release(allocator, assembly->tag_lists);
    arena_release(&assembly->arena);
    memset(assembly, 0, sizeof *assembly);
}

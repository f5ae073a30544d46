/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an image to a set. Images come from memory or from a cache file; the
 * header, the directory and every part's place are checked, and Hyperscan
 * checks the checksum, version and CPU of what it is given.
 */
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "index/pattern_set_compile.h"
#include "index/pattern_set_state.h"

#include <string.h>

static tamis_status refuse_image(tamis_error *error, const char *what)
{
    return error_set(error, TAMIS_ERROR_CORRUPT, "compiled patterns: %s", what);
}

static struct pattern_part_layout
part_get(tamis_slice image, const struct pattern_image_layout *header,
         uint32_t index)
{
    struct pattern_part_layout part;

    memcpy(&part, image.data + header->directory + index * sizeof part,
           sizeof part);
    return part;
}

static tamis_status check_parts(tamis_slice image,
                                const struct pattern_image_layout *header,
                                tamis_error *error)
{
    if (header->directory < sizeof *header || header->directory > image.size ||
        header->part_count > PATTERN_IMAGE_PARTS_MAX ||
        header->part_count * sizeof(struct pattern_part_layout) !=
            image.size - header->directory)
        return refuse_image(error, "the directory lies outside of the file");
    for (uint32_t i = 0; i < header->part_count; i++) {
        struct pattern_part_layout part = part_get(image, header, i);

        if (part.offset % PATTERN_IMAGE_ALIGN || part.offset < sizeof *header ||
            part.offset > header->directory ||
            part.size > header->directory - part.offset)
            return refuse_image(error, "a part lies outside of the file");
    }
    return TAMIS_OK;
}

static tamis_status check_image(tamis_slice image,
                                struct pattern_image_layout *header,
                                tamis_error *error)
{
    XXH3_state_t state;
    struct pattern_image_layout blank;

    if (image.size < sizeof *header)
        return refuse_image(error, "shorter than their header");
    memcpy(header, image.data, sizeof *header);
    if (memcmp(header->magic, PATTERN_IMAGE_MAGIC, sizeof header->magic) ||
        header->version != PATTERN_IMAGE_VERSION)
        return refuse_image(error, "of another version");
    if (header->size != image.size)
        return refuse_image(error, "not as long as they should be");
    blank = *header;
    blank.checksum = 0;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, &blank, sizeof blank);
    XXH3_64bits_update(&state, image.data + sizeof blank,
                       image.size - sizeof blank);
    if (XXH3_64bits_digest(&state) != header->checksum)
        return refuse_image(error, "the checksum differs");
    return check_parts(image, header, error);
}

/* Databases are put behind one another, each at a multiple of 64. */
static tamis_status count_memory(tamis_slice image,
                                 const struct pattern_image_layout *header,
                                 size_t *memory_size, size_t *always_count,
                                 tamis_error *error)
{
    *memory_size = 0;
    *always_count = 0;
    for (uint32_t i = 0; i < header->part_count; i++) {
        struct pattern_part_layout part = part_get(image, header, i);
        size_t size;

        if (part.kind != PATTERN_PART_ALWAYS)
            continue;
        if (hs_serialized_database_size(image.data + part.offset, part.size,
                                        &size) != HS_SUCCESS ||
            size > PATTERN_IMAGE_SIZE_MAX)
            return refuse_image(error, "a part that Hyperscan does not know");
        *memory_size += (size + 63) & ~(size_t)63;
        ++*always_count;
    }
    return TAMIS_OK;
}

static tamis_status name_status(hs_error_t code, tamis_error *error)
{
    if (code == HS_NOMEM)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for compiled patterns");
    return refuse_image(error, "Hyperscan does not accept them");
}

static tamis_status open_always(struct pattern_set *set, tamis_slice bytes,
                                uint8_t **free_memory, tamis_error *error)
{
    hs_database_t *database = (hs_database_t *)(void *)*free_memory;
    size_t database_size, stream_size = 0;
    hs_error_t code =
        hs_deserialize_database_at(bytes.data, bytes.size, database);

    if (code == HS_SUCCESS)
        code = hs_database_size(database, &database_size);
    if (code == HS_SUCCESS && set->mode == PATTERN_MODE_STREAM)
        code = hs_stream_size(database, &stream_size);
    if (code == HS_SUCCESS)
        code = hs_alloc_scratch(database, &set->scratch);
    if (code != HS_SUCCESS)
        return name_status(code, error);
    *free_memory += (database_size + 63) & ~(size_t)63;
    set->stream_size += stream_size;
    set->always[set->always_count++] = database;
    return TAMIS_OK;
}

/* Tells the refusals; how many sources are left. */
static tamis_status read_refusals(struct pattern_set *set, tamis_slice bytes,
                                  const struct pattern_selection *selection,
                                  const struct pattern_set_options *options,
                                  tamis_error *error)
{
    size_t count = bytes.size / sizeof(struct pattern_refusal_layout);

    if (bytes.size % sizeof(struct pattern_refusal_layout) ||
        count > set->count)
        return refuse_image(error, "more refusals than patterns");
    set->count -= count;
    for (size_t i = 0; i < count; i++) {
        struct pattern_refusal_layout refusal;

        memcpy(&refusal, bytes.data + i * sizeof refusal, sizeof refusal);
        if (refusal.source >= selection->count ||
            !memchr(refusal.reason, 0, sizeof refusal.reason))
            return refuse_image(error, "a refusal of nothing");
        if (options->rejected)
            options->rejected(options->rejected_context,
                              selection->places[refusal.source], refusal.reason,
                              refusal.offset);
    }
    return TAMIS_OK;
}

static tamis_status open_parts(struct pattern_set *set, tamis_slice image,
                               const struct pattern_image_layout *header,
                               tamis_error *error)
{
    size_t memory_size, always_count;
    uint8_t *free_memory;

    TRY(count_memory(image, header, &memory_size, &always_count, error));
    set->always = memory_allocate_array(&set->allocator, always_count,
                                        sizeof *set->always);
    set->memory = memory_allocate(&set->allocator, memory_size + 64);
    if (!set->always || !set->memory)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for compiled patterns");
    set->size += memory_size;
    free_memory = (uint8_t *)set->memory;
    free_memory += (64 - (uintptr_t)free_memory % 64) % 64;
    for (uint32_t i = 0; i < header->part_count; i++) {
        struct pattern_part_layout part = part_get(image, header, i);
        tamis_slice bytes = {image.data + part.offset, part.size};

        if (part.kind == PATTERN_PART_ALWAYS)
            TRY(open_always(set, bytes, &free_memory, error));
        else if (part.kind != PATTERN_PART_REFUSALS)
            return refuse_image(error, "a part of an unknown kind");
    }
    return TAMIS_OK;
}

static tamis_status write_names(struct pattern_set *set,
                                const struct pattern_selection *selection,
                                tamis_error *error)
{
    size_t count = selection->count;

    set->names =
        memory_allocate_array(&set->allocator, count, sizeof *set->names);
    if (!set->names)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for compiled patterns");
    set->name_count = count;
    set->count = count;
    set->size += count * sizeof *set->names;
    for (size_t i = 0; i < count; i++) {
        const struct pattern_source *source = &selection->sources[i];

        set->names[i].id = source->id;
        if (source->flags & PATTERN_LITERAL)
            set->names[i].size = (uint32_t)source->bytes.size;
    }
    return TAMIS_OK;
}

static tamis_status open_image(struct pattern_set *set, tamis_slice image,
                               const struct pattern_selection *selection,
                               const struct pattern_set_options *options,
                               tamis_error *error)
{
    struct pattern_image_layout header;

    TRY(check_image(image, &header, error));
    if (header.mode != set->mode || header.source_count != selection->count)
        return refuse_image(error, "of other patterns");
    TRY(write_names(set, selection, error));
    TRY(open_parts(set, image, &header, error));
    /* Last, so that a set which cannot be opened has told nothing. */
    for (uint32_t i = 0; i < header.part_count; i++) {
        struct pattern_part_layout part = part_get(image, &header, i);
        tamis_slice bytes = {image.data + part.offset, part.size};

        if (part.kind == PATTERN_PART_REFUSALS)
            TRY(read_refusals(set, bytes, selection, options, error));
    }
    return TAMIS_OK;
}

tamis_status pattern_set_open(struct pattern_set **set, tamis_slice image,
                              const struct pattern_selection *selection,
                              const struct pattern_set_options *options,
                              tamis_error *error)
{
    tamis_allocator allocator = memory_choose(options->allocator);
    struct pattern_set *made =
        memory_allocate_array(&allocator, 1, sizeof *made);
    tamis_status status;

    *set = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for compiled patterns");
    made->allocator = allocator;
    made->mode = options->mode;
    status = open_image(made, image, selection, options, error);
    if (status) {
        pattern_set_destroy(made);
        return status;
    }
    *set = made;
    return TAMIS_OK;
}

void pattern_set_destroy(struct pattern_set *set)
{
    tamis_allocator allocator;

    if (!set)
        return;
    allocator = set->allocator;
    hs_free_scratch(set->scratch);
    memory_release(&allocator, set->memory);
    memory_release(&allocator, set->always);
    memory_release(&allocator, set->names);
    memory_release(&allocator, set);
}

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
#include "index/pattern_set_parts.h"

#include <string.h>

tamis_status pattern_image_refuse(tamis_error *error, const char *what)
{
    return error_set(error, TAMIS_ERROR_CORRUPT, "compiled patterns: %s", what);
}

struct pattern_image_part
pattern_image_part_get(tamis_slice image,
                       const struct pattern_image_header *header,
                       uint32_t index)
{
    struct pattern_image_part part;

    memcpy(&part, image.data + header->directory + index * sizeof part,
           sizeof part);
    return part;
}

static tamis_status check_parts(tamis_slice image,
                                const struct pattern_image_header *header,
                                tamis_error *error)
{
    if (header->directory < sizeof *header || header->directory > image.size ||
        header->part_count > PATTERN_IMAGE_PARTS_MAX ||
        header->part_count * sizeof(struct pattern_image_part) !=
            image.size - header->directory)
        return pattern_image_refuse(error,
                                    "the directory lies outside of the file");
    for (uint32_t i = 0; i < header->part_count; i++) {
        struct pattern_image_part part =
            pattern_image_part_get(image, header, i);

        if (part.offset % PATTERN_IMAGE_ALIGN || part.offset < sizeof *header ||
            part.offset > header->directory ||
            part.size > header->directory - part.offset)
            return pattern_image_refuse(error,
                                        "a part lies outside of the file");
    }
    return TAMIS_OK;
}

static tamis_status check_image(tamis_slice image,
                                struct pattern_image_header *header,
                                tamis_error *error)
{
    XXH3_state_t state;
    struct pattern_image_header blank;

    if (image.size < sizeof *header)
        return pattern_image_refuse(error, "shorter than their header");
    memcpy(header, image.data, sizeof *header);
    if (memcmp(header->magic, PATTERN_IMAGE_MAGIC, sizeof header->magic) ||
        header->version != PATTERN_IMAGE_VERSION)
        return pattern_image_refuse(error, "of another version");
    if (header->size != image.size)
        return pattern_image_refuse(error, "not as long as they should be");
    blank = *header;
    blank.checksum = 0;
    XXH3_INITSTATE(&state);
    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, &blank, sizeof blank);
    XXH3_64bits_update(&state, image.data + sizeof blank,
                       image.size - sizeof blank);
    if (XXH3_64bits_digest(&state) != header->checksum)
        return pattern_image_refuse(error, "the checksum differs");
    return check_parts(image, header, error);
}

/* Tells the refusals; how many sources are left. */
static tamis_status read_refusals(struct pattern_set *set, tamis_slice bytes,
                                  const struct pattern_selection *selection,
                                  const struct pattern_set_options *options,
                                  tamis_error *error)
{
    size_t count = bytes.size / sizeof(struct pattern_image_refusal);

    if (bytes.size % sizeof(struct pattern_image_refusal) || count > set->count)
        return pattern_image_refuse(error, "more refusals than patterns");
    set->count -= count;
    for (size_t i = 0; i < count; i++) {
        struct pattern_image_refusal refusal;

        memcpy(&refusal, bytes.data + i * sizeof refusal, sizeof refusal);
        if (refusal.source >= selection->count ||
            !memchr(refusal.reason, 0, sizeof refusal.reason))
            return pattern_image_refuse(error, "a refusal of nothing");
        if (options->rejected)
            options->rejected(options->rejected_context,
                              selection->places[refusal.source], refusal.reason,
                              refusal.offset);
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
        set->names[i].is_single = (source->flags & PATTERN_SINGLE) != 0;
        set->names[i].is_caseless = (source->flags & PATTERN_CASELESS) != 0;
        if (source->flags & PATTERN_LITERAL) {
            set->names[i].size = (uint16_t)source->bytes.size;
            set->names[i].has_feed =
                source->bytes.size &&
                memchr(source->bytes.data, '\n', source->bytes.size) != NULL;
        }
    }
    return TAMIS_OK;
}

static tamis_status open_image(struct pattern_set *set, tamis_slice image,
                               const struct pattern_selection *selection,
                               const struct pattern_set_options *options,
                               tamis_error *error)
{
    struct pattern_image_header header;

    TRY(check_image(image, &header, error));
    if (header.mode != set->mode || header.source_count != selection->count)
        return pattern_image_refuse(error, "of other patterns");
    TRY(write_names(set, selection, error));
    TRY(pattern_set_open_parts(set, image, &header, selection, options, error));
    /* Last, so that a set which cannot be opened has told nothing. */
    for (uint32_t i = 0; i < header.part_count; i++) {
        struct pattern_image_part part =
            pattern_image_part_get(image, &header, i);
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
    pattern_literals_destroy(set->literals);
    memory_release(&allocator, set->gates);
    memory_release(&allocator, set->memory);
    memory_release(&allocator, set->words.items);
    memory_release(&allocator, set->always.items);
    memory_release(&allocator, set->names);
    memory_release(&allocator, set);
}

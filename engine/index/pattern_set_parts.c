/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Databases are put behind one another, each at a multiple of 64. Tables of
 * literals are built here, of the sources, which takes no longer than reading
 * them would and leaves nothing to check.
 */
#include "index/pattern_set_parts.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_required.h"

#include <string.h>

struct reading {
    struct pattern_set *set;
    tamis_slice image;
    const struct pattern_image_header *header;
    const struct pattern_selection *selection;
    uint32_t cpu_limit;
    uint8_t *free_memory;
    struct pattern_literal *literals;
    size_t literal_count;
    tamis_error *error;
};

static tamis_status no_memory(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "no memory for compiled patterns");
}

/* How much there is of everything. */
struct amounts {
    size_t memory, always, words, literals, gates;
};

static tamis_status count_part(struct reading *reading,
                               const struct pattern_image_part *part,
                               struct amounts *amounts)
{
    size_t size;

    switch (part->kind) {
    case PATTERN_PART_REFUSALS:
        return TAMIS_OK;
    case PATTERN_PART_LITERALS:
        amounts->literals += part->size / sizeof(uint32_t);
        return TAMIS_OK;
    case PATTERN_PART_ALWAYS:
        amounts->always++;
        break;
    case PATTERN_PART_WORDS:
        amounts->words++;
        break;
    case PATTERN_PART_GATED:
        amounts->gates++;
        break;
    default:
        return pattern_image_refuse(reading->error, "a part of unknown kind");
    }
    if (hs_serialized_database_size(reading->image.data + part->offset,
                                    part->size, &size) != HS_SUCCESS ||
        size > PATTERN_IMAGE_SIZE_MAX)
        return pattern_image_refuse(reading->error,
                                    "a part that Hyperscan does not know");
    amounts->memory += (size + 63) & ~(size_t)63;
    return TAMIS_OK;
}

static tamis_status allocate_parts(struct reading *reading,
                                   const struct amounts *amounts)
{
    struct pattern_set *set = reading->set;
    const tamis_allocator *allocator = &set->allocator;

    set->always.items = memory_allocate_array(allocator, amounts->always,
                                              sizeof *set->always.items);
    set->words.items = memory_allocate_array(allocator, amounts->words,
                                             sizeof *set->words.items);
    set->gates =
        memory_allocate_array(allocator, amounts->gates, sizeof *set->gates);
    set->memory = memory_allocate(allocator, amounts->memory + 64);
    reading->literals =
        memory_allocate_array(allocator, amounts->literals + amounts->gates,
                              sizeof *reading->literals);
    if (!set->always.items || !set->words.items || !set->gates ||
        !set->memory || !reading->literals)
        return no_memory(reading->error);
    set->size += amounts->memory + amounts->gates * sizeof *set->gates;
    reading->free_memory = (uint8_t *)set->memory;
    reading->free_memory += (64 - (uintptr_t)reading->free_memory % 64) % 64;
    return TAMIS_OK;
}

static tamis_status open_database(struct reading *reading,
                                  const struct pattern_image_part *part,
                                  hs_database_t **opened, size_t *stream_size)
{
    struct pattern_set *set = reading->set;
    hs_database_t *database = (hs_database_t *)(void *)reading->free_memory;
    size_t size;
    hs_error_t code = hs_deserialize_database_at(
        reading->image.data + part->offset, part->size, database);

    *stream_size = 0;
    if (code == HS_SUCCESS)
        code = hs_database_size(database, &size);
    if (code == HS_SUCCESS && set->mode == PATTERN_MODE_STREAM)
        code = hs_stream_size(database, stream_size);
    if (code == HS_SUCCESS)
        code = hs_alloc_scratch(database, &set->scratch);
    if (code == HS_NOMEM)
        return no_memory(reading->error);
    if (code != HS_SUCCESS)
        return pattern_image_refuse(reading->error,
                                    "Hyperscan does not accept them");
    reading->free_memory += (size + 63) & ~(size_t)63;
    *opened = database;
    return TAMIS_OK;
}

static tamis_status add_database(struct reading *reading,
                                 const struct pattern_image_part *part,
                                 struct pattern_databases *databases)
{
    size_t stream_size;

    TRY(open_database(reading, part, &databases->items[databases->count],
                      &stream_size));
    databases->count++;
    databases->stream_size += stream_size;
    return TAMIS_OK;
}

static tamis_status add_gate(struct reading *reading,
                             const struct pattern_image_part *part)
{
    struct pattern_set *set = reading->set;
    struct pattern_gate *gate = &set->gates[set->gate_count];
    struct pattern_literal *literal =
        &reading->literals[reading->literal_count];
    size_t stream_size;

    if (set->mode != PATTERN_MODE_BLOCK ||
        part->source >= reading->selection->count ||
        !pattern_required_find(&reading->selection->sources[part->source],
                               literal))
        return pattern_image_refuse(reading->error, "a gate without a literal");
    TRY(open_database(reading, part, &gate->database, &stream_size));
    literal->number = (uint32_t)(set->name_count + set->gate_count++);
    reading->literal_count++;
    gate->has_feed =
        memchr(literal->bytes.data, '\n', literal->bytes.size) != NULL;
    return TAMIS_OK;
}

static tamis_status add_literals(struct reading *reading,
                                 const struct pattern_image_part *part)
{
    if (reading->set->mode != PATTERN_MODE_BLOCK)
        return pattern_image_refuse(reading->error, "of another mode");
    for (size_t i = 0; i < part->size / sizeof(uint32_t); i++) {
        const struct pattern_source *source;
        uint32_t index;

        memcpy(&index, reading->image.data + part->offset + i * sizeof index,
               sizeof index);
        if (index >= reading->selection->count)
            return pattern_image_refuse(reading->error, "no such literal");
        source = &reading->selection->sources[index];
        if (!(source->flags & PATTERN_LITERAL) ||
            source->bytes.size < PATTERN_LITERAL_SIZE_MIN)
            return pattern_image_refuse(reading->error, "no such literal");
        reading->literals[reading->literal_count++] = (struct pattern_literal){
            source->bytes, (source->flags & PATTERN_CASELESS) != 0, index};
    }
    return TAMIS_OK;
}

static tamis_status open_part(struct reading *reading,
                              const struct pattern_image_part *part)
{
    switch (part->kind) {
    case PATTERN_PART_ALWAYS:
        return add_database(reading, part, &reading->set->always);
    case PATTERN_PART_WORDS:
        return add_database(reading, part, &reading->set->words);
    case PATTERN_PART_GATED:
        return add_gate(reading, part);
    case PATTERN_PART_LITERALS:
        return add_literals(reading, part);
    default:
        return TAMIS_OK;
    }
}

/* One table for all, so that the text is gone through once. */
static tamis_status build_literals(struct reading *reading)
{
    struct pattern_set *set = reading->set;

    if (!reading->literal_count)
        return TAMIS_OK;
    if (pattern_literals_create(&set->literals, &set->allocator,
                                reading->literals, reading->literal_count,
                                reading->cpu_limit))
        return no_memory(reading->error);
    set->size += pattern_literals_size(set->literals);
    return TAMIS_OK;
}

static tamis_status read_parts(struct reading *reading)
{
    struct amounts amounts = {0};

    for (uint32_t i = 0; i < reading->header->part_count; i++) {
        struct pattern_image_part part =
            pattern_image_part_get(reading->image, reading->header, i);

        TRY(count_part(reading, &part, &amounts));
    }
    TRY(allocate_parts(reading, &amounts));
    for (uint32_t i = 0; i < reading->header->part_count; i++) {
        struct pattern_image_part part =
            pattern_image_part_get(reading->image, reading->header, i);

        TRY(open_part(reading, &part));
    }
    return build_literals(reading);
}

tamis_status pattern_set_open_parts(struct pattern_set *set, tamis_slice image,
                                    const struct pattern_image_header *header,
                                    const struct pattern_selection *selection,
                                    const struct pattern_set_options *options,
                                    tamis_error *error)
{
    struct reading reading = {.set = set,
                              .image = image,
                              .header = header,
                              .selection = selection,
                              .cpu_limit = options->cpu_limit,
                              .error = error};
    tamis_status status = read_parts(&reading);

    memory_release(&set->allocator, reading.literals);
    return status;
}

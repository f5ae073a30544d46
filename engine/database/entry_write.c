/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries of all records. What a plain block-list says costs four bytes a
 * record: the number of a profile. Entries with a reference, a context or
 * times are stored, and so are lists of several; stored ones that have neither
 * reference nor context are shared between records, since five feeds that list
 * the same thousands of values make the same list thousands of times.
 */
#include "database/write_state.h"

#include "base/error.h"
#include "base/memory.h"
#include "database/validity_pool.h"

#define ITEM_SIZE       sizeof(struct entry_layout)
#define CHUNK_SIZE      ((size_t)1 << 18)
#define SHARED_SIZE_MAX ((size_t)64 << 20)
#define PROGRESS_STEP   (1u << 20)

struct entry_writer {
    struct write_state *state;
    struct validity_pool validities;
    struct string_pool shared; /* the bytes of lists that may be shared */
    struct buffer places;      /* their words, at the offset of the bytes */
    struct buffer list;        /* the entries of one record */
    struct buffer chunk;       /* items on their way to the file */
    uint32_t *references;      /* by number of a string; 0: not met yet */
    uint64_t item_count;       /* of the section so far */
};

static tamis_status memory_error(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "out of memory while writing entries");
}

static bool has_text(const struct database_input_entry *entry)
{
    return entry->reference > 0 || entry->context > 0;
}

static tamis_status add_string(struct entry_writer *writer, uint32_t number,
                               uint32_t *reference, tamis_error *error)
{
    const struct database_input *input = writer->state->input;

    *reference = 0;
    if (number == 0)
        return TAMIS_OK;
    if (writer->references[number] == 0)
        TRY(string_pool_add(&writer->state->strings,
                            input->get_string(input->string_context, number),
                            &writer->references[number], error));
    *reference = writer->references[number];
    return TAMIS_OK;
}

static tamis_status add_validity(struct entry_writer *writer, uint32_t number,
                                 uint32_t *validity, tamis_error *error)
{
    const struct database_input_validity *times;

    *validity = 0;
    if (number == 0)
        return TAMIS_OK;
    times = &writer->state->input->validities[number];
    return validity_pool_add(&writer->validities, times->from_ns,
                             times->until_ns, validity, error);
}

static tamis_status append_entry(struct entry_writer *writer,
                                 const struct database_input_entry *entry,
                                 tamis_error *error)
{
    uint32_t reference, context, validity;
    uint8_t item[ITEM_SIZE];

    TRY(add_string(writer, entry->reference, &reference, error));
    TRY(add_string(writer, entry->context, &context, error));
    TRY(add_validity(writer, entry->validity, &validity, error));
    STORE32(item, entry_layout, profile, entry->profile);
    STORE32(item, entry_layout, reference, reference);
    STORE32(item, entry_layout, validity, validity);
    STORE32(item, entry_layout, context, context);
    if (buffer_append(&writer->list, item, ITEM_SIZE) < 0)
        return memory_error(error);
    return TAMIS_OK;
}

static tamis_status flush_chunk(struct entry_writer *writer, tamis_error *error)
{
    TRY(section_writer_append(&writer->state->sections, writer->chunk.bytes,
                              writer->chunk.size, error));
    writer->chunk.size = 0;
    return TAMIS_OK;
}

static tamis_status append_item(struct entry_writer *writer, const void *items,
                                size_t count, tamis_error *error)
{
    if (buffer_append(&writer->chunk, items, count * ITEM_SIZE) < 0)
        return memory_error(error);
    writer->item_count += count;
    if (writer->chunk.size >= CHUNK_SIZE)
        return flush_chunk(writer, error);
    return TAMIS_OK;
}

/* Stores the gathered list and gives the word that finds it. */
static tamis_status store_list(struct entry_writer *writer, uint32_t *word,
                               tamis_error *error)
{
    size_t count = writer->list.size / ITEM_SIZE;
    uint8_t head[ITEM_SIZE] = {0};

    if (writer->item_count + count + 1 > ENTRY_INDEX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^30 entries have references or times; "
                         "compile the feeds into several databases");
    *word = ENTRY_STORED | (uint32_t)writer->item_count;
    if (count > 1) {
        *word |= ENTRY_LIST;
        STORE32(head, entry_list_layout, count, ENTRY_HEAD | (uint32_t)count);
        TRY(append_item(writer, head, 1, error));
    }
    return append_item(writer, writer->list.bytes, count, error);
}

/* The same, unless the same list was stored before. */
static tamis_status share_list(struct entry_writer *writer, uint32_t *word,
                               tamis_error *error)
{
    size_t before = writer->shared.bytes.size;
    tamis_slice list = {(const char *)writer->list.bytes, writer->list.size};
    uint32_t reference;
    uint8_t *place;

    if (before >= SHARED_SIZE_MAX)
        return store_list(writer, word, error);
    TRY(string_pool_add(&writer->shared, list, &reference, error));
    if (writer->shared.bytes.size == before) {
        *word = load_le32(writer->places.bytes +
                          (size_t)reference * DATABASE_STRING_UNIT);
        return TAMIS_OK;
    }
    TRY(store_list(writer, word, error));
    if (buffer_append_zero(&writer->places,
                           writer->shared.bytes.size - writer->places.size) < 0)
        return memory_error(error);
    place = writer->places.bytes + (size_t)reference * DATABASE_STRING_UNIT;
    store_le32(place, *word);
    return TAMIS_OK;
}

/* The list's bytes, one entry after the other, and the word that finds it. */
static tamis_status write_list(struct entry_writer *writer, uint32_t number,
                               uint32_t *word, tamis_error *error)
{
    const struct database_input *input = writer->state->input;
    bool is_shared = true;

    writer->list.size = 0;
    writer->state->entry_count +=
        input->list_starts[number + 1] - input->list_starts[number] - 1;
    for (uint32_t n = input->list_starts[number];
         n < input->list_starts[number + 1]; n++) {
        is_shared = is_shared && !has_text(&input->entries[n]);
        TRY(append_entry(writer, &input->entries[n], error));
    }
    return is_shared ? share_list(writer, word, error)
                     : store_list(writer, word, error);
}

static tamis_status write_records(struct entry_writer *writer,
                                  tamis_error *error)
{
    struct write_state *state = writer->state;
    uint64_t number = 0;

    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_input_class *records = &state->input->classes[n];

        for (uint32_t i = 0; i < records->keys.count; i++) {
            uint32_t *word = &state->words[number++];

            *word = records->words[i];
            if (*word & DATABASE_INPUT_LIST)
                TRY(write_list(writer, *word ^ DATABASE_INPUT_LIST, word,
                               error));
            if (number % PROGRESS_STEP == 0)
                write_progress(state, "entries", number);
        }
    }
    state->entry_count += number; /* one each, and what lists have more */
    return flush_chunk(writer, error);
}

static tamis_status run(struct entry_writer *writer, tamis_error *error)
{
    struct section_writer *sections = &writer->state->sections;

    writer->references = memory_allocate_array(
        writer->state->allocator, writer->state->input->string_count,
        sizeof *writer->references);
    if (!writer->references)
        return memory_error(error);
    TRY(string_pool_open(&writer->shared, writer->state->allocator, error));
    TRY(section_writer_begin(sections, SECTION_ENTRIES, DATABASE_CLASS_NONE,
                             error));
    TRY(write_records(writer, error));
    section_writer_end(sections);
    return section_writer_write(sections, SECTION_VALIDITIES,
                                DATABASE_CLASS_NONE, &writer->validities.items,
                                error);
}

tamis_status entry_write(struct write_state *state, tamis_error *error)
{
    struct entry_writer writer = {.state = state};
    tamis_status status;

    validity_pool_open(&writer.validities, state->allocator);
    buffer_init(&writer.places, state->allocator);
    buffer_init(&writer.list, state->allocator);
    buffer_init(&writer.chunk, state->allocator);
    status = run(&writer, error);
    validity_pool_release(&writer.validities);
    string_pool_release(&writer.shared);
    buffer_release(&writer.places);
    buffer_release(&writer.list);
    buffer_release(&writer.chunk);
    memory_release(state->allocator, writer.references);
    return status;
}

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

#define ITEM_SIZE       sizeof(struct entry_layout)
#define SHARED_SIZE_MAX ((size_t)64 << 20)

struct entry_writer {
    struct write_state *state;
    struct string_pool shared; /* the bytes of lists that may be shared */
    struct buffer places;      /* their words, at the offset of the bytes */
    struct buffer list;        /* the entries of one record */
    uint32_t *references;      /* by number of a string; 0: not met yet */
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
    return validity_pool_add(&writer->state->validities, times->from_ns,
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

/* Stores the gathered list and gives the word that finds it. */
static tamis_status store_list(struct entry_writer *writer, uint32_t *word,
                               tamis_error *error)
{
    struct buffer *entries = &writer->state->entries;
    size_t before = entries->size / ITEM_SIZE;
    size_t count = writer->list.size / ITEM_SIZE;
    uint8_t head[ITEM_SIZE] = {0};

    if (before + count + 1 > ENTRY_INDEX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than 2^30 entries have references or times; "
                         "compile the feeds into several databases");
    *word = ENTRY_STORED | (uint32_t)before;
    if (count > 1) {
        *word |= ENTRY_LIST;
        STORE32(head, entry_list_layout, count, ENTRY_HEAD | (uint32_t)count);
        if (buffer_append(entries, head, sizeof head) < 0)
            return memory_error(error);
    }
    if (buffer_append(entries, writer->list.bytes, writer->list.size) < 0)
        return memory_error(error);
    return TAMIS_OK;
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
    for (uint32_t n = input->list_starts[number];
         n < input->list_starts[number + 1]; n++) {
        is_shared = is_shared && !has_text(&input->entries[n]);
        TRY(append_entry(writer, &input->entries[n], error));
    }
    return is_shared ? share_list(writer, word, error)
                     : store_list(writer, word, error);
}

static tamis_status write_lists(struct entry_writer *writer, tamis_error *error)
{
    struct write_state *state = writer->state;
    const struct database_input *input = state->input;

    state->list_words = memory_allocate(
        state->allocator, input->list_count * sizeof *state->list_words);
    writer->references = memory_allocate_array(
        state->allocator, input->string_count, sizeof *writer->references);
    if (!state->list_words || !writer->references)
        return memory_error(error);
    TRY(string_pool_open(&writer->shared, state->allocator, error));
    for (size_t n = 0; n < input->list_count; n++)
        TRY(write_list(writer, (uint32_t)n, &state->list_words[n], error));
    return TAMIS_OK;
}

tamis_status entry_build(struct write_state *state, tamis_error *error)
{
    struct entry_writer writer = {.state = state};
    tamis_status status;

    if (state->input->list_count == 0)
        return TAMIS_OK;
    buffer_init(&writer.places, state->allocator);
    buffer_init(&writer.list, state->allocator);
    status = write_lists(&writer, error);
    string_pool_release(&writer.shared);
    buffer_release(&writer.places);
    buffer_release(&writer.list);
    memory_release(state->allocator, writer.references);
    return status;
}

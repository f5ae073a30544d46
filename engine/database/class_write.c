/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of one class, in the order that its index gave them. */
#include "database/write_state.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/exact_table_build.h"
#include "index/prefix_table_build.h"
#include "index/suffix_table_build.h"

#define CHUNK_SIZE ((size_t)1 << 18)

struct class_writer {
    struct write_state *state;
    const struct database_input_class *records;
    enum key_class key_class;
    uint64_t first; /* number of the first record in state->words */
    uint32_t *order;
    uint8_t *chunk; /* CHUNK_SIZE bytes on their way to the file */
    size_t used;
};

static tamis_status flush_chunk(struct class_writer *writer, tamis_error *error)
{
    size_t size = writer->used;

    writer->used = 0;
    return section_writer_append(&writer->state->sections, writer->chunk, size,
                                 error);
}

static tamis_status append(struct class_writer *writer, const void *bytes,
                           size_t size, tamis_error *error)
{
    if (size > CHUNK_SIZE - writer->used)
        TRY(flush_chunk(writer, error));
    if (size > CHUNK_SIZE)
        return section_writer_append(&writer->state->sections, bytes, size,
                                     error);
    memcpy(writer->chunk + writer->used, bytes, size);
    writer->used += size;
    return TAMIS_OK;
}

static tamis_status append_le32(struct class_writer *writer, uint32_t value,
                                tamis_error *error)
{
    uint8_t bytes[4];

    store_le32(bytes, value);
    return append(writer, bytes, sizeof bytes, error);
}

static tamis_status begin(struct class_writer *writer,
                          enum database_section_kind kind, tamis_error *error)
{
    return section_writer_begin(&writer->state->sections, kind,
                                (unsigned)writer->key_class, error);
}

static tamis_status end(struct class_writer *writer, tamis_error *error)
{
    TRY(flush_chunk(writer, error));
    section_writer_end(&writer->state->sections);
    return TAMIS_OK;
}

static tamis_status build_index(struct class_writer *writer,
                                struct buffer *index, tamis_error *error)
{
    const tamis_allocator *allocator = writer->state->allocator;
    const struct database_input_class *records = writer->records;
    const struct key_store *keys = &records->keys;

    switch (writer->key_class) {
    case KEY_CLASS_IPV4:
        return prefix_table_build(allocator, keys, 4, writer->order, index,
                                  error);
    case KEY_CLASS_IPV6:
        return prefix_table_build(allocator, keys, 16, writer->order, index,
                                  error);
    case KEY_CLASS_DOMAIN:
        return suffix_table_build(allocator, keys, records->modes,
                                  writer->order, index, error);
    case KEY_CLASS_PATTERN:
        for (uint32_t n = 0; n < keys->count; n++)
            writer->order[n] = n;
        return TAMIS_OK;
    case KEY_CLASS_IP_PORT:
    case KEY_CLASS_URL:
    case KEY_CLASS_EMAIL:
    case KEY_CLASS_DIGEST16:
    case KEY_CLASS_DIGEST20:
    case KEY_CLASS_DIGEST28:
    case KEY_CLASS_DIGEST32:
    case KEY_CLASS_DIGEST48:
    case KEY_CLASS_DIGEST64:
    case KEY_CLASS_TEXT:
    case KEY_CLASS_COUNT:
        break;
    }
    return exact_table_build(allocator, keys, writer->order, index, error);
}

static tamis_status write_index(struct class_writer *writer, tamis_error *error)
{
    struct buffer index;
    tamis_status status;

    buffer_init(&index, writer->state->allocator);
    status = build_index(writer, &index, error);
    if (status == TAMIS_OK && writer->key_class != KEY_CLASS_PATTERN)
        status =
            section_writer_write(&writer->state->sections, SECTION_INDEX,
                                 (unsigned)writer->key_class, &index, error);
    buffer_release(&index);
    return status;
}

static tamis_status write_keys(struct class_writer *writer, tamis_error *error)
{
    const struct key_store *keys = &writer->records->keys;

    TRY(begin(writer, SECTION_KEYS, error));
    for (uint32_t slot = 0; slot < keys->count; slot++) {
        tamis_slice key = key_store_get(keys, writer->order[slot]);

        TRY(append(writer, key.data, key.size, error));
    }
    return end(writer, error);
}

static tamis_status write_key_ends(struct class_writer *writer,
                                   tamis_error *error)
{
    const struct key_store *keys = &writer->records->keys;
    uint64_t key_end = 0;

    if (database_key_size(writer->key_class) > 0)
        return TAMIS_OK;
    TRY(begin(writer, SECTION_KEY_ENDS, error));
    for (uint32_t slot = 0; slot < keys->count; slot++) {
        key_end += key_store_get(keys, writer->order[slot]).size;
        TRY(append_le32(writer, (uint32_t)key_end, error));
    }
    return end(writer, error);
}

static tamis_status write_records(struct class_writer *writer,
                                  tamis_error *error)
{
    const struct database_input_class *records = writer->records;
    const uint32_t *words = writer->state->words + writer->first;
    const uint32_t *order = writer->order;
    uint32_t count = records->keys.count;

    TRY(begin(writer, SECTION_RECORDS, error));
    for (uint32_t slot = 0; slot < count; slot++)
        TRY(append_le32(writer, words[order[slot]], error));
    for (uint32_t slot = 0; slot < count; slot++)
        TRY(append(writer, &records->kinds[order[slot]], 1, error));
    for (uint32_t slot = 0; slot < count; slot++)
        TRY(append(writer, &records->modes[order[slot]], 1, error));
    return end(writer, error);
}

static tamis_status run(struct class_writer *writer, tamis_error *error)
{
    uint32_t count = writer->records->keys.count;

    writer->chunk = memory_allocate(writer->state->allocator, CHUNK_SIZE);
    writer->order = memory_allocate_array(writer->state->allocator, count,
                                          sizeof *writer->order);
    if (!writer->chunk || !writer->order)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing %u records",
                         (unsigned)count);
    TRY(write_index(writer, error));
    TRY(write_keys(writer, error));
    TRY(write_key_ends(writer, error));
    return write_records(writer, error);
}

tamis_status class_write(struct write_state *state, enum key_class key_class,
                         uint64_t first, tamis_error *error)
{
    struct class_writer writer = {
        .state = state,
        .records = &state->input->classes[key_class],
        .key_class = key_class,
        .first = first,
    };
    tamis_status status;

    if (database_key_size(key_class) == 0 &&
        writer.records->keys.bytes_size > UINT32_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the keys of one class (docs/FILE_FORMAT.md) take "
                         "more than the 4 GiB that one database holds; "
                         "compile the feeds into several databases");
    status = run(&writer, error);
    memory_release(state->allocator, writer.chunk);
    memory_release(state->allocator, writer.order);
    return status;
}

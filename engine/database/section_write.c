/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/section_write.h"

#include "base/error.h"

/* A section on its way: what a sink hands on is hashed and written while it is
 * in the cache. */
struct passage {
    struct section_file *file;
    uint64_t position;
    XXH3_state_t hash;
};

tamis_status section_add(struct section_file *file,
                         const struct section_plan *plan, tamis_error *error)
{
    if (file->count == DATABASE_SECTION_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "a database cannot have more than %u sections",
                         DATABASE_SECTION_MAX);
    file->sections[file->count++] = *plan;
    return TAMIS_OK;
}

static tamis_status put_buffer(const void *source, struct byte_sink *sink,
                               tamis_error *error)
{
    const struct buffer *buffer = source;

    return byte_sink_put(sink, buffer->bytes, buffer->size, error);
}

tamis_status section_add_buffer(struct section_file *file,
                                enum database_section_kind kind,
                                const struct buffer *content,
                                tamis_error *error)
{
    const struct section_plan plan = {
        .kind = kind,
        .key_class = DATABASE_CLASS_NONE,
        .size = content->size,
        .content = put_buffer,
        .source = content,
    };

    return section_add(file, &plan, error);
}

static uint64_t align(uint64_t offset)
{
    return (offset + DATABASE_ALIGNMENT - 1) / DATABASE_ALIGNMENT *
           DATABASE_ALIGNMENT;
}

static size_t directory_end(const struct section_file *file)
{
    return DATABASE_HEADER_SIZE + file->count * sizeof(struct section_layout);
}

tamis_status section_file_place(struct section_file *file, tamis_error *error)
{
    uint64_t end = directory_end(file);

    for (uint32_t n = 0; n < file->count; n++) {
        struct section_plan *section = &file->sections[n];

        section->offset = align(end);
        end = section->offset + section->size;
    }
    file->size = end;
    return file->output->set_size(file->output->context, end, error);
}

static tamis_status put_at(struct section_file *file, uint64_t offset,
                           const void *bytes, size_t size, tamis_error *error)
{
    TRY(file->output->write_at(file->output->context, offset, bytes, size,
                               error));
    if (file->written)
        file->written(file->context, size);
    return TAMIS_OK;
}

static tamis_status pass_on(void *context, const void *bytes, size_t size,
                            tamis_error *error)
{
    struct passage *passage = context;
    uint64_t position = passage->position;

    XXH3_64bits_update(&passage->hash, bytes, size);
    passage->position += size;
    return put_at(passage->file, position, bytes, size, error);
}

/* The zeros between a section and the next one. */
static tamis_status put_padding(struct section_file *file, uint32_t n,
                                tamis_error *error)
{
    static const uint8_t zeros[DATABASE_ALIGNMENT];
    uint64_t end = file->sections[n].offset + file->sections[n].size;
    uint64_t next =
        n + 1 < file->count ? file->sections[n + 1].offset : file->size;

    return next > end ? put_at(file, end, zeros, (size_t)(next - end), error)
                      : TAMIS_OK;
}

static tamis_status put_content(struct section_plan *section,
                                struct byte_sink *sink, struct passage *passage,
                                tamis_error *error)
{
    TRY(section->content(section->source, sink, error));
    TRY(byte_sink_flush(sink, error));
    if (passage->position != section->offset + section->size)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a database cannot be written: section %u of class "
                         "%u has another size than it was said to have",
                         (unsigned)section->kind, section->key_class);
    section->hash = XXH3_64bits_digest(&passage->hash);
    return TAMIS_OK;
}

tamis_status section_write(struct section_file *file, uint32_t n,
                           tamis_error *error)
{
    struct section_plan *section = &file->sections[n];
    struct passage passage = {.file = file, .position = section->offset};
    struct byte_sink sink;
    tamis_status status;

    XXH3_64bits_reset(&passage.hash);
    TRY(byte_sink_open(&sink, file->allocator, pass_on, &passage, error));
    status = put_content(section, &sink, &passage, error);
    byte_sink_close(&sink);
    return status < 0 ? status : put_padding(file, n, error);
}

static void fill_line(const struct section_plan *section, uint8_t *line)
{
    bool is_optional =
        section->kind == SECTION_ACCOUNTING || section->kind == SECTION_HOSTS;

    STORE16(line, section_layout, kind, (uint16_t)section->kind);
    STORE8(line, section_layout, key_class, section->key_class);
    STORE8(line, section_layout, version, DATABASE_SECTION_VERSION);
    STORE32(line, section_layout, flags, is_optional ? 0 : DATABASE_REQUIRED);
    STORE64(line, section_layout, offset, section->offset);
    STORE64(line, section_layout, size, section->size);
    STORE64(line, section_layout, hash, section->hash);
}

tamis_status section_file_close(struct section_file *file, tamis_error *error)
{
    static const uint8_t magic[] = DATABASE_MAGIC;
    uint8_t header[DATABASE_HEADER_SIZE +
                   DATABASE_SECTION_MAX * sizeof(struct section_layout) +
                   DATABASE_ALIGNMENT] = {0};
    size_t end = directory_end(file);

    memcpy(header, magic, DATABASE_MAGIC_SIZE);
    STORE16(header, database_header_layout, format_major,
            DATABASE_FORMAT_MAJOR);
    STORE16(header, database_header_layout, format_minor,
            DATABASE_FORMAT_MINOR);
    STORE32(header, database_header_layout, header_size, DATABASE_HEADER_SIZE);
    STORE64(header, database_header_layout, file_size, file->size);
    STORE32(header, database_header_layout, section_count, file->count);
    for (uint32_t n = 0; n < file->count; n++)
        fill_line(&file->sections[n], header + DATABASE_HEADER_SIZE +
                                          n * sizeof(struct section_layout));
    STORE64(header, database_header_layout, header_hash,
            hash_bytes(header, end, 0));
    return put_at(file, 0, header, (size_t)align(end), error);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/section_write.h"

#include "base/error.h"

static uint64_t header_size(const struct section_writer *writer)
{
    return DATABASE_HEADER_SIZE +
           writer->section_count * sizeof(struct section_layout);
}

static tamis_status emit(struct section_writer *writer, const void *bytes,
                         size_t size, tamis_error *error)
{
    if (size == 0)
        return TAMIS_OK;
    TRY(writer->output->write(writer->output->context, bytes, size, error));
    writer->position += size;
    return TAMIS_OK;
}

static tamis_status emit_padding(struct section_writer *writer,
                                 tamis_error *error)
{
    static const uint8_t zeroes[DATABASE_ALIGNMENT];
    size_t over = (size_t)(writer->position % DATABASE_ALIGNMENT);

    return emit(writer, zeroes, over ? DATABASE_ALIGNMENT - over : 0, error);
}

tamis_status section_writer_open(struct section_writer *writer,
                                 const struct database_output *output,
                                 uint32_t section_count, tamis_error *error)
{
    writer->output = output;
    writer->position = 0;
    writer->begin = 0;
    writer->section_next = 0;
    writer->section_count = section_count;
    if (section_count > DATABASE_SECTION_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "a database cannot have %u sections",
                         (unsigned)section_count);
    memset(writer->header, 0, sizeof writer->header);
    return emit(writer, writer->header, (size_t)header_size(writer), error);
}

tamis_status section_writer_begin(struct section_writer *writer,
                                  enum database_section_kind kind,
                                  unsigned key_class, tamis_error *error)
{
    uint8_t *line = writer->header + DATABASE_HEADER_SIZE +
                    writer->section_next * sizeof(struct section_layout);
    bool is_optional = kind == SECTION_ACCOUNTING;

    TRY(emit_padding(writer, error));
    writer->begin = writer->position;
    STORE16(line, section_layout, kind, (uint16_t)kind);
    STORE8(line, section_layout, key_class, key_class);
    STORE8(line, section_layout, version, DATABASE_SECTION_VERSION);
    STORE32(line, section_layout, flags, is_optional ? 0 : DATABASE_REQUIRED);
    STORE64(line, section_layout, offset, writer->begin);
    XXH3_64bits_reset(&writer->hash);
    return TAMIS_OK;
}

tamis_status section_writer_append(struct section_writer *writer,
                                   const void *bytes, size_t size,
                                   tamis_error *error)
{
    if (size == 0)
        return TAMIS_OK;
    XXH3_64bits_update(&writer->hash, bytes, size);
    return emit(writer, bytes, size, error);
}

void section_writer_end(struct section_writer *writer)
{
    uint8_t *line = writer->header + DATABASE_HEADER_SIZE +
                    writer->section_next * sizeof(struct section_layout);

    STORE64(line, section_layout, size, writer->position - writer->begin);
    STORE64(line, section_layout, hash, XXH3_64bits_digest(&writer->hash));
    writer->section_next++;
}

tamis_status section_writer_write(struct section_writer *writer,
                                  enum database_section_kind kind,
                                  unsigned key_class,
                                  const struct buffer *content,
                                  tamis_error *error)
{
    TRY(section_writer_begin(writer, kind, key_class, error));
    TRY(section_writer_append(writer, content->bytes, content->size, error));
    section_writer_end(writer);
    return TAMIS_OK;
}

tamis_status section_writer_close(struct section_writer *writer,
                                  tamis_error *error)
{
    static const uint8_t magic[] = DATABASE_MAGIC;
    uint8_t *header = writer->header;
    size_t size = (size_t)header_size(writer);

    memcpy(header, magic, DATABASE_MAGIC_SIZE);
    STORE16(header, database_header_layout, format_major,
            DATABASE_FORMAT_MAJOR);
    STORE16(header, database_header_layout, format_minor,
            DATABASE_FORMAT_MINOR);
    STORE32(header, database_header_layout, header_size, DATABASE_HEADER_SIZE);
    STORE64(header, database_header_layout, file_size, writer->position);
    STORE32(header, database_header_layout, section_count,
            writer->section_count);
    STORE64(header, database_header_layout, header_hash,
            hash_bytes(header, size, 0));
    return writer->output->write_at(writer->output->context, 0, header, size,
                                    error);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A MISP feed as it is published: manifest.json and a file for each event. */
#include "feed/misp.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/file_digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE_MAX 4096
#define BLOCK_SIZE    ((size_t)64 << 10)

struct misp_folder {
    struct feed_reader *reader;
    const char *path;
    char manifest_path[PATH_SIZE_MAX], event_path[PATH_SIZE_MAX];
    struct buffer manifest;
    struct json_parser *parser;
};

static tamis_status join(struct misp_folder *folder, char path[PATH_SIZE_MAX],
                         tamis_slice name, const char *ending,
                         tamis_error *error)
{
    size_t size = strlen(folder->path);
    const char *slash = size > 0 && folder->path[size - 1] == '/' ? "" : "/";
    int length = snprintf(path, PATH_SIZE_MAX, "%s%s%.*s%s", folder->path,
                          slash, (int)name.size, name.data, ending);

    if (length < 0 || length >= PATH_SIZE_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s: the path is too long for its files' names",
                         folder->path);
    return TAMIS_OK;
}

static tamis_status read_whole(struct misp_folder *folder, tamis_error *error)
{
    struct buffer *text = &folder->manifest;
    size_t size = 1;

    while (size > 0) {
        if (buffer_reserve(text, BLOCK_SIZE) < 0)
            return reader_error(folder->reader, error, TAMIS_ERROR_MEMORY,
                                "there is no memory to read it");
        TRY(tamis_input_read(folder->reader->input, text->bytes + text->size,
                             BLOCK_SIZE, &size, error));
        text->size += size;
        if (text->size > JSON_SIZE_MAX)
            return reader_error(folder->reader, error, TAMIS_ERROR_LIMIT,
                                "a MISP manifest of more than 64 MiB");
    }
    return TAMIS_OK;
}

static tamis_status read_manifest(struct misp_folder *folder,
                                  struct json_value *manifest,
                                  tamis_error *error)
{
    struct feed_reader *reader = folder->reader;
    enum json_fault fault;
    tamis_status status;

    TRY(join(folder, folder->manifest_path, slice_text("manifest.json"), "",
             error));
    status = reader_open(reader, folder->manifest_path, error);
    if (status == TAMIS_OK)
        status = read_whole(folder, error);
    reader_close(reader);
    TRY(status);
    if (buffer_reserve(&folder->manifest, JSON_PADDING) < 0)
        return reader_error(reader, error, TAMIS_ERROR_MEMORY,
                            "there is no memory to read it");
    fault = json_parse(folder->parser, folder->manifest.bytes,
                       folder->manifest.size, manifest);
    if (fault == JSON_FAULT_MEMORY)
        return reader_error(reader, error, TAMIS_ERROR_MEMORY,
                            "there is no memory to read it");
    if (fault != JSON_FAULT_NONE || json_type(*manifest) != JSON_OBJECT)
        return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                            "a MISP manifest that is %s",
                            fault == JSON_FAULT_NONE ? "no JSON object"
                                                     : json_fault_text(fault));
    return TAMIS_OK;
}

/* 8-4-4-4-12 hex digits: nothing that could leave the folder. */
static bool is_uuid(tamis_slice text)
{
    if (text.size != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (is_dash ? text.data[i] != '-' : number_hex_digit(text.data[i]) < 0)
            return false;
    }
    return true;
}

static tamis_status check_integrity(const char *path, struct json_value listing,
                                    tamis_error *error)
{
    tamis_slice digest = json_get_string(listing, "integrity:sha256");

    return digest.size > 0 ? file_digest_check(path, digest, error) : TAMIS_OK;
}

static tamis_status read_listed(struct misp_folder *folder, tamis_slice uuid,
                                struct json_value listing, tamis_error *error)
{
    struct feed_reader *reader = folder->reader;
    tamis_status status;

    if (!is_uuid(uuid))
        return reader_reject_value(reader, uuid, TAMIS_REASON_SYNTAX, error);
    TRY(join(folder, folder->event_path, uuid, ".json", error));
    /* A partial copy of a feed is usual; that an event is not there is told. */
    if (access(folder->event_path, F_OK) < 0 && errno == ENOENT)
        return reader_reject_value(reader, uuid, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    TRY(check_integrity(folder->event_path, listing, error));
    status = reader_open(reader, folder->event_path, error);
    if (status == TAMIS_OK)
        status = misp_event_read(reader, listing, error);
    reader_close(reader);
    reader->path = folder->manifest_path;
    reader->line = 0;
    reader->offset = 0;
    return status;
}

static tamis_status read_events(struct misp_folder *folder, tamis_error *error)
{
    struct json_value manifest, listing;
    struct json_walk walk;
    tamis_slice uuid;

    if (!folder->parser)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: there is no memory to read it", folder->path);
    TRY(read_manifest(folder, &manifest, error));
    folder->reader->path = folder->manifest_path;
    folder->reader->format = TAMIS_FORMAT_MISP;
    json_walk_begin(&walk, manifest);
    while (json_walk_next(&walk, &uuid, &listing))
        TRY(read_listed(folder, uuid, listing, error));
    return TAMIS_OK;
}

tamis_status misp_folder_read(const char *path, struct feed_reader *reader,
                              tamis_error *error)
{
    struct misp_folder *folder =
        memory_allocate_array(reader->allocator, 1, sizeof *folder);
    tamis_status status;

    if (!folder)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: there is no memory to read it", path);
    folder->reader = reader;
    folder->path = path;
    buffer_init(&folder->manifest, reader->allocator);
    folder->parser = json_parser_create();
    status = read_events(folder, error);
    json_parser_destroy(folder->parser);
    buffer_release(&folder->manifest);
    reader->path = path;
    memory_release(reader->allocator, folder);
    return status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A MISP feed as it is published: manifest.json and a file for each event. */
#include "feed/misp.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/file_digest.h"
#include "feed/folder.h"
#include "feed/folder_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE_MAX 4096
#define BLOCK_SIZE    ((size_t)64 << 10)

struct misp_folder {
    struct feed_reader *reader;
    const char *path;
    char manifest_path[PATH_SIZE_MAX], event_path[PATH_SIZE_MAX];
    struct buffer manifest;
    struct json_parser *parser;
    struct folder_names names; /* what lies in the folder, */
    bool *is_listed;           /* and which of it the manifest names */
};

#define EVENT_NAME_SIZE 42 /* UUID.json and a zero */

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

static int compare_name(const void *name, const void *item)
{
    return strcmp(name, *(char *const *)item);
}

/* False when no such file is there. */
static bool take_name(struct misp_folder *folder, const char *name)
{
    char **found;

    if (folder->names.count == 0)
        return false;
    found = bsearch(name, folder->names.names, folder->names.count,
                    sizeof *folder->names.names, compare_name);
    if (found)
        folder->is_listed[found - folder->names.names] = true;
    return found;
}

/* The reader's place is the manifest's again. */
static void leave_event(struct misp_folder *folder)
{
    folder->reader->path = folder->manifest_path;
    folder->reader->line = 0;
    folder->reader->offset = 0;
}

static tamis_status read_event(struct misp_folder *folder,
                               struct json_value listing, tamis_error *error)
{
    struct feed_reader *reader = folder->reader;
    uint64_t before = reader->added + reader->rejected;
    tamis_slice name = slice_text(strrchr(folder->event_path, '/') + 1);
    tamis_status status;

    TRY(check_integrity(folder->event_path, listing, error));
    status = reader_open(reader, folder->event_path, error);
    if (status == TAMIS_OK)
        status = misp_event_read(reader, listing, error);
    reader_close(reader);
    if (status >= 0 && reader->added + reader->rejected == before)
        status = folder_note_file(reader, folder->event_path, name,
                                  TAMIS_REASON_NOT_AN_INDICATOR, error);
    leave_event(folder);
    return status;
}

static tamis_status read_listed(struct misp_folder *folder, tamis_slice uuid,
                                struct json_value listing, tamis_error *error)
{
    struct feed_reader *reader = folder->reader;
    char name[EVENT_NAME_SIZE];
    tamis_status status;

    if (!is_uuid(uuid))
        return reader_reject_value(reader, uuid, TAMIS_REASON_SYNTAX, error);
    memcpy(name, uuid.data, uuid.size);
    memcpy(name + uuid.size, ".json", sizeof ".json");
    TRY(join(folder, folder->event_path, slice_text(name), "", error));
    if (take_name(folder, name))
        return read_event(folder, listing, error);
    /* A partial copy of a feed is usual; that an event is not there is told. */
    status = folder_note_file(reader, folder->manifest_path, slice_text(name),
                              TAMIS_REASON_MISSING_FILE, error);
    leave_event(folder);
    return status;
}

/* What the manifest does not name is not read, and not passed in silence. */
static tamis_status note_unlisted(struct misp_folder *folder,
                                  tamis_error *error)
{
    for (size_t i = 0; i < folder->names.count; i++) {
        tamis_slice name = slice_text(folder->names.names[i]);

        if (folder->is_listed[i] || folder_is_paper(name) ||
            slice_is(name, "manifest.json") || slice_is(name, "hashes.csv"))
            continue;
        TRY(join(folder, folder->event_path, name, "", error));
        TRY(folder_note_file(folder->reader, folder->event_path, name,
                             TAMIS_REASON_UNLISTED_FILE, error));
    }
    return TAMIS_OK;
}

static tamis_status list_folder(struct misp_folder *folder, tamis_error *error)
{
    TRY(folder_names_read(&folder->names, folder->path, error));
    folder->is_listed = memory_allocate_array(folder->reader->allocator,
                                              folder->names.count + 1,
                                              sizeof *folder->is_listed);
    if (!folder->is_listed || !folder->parser)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: there is no memory to read it", folder->path);
    return TAMIS_OK;
}

static tamis_status read_events(struct misp_folder *folder, tamis_error *error)
{
    struct json_value manifest, listing;
    struct json_walk walk;
    tamis_slice uuid;

    TRY(list_folder(folder, error));
    TRY(read_manifest(folder, &manifest, error));
    folder->reader->path = folder->manifest_path;
    folder->reader->format = TAMIS_FORMAT_MISP;
    json_walk_begin(&walk, manifest);
    while (json_walk_next(&walk, &uuid, &listing))
        TRY(read_listed(folder, uuid, listing, error));
    return note_unlisted(folder, error);
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
    folder->names.allocator = reader->allocator;
    buffer_init(&folder->manifest, reader->allocator);
    folder->parser = json_parser_create();
    status = read_events(folder, error);
    json_parser_destroy(folder->parser);
    buffer_release(&folder->manifest);
    folder_names_release(&folder->names);
    memory_release(reader->allocator, folder->is_listed);
    reader->path = path;
    memory_release(reader->allocator, folder);
    return status;
}

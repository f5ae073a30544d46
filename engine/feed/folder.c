/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds that are folders: every file, in byte order of the names, so that the
 * same folder gives the same statements in the same order everywhere.
 */
#include "feed/folder.h"

#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/folder_names.h"
#include "feed/format_table.h"
#include "feed/stix_feed.h"
#include "input/input.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

/* Folders inside folders; a loop of symbolic links ends here at the latest. */
#define FOLDER_DEPTH_MAX 32
#define PATH_SIZE_MAX    4096

/* Several walks over the same files, in this order. */
enum walk_pass {
    WALK_COUNT, /* adds up the sizes for the progress */
    WALK_LEARN, /* what STIX files say of each other's objects, */
    WALK_MARK,  /* and what their reports mark */
    WALK_READ
};

struct folder_walk {
    struct feed_reader *reader;
    struct stix_feed *stix;
    enum walk_pass pass;
    unsigned depth;
    struct {
        dev_t device;
        ino_t inode;
    } parents[FOLDER_DEPTH_MAX];
};

static tamis_status join_path(char joined[PATH_SIZE_MAX], const char *path,
                              const char *name, tamis_error *error)
{
    size_t path_size = strlen(path), name_size = strlen(name);

    if (path_size + name_size + 2 > PATH_SIZE_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s: the path of %s in it is longer than %d bytes",
                         path, name, PATH_SIZE_MAX);
    memcpy(joined, path, path_size);
    if (path_size && path[path_size - 1] != '/')
        joined[path_size++] = '/';
    memcpy(joined + path_size, name, name_size + 1);
    return TAMIS_OK;
}

tamis_status folder_note_file(struct feed_reader *reader, const char *path,
                              tamis_slice text, tamis_reason reason,
                              tamis_error *error)
{
    uint64_t rejected = reader->rejected;
    tamis_status status;

    reader->path = path;
    reader->line = 0;
    reader->offset = 0;
    status = reader_reject_value(reader, text, reason, error);
    reader->rejected = rejected;
    return status;
}

/* JSON of a format that is read, and yet nothing in it: it may have been
 * taken for something that it is not. */
static tamis_status note_empty(struct feed_reader *reader, const char *path,
                               tamis_error *error)
{
    tamis_slice name = field_base_name(path);
    char text[320];
    int size = snprintf(text, sizeof text, "%.*s: %s without a statement",
                        (int)(name.size < 255 ? name.size : 255), name.data,
                        tamis_format_name(reader->format));

    return folder_note_file(reader, path, slice_make(text, (size_t)size),
                            TAMIS_REASON_NOT_AN_INDICATOR, error);
}

/*
 * Is the open file JSON that holds no statements? Publishers put manifests
 * and other papers of that form beside their feeds. Only where the format is
 * left to be found: a file that is named to be one must be it.
 */
static bool is_metadata(struct feed_reader *reader)
{
    tamis_slice head;
    bool is_manifest = slice_is(field_base_name(reader->path), "manifest.json");

    if (!is_manifest && reader->options->format != TAMIS_FORMAT_AUTO)
        return false;
    if (input_peek(reader->input, &head, NULL) < 0 || !format_is_json(head))
        return false;
    return format_sniff_json(head) == TAMIS_FORMAT_AUTO ||
           (is_manifest && (format_is_misp_manifest(head) ||
                            slice_find_text(head, "\"bundles\"") != SIZE_MAX));
}

static tamis_status read_file(struct feed_reader *reader, const char *path,
                              tamis_error *error)
{
    uint64_t before = reader->added + reader->rejected;
    bool is_skipped = folder_is_paper(field_base_name(path));
    tamis_status status;

    if (!is_skipped) {
        status = reader_open(reader, path, error);
        is_skipped = status >= 0 && is_metadata(reader);
        if (status >= 0 && !is_skipped)
            status = feed_read_open(reader, error);
        reader_close(reader);
        TRY(status);
        if (!is_skipped && !format_is_text(reader->format) &&
            reader->added + reader->rejected == before)
            return note_empty(reader, path, error);
    }
    return is_skipped ? folder_note_file(reader, path, field_base_name(path),
                                         TAMIS_REASON_NOT_AN_INDICATOR, error)
                      : TAMIS_OK;
}

static bool is_stix(struct feed_reader *reader)
{
    tamis_slice head;

    if (is_metadata(reader))
        return false;
    if (reader->options->format == TAMIS_FORMAT_STIX)
        return true;
    return reader->options->format == TAMIS_FORMAT_AUTO &&
           input_peek(reader->input, &head, NULL) >= 0 &&
           format_is_json(head) && format_sniff_json(head) == TAMIS_FORMAT_STIX;
}

/* A pass over a file that gives no statements, and makes no progress. */
static tamis_status scout_file(struct folder_walk *walk, const char *path,
                               tamis_error *error)
{
    struct feed_reader scout = *walk->reader;
    tamis_feed_sink sink = *scout.sink;
    tamis_status status;

    if (folder_is_paper(field_base_name(path)))
        return TAMIS_OK;
    sink.progress = NULL;
    scout.sink = &sink;
    status = reader_open(&scout, path, error);
    if (status >= 0 && is_stix(&scout))
        status = stix_make_pass(
            &scout, walk->stix,
            walk->pass == WALK_LEARN ? STIX_PASS_LEARN : STIX_PASS_MARK, error);
    reader_close(&scout);
    return status;
}

/* A folder with the manifest of a MISP feed is read by that manifest. */
static bool is_misp_folder(struct feed_reader *reader, const char *path)
{
    char manifest[PATH_SIZE_MAX];
    tamis_input *input;
    tamis_slice head;
    bool is_manifest;

    if (reader->options->format != TAMIS_FORMAT_AUTO &&
        reader->options->format != TAMIS_FORMAT_MISP)
        return false;
    if (join_path(manifest, path, "manifest.json", NULL) < 0 ||
        tamis_input_open(&input, manifest, NULL) < 0)
        return false;
    is_manifest =
        input_peek(input, &head, NULL) >= 0 && format_is_misp_manifest(head);
    tamis_input_close(input);
    return is_manifest;
}

static tamis_status walk_folder(struct folder_walk *walk, const char *path,
                                tamis_error *error);

static tamis_status walk_entry(struct folder_walk *walk, const char *path,
                               const char *name, tamis_error *error)
{
    char joined[PATH_SIZE_MAX];
    struct stat status;

    TRY(join_path(joined, path, name, error));
    if (stat(joined, &status) < 0)
        return error_set_system(error, errno, "%s: cannot be read", joined);
    if (S_ISDIR(status.st_mode))
        return walk_folder(walk, joined, error);
    /* Sockets, devices and pipes in a folder are no part of a feed. */
    if (!S_ISREG(status.st_mode))
        return TAMIS_OK;
    switch (walk->pass) {
    case WALK_COUNT:
        walk->reader->progress_total += (uint64_t)status.st_size;
        return TAMIS_OK;
    case WALK_LEARN:
    case WALK_MARK:
        return scout_file(walk, joined, error);
    case WALK_READ:
        break;
    }
    return read_file(walk->reader, joined, error);
}

/* True when a symbolic link has led back to a folder that is being read. */
static bool is_loop(const struct folder_walk *walk, const struct stat *status)
{
    for (unsigned i = 0; i < walk->depth; i++)
        if (walk->parents[i].device == status->st_dev &&
            walk->parents[i].inode == status->st_ino)
            return true;
    return false;
}

static tamis_status walk_folder(struct folder_walk *walk, const char *path,
                                tamis_error *error)
{
    struct folder_names list = {walk->reader->allocator, NULL, 0, 0};
    struct stat folder;
    tamis_status status;

    if (stat(path, &folder) < 0)
        return error_set_system(error, errno, "%s: cannot be read", path);
    if (is_loop(walk, &folder))
        return TAMIS_OK;
    if (walk->depth == FOLDER_DEPTH_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s: folders are nested more than %d deep", path,
                         FOLDER_DEPTH_MAX);
    status = folder_names_read(&list, path, error);
    if (status >= 0 && walk->pass != WALK_COUNT &&
        is_misp_folder(walk->reader, path)) {
        folder_names_release(&list);
        if (walk->pass != WALK_READ)
            return TAMIS_OK;
        walk->reader->format = TAMIS_FORMAT_MISP;
        return misp_folder_read(path, walk->reader, error);
    }
    walk->parents[walk->depth].device = folder.st_dev;
    walk->parents[walk->depth].inode = folder.st_ino;
    walk->depth++;
    for (size_t i = 0; i < list.count && status >= 0; i++)
        status = walk_entry(walk, path, list.names[i], error);
    walk->depth--;
    folder_names_release(&list);
    return status;
}

/* The walks that a folder's files need. */
static tamis_status make_walks(struct folder_walk *walk, const char *path,
                               tamis_error *error)
{
    tamis_format format = walk->reader->options->format;

    walk->pass = WALK_COUNT;
    TRY(walk_folder(walk, path, error));
    if (format == TAMIS_FORMAT_AUTO || format == TAMIS_FORMAT_STIX) {
        walk->pass = WALK_LEARN;
        TRY(walk_folder(walk, path, error));
    }
    if (walk->stix->has_marks) {
        walk->pass = WALK_MARK;
        TRY(walk_folder(walk, path, error));
    }
    walk->pass = WALK_READ;
    return walk_folder(walk, path, error);
}

tamis_status folder_read(const char *path, struct feed_reader *reader,
                         tamis_error *error)
{
    struct folder_walk walk = {0};
    struct stix_feed stix;
    tamis_status status;

    stix_feed_init(&stix, reader->allocator);
    walk.reader = reader;
    walk.stix = &stix;
    reader->stix = &stix;
    status = make_walks(&walk, path, error);
    reader->stix = NULL;
    stix_feed_release(&stix);
    return status;
}

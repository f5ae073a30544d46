/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading a feed: one file, or all that a folder holds. */
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/folder.h"
#include "feed/format_table.h"
#include "input/input.h"

#include <sys/stat.h>

void tamis_statement_init(tamis_statement *statement)
{
    static const tamis_statement initial = TAMIS_STATEMENT_INIT;

    *statement = initial;
}

void tamis_feed_options_init(tamis_feed_options *options)
{
    static const tamis_feed_options initial = TAMIS_FEED_OPTIONS_INIT;

    *options = initial;
}

/* A file whose bytes cannot be of its format. */
static tamis_status check_text(struct feed_reader *reader, tamis_slice head,
                               tamis_error *error)
{
    const char *binary = format_find_binary(head);

    if (!binary)
        return TAMIS_OK;
    return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                        "not a feed: it looks like %s", binary);
}

tamis_status feed_read_open(struct feed_reader *reader, tamis_error *error)
{
    tamis_slice head;

    TRY(input_peek(reader->input, &head, error));
    reader->format = reader->options->format;
    if (reader->format == TAMIS_FORMAT_AUTO) {
        TRY(check_text(reader, head, error));
        reader->format = format_sniff(head, field_base_name(reader->path));
    } else if (format_is_text(reader->format)) {
        TRY(check_text(reader, head, error));
    }
    if (reader->format == TAMIS_FORMAT_AUTO)
        return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                            "JSON that is no MISP event, STIX bundle or MISP "
                            "warninglist; name its format if it is one");
    return format_reader(reader->format)(reader, error);
}

tamis_status feed_read_file(struct feed_reader *reader, const char *path,
                            tamis_error *error)
{
    tamis_status status = reader_open(reader, path, error);

    if (status >= 0)
        status = feed_read_open(reader, error);
    reader_close(reader);
    return status;
}

static tamis_status check_arguments(const char *path,
                                    const tamis_feed_options *options,
                                    const tamis_feed_sink *sink,
                                    tamis_error *error)
{
    if (!path || !sink || !sink->add || !sink->reject)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_feed_read() needs a path and a sink with add "
                         "and reject");
    if (options && options->struct_size < sizeof options->struct_size)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_feed_options was not initialised");
    return TAMIS_OK;
}

static tamis_status check_options(const tamis_feed_options *options,
                                  tamis_error *error)
{
    if (options->format >= TAMIS_FORMAT_COUNT)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "there is no feed format of number %u",
                         options->format);
    if (options->kind >= TAMIS_KIND_COUNT)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "there is no kind of number %u", options->kind);
    if (options->delimiter > 127)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a delimiter is one ASCII byte");
    return TAMIS_OK;
}

static tamis_status read_path(struct feed_reader *reader, const char *path,
                              tamis_error *error)
{
    struct stat status;

    if (strcmp(path, "-") && stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return folder_read(path, reader, error);
        reader->progress_total = (uint64_t)status.st_size;
    }
    return feed_read_file(reader, path, error);
}

tamis_status tamis_feed_read(const char *path,
                             const tamis_feed_options *options,
                             const tamis_feed_sink *sink, tamis_format *used,
                             tamis_error *error)
{
    tamis_feed_options own = TAMIS_FEED_OPTIONS_INIT;
    struct feed_reader reader = {0};
    tamis_allocator allocator;
    tamis_status status;

    TRY(check_arguments(path, options, sink, error));
    if (options)
        memcpy(&own, options,
               options->struct_size < sizeof own ? options->struct_size
                                                 : sizeof own);
    TRY(check_options(&own, error));
    allocator = memory_choose(own.allocator);
    reader.options = &own;
    reader.sink = sink;
    reader.allocator = &allocator;
    reader.path = path;
    status = read_path(&reader, path, error);
    reader_release(&reader);
    if (used)
        *used = reader.format;
    if (status < 0)
        return status;
    if (reader.added == 0 && reader.rejected == 0)
        return error_set(error, TAMIS_ERROR_EMPTY,
                         "%s: no statement in it; an empty feed is more often "
                         "a failed download than good news",
                         path);
    return TAMIS_OK;
}

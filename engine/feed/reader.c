/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/reader.h"

#include "base/error.h"
#include "base/slice.h"
#include "input/line_reader.h"

#include <stdarg.h>
#include <stdio.h>

/* Statements between two calls of the sink's progress. */
#define PROGRESS_INTERVAL 8192u

static void tell_progress(struct feed_reader *reader)
{
    uint64_t consumed, total;

    if (!reader->sink->progress || !reader->input)
        return;
    tamis_input_progress(reader->input, &consumed, &total);
    reader->sink->progress(reader->sink->context,
                           reader->progress_before + consumed,
                           reader->progress_total);
}

static void fill_place(const struct feed_reader *reader,
                       tamis_statement *statement)
{
    statement->file = slice_text(reader->path);
    statement->format = reader->format;
    if (statement->line)
        return;
    statement->line = reader->line;
    statement->offset = reader->offset;
}

tamis_status reader_add(struct feed_reader *reader, tamis_statement *statement,
                        tamis_error *error)
{
    fill_place(reader, statement);
    reader->added++;
    if ((reader->added + reader->rejected) % PROGRESS_INTERVAL == 0)
        tell_progress(reader);
    return reader->sink->add(reader->sink->context, statement, error);
}

tamis_status reader_reject(struct feed_reader *reader,
                           tamis_statement *statement, tamis_reason reason,
                           tamis_error *error)
{
    fill_place(reader, statement);
    reader->rejected++;
    if ((reader->added + reader->rejected) % PROGRESS_INTERVAL == 0)
        tell_progress(reader);
    return reader->sink->reject(reader->sink->context, statement, reason,
                                error);
}

tamis_status reader_reject_value(struct feed_reader *reader, tamis_slice value,
                                 tamis_reason reason, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.value = value;
    return reader_reject(reader, &statement, reason, error);
}

tamis_status reader_open(struct feed_reader *reader, const char *path,
                         tamis_error *error)
{
    reader->path = path;
    reader->line = 0;
    reader->offset = 0;
    return tamis_input_open(&reader->input, path, error);
}

void reader_close(struct feed_reader *reader)
{
    uint64_t consumed, total;

    if (!reader->input)
        return;
    tell_progress(reader);
    tamis_input_progress(reader->input, &consumed, &total);
    reader->progress_before += consumed;
    tamis_input_close(reader->input);
    reader->input = NULL;
}

tamis_status reader_error(const struct feed_reader *reader, tamis_error *error,
                          tamis_status status, const char *format, ...)
{
    char message[TAMIS_ERROR_MESSAGE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(error, status, "%s: %s", reader->path, message);
    error_set_place(error, reader->line,
                    reader->line ? reader->offset : UINT64_MAX);
    return status;
}

/* slice_trim() for the one place where its cost is seen. */
static inline tamis_slice trim_line(tamis_slice line, bool keep_blanks)
{
    size_t begin = 0, end = line.size;

    while (!keep_blanks && end &&
           (line.data[end - 1] == ' ' || line.data[end - 1] == '\t' ||
            line.data[end - 1] == '\r'))
        end--;
    while (!keep_blanks && begin < end &&
           (line.data[begin] == ' ' || line.data[begin] == '\t'))
        begin++;
    return slice_make(line.data + begin, end - begin);
}

tamis_status reader_each_line(struct feed_reader *reader, bool keep_blanks,
                              reader_line_function function, void *context,
                              tamis_error *error)
{
    struct line_reader lines;
    struct line line;
    tamis_status status;
    int more;

    TRY(line_reader_open(&lines, reader->input, reader->allocator, error));
    do {
        status = TAMIS_OK;
        more = line_reader_next(&lines, &line, error);
        if (more <= 0)
            break;
        reader->line = line.number;
        reader->offset = line.offset;
        if (line.is_too_long)
            status = reader_reject_value(reader, line.text,
                                         TAMIS_REASON_TOO_LONG, error);
        else if (line.has_nul)
            status = reader_reject_value(reader, line.text,
                                         TAMIS_REASON_BAD_ENCODING, error);
        else
            status = function(reader, trim_line(line.text, keep_blanks),
                              context, error);
    } while (status >= 0);
    line_reader_close(&lines);
    return more < 0 ? more : status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/reader.h"

#include "base/error.h"
#include "base/memory.h"
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

static void tell_progress_at_times(struct feed_reader *reader)
{
    uint64_t count = reader->added + reader->rejected;

    if (count < reader->progress_next)
        return;
    reader->progress_next = count + PROGRESS_INTERVAL;
    tell_progress(reader);
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

/* Hands over the values that wait. */
static tamis_status flush(struct feed_reader *reader, tamis_error *error)
{
    tamis_statement common = TAMIS_STATEMENT_INIT;
    size_t count = reader->value_count;

    if (count == 0)
        return TAMIS_OK;
    common.kind = reader->value_kind;
    common.file = slice_text(reader->path);
    common.format = reader->format;
    reader->value_count = 0;
    tell_progress_at_times(reader);
    return reader->sink->add_values(reader->sink->context, &common,
                                    reader->values, count, error);
}

void reader_release(struct feed_reader *reader)
{
    memory_release(reader->allocator, reader->values);
    reader->values = NULL;
}

tamis_status reader_add(struct feed_reader *reader, tamis_statement *statement,
                        tamis_error *error)
{
    TRY(flush(reader, error));
    fill_place(reader, statement);
    reader->added++;
    tell_progress_at_times(reader);
    return reader->sink->add(reader->sink->context, statement, error);
}

static tamis_status add_alone(struct feed_reader *reader, tamis_kind kind,
                              tamis_mode mode, tamis_slice value,
                              tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.kind = kind;
    statement.mode = mode;
    statement.value = value;
    return reader_add(reader, &statement, error);
}

tamis_status reader_begin_values(struct feed_reader *reader, tamis_kind kind,
                                 tamis_error *error)
{
    if (reader->value_count > 0 && reader->value_count < READER_VALUES &&
        reader->value_kind == kind)
        return TAMIS_OK;
    TRY(flush(reader, error));
    reader->value_kind = kind;
    if (!reader->values)
        reader->values = memory_allocate(
            reader->allocator, READER_VALUES * sizeof *reader->values);
    if (!reader->values)
        return reader_error(reader, error, TAMIS_ERROR_MEMORY,
                            "no memory to read it with");
    return TAMIS_OK;
}

tamis_status reader_add_value(struct feed_reader *reader, tamis_kind kind,
                              tamis_mode mode, tamis_slice value,
                              tamis_error *error)
{
    if (!reader->sink->add_values)
        return add_alone(reader, kind, mode, value, error);
    TRY(reader_begin_values(reader, kind, error));
    reader->values[reader->value_count++] =
        (tamis_statement_value){value, reader->line, reader->offset, mode, 0};
    reader->added++;
    return TAMIS_OK;
}

tamis_status reader_reject(struct feed_reader *reader,
                           tamis_statement *statement, tamis_reason reason,
                           tamis_error *error)
{
    TRY(flush(reader, error));
    fill_place(reader, statement);
    reader->rejected++;
    tell_progress_at_times(reader);
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
    reader->progress_next =
        reader->added + reader->rejected + PROGRESS_INTERVAL;
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

static tamis_status take_line(struct feed_reader *reader,
                              const struct line *line, bool keep_blanks,
                              reader_line_function function, void *context,
                              tamis_error *error)
{
    reader->line = line->number;
    reader->offset = line->offset;
    if (line->is_too_long)
        return reader_reject_value(reader, line->text, TAMIS_REASON_TOO_LONG,
                                   error);
    if (line->has_nul)
        return reader_reject_value(reader, line->text,
                                   TAMIS_REASON_BAD_ENCODING, error);
    return function(reader, trim_line(line->text, keep_blanks), context, error);
}

/* Lines that were read, as far as run_function understands them. */
static tamis_status take_run(struct feed_reader *reader,
                             struct line_reader *lines,
                             reader_run_function run_function,
                             tamis_error *error)
{
    tamis_status status = TAMIS_OK;
    struct line_run run;
    size_t taken;

    while (status >= 0 && line_reader_run(lines, &run)) {
        status = run_function(reader, &run, &taken, error);
        line_reader_pass(lines, taken);
        if (taken < run.count)
            break;
    }
    return status;
}

/* What is done with lines, and the lines. */
struct line_walk {
    struct line_reader lines;
    reader_run_function run_function; /* or NULL */
    reader_line_function function;
    void *context;
    bool keep_blanks;
};

static tamis_status take_lines(struct feed_reader *reader,
                               struct line_walk *walk, tamis_error *error)
{
    struct line line;

    for (;;) {
        if (walk->run_function)
            TRY(take_run(reader, &walk->lines, walk->run_function, error));
        if (!line_reader_take(&walk->lines, &line))
            return TAMIS_OK;
        TRY(take_line(reader, &line, walk->keep_blanks, walk->function,
                      walk->context, error));
    }
}

static tamis_status walk_lines(struct feed_reader *reader,
                               struct line_walk *walk, tamis_error *error)
{
    struct line_reader *lines = &walk->lines;
    tamis_status status;
    int more = 1;

    TRY(line_reader_open(lines, reader->input, reader->allocator, error));
    do {
        status = take_lines(reader, walk, error);
        /* Lines go when the next ones are read. */
        if (status >= 0)
            status = flush(reader, error);
        if (status >= 0)
            more = line_reader_fill(lines, error);
    } while (status >= 0 && more > 0);
    line_reader_close(lines);
    reader->value_count = 0;
    return more < 0 ? more : status;
}

tamis_status reader_each_line(struct feed_reader *reader, bool keep_blanks,
                              reader_line_function function, void *context,
                              tamis_error *error)
{
    struct line_walk walk;

    walk.run_function = NULL;
    walk.function = function;
    walk.context = context;
    walk.keep_blanks = keep_blanks;
    return walk_lines(reader, &walk, error);
}

tamis_status reader_each_run(struct feed_reader *reader,
                             reader_run_function run_function,
                             reader_line_function function, tamis_error *error)
{
    struct line_walk walk;

    walk.run_function = run_function;
    walk.function = function;
    walk.context = NULL;
    walk.keep_blanks = false;
    return walk_lines(reader, &walk, error);
}

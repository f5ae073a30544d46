/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Separated values. The header may stand in a comment, or not at all; a
 * quoted field may go on over several lines.
 */
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "feed/csv_statement.h"
#include "feed/fields.h"
#include "input/line_reader.h"

/* A record of more lines than this has lost its closing quote. */
#define RECORD_LINE_MAX  32
#define HEADER_SHOWN_MAX 320

struct record_line {
    uint64_t number, offset;
    size_t begin; /* in the record's text */
};

struct csv_state {
    char delimiter; /* 0: not known yet */
    bool has_header, is_started;
    struct csv_columns columns;
    struct csv_row row;
    char *scratch;
    /* A record whose quoted field goes on. */
    char *record;
    size_t record_size;
    unsigned line_count;
    struct record_line lines[RECORD_LINE_MAX];
};

/* The names of a header in one line, for an error. */
static tamis_status refuse_header(struct feed_reader *reader,
                                  const struct csv_row *row,
                                  tamis_slice missing, tamis_error *error)
{
    char list[HEADER_SHOWN_MAX];
    size_t size = 0;

    for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++) {
        tamis_slice name = row->fields[i];

        if (size + name.size + 8 > sizeof list) {
            memcpy(list + size, ", ...", 5);
            size += 5;
            break;
        }
        if (i) {
            memcpy(list + size, ", ", 2);
            size += 2;
        }
        if (name.size)
            memcpy(list + size, name.data, name.size);
        size += name.size;
    }
    if (missing.size)
        return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                            "there is no column \"%.*s\"; the columns are: "
                            "%.*s",
                            (int)(missing.size < 64 ? missing.size : 64),
                            missing.data, (int)size, list);
    return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                        "no column is known to hold the values; name one of: "
                        "%.*s",
                        (int)size, list);
}

static tamis_status take_header(struct feed_reader *reader,
                                struct csv_state *state,
                                const struct csv_row *row, tamis_error *error)
{
    tamis_slice missing;

    csv_columns_find(&state->columns, row);
    missing = csv_columns_choose(&state->columns, row, reader->options);
    if (missing.size || state->columns.value_count == 0)
        return refuse_header(reader, row, missing, error);
    state->has_header = true;
    return TAMIS_OK;
}

static tamis_status take_first_row(struct feed_reader *reader,
                                   struct csv_state *state, tamis_error *error)
{
    tamis_slice missing;

    csv_columns_guess(&state->columns, &state->row);
    missing = csv_columns_choose(&state->columns, NULL, reader->options);
    if (missing.size || state->columns.value_count == 0)
        return refuse_header(reader, &state->row, missing, error);
    return TAMIS_OK;
}

/* Is the first record a header? */
static bool begins_with_header(const struct feed_reader *reader,
                               const struct csv_state *state)
{
    const tamis_feed_options *options = reader->options;
    struct csv_columns columns;
    size_t known;

    if (options->flags & TAMIS_FEED_HAS_HEADER)
        return true;
    if (options->flags & TAMIS_FEED_NO_HEADER)
        return false;
    if (csv_columns_are_in(options, &state->row))
        return true;
    known = csv_columns_find(&columns, &state->row);
    if (known == 0 && !(csv_columns_are_named(options) && !state->has_header))
        return false;
    /* "domain,evil.com" holds a known name, but is no header. */
    return !csv_row_has_indicator(&state->row) &&
           (known > 1 || columns.value_count > 0 ||
            csv_columns_are_named(options));
}

static tamis_status begin(struct feed_reader *reader, struct csv_state *state,
                          bool *is_header, tamis_error *error)
{
    state->is_started = true;
    *is_header = begins_with_header(reader, state);
    if (*is_header)
        return take_header(reader, state, &state->row, error);
    if (state->has_header && !(reader->options->flags & TAMIS_FEED_NO_HEADER))
        return TAMIS_OK;
    /* A column was asked for by name, and no header was there. */
    return take_first_row(reader, state, error);
}

static bool is_empty_row(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++)
        if (row->fields[i].size)
            return false;
    return true;
}

static tamis_status read_row(struct feed_reader *reader,
                             struct csv_state *state, tamis_slice text,
                             tamis_error *error)
{
    /* Spreadsheets pad their files with rows of nothing but commas. */
    if (is_empty_row(&state->row))
        return TAMIS_OK;
    if (!state->is_started) {
        bool is_header;

        TRY(begin(reader, state, &is_header, error));
        if (is_header)
            return TAMIS_OK;
    }
    return csv_statement_add(reader, &state->columns, &state->row, text, error);
}

static void find_delimiter(const struct feed_reader *reader,
                           struct csv_state *state, tamis_slice line)
{
    if (state->delimiter == 0)
        state->delimiter = reader->options->delimiter
                               ? (char)reader->options->delimiter
                               : csv_find_delimiter(line);
}

/* The header of abuse.ch's files is their last comment. */
static tamis_status read_comment(struct feed_reader *reader,
                                 struct csv_state *state, tamis_slice line,
                                 tamis_error *error)
{
    struct csv_columns columns;
    char delimiter = reader->options->delimiter
                         ? (char)reader->options->delimiter
                         : csv_find_delimiter(line);

    if (state->is_started)
        return TAMIS_OK;
    while (line.size && (line.data[0] == '#' || field_is_blank(line.data[0])))
        line = slice_from(line, 1);
    if (csv_row_split(&state->row, line, delimiter, NULL) != CSV_RESULT_ROW ||
        state->row.count < 2)
        return TAMIS_OK;
    if (!csv_columns_are_in(reader->options, &state->row) &&
        csv_columns_find(&columns, &state->row) < 2)
        return TAMIS_OK;
    state->delimiter = delimiter;
    return take_header(reader, state, &state->row, error);
}

static tamis_status begin_record(struct feed_reader *reader,
                                 struct csv_state *state, tamis_slice line)
{
    memcpy(state->record, line.data, line.size);
    state->record_size = line.size;
    state->line_count = 1;
    state->lines[0].number = reader->line;
    state->lines[0].offset = reader->offset;
    state->lines[0].begin = 0;
    return TAMIS_OK;
}

static tamis_status read_text(struct feed_reader *reader,
                              struct csv_state *state, tamis_slice text,
                              bool may_go_on, tamis_error *error)
{
    if (slice_trim(text).size == 0)
        return TAMIS_OK;
    if (text.data[0] == '#')
        return read_comment(reader, state, text, error);
    find_delimiter(reader, state, text);
    switch (
        csv_row_split(&state->row, text, state->delimiter, state->scratch)) {
    case CSV_RESULT_ROW:
        return read_row(reader, state, text, error);
    case CSV_RESULT_OPEN:
        if (may_go_on)
            return begin_record(reader, state, text);
        break;
    case CSV_RESULT_MALFORMED:
        break;
    }
    return reader_reject_value(reader, text, TAMIS_REASON_SYNTAX, error);
}

/*
 * The quote that opened the record is never closed: its first line is the bad
 * one, and the lines behind it are read as they stand.
 */
static tamis_status give_up_record(struct feed_reader *reader,
                                   struct csv_state *state, tamis_error *error)
{
    unsigned count = state->line_count;

    state->line_count = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct record_line *line = &state->lines[i];
        size_t end = i + 1 < count ? line[1].begin - 1 : state->record_size;
        tamis_slice text =
            slice_make(state->record + line->begin, end - line->begin);

        reader->line = line->number;
        reader->offset = line->offset;
        if (i == 0)
            TRY(reader_reject_value(reader, text, TAMIS_REASON_SYNTAX, error));
        else
            TRY(read_text(reader, state, text, false, error));
    }
    return TAMIS_OK;
}

static tamis_status go_on(struct feed_reader *reader, struct csv_state *state,
                          tamis_slice line, tamis_error *error)
{
    struct record_line *last = &state->lines[state->line_count];
    struct record_line place = {reader->line, reader->offset, 0};
    tamis_slice record;
    enum csv_result result;

    if (state->line_count == RECORD_LINE_MAX ||
        state->record_size + 1 + line.size > LINE_SIZE_MAX) {
        TRY(give_up_record(reader, state, error));
        reader->line = place.number;
        reader->offset = place.offset;
        return read_text(reader, state, line, true, error);
    }
    state->record[state->record_size++] = '\n';
    *last = place;
    last->begin = state->record_size;
    state->line_count++;
    if (line.size)
        memcpy(state->record + state->record_size, line.data, line.size);
    state->record_size += line.size;
    record = slice_make(state->record, state->record_size);
    result =
        csv_row_split(&state->row, record, state->delimiter, state->scratch);
    if (result == CSV_RESULT_OPEN)
        return TAMIS_OK;
    if (result == CSV_RESULT_MALFORMED)
        return give_up_record(reader, state, error);
    reader->line = state->lines[0].number;
    reader->offset = state->lines[0].offset;
    state->line_count = 0;
    return read_row(reader, state, record, error);
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct csv_state *state = context;

    if (state->line_count)
        return go_on(reader, state, line, error);
    return read_text(reader, state, line, true, error);
}

tamis_status csv_read(struct feed_reader *reader, tamis_error *error)
{
    struct csv_state *state =
        memory_allocate_array(reader->allocator, 1, sizeof *state);
    tamis_status status;

    if (state) {
        state->scratch = memory_allocate(reader->allocator, LINE_SIZE_MAX);
        state->record = memory_allocate(reader->allocator, LINE_SIZE_MAX);
    }
    if (!state || !state->scratch || !state->record)
        status = reader_error(reader, error, TAMIS_ERROR_MEMORY,
                              "no memory to read it");
    else
        status = reader_each_line(reader, true, read_line, state, error);
    if (status >= 0 && state->line_count)
        status = give_up_record(reader, state, error);
    if (state) {
        memory_release(reader->allocator, state->scratch);
        memory_release(reader->allocator, state->record);
    }
    memory_release(reader->allocator, state);
    return status;
}

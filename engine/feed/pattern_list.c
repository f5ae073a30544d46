/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns that people write: one a line, or "literal:" and text. */
#include "base/error.h"
#include "base/slice.h"
#include "feed/pattern_value.h"
#include "feed/reader.h"

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    (void)context;
    if (line.size == 0 || line.data[0] == '#')
        return TAMIS_OK;
    statement.value = line;
    statement.kind = TAMIS_KIND_PATTERN;
    if (slice_starts(line, pattern_value_literal)) {
        statement.kind = TAMIS_KIND_LITERAL;
        statement.value = slice_from(line, strlen(pattern_value_literal));
    } else if (line.data[0] != '/' && !pattern_value_is_named(line)) {
        /* What else there may be on the line is for the kind's parser. */
        return reader_reject(reader, &statement, TAMIS_REASON_SYNTAX, error);
    }
    return reader_add(reader, &statement, error);
}

tamis_status pattern_list_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}

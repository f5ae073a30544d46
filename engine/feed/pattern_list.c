/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns that people write: one a line, or "literal:" and text. */
#include "base/error.h"
#include "base/slice.h"
#include "feed/reader.h"

static const char literal_prefix[] = "literal:";

/* "/regex/", "filename:/regex/": what else there may be on the line is for the
 * parser of the kind to judge. */
static bool is_pattern(tamis_slice line)
{
    size_t colon = slice_find(line, ':');

    if (line.data[0] == '/')
        return true;
    return colon != SIZE_MAX && colon + 1 < line.size &&
           line.data[colon + 1] == '/' &&
           tamis_kind_find(line.data, colon) != TAMIS_KIND_AUTO;
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    (void)context;
    if (line.size == 0 || line.data[0] == '#')
        return TAMIS_OK;
    statement.value = line;
    statement.kind = TAMIS_KIND_PATTERN;
    if (slice_starts(line, literal_prefix)) {
        statement.kind = TAMIS_KIND_LITERAL;
        statement.value = slice_from(line, strlen(literal_prefix));
    } else if (!is_pattern(line)) {
        return reader_reject(reader, &statement, TAMIS_REASON_SYNTAX, error);
    }
    return reader_add(reader, &statement, error);
}

tamis_status pattern_list_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}

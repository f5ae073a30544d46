/* SPDX-License-Identifier: BSD-2-Clause */
/* unbound configuration: local zones that answer in place of the world. */
#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/hosts.h"

/* Zone types under which nothing of the real name is reached. */
static bool is_blocking(tamis_slice type)
{
    static const char *const types[] = {
        "always_null", "always_nxdomain", "always_nodata",  "always_refuse",
        "always_deny", "redirect",        "refuse",         "static",
        "deny",        "inform_deny",     "inform_redirect"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal_folded(type, slice_text(types[i])))
            return true;
    return false;
}

static tamis_status read_zone(struct feed_reader *reader, tamis_slice text,
                              tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice name = field_unquote(field_next(&text));
    tamis_slice type = field_unquote(field_next(&text));

    statement.kind = TAMIS_KIND_DOMAIN;
    statement.mode = TAMIS_MODE_SUFFIX;
    statement.value = field_without_dot(name);
    if (type.size == 0 || text.size)
        return reader_reject(reader, &statement, TAMIS_REASON_BAD_FIELD_COUNT,
                             error);
    if (is_blocking(type))
        return reader_add_value(reader, statement.kind, statement.mode,
                                statement.value, error);
    if (!slice_equal_folded(type, slice_text("always_transparent")))
        return reader_reject(reader, &statement, TAMIS_REASON_NOT_AN_INDICATOR,
                             error);
    statement.action = TAMIS_ACTION_ALLOW;
    if (!(reader->options->flags & TAMIS_FEED_HONOUR_ALLOW))
        return reader_reject(reader, &statement, TAMIS_REASON_ALLOW_IGNORED,
                             error);
    return reader_add(reader, &statement, error);
}

/* local-data: "name [ttl] [IN] A 0.0.0.0" lists that name alone. */
static tamis_status read_data(struct feed_reader *reader, tamis_slice text,
                              tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice record = slice_trim(text), type, field;

    if (record.size >= 2 && record.data[record.size - 1] == record.data[0] &&
        (record.data[0] == '"' || record.data[0] == '\''))
        record = slice_make(record.data + 1, record.size - 2);
    statement.kind = TAMIS_KIND_DOMAIN;
    statement.mode = TAMIS_MODE_EXACT;
    statement.value = field_without_dot(field_next(&record));
    type = field_next(&record);
    while (type.size && (field_is_digit(type.data[0]) ||
                         slice_equal_folded(type, slice_text("IN"))))
        type = field_next(&record);
    field = field_next(&record);
    if (!slice_equal_folded(type, slice_text("A")) &&
        !slice_equal_folded(type, slice_text("AAAA")))
        return reader_reject(reader, &statement, TAMIS_REASON_NOT_AN_INDICATOR,
                             error);
    if (!hosts_is_sink(field))
        return reader_reject(reader, &statement, TAMIS_REASON_HOSTS_NONSINK,
                             error);
    return reader_add_value(reader, statement.kind, statement.mode,
                            statement.value, error);
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    size_t colon;
    tamis_slice option, rest;

    (void)context;
    line = field_without_comment(line, '#');
    if (line.size == 0)
        return TAMIS_OK;
    colon = slice_find(line, ':');
    if (colon == SIZE_MAX)
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    option = slice_first(line, colon);
    rest = slice_trim(slice_from(line, colon + 1));
    /* "server:" and the like begin a clause. */
    if (rest.size == 0)
        return TAMIS_OK;
    if (slice_is(option, "local-zone"))
        return read_zone(reader, rest, error);
    if (slice_is(option, "local-data"))
        return read_data(reader, rest, error);
    return reader_reject_value(reader, line, TAMIS_REASON_NOT_AN_INDICATOR,
                               error);
}

tamis_status unbound_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}

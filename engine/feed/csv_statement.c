/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/csv_statement.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/csv_kind.h"
#include "feed/csv_mark.h"
#include "feed/distribution.h"
#include "feed/fields.h"
#include "feed/misp_pattern.h"

#define TAG_COUNT_MAX 32

struct tag_list {
    tamis_slice tags[TAG_COUNT_MAX];
    size_t count;
};

static void add_tag(struct tag_list *list, struct mark *mark, tamis_slice tag)
{
    tag = slice_trim(tag);
    if (tag.size && tag.data[0] == '#')
        tag = slice_from(tag, 1);
    if (csv_is_null(tag) || csv_mark_read(mark, tag) ||
        list->count == TAG_COUNT_MAX)
        return;
    list->tags[list->count++] = tag;
}

static size_t find_separator(tamis_slice field, const char *separators)
{
    for (size_t i = 0; i < field.size; i++)
        if (field.data[i] && strchr(separators, field.data[i]))
            return i;
    return SIZE_MAX;
}

/* "a,b;c|d" and "#a #b"; a name with a blank in it is one tag otherwise. */
static void add_tags(struct tag_list *list, struct mark *mark,
                     tamis_slice field)
{
    const char *separators = ",;|";
    size_t end;

    if (find_separator(field, separators) == SIZE_MAX &&
        slice_find(field, '#') != SIZE_MAX)
        separators = " ";
    do {
        end = find_separator(field, separators);
        add_tag(list, mark, slice_first(field, end));
        field = slice_from(field, end == SIZE_MAX ? end : end + 1);
    } while (end != SIZE_MAX);
}

static void read_distribution(tamis_statement *statement, struct mark *mark,
                              tamis_slice cell)
{
    struct distribution said = distribution_read(cell);
    struct mark raised = MARK_NONE;

    raised.floor = said.floor;
    mark_join(mark, &raised);
    if (said.is_limited)
        statement->audience_limited = 1; /* to nobody else */
}

static void read_label(tamis_statement *statement, struct mark *mark,
                       tamis_slice cell, enum csv_label is)
{
    if (csv_is_null(cell))
        return;
    switch (is) {
    case CSV_LABEL_TLP:
        csv_mark_read_tlp(mark, cell);
        break;
    case CSV_LABEL_MARKING:
        csv_mark_read_cell(mark, cell);
        break;
    case CSV_LABEL_TEXT:
        (void)csv_mark_read(mark, cell);
        break;
    case CSV_LABEL_DISTRIBUTION:
        read_distribution(statement, mark, cell);
        break;
    }
}

static void read_tags(tamis_statement *statement,
                      const struct csv_columns *columns,
                      const struct csv_row *row, struct tag_list *list)
{
    struct mark mark = MARK_NONE;

    list->count = 0;
    for (size_t i = 0; i < columns->tag_count; i++) {
        tamis_slice field = csv_row_get(row, columns->tags[i].index);

        if (columns->tags[i].is_list)
            add_tags(list, &mark, field);
        else
            add_tag(list, &mark, field);
    }
    for (size_t i = 0; i < columns->label_count; i++)
        read_label(statement, &mark, csv_row_get(row, columns->labels[i].index),
                   columns->labels[i].is);
    statement->tags = list->tags;
    statement->tag_count = list->count;
    statement->tlp = mark.tlp;
    statement->tlp_floor = mark.floor;
    statement->pap = mark.pap;
    statement->caveats = mark_caveats(&mark);
}

static bool read_time(tamis_slice field, int64_t *time_ns)
{
    if (slice_ends(field, " UTC"))
        field.size -= 4;
    return time_parse(slice_trim(field), time_ns);
}

static tamis_reason read_facts(tamis_statement *statement,
                               const struct csv_columns *columns,
                               const struct csv_row *row)
{
    tamis_slice field = csv_row_get(row, columns->last_seen);
    uint64_t confidence;

    if (csv_is_null(field))
        field = csv_row_get(row, columns->first_seen);
    if (!csv_is_null(field) && !read_time(field, &statement->seen_ns) &&
        columns->is_time_named)
        return TAMIS_REASON_BAD_TIME;
    field = csv_row_get(row, columns->reference);
    if (!csv_is_null(field))
        statement->reference = field;
    field = csv_row_get(row, columns->confidence);
    if (number_parse_decimal(field, 100, &confidence))
        statement->confidence = (uint32_t)confidence;
    field = csv_row_get(row, columns->to_ids);
    if (slice_is(field, "0") || slice_equal_folded(field, slice_text("false")))
        return TAMIS_REASON_NOT_TO_IDS;
    return TAMIS_REASON_NONE;
}

/* "1.2.3.4|443" as an address and port. */
static tamis_status add_address_port(struct feed_reader *reader,
                                     tamis_statement *statement,
                                     tamis_slice address, tamis_slice port,
                                     tamis_error *error)
{
    char text[80];
    bool has_colon = slice_find(address, ':') != SIZE_MAX;
    size_t size = 0;

    if (address.size + port.size + 3 > sizeof text || !address.size)
        return reader_reject(reader, statement, TAMIS_REASON_BAD_IP, error);
    if (has_colon)
        text[size++] = '[';
    memcpy(text + size, address.data, address.size);
    size += address.size;
    if (has_colon)
        text[size++] = ']';
    text[size++] = ':';
    if (port.size)
        memcpy(text + size, port.data, port.size);
    statement->value = slice_make(text, size + port.size);
    statement->kind = TAMIS_KIND_IP_PORT;
    return reader_add(reader, statement, error);
}

/* MISP's types of two parts: "filename|sha256" with "name|digest". */
static tamis_status add_composite(struct feed_reader *reader,
                                  tamis_statement *statement, tamis_slice type,
                                  tamis_error *error)
{
    tamis_slice value = statement->value, first, second;
    size_t bar = slice_find(type, '|'), cut = slice_find_last(value, '|');
    tamis_slice first_type = slice_first(type, bar);
    tamis_slice second_type = slice_from(type, bar + 1);

    if (cut == SIZE_MAX)
        return reader_reject(reader, statement, TAMIS_REASON_COMPOSITE, error);
    first = slice_trim(slice_first(value, cut));
    second = slice_trim(slice_from(value, cut + 1));
    if (slice_is(second_type, "port") && slice_starts(first_type, "ip-"))
        return add_address_port(reader, statement, first, second, error);
    if (slice_is(type, "domain|ip")) {
        statement->kind = TAMIS_KIND_DOMAIN;
        statement->value = first;
        statement->context = second;
        TRY(reader_add(reader, statement, error));
        statement->kind = TAMIS_KIND_IP;
        statement->value = second;
        statement->context = first;
        return reader_add(reader, statement, error);
    }
    statement->context = first;
    statement->value = second;
    if (slice_is(first_type, "filename"))
        statement->kind = csv_kind_find(second_type);
    if (statement->kind != TAMIS_KIND_AUTO)
        return reader_add(reader, statement, error);
    statement->value = value;
    return reader_reject(reader, statement, TAMIS_REASON_COMPOSITE, error);
}

/* A value of one of MISP's types of patterns, or as we write them. */
static tamis_status add_pattern(struct feed_reader *reader,
                                tamis_statement *statement, tamis_slice type,
                                tamis_error *error)
{
    struct pattern_value pattern;
    struct misp_type is;

    misp_type_find(type, &is);
    if (is.shape != MISP_REGEX && is.shape != MISP_NAME_REGEX)
        return reader_add(reader, statement, error);
    if (!misp_pattern_read(&pattern, is.shape, statement->value))
        return reader_reject(reader, statement, TAMIS_REASON_REGEX_UNSUPPORTED,
                             error);
    if (pattern.is_full)
        return reader_reject(reader, statement, TAMIS_REASON_TOO_LONG, error);
    statement->value = pattern_value_get(&pattern);
    return reader_add(reader, statement, error);
}

/* statement has the record's facts, and the value and kind of one column. */
static tamis_status add_value(struct feed_reader *reader,
                              tamis_statement statement, tamis_slice type,
                              tamis_reason reason, tamis_error *error)
{
    if (reason)
        return reader_reject(reader, &statement, reason, error);
    if (!csv_is_null(type)) {
        if (slice_find(type, '|') != SIZE_MAX)
            return add_composite(reader, &statement, type, error);
        statement.kind = csv_kind_find(type);
        if (statement.kind == TAMIS_KIND_AUTO)
            return reader_reject(reader, &statement, TAMIS_REASON_UNKNOWN_KIND,
                                 error);
        if (statement.kind == TAMIS_KIND_PATTERN)
            return add_pattern(reader, &statement, type, error);
    }
    if (statement.kind == TAMIS_KIND_AUTO &&
        pattern_value_is_named(statement.value))
        statement.kind = TAMIS_KIND_PATTERN;
    if (statement.kind == TAMIS_KIND_AUTO ||
        statement.kind == TAMIS_KIND_DOMAIN)
        statement.value = field_take_wildcard(statement.value, &statement.mode);
    return reader_add(reader, &statement, error);
}

tamis_status csv_statement_add(struct feed_reader *reader,
                               const struct csv_columns *columns,
                               const struct csv_row *row, tamis_slice text,
                               tamis_error *error)
{
    tamis_statement facts = TAMIS_STATEMENT_INIT;
    struct tag_list list;
    tamis_reason reason = read_facts(&facts, columns, row);
    tamis_slice type = csv_row_get(row, columns->kind);
    bool is_short = true, is_empty = true;

    read_tags(&facts, columns, row, &list);
    for (size_t i = 0; i < columns->value_count; i++) {
        tamis_slice value = csv_row_get(row, columns->values[i].index);

        if (columns->values[i].index >= row->count)
            continue;
        is_short = false;
        if (csv_is_null(value))
            continue;
        is_empty = false;
        facts.value = value;
        facts.kind = columns->values[i].kind;
        TRY(add_value(reader, facts, type, reason, error));
    }
    if (is_short)
        return reader_reject_value(reader, text, TAMIS_REASON_BAD_FIELD_COUNT,
                                   error);
    if (is_empty)
        return reader_reject_value(reader, text, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "more than there is memory for";

void record_tsv_begin(struct record_tsv *tsv)
{
    struct record_column *columns = tsv->columns;
    size_t capacity = tsv->column_capacity;

    memset(tsv, 0, sizeof *tsv);
    tsv->columns = columns;
    tsv->column_capacity = capacity;
    tsv->separator = '\t';
    tsv->set_separator = ',';
    strcpy(tsv->unset, "-");
    strcpy(tsv->empty, "(empty)");
}

void record_tsv_release(struct record_tsv *tsv)
{
    free(tsv->columns);
    memset(tsv, 0, sizeof *tsv);
}

/* The part before the next separator, which is stepped over. */
static tamis_slice next_part(const char **at, const char *end, char separator)
{
    const char *found = memchr(*at, separator, (size_t)(end - *at));
    const char *stop = found ? found : end;
    tamis_slice part = {*at, (size_t)(stop - *at)};

    *at = found ? found + 1 : NULL;
    return part;
}

static bool is_text(tamis_slice part, const char *text)
{
    return part.size == strlen(text) && memcmp(part.data, text, part.size) == 0;
}

static int hex_digit(char byte)
{
    return byte >= '0' && byte <= '9'   ? byte - '0'
           : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
           : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                        : -1;
}

/* "\x09" at the front of a text: the byte, or -1. */
static int escaped_byte(const char *text, size_t size)
{
    int high = size >= 4 && text[0] == '\\' && text[1] == 'x'
                   ? hex_digit(text[2])
                   : -1;
    int low = high >= 0 ? hex_digit(text[3]) : -1;

    return low >= 0 ? high << 4 | low : -1;
}

static void note_column(struct record_tsv *tsv,
                        const struct record_fields *fields,
                        const struct record_column *column)
{
    tsv->has_field |= column->node != RECORD_NODE_NONE &&
                      fields->nodes[column->node].is_asked;
}

static const char *take_columns(struct record_tsv *tsv,
                                const struct record_fields *fields,
                                const char *at, const char *end)
{
    tsv->column_count = 0;
    tsv->has_field = false;
    while (at) {
        tamis_slice name = next_part(&at, end, tsv->separator);
        struct record_column *column;

        if (tsv->column_count == tsv->column_capacity) {
            size_t capacity =
                tsv->column_capacity ? tsv->column_capacity * 2 : 64;
            void *larger =
                realloc(tsv->columns, capacity * sizeof *tsv->columns);

            if (!larger)
                return no_memory;
            tsv->columns = larger;
            tsv->column_capacity = capacity;
        }
        column = &tsv->columns[tsv->column_count++];
        column->is_set = false;
        column->node =
            record_fields_find(fields, RECORD_NODE_ROOT, name.data, name.size);
        note_column(tsv, fields, column);
    }
    return NULL;
}

static void take_types(struct record_tsv *tsv, const char *at, const char *end)
{
    for (size_t i = 0; at && i < tsv->column_count; i++) {
        tamis_slice type = next_part(&at, end, tsv->separator);

        tsv->columns[i].is_set =
            (type.size > 4 && memcmp(type.data, "set[", 4) == 0) ||
            (type.size > 7 && memcmp(type.data, "vector[", 7) == 0);
    }
}

static void take_name(char *name, const char *at, const char *end)
{
    snprintf(name, RECORD_TSV_NAME_MAX, "%.*s", (int)(end - at), at);
}

/* "#fields", a separator, "ts", a separator, ... */
static const char *take_header(struct record_tsv *tsv,
                               const struct record_fields *fields,
                               const char *line, const char *end)
{
    static const char separator[] = "#separator ";
    const char *at = line;
    tamis_slice name;

    tsv->is_zeek = true;
    if ((size_t)(end - line) > sizeof separator - 1 &&
        memcmp(line, separator, sizeof separator - 1) == 0) {
        const char *text = line + sizeof separator - 1;
        int byte = escaped_byte(text, (size_t)(end - text));

        tsv->separator = byte > 0 ? (char)byte : *text;
        return NULL;
    }
    name = next_part(&at, end, tsv->separator);
    if (!at)
        return NULL;
    if (is_text(name, "#fields"))
        return take_columns(tsv, fields, at, end);
    if (is_text(name, "#types"))
        take_types(tsv, at, end);
    else if (is_text(name, "#path"))
        take_name(tsv->log, at, end);
    else if (is_text(name, "#unset_field"))
        take_name(tsv->unset, at, end);
    else if (is_text(name, "#empty_field"))
        take_name(tsv->empty, at, end);
    else if (is_text(name, "#set_separator") && at < end)
        tsv->set_separator = *at;
    return NULL;
}

/* The line of names that a plain file begins with. Without one that is asked
 * for, what follows would be read and nothing of it asked. */
static const char *take_names(struct record_tsv *tsv,
                              const struct record_fields *fields,
                              const char *line, const char *end)
{
    const char *fault = take_columns(tsv, fields, line, end);

    if (!fault && tsv->has_field)
        return NULL;
    tsv->column_count = 0;
    return fault ? fault : "its first line names no column that is asked for";
}

/* All that is asked for are numbers: then no line tells names. */
static bool is_numbered(const struct record_fields *fields)
{
    bool has_any = false;

    for (size_t i = 0; i < fields->node_count; i++) {
        const struct record_node *node = &fields->nodes[i];

        if (!node->is_asked)
            continue;
        has_any = true;
        if (!node->is_users_own ||
            node->other.path[strspn(node->other.path, "0123456789")])
            return false;
    }
    return has_any;
}

/* The columns of a line without a header, by number. */
static const char *number_columns(struct record_tsv *tsv,
                                  const struct record_fields *fields,
                                  const char *line, const char *end)
{
    const char *fault = take_columns(tsv, fields, line, end);

    tsv->has_field = false; /* what it took for names are values */
    for (size_t i = 0; i < tsv->column_count; i++) {
        char name[24];
        int size = snprintf(name, sizeof name, "%zu", i + 1);

        tsv->columns[i].node =
            record_fields_find(fields, RECORD_NODE_ROOT, name, (size_t)size);
        note_column(tsv, fields, &tsv->columns[i]);
    }
    return fault;
}

/* Room for a line's worth of decoded values, made before any of them is. */
static bool reserve(struct record *record, size_t size)
{
    char *larger;

    if (record->decoded_capacity >= size)
        return true;
    larger = realloc(record->decoded, size);
    if (!larger)
        return false;
    record->decoded = larger;
    record->decoded_capacity = size;
    return true;
}

/* Zeek writes \xNN for separators and for what is no text. */
static tamis_slice decode(struct record *record, tamis_slice value)
{
    char *text = record->decoded + record->decoded_size;
    tamis_slice decoded = {text, 0};

    for (size_t i = 0; i < value.size; i++) {
        int byte = escaped_byte(value.data + i, value.size - i);

        text[decoded.size++] = byte >= 0 ? (char)byte : value.data[i];
        i += byte >= 0 ? 3 : 0;
    }
    record->decoded_size += decoded.size;
    return decoded;
}

static void add(const struct record_tsv *tsv,
                const struct record_fields *fields, struct record *record,
                const char *line, tamis_slice text, uint32_t node)
{
    struct record_value value = {text, node, (uint64_t)(text.data - line),
                                 (uint32_t)text.size};

    if (tsv->is_zeek &&
        (is_text(text, tsv->unset) || is_text(text, tsv->empty)))
        return;
    if (tsv->is_zeek && text.size >= 4 &&
        memmem(text.data, text.size, "\\x", 2))
        value.text = decode(record, text);
    record_add(record, fields, &value);
}

static void add_set(const struct record_tsv *tsv,
                    const struct record_fields *fields, struct record *record,
                    const char *line, tamis_slice set, uint32_t node)
{
    const char *at = set.data;

    while (at)
        add(tsv, fields, record, line,
            next_part(&at, set.data + set.size, tsv->set_separator), node);
}

static const char *take_values(struct record_tsv *tsv,
                               const struct record_fields *fields,
                               const char *line, const char *end,
                               struct record *record)
{
    const char *at = line;
    size_t count = 0;

    if (tsv->column_count == 0)
        return "no header that tells the columns";
    record->has_field = tsv->has_field;
    record->log.data = tsv->log;
    record->log.size = strlen(tsv->log);
    for (; at; count++) {
        tamis_slice text = next_part(&at, end, tsv->separator);
        const struct record_column *column = &tsv->columns[count];

        if (count >= tsv->column_count || column->node == RECORD_NODE_NONE)
            continue;
        if (column->is_set && !is_text(text, tsv->empty))
            add_set(tsv, fields, record, line, text, column->node);
        else
            add(tsv, fields, record, line, text, column->node);
    }
    return count == tsv->column_count
               ? NULL
               : "another number of columns than its header has";
}

const char *record_tsv_read(struct record_tsv *tsv,
                            const struct record_fields *fields,
                            const char *line, size_t size,
                            struct record *record, bool *is_record)
{
    const char *end = line + size;

    *is_record = false;
    if (size == 0)
        return NULL;
    if (line[0] == '#' && (tsv->is_zeek || !tsv->has_header))
        return take_header(tsv, fields, line, end);
    if (!tsv->is_zeek && !tsv->has_header) {
        tsv->has_header = true;
        if (!is_numbered(fields)) {
            const char *fault = take_names(tsv, fields, line, end);

            *is_record = fault != NULL;
            return fault;
        }
        if (number_columns(tsv, fields, line, end))
            return no_memory;
    }
    *is_record = true;
    if (!reserve(record, size))
        return no_memory;
    return take_values(tsv, fields, line, end, record);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/csv_row.h"

#include "base/slice.h"

static bool is_blank(char byte, char delimiter)
{
    return (byte == ' ' || byte == '\t') && byte != delimiter;
}

static tamis_slice trim(tamis_slice field, char delimiter)
{
    while (field.size && is_blank(field.data[0], delimiter))
        field = slice_from(field, 1);
    while (field.size && is_blank(field.data[field.size - 1], delimiter))
        field.size--;
    return field;
}

/*
 * A quoted field whose opening quote is at text[*at]. Leaves *at behind the
 * closing quote, or at the end of text when there is none.
 */
static tamis_slice read_quoted(tamis_slice text, size_t *at, char **scratch)
{
    size_t begin = *at + 1, end = begin;
    bool has_doubled = false;
    tamis_slice field;

    for (; end < text.size; end++) {
        if (text.data[end] != '"')
            continue;
        if (end + 1 == text.size || text.data[end + 1] != '"')
            break;
        has_doubled = true;
        end++;
    }
    *at = end;
    field = slice_make(text.data + begin,
                       (end < text.size ? end : text.size) - begin);
    if (!has_doubled || !*scratch)
        return field;
    field.data = *scratch;
    field.size = 0;
    for (size_t i = begin; i < end && i < text.size; i++) {
        if (text.data[i] == '"')
            i++;
        (*scratch)[field.size++] = text.data[i];
    }
    *scratch += field.size;
    return field;
}

enum csv_result csv_row_split(struct csv_row *row, tamis_slice text,
                              char delimiter, char *scratch)
{
    enum csv_result result = CSV_RESULT_ROW;
    size_t at = 0;

    row->count = 1;
    row->fields[0] = slice_make(NULL, 0);
    if (text.size == 0)
        return result;
    row->count = 0;
    for (;;) {
        tamis_slice field;
        size_t begin = at;

        while (at < text.size && is_blank(text.data[at], delimiter))
            at++;
        if (at < text.size && text.data[at] == '"') {
            field = read_quoted(text, &at, &scratch);
            if (at >= text.size)
                return CSV_RESULT_OPEN;
            begin = ++at;
            while (at < text.size && text.data[at] != delimiter)
                at++;
            if (trim(slice_make(text.data + begin, at - begin), delimiter).size)
                result = CSV_RESULT_MALFORMED;
        } else {
            while (at < text.size && text.data[at] != delimiter)
                at++;
            field = trim(slice_make(text.data + begin, at - begin), delimiter);
        }
        if (row->count < CSV_FIELD_MAX)
            row->fields[row->count] = field;
        row->count++;
        if (at >= text.size)
            return result;
        at++;
    }
}

char csv_find_delimiter(tamis_slice text)
{
    static const char delimiters[] = ",;\t|";
    size_t counts[4] = {0}, best = 0;
    bool is_quoted = false;

    for (size_t i = 0; i < text.size; i++) {
        const char *found;

        if (text.data[i] == '"')
            is_quoted = !is_quoted;
        found = text.data[i] ? strchr(delimiters, text.data[i]) : NULL;
        if (found && !is_quoted)
            counts[found - delimiters]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return delimiters[best];
}

tamis_slice csv_row_get(const struct csv_row *row, size_t n)
{
    if (n >= row->count || n >= CSV_FIELD_MAX)
        return slice_make(NULL, 0);
    return row->fields[n];
}

bool csv_is_null(tamis_slice field)
{
    static const char *const nulls[] = {"none", "n/a", "-", "null", "nan"};

    field = slice_trim(field);
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        if (slice_equal_folded(field, slice_text(nulls[i])))
            return true;
    return field.size == 0;
}

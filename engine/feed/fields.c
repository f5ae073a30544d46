/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/fields.h"

#include "base/slice.h"

tamis_slice field_next(tamis_slice *rest)
{
    size_t begin = 0, end;
    tamis_slice field;

    if (rest->size == 0)
        return *rest;
    while (begin < rest->size && field_is_blank(rest->data[begin]))
        begin++;
    end = begin;
    while (end < rest->size && !field_is_blank(rest->data[end]))
        end++;
    field = slice_make(rest->data + begin, end - begin);
    while (end < rest->size && field_is_blank(rest->data[end]))
        end++;
    *rest = slice_from(*rest, end);
    return field;
}

tamis_slice field_without_comment(tamis_slice text, char marker)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != marker)
            continue;
        if (i == 0 || field_is_blank(text.data[i - 1]))
            return slice_trim(slice_first(text, i));
    }
    return text;
}

tamis_slice field_unquote(tamis_slice text)
{
    if (text.size >= 2 && text.data[0] == '"' &&
        text.data[text.size - 1] == '"')
        return slice_make(text.data + 1, text.size - 2);
    return text;
}

tamis_slice field_without_dot(tamis_slice text)
{
    if (text.size && text.data[text.size - 1] == '.')
        text.size--;
    return text;
}

tamis_slice field_find_link(tamis_slice text)
{
    while (text.size) {
        tamis_slice word = field_next(&text);

        if (slice_starts_folded(word, "http://") ||
            slice_starts_folded(word, "https://"))
            return word;
    }
    return slice_make(NULL, 0);
}

tamis_slice field_take_wildcard(tamis_slice value, tamis_mode *mode)
{
    size_t skip = 0;

    if (value.size > 2 && value.data[0] == '*' && value.data[1] == '.')
        skip = 2;
    else if (value.size > 1 && value.data[0] == '.')
        skip = 1;
    if (skip)
        *mode = TAMIS_MODE_SUFFIX;
    return slice_from(value, skip);
}

tamis_slice field_base_name(const char *path)
{
    tamis_slice name = slice_text(path);
    size_t slash = slice_find_last(name, '/');

    return slash == SIZE_MAX ? name : slice_from(name, slash + 1);
}

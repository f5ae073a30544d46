/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json_place.h"

#include <stdbool.h>
#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_blanks(tamis_slice text, size_t at)
{
    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at;
}

/* From the opening quote to behind the closing one. */
static size_t skip_string(tamis_slice text, size_t at)
{
    for (at++; at < text.size && text.data[at] != '"'; at++)
        if (text.data[at] == '\\')
            at++;
    return at + 1 < text.size ? at + 1 : text.size;
}

/* Behind the value that begins here. */
static size_t skip_value(tamis_slice text, size_t at)
{
    size_t depth = 0;

    while (at < text.size) {
        char byte = text.data[at];

        if (byte == '"') {
            at = skip_string(text, at);
            if (depth == 0)
                return at;
            continue;
        }
        if (byte == '{' || byte == '[')
            depth++;
        if (depth == 0 && (byte == ',' || byte == '}' || byte == ']'))
            return at;
        at++;
        if ((byte == '}' || byte == ']') && --depth == 0)
            return at;
    }
    return at;
}

/* From the name of a member to its value. */
static size_t skip_name(tamis_slice text, size_t at)
{
    at = skip_blanks(text, skip_string(text, at));
    if (at < text.size && text.data[at] == ':')
        at++;
    return skip_blanks(text, at);
}

/* The n-th member or item of the container that begins here. */
static size_t enter(tamis_slice text, size_t at, size_t ordinal,
                    bool *is_object)
{
    *is_object = at < text.size && text.data[at] == '{';
    at = skip_blanks(text, at + 1);
    while (ordinal-- > 0 && at < text.size) {
        if (*is_object)
            at = skip_name(text, at);
        at = skip_blanks(text, skip_value(text, at));
        if (at < text.size && text.data[at] == ',')
            at++;
        at = skip_blanks(text, at);
    }
    return at;
}

void json_place_find(tamis_slice text, const size_t *ordinals, size_t count,
                     uint64_t *line, uint64_t *offset)
{
    size_t at = 0;
    bool is_object = false;

    if (text.size >= 3 && !memcmp(text.data, "\xef\xbb\xbf", 3))
        at = 3;
    at = skip_blanks(text, at);
    for (size_t i = 0; i < count && at < text.size; i++) {
        if (is_object)
            at = skip_name(text, at);
        at = enter(text, at, ordinals[i], &is_object);
    }
    if (at > text.size)
        at = text.size;
    *offset = at;
    *line = 1;
    for (size_t i = 0; i < at; i++)
        *line += text.data[i] == '\n';
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/pattern_value.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/pattern.h"

/* One character of UTF-8, as bytes: regexes see no more than these. */
#define ONE_CHARACTER "[^\\x80-\\xbf][\\x80-\\xbf]{0,3}"

const char pattern_value_literal[] = "literal:";

/* Bytes of the longest name of a kind. */
#define NAME_SIZE_MAX 16

/* Where the name may end; SIZE_MAX when there is none. */
static size_t find_colon(tamis_slice line)
{
    size_t colon = slice_find(slice_first(line, NAME_SIZE_MAX + 1), ':');

    return colon < line.size && colon + 1 < line.size &&
                   line.data[colon + 1] == '/'
               ? colon
               : SIZE_MAX;
}

bool pattern_value_may_be_named(tamis_slice line)
{
    /* No kind is called so, and nearly all that has a colon is. */
    return find_colon(line) != SIZE_MAX && !slice_starts(line, "http");
}

bool pattern_value_is_named(tamis_slice line)
{
    size_t colon = find_colon(line);

    return colon != SIZE_MAX &&
           tamis_kind_find(line.data, colon) != TAMIS_KIND_AUTO;
}

void pattern_value_add(struct pattern_value *value, tamis_slice text)
{
    if (text.size > sizeof value->text - value->size) {
        value->is_full = true;
        return;
    }
    if (text.size > 0)
        memcpy(value->text + value->size, text.data, text.size);
    value->size += text.size;
}

static void add_text(struct pattern_value *value, const char *text)
{
    pattern_value_add(value, slice_text(text));
}

void pattern_value_begin(struct pattern_value *value, tamis_kind field)
{
    value->size = 0;
    value->is_full = false;
    if (field != TAMIS_KIND_AUTO) {
        add_text(value, tamis_kind_name(field));
        add_text(value, ":");
    }
}

/* Would an exclamation mark and a slash behind it begin an exception? */
static bool ends_with_blank(const struct pattern_value *value)
{
    return value->size > 0 && value->text[value->size - 1] == ' ';
}

void pattern_value_add_regex(struct pattern_value *value, tamis_slice regex)
{
    bool is_quoted = false; /* between \Q and \E a backslash is one */

    add_text(value, "/");
    for (size_t i = 0; i < regex.size; i++) {
        const char *at = regex.data + i;
        bool is_pair =
            at[0] == '\\' && i + 1 < regex.size && (!is_quoted || at[1] == 'E');

        if (is_pair && (at[1] == 'E' || at[1] == 'Q'))
            is_quoted = at[1] == 'Q';
        if (at[0] == '!' && ends_with_blank(value))
            add_text(value, is_quoted ? "\\E\\!\\Q" : "\\!");
        else
            pattern_value_add(value, slice_make(at, is_pair ? 2 : 1));
        i += is_pair;
    }
    add_text(value, "/");
}

tamis_slice pattern_value_get(const struct pattern_value *value)
{
    return slice_make(value->text, value->size);
}

bool pattern_value_from_slashed(struct pattern_value *value, tamis_kind field,
                                tamis_slice text)
{
    struct pattern_regex regex;

    if (!pattern_regex_read(text, &regex))
        return false;
    pattern_value_begin(value, field);
    pattern_value_add_regex(value, regex.source);
    /* Behind the source and its slash. */
    pattern_value_add(value, slice_from(text, regex.source.size + 2));
    return true;
}

/* A byte that means itself. */
static void add_byte(struct pattern_value *value, char byte)
{
    if ((byte != '\0' && strchr("\\^$.|?*+()[]{}", byte)) ||
        (byte == '!' && ends_with_blank(value)))
        add_text(value, "\\");
    pattern_value_add(value, slice_make(&byte, 1));
}

void pattern_value_from_text(struct pattern_value *value, tamis_kind field,
                             tamis_slice text)
{
    pattern_value_begin(value, field);
    add_text(value, "/");
    for (size_t i = 0; i < text.size; i++)
        add_byte(value, text.data[i]);
    add_text(value, "/");
}

/* Wildcards of LIKE or of a shell; at the ends of what is looked for anywhere
 * "any bytes" says nothing. */
static void add_wildcards(struct pattern_value *value, tamis_slice text,
                          const char *any_one)
{
    size_t first = 0, end = text.size;

    while (first < end && text.data[first] == any_one[0])
        first++;
    while (end > first && text.data[end - 1] == any_one[0])
        end--;
    add_text(value, "/");
    if (first == 0)
        add_text(value, "^");
    for (size_t i = first; i < end; i++) {
        if (text.data[i] == any_one[0])
            add_text(value, ".*");
        else if (text.data[i] == any_one[1])
            add_text(value, ONE_CHARACTER);
        else
            add_byte(value, text.data[i]);
    }
    if (end == text.size && first < end)
        add_text(value, "\\z");
    add_text(value, "/s");
}

void pattern_value_from_like(struct pattern_value *value, tamis_kind field,
                             tamis_slice like)
{
    pattern_value_begin(value, field);
    add_wildcards(value, like, "%_");
}

void pattern_value_from_glob(struct pattern_value *value, tamis_kind field,
                             tamis_slice glob)
{
    pattern_value_begin(value, field);
    add_wildcards(value, glob, "*?");
    add_text(value, "i");
}

bool pattern_value_from_hex(struct pattern_value *value, tamis_slice hex)
{
    size_t count = 0;

    pattern_value_begin(value, TAMIS_KIND_AUTO);
    add_text(value, "/");
    for (size_t i = 0; i < hex.size; i++) {
        const char *two = hex.data + i;

        if (*two == ' ' || *two == '\t')
            continue;
        if (++i == hex.size)
            return false;
        if (two[0] == '?' && two[1] == '?') {
            add_text(value, "[\\x00-\\xff]");
        } else if (number_hex_digit(two[0]) >= 0 &&
                   number_hex_digit(two[1]) >= 0) {
            add_text(value, "\\x");
            pattern_value_add(value, slice_make(two, 2));
        } else {
            return false;
        }
        count++;
    }
    add_text(value, "/");
    return count > 0;
}

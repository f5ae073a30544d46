/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/refang.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"

/* Longer spellings before the ones they contain. Lower case. */
static const struct {
    const char *spelling;
    const char *meaning;
} marks[] = {
    {"[://]", "://"}, {"[:]//", "://"}, {"[:]", ":"},   {"[.]", "."},
    {"(.)", "."},     {"{.}", "."},     {"[dot]", "."}, {"(dot)", "."},
    {"{dot}", "."},   {"[ . ]", "."},   {"[@]", "@"},   {"[at]", "@"},
    {"(at)", "@"},    {"{at}", "@"},    {"[/]", "/"},
};

/* What stands for a scheme, with or without 's' behind, before a colon. */
static const struct {
    const char *spelling;
    const char *meaning;
} schemes[] = {
    {"hxxp", "http"},   {"hxtp", "http"}, {"htxp", "http"},
    {"h[tt]p", "http"}, {"hxp", "http"},  {"meow", "http"},
    {"fxp", "ftp"},     {"http", "http"}, {"ftp", "ftp"},
};

static const char *const colons[] = {"[://]", "[:]//", "[:]\\\\",
                                     "://",   ":\\\\", "__"};

struct refang_walk {
    tamis_slice rest;
    char *buffer;
    size_t size;
    bool is_defanged;
};

static void write_text(struct refang_walk *walk, const char *text)
{
    size_t size = strlen(text);

    memcpy(walk->buffer + walk->size, text, size);
    walk->size += size;
}

/* "hxxps[:]//" and its like to "https://". An intact "http://" is found here
 * too and is no defanging. */
static void take_scheme(struct refang_walk *walk)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        tamis_slice rest = walk->rest;
        bool is_secure;

        if (!slice_starts_folded(rest, schemes[i].spelling))
            continue;
        rest = slice_from(rest, strlen(schemes[i].spelling));
        is_secure = slice_starts_folded(rest, "s");
        rest = slice_from(rest, is_secure);
        for (size_t j = 0; j < sizeof colons / sizeof *colons; j++) {
            if (!slice_starts(rest, colons[j]))
                continue;
            walk->is_defanged |=
                strcmp(schemes[i].spelling, schemes[i].meaning) != 0 ||
                (colons[j][0] != ':');
            write_text(walk, schemes[i].meaning);
            write_text(walk, is_secure ? "s://" : "://");
            walk->rest = slice_from(rest, strlen(colons[j]));
            return;
        }
    }
}

static bool take_mark(struct refang_walk *walk)
{
    char first = walk->rest.data[0];

    if (first != '[' && first != '(' && first != '{')
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!slice_starts_folded(walk->rest, marks[i].spelling))
            continue;
        write_text(walk, marks[i].meaning);
        walk->rest = slice_from(walk->rest, strlen(marks[i].spelling));
        walk->is_defanged = true;
        return true;
    }
    return false;
}

static bool is_name_byte(char byte)
{
    return encoding_is_letter(byte) || encoding_is_digit(byte);
}

/* "evil[.com" and "evil.]com": half a pair between two letters. */
static bool take_half(struct refang_walk *walk)
{
    tamis_slice rest = walk->rest;

    if ((rest.data[0] != '[' && rest.data[0] != '.') || rest.size < 3 ||
        walk->size == 0 || !is_name_byte(walk->buffer[walk->size - 1]) ||
        !is_name_byte(rest.data[2]) ||
        (!slice_starts(rest, "[.") && !slice_starts(rest, ".]")))
        return false;
    write_text(walk, ".");
    walk->rest = slice_from(rest, 2);
    walk->is_defanged = true;
    return true;
}

/* Hex digits and colons, with quotes and marks around at most: what ends in
 * "::" is then an IPv6 address to its end. */
static bool could_be_ipv6(tamis_slice text)
{
    static const char others[] = ":.,;()\"'`<>";

    for (size_t i = 0; i < text.size; i++)
        if (number_hex_digit(text.data[i]) < 0 &&
            !memchr(others, text.data[i], sizeof others - 1))
            return false;
    return true;
}

/* What is known of the whole text before anything is cut off it. */
struct wrapping {
    bool has_opening, could_be_ipv6;
};

static bool ends_sentence(tamis_slice text, const struct wrapping *wrapping)
{
    char last = text.data[text.size - 1];

    if (last == ':')
        return text.data[text.size - 2] != ':' || !wrapping->could_be_ipv6;
    return last == '.' || last == ',' || last == ';' ||
           (last == ')' && !wrapping->has_opening);
}

/* Quotes and angle brackets around, sentence marks behind; a closing
 * parenthesis only when none was opened. */
static tamis_slice cut_wrapping(tamis_slice text)
{
    const struct wrapping wrapping = {slice_find(text, '(') != SIZE_MAX,
                                      could_be_ipv6(text)};

    while (text.size > 1) {
        char first = text.data[0], last = text.data[text.size - 1];
        bool has_pair = (first == last && strchr("\"'`", first) && first) ||
                        (first == '<' && last == '>');

        if (has_pair)
            text = slice_trim(slice_make(text.data + 1, text.size - 2));
        else if (ends_sentence(text, &wrapping))
            text = slice_trim(slice_first(text, text.size - 1));
        else
            break;
    }
    return text;
}

tamis_slice refang(tamis_slice text, char buffer[REFANG_SIZE_MAX],
                   bool *is_defanged)
{
    struct refang_walk walk = {.buffer = buffer};

    walk.rest = cut_wrapping(text);
    *is_defanged = false;
    if (walk.rest.size > INDICATOR_TEXT_SIZE_MAX)
        return walk.rest;
    take_scheme(&walk);
    while (walk.rest.size) {
        if (take_mark(&walk) || take_half(&walk))
            continue;
        buffer[walk.size++] = walk.rest.data[0];
        walk.rest = slice_from(walk.rest, 1);
    }
    *is_defanged = walk.is_defanged;
    return slice_make(buffer, walk.size);
}

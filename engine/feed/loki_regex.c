/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/loki_regex.h"

#include "base/slice.h"

/* Groups in each other; with more the regex is left alone. */
#define DEPTH_MAX 16u
#define CUTS_MAX  16u /* more are left as they are */

static const char caseless[] = "(?i)"; /* what may stand in front of all */

/* The branches around the byte at hand; the first is the regex's. */
struct walk {
    tamis_slice regex;
    size_t at, depth;
    size_t begins[DEPTH_MAX];
    bool has_siblings[DEPTH_MAX]; /* a branch before it */
};

struct branch {
    size_t begin, end;
    bool has_before, has_behind, is_all;
};

static char byte_at(tamis_slice regex, size_t at)
{
    return at < regex.size ? regex.data[at] : '\0';
}

static bool is_word(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* A byte that stands for itself, once, behind an end. */
static bool is_dead_at(tamis_slice regex, size_t at)
{
    char behind = byte_at(regex, at + 2);

    return regex.data[at] == '$' && is_word(byte_at(regex, at + 1)) &&
           behind != '?' && behind != '*' && behind != '{';
}

/* Behind the class at `at`. */
static size_t skip_class(tamis_slice regex, size_t at)
{
    at += byte_at(regex, at + 1) == '^' ? 2 : 1;
    if (byte_at(regex, at) == ']') /* the first one is a byte of the class */
        at++;
    while (at < regex.size && regex.data[at] != ']')
        at += regex.data[at] == '\\' ? 2 : 1;
    return at + 1;
}

/* Over one item; false when groups are too deep or do not fit. */
static bool step(struct walk *walk)
{
    char byte = walk->regex.data[walk->at];

    if (byte == '[') {
        walk->at = skip_class(walk->regex, walk->at);
        return true;
    }
    if (byte == '(' && ++walk->depth == DEPTH_MAX)
        return false;
    if (byte == ')' && walk->depth-- == 0)
        return false;
    walk->at += byte == '\\' ? 2 : 1;
    if (byte == '(' || byte == '|') {
        if (byte == '(' && byte_at(walk->regex, walk->at) == '?')
            walk->at += 2;
        walk->begins[walk->depth] = walk->at;
        walk->has_siblings[walk->depth] = byte == '|';
    }
    return true;
}

/* The branch that the walk is in, whose end is looked for. */
static bool find_end(struct walk *walk, struct branch *branch)
{
    size_t depth = walk->depth;

    *branch = (struct branch){.begin = walk->begins[depth],
                              .has_before = walk->has_siblings[depth]};
    while (walk->at < walk->regex.size) {
        char byte = walk->regex.data[walk->at];

        if (walk->depth == depth && (byte == '|' || byte == ')'))
            break;
        if (!step(walk))
            return false;
    }
    branch->end = walk->at < walk->regex.size ? walk->at : walk->regex.size;
    branch->has_behind = byte_at(walk->regex, branch->end) == '|';
    branch->is_all = depth == 0 && !branch->has_before && !branch->has_behind;
    return true;
}

static size_t find_begin(tamis_slice regex)
{
    return slice_starts(regex, caseless) ? sizeof caseless - 1 : 0;
}

/* (?i) and (?:...) are read; other signs behind "(?" may change what a $ is. */
static bool is_readable(tamis_slice regex)
{
    size_t at;

    regex = slice_from(regex, find_begin(regex));
    while ((at = slice_find_text(regex, "(?")) != SIZE_MAX) {
        regex = slice_from(regex, at + 2);
        if (!slice_starts(regex, ":"))
            return false;
    }
    return true;
}

/* The first dead branch that can be left out. */
static bool find_dead(tamis_slice regex, struct branch *branch)
{
    struct walk walk = {.regex = regex, .at = find_begin(regex)};

    walk.begins[0] = walk.at;
    while (walk.at < regex.size) {
        if (!is_dead_at(regex, walk.at)) {
            if (!step(&walk))
                return false;
            continue;
        }
        if (!find_end(&walk, branch))
            return false;
        if (branch->is_all || branch->has_before || branch->has_behind)
            return true;
    }
    return false;
}

/* With the sign between it and the branch behind or before it. */
static size_t cut(char *text, size_t size, const struct branch *branch)
{
    size_t begin = branch->begin, end = branch->end;

    if (branch->is_all)
        return 0;
    if (branch->has_behind)
        end++;
    else if (branch->has_before)
        begin--;
    memmove(text + begin, text + end, size - end);
    return size - (end - begin);
}

tamis_slice loki_regex_cut_dead(tamis_slice regex,
                                char text[TAMIS_KEY_SIZE_MAX])
{
    struct branch branch;

    if (regex.size > TAMIS_KEY_SIZE_MAX || !is_readable(regex) ||
        !find_dead(regex, &branch))
        return regex;
    memcpy(text, regex.data, regex.size);
    regex.data = text;
    for (size_t n = 0; n == 0 || (n < CUTS_MAX && find_dead(regex, &branch));
         n++)
        regex.size = cut(text, regex.size, &branch);
    return regex;
}

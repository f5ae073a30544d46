/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which JSON format a text is of, from its first members by their place: a
 * word deeper inside, or in a value, is somebody's text and decides nothing.
 */
#include "base/slice.h"
#include "feed/format_table.h"

/* The text being walked. Only objects count for the depth: where a list of
 * events may stand, an event may stand too. */
struct walk {
    tamis_slice text;
    size_t at;
    unsigned depth;
    tamis_slice outer; /* the last name at depth 1 */
};

/* What was met. */
struct signs {
    bool is_bundle, is_stix_object, is_misp;
    bool has_id, has_type, has_objects; /* STIX */
    bool has_list, has_warning;         /* a warninglist */
};

static char byte_at(const struct walk *walk)
{
    return walk->at < walk->text.size ? walk->text.data[walk->at] : '\0';
}

static void skip_blanks(struct walk *walk)
{
    while (byte_at(walk) && strchr(" \t\r\n", byte_at(walk)))
        walk->at++;
}

/* The string whose quote is next, as it is written. */
static tamis_slice take_string(struct walk *walk)
{
    size_t begin = ++walk->at, end;

    while (walk->at < walk->text.size && byte_at(walk) != '"')
        walk->at += byte_at(walk) == '\\' ? 2 : 1;
    end = walk->at < walk->text.size ? walk->at++ : walk->text.size;
    return slice_make(walk->text.data + begin, end - begin);
}

static void look_for_misp(struct signs *signs, tamis_slice name, char value)
{
    if (slice_is(name, "Event") || slice_is(name, "Orgc"))
        signs->is_misp |= value == '{';
    else if (slice_is(name, "Attribute") || slice_is(name, "ShadowAttribute"))
        signs->is_misp |= value == '[';
    else if (slice_is(name, "Object"))
        signs->is_misp |= value == '{' || value == '[';
    else if (slice_is(name, "threat_level_id"))
        signs->is_misp = true;
}

/* A member of the outermost object; `text` is its value if that is one. */
static void look_at_outer(struct signs *signs, tamis_slice name, char value,
                          tamis_slice text)
{
    look_for_misp(signs, name, value);
    if (slice_is(name, "type")) {
        signs->is_bundle |= slice_is(text, "bundle");
        signs->has_type = true;
    } else if (slice_is(name, "id")) {
        signs->is_bundle |= slice_starts(text, "bundle--");
        signs->has_id |= slice_find_text(text, "--") != SIZE_MAX;
    } else if (slice_is(name, "objects")) {
        signs->has_objects |= value == '[';
    } else if (slice_is(name, "list")) {
        signs->has_list |= value == '[';
    } else if (slice_is(name, "matching_attributes") ||
               slice_is(name, "version") || slice_is(name, "description")) {
        signs->has_warning = true;
    }
}

static void look_at_inner(struct signs *signs, tamis_slice outer,
                          tamis_slice name, char value)
{
    if (slice_is(outer, "response"))
        look_for_misp(signs, name, value);
    else if (slice_is(outer, "objects"))
        signs->is_stix_object |= slice_is(name, "type") || slice_is(name, "id");
}

/* A string: a name if a colon follows, and then its value is looked at. */
static void walk_string(struct walk *walk, struct signs *signs)
{
    tamis_slice name = take_string(walk), text = slice_make(NULL, 0);
    struct walk ahead;
    char value;

    skip_blanks(walk);
    if (byte_at(walk) != ':')
        return;
    walk->at++;
    skip_blanks(walk);
    value = byte_at(walk);
    ahead = *walk;
    if (value == '"')
        text = take_string(&ahead);
    if (walk->depth == 1) {
        walk->outer = name;
        look_at_outer(signs, name, value, text);
    } else if (walk->depth == 2) {
        look_at_inner(signs, walk->outer, name, value);
    }
    walk->at = ahead.at;
}

static void walk_text(struct walk *walk, struct signs *signs)
{
    while (walk->at < walk->text.size) {
        switch (byte_at(walk)) {
        case '"':
            walk_string(walk, signs);
            break;
        case '{':
            walk->depth++;
            walk->at++;
            break;
        case '}':
            walk->depth -= walk->depth > 0;
            walk->at++;
            break;
        default:
            walk->at++;
            break;
        }
    }
}

tamis_format format_sniff_json(tamis_slice head)
{
    struct walk walk = {head, 0, 0, {NULL, 0}};
    struct signs signs = {0};

    walk_text(&walk, &signs);
    if (signs.is_bundle)
        return TAMIS_FORMAT_STIX;
    if (signs.is_misp)
        return TAMIS_FORMAT_MISP;
    if ((signs.has_id && signs.has_type) ||
        (signs.has_objects && signs.is_stix_object))
        return TAMIS_FORMAT_STIX;
    if (signs.has_list && signs.has_warning)
        return TAMIS_FORMAT_WARNINGLIST;
    return TAMIS_FORMAT_AUTO;
}

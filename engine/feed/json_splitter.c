/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json_splitter.h"

#include "base/error.h"
#include "base/memory.h"
#include "feed/json_window.h"

#include <string.h>

static bool matches(const struct json_rule *rule, enum json_role role,
                    const char *path, size_t path_size)
{
    return rule->role == role && strlen(rule->path) == path_size &&
           !memcmp(rule->path, path, path_size);
}

/* The rule of that role for the path, or rule_count. */
static unsigned find_rule(const struct json_splitter *splitter,
                          enum json_role role, size_t path_size)
{
    unsigned i = 0;

    if (path_size == PATH_NONE)
        return (unsigned)splitter->options.rule_count;
    while (
        i < splitter->options.rule_count &&
        !matches(&splitter->options.rules[i], role, splitter->path, path_size))
        i++;
    return i;
}

static bool is_rule(const struct json_splitter *splitter, unsigned rule)
{
    return rule < splitter->options.rule_count;
}

/* Extends the path of the open container by what its next value adds. */
static uint16_t value_path(struct json_splitter *splitter)
{
    const struct level *level = &splitter->levels[splitter->depth];
    size_t size = level->path_size;

    if (size == PATH_NONE || level->bracket == 0)
        return level->path_size;
    if (level->bracket == '{')
        return splitter->is_key_known ? (uint16_t)(size + splitter->key_size)
                                      : PATH_NONE;
    if (size + 2 > PATH_SIZE)
        return PATH_NONE;
    memcpy(splitter->path + size, "[]", 2);
    return (uint16_t)(size + 2);
}

static tamis_status begin_element(struct json_splitter *splitter,
                                  tamis_error *error)
{
    TRY(window_flush(splitter, error));
    splitter->in_element = true;
    splitter->element_depth = splitter->depth;
    splitter->element_start = splitter->kept.size;
    splitter->element_offset = window_offset(splitter);
    splitter->element_line = splitter->line;
    window_start(splitter);
    return TAMIS_OK;
}

static tamis_status begin_drop(struct json_splitter *splitter,
                               tamis_error *error)
{
    TRY(window_flush(splitter, error));
    if (splitter->frame_count > 0)
        TRY(window_keep(splitter, "null", 4, error));
    splitter->dropped_depth = splitter->depth + 1;
    return TAMIS_OK;
}

/* At the first byte of a value. */
static tamis_status begin_value(struct json_splitter *splitter,
                                uint16_t *path_size, tamis_error *error)
{
    const struct level *level = &splitter->levels[splitter->depth];

    *path_size = PATH_NONE;
    if (splitter->in_element)
        return TAMIS_OK;
    if (level->expect != EXPECT_VALUE && level->expect != EXPECT_VALUE_OR_END)
        return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                           "not JSON: a value stands where none may");
    if (level->is_cut)
        return begin_element(splitter, error);
    if (splitter->dropped_depth > 0)
        return TAMIS_OK;
    *path_size = value_path(splitter);
    if (is_rule(splitter, find_rule(splitter, JSON_DROP, *path_size)))
        return begin_drop(splitter, error);
    return TAMIS_OK;
}

static void give_element(struct json_splitter *splitter, struct json_item *item)
{
    item->kind = JSON_ITEM_ELEMENT;
    item->rule = splitter->levels[splitter->depth].rule;
    item->offset = splitter->element_offset;
    item->line = splitter->element_line;
    item->frame = splitter->frame_count > 0
                      ? splitter->frames[splitter->frame_count - 1].number
                      : 0;
    item->size = splitter->kept.size - splitter->element_start;
    splitter->kept_after = splitter->element_start;
}

/* After the last byte of a value, in the container that holds it. */
static tamis_status end_value(struct json_splitter *splitter,
                              struct json_item *item, tamis_error *error)
{
    struct level *level = &splitter->levels[splitter->depth];

    if (splitter->in_element) {
        if (splitter->depth > splitter->element_depth)
            return TAMIS_OK;
        TRY(window_flush(splitter, error));
        splitter->in_element = false;
        give_element(splitter, item);
    }
    if (splitter->dropped_depth == splitter->depth + 1)
        splitter->dropped_depth = 0;
    level->expect = splitter->depth == 0 ? EXPECT_VALUE : EXPECT_COMMA_OR_END;
    window_start(splitter);
    return TAMIS_OK;
}

static tamis_status begin_frame(struct json_splitter *splitter, unsigned rule,
                                struct json_item *item, tamis_error *error)
{
    struct frame *frame = &splitter->frames[splitter->frame_count];

    if (splitter->frame_count == FRAME_MAX)
        return window_fail(splitter, error, TAMIS_ERROR_LIMIT,
                           "too many objects of interest inside each other");
    TRY(window_flush(splitter, error));
    frame->start = splitter->kept.size;
    frame->depth = splitter->depth + 1;
    frame->rule = rule;
    frame->number = ++splitter->frame_number;
    frame->offset = window_offset(splitter);
    frame->line = splitter->line;
    splitter->frame_count++;
    item->kind = JSON_ITEM_FRAME_BEGIN;
    item->rule = rule;
    item->frame = frame->number;
    item->offset = frame->offset;
    item->line = frame->line;
    splitter->kept_after = splitter->kept.size;
    window_start(splitter);
    return TAMIS_OK;
}

/* The rule when an array at this path is to be cut. */
static unsigned find_cut(struct json_splitter *splitter, uint16_t path_size)
{
    if (path_size == PATH_NONE || path_size + 2u > PATH_SIZE)
        return (unsigned)splitter->options.rule_count;
    memcpy(splitter->path + path_size, "[]", 2);
    return find_rule(splitter, JSON_CUT, path_size + 2u);
}

static tamis_status open_container(struct json_splitter *splitter,
                                   uint8_t bracket, struct json_item *item,
                                   tamis_error *error)
{
    uint16_t path_size;
    unsigned rule;
    struct level *level;

    if (splitter->depth == JSON_DEPTH_MAX)
        return window_fail(splitter, error, TAMIS_ERROR_LIMIT,
                           "JSON nested deeper than 128 levels");
    TRY(begin_value(splitter, &path_size, error));
    level = &splitter->levels[splitter->depth + 1];
    level->bracket = bracket;
    level->expect = bracket == '{' ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    level->is_cut = false;
    level->path_size = splitter->dropped_depth > 0 ? PATH_NONE : path_size;
    if (!splitter->in_element && splitter->dropped_depth == 0) {
        rule = bracket == '{' ? find_rule(splitter, JSON_FRAME, path_size)
                              : find_cut(splitter, path_size);
        if (is_rule(splitter, rule) && bracket == '{')
            TRY(begin_frame(splitter, rule, item, error));
        else if (is_rule(splitter, rule)) {
            TRY(window_flush(splitter, error));
            if (splitter->frame_count > 0)
                TRY(window_keep(splitter, "[]", 2, error));
            level->is_cut = true;
            level->rule = (uint16_t)rule;
        }
    }
    splitter->at++;
    splitter->depth++;
    return TAMIS_OK;
}

static tamis_status end_frame(struct json_splitter *splitter,
                              struct json_item *item, tamis_error *error)
{
    const struct frame *frame = &splitter->frames[splitter->frame_count - 1];

    TRY(window_flush(splitter, error));
    item->kind = JSON_ITEM_FRAME;
    item->rule = frame->rule;
    item->frame = frame->number;
    item->offset = frame->offset;
    item->line = frame->line;
    item->size = splitter->kept.size - frame->start;
    splitter->kept_after = frame->start;
    splitter->frame_count--;
    splitter->is_null_due = splitter->frame_count > 0;
    return TAMIS_OK;
}

static tamis_status close_container(struct json_splitter *splitter,
                                    uint8_t bracket, struct json_item *item,
                                    tamis_error *error)
{
    const struct level *level = &splitter->levels[splitter->depth];
    uint8_t opening = bracket == '}' ? '{' : '[';

    if (level->bracket != opening)
        return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                           "not JSON: a bracket closes what is not open");
    if (!splitter->in_element && level->expect != EXPECT_COMMA_OR_END &&
        level->expect != EXPECT_VALUE_OR_END &&
        level->expect != EXPECT_KEY_OR_END)
        return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                           "not JSON: a bracket closes where a value is due");
    splitter->at++;
    if (!splitter->in_element && splitter->frame_count > 0 &&
        splitter->frames[splitter->frame_count - 1].depth == splitter->depth)
        TRY(end_frame(splitter, item, error));
    splitter->depth--;
    return end_value(splitter, item, error);
}

/* Adds a byte of a member's name behind the path of its object. */
static void note_key(struct json_splitter *splitter, uint8_t byte)
{
    size_t base = splitter->levels[splitter->depth].path_size;

    if (byte == '\\' || base + splitter->key_size >= PATH_SIZE) {
        splitter->is_key_known = false;
        return;
    }
    splitter->path[base + splitter->key_size++] = (char)byte;
}

static void begin_key(struct json_splitter *splitter)
{
    size_t base = splitter->levels[splitter->depth].path_size;

    splitter->key_size = 0;
    splitter->is_key_known = base != PATH_NONE && !splitter->dropped_depth;
    if (splitter->is_key_known && base > 0)
        note_key(splitter, '.');
}

/* Passes the bytes of a string that mean nothing but themselves. */
static void pass_plain_bytes(struct json_splitter *splitter)
{
    const uint8_t *bytes = splitter->window.bytes;
    size_t at = splitter->at, end = splitter->filled;

    while (at < end && bytes[at] != '"' && bytes[at] != '\\' &&
           bytes[at] != '\n')
        at++;
    splitter->at = at;
}

/* From the opening quote to behind the closing one. */
static tamis_status pass_string(struct json_splitter *splitter, bool is_key,
                                tamis_error *error)
{
    bool is_escaped = false, is_noted = is_key && splitter->is_key_known;

    splitter->at++;
    for (;;) {
        uint8_t byte;

        if (!is_noted && !is_escaped)
            pass_plain_bytes(splitter);
        TRY(window_refill(splitter, error));
        if (splitter->filled == 0)
            return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                               "the JSON text is cut short inside a string");
        byte = splitter->window.bytes[splitter->at];
        if (!is_noted && byte != '"' && byte != '\\' && byte != '\n' &&
            !is_escaped)
            continue; /* the first byte of a fresh window */
        splitter->at++;
        if (byte == '"' && !is_escaped)
            return TAMIS_OK;
        is_escaped = byte == '\\' && !is_escaped;
        splitter->line += byte == '\n';
        if (is_noted && splitter->is_key_known)
            note_key(splitter, byte);
    }
}

static tamis_status read_string(struct json_splitter *splitter,
                                struct json_item *item, tamis_error *error)
{
    struct level *level = &splitter->levels[splitter->depth];
    uint16_t path_size;

    if (!splitter->in_element &&
        (level->expect == EXPECT_KEY || level->expect == EXPECT_KEY_OR_END)) {
        begin_key(splitter);
        TRY(pass_string(splitter, true, error));
        level->expect = EXPECT_COLON;
        return TAMIS_OK;
    }
    TRY(begin_value(splitter, &path_size, error));
    TRY(pass_string(splitter, false, error));
    return end_value(splitter, item, error);
}

static bool ends_scalar(uint8_t byte)
{
    return byte <= ' ' || byte == ',' || byte == ':' || byte == '"' ||
           byte == '[' || byte == ']' || byte == '{' || byte == '}';
}

static tamis_status read_scalar(struct json_splitter *splitter,
                                struct json_item *item, tamis_error *error)
{
    uint8_t first = splitter->window.bytes[splitter->at];
    uint16_t path_size;

    if (!splitter->in_element && !splitter->levels[splitter->depth].is_cut &&
        (first == 0 || !strchr("-0123456789tfn", first)))
        return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                           "not JSON: an unexpected byte stands");
    TRY(begin_value(splitter, &path_size, error));
    splitter->at++;
    for (;;) {
        TRY(window_refill(splitter, error));
        if (splitter->filled == 0 ||
            ends_scalar(splitter->window.bytes[splitter->at]))
            return end_value(splitter, item, error);
        splitter->at++;
    }
}

static tamis_status read_punctuation(struct json_splitter *splitter,
                                     uint8_t byte, tamis_error *error)
{
    struct level *level = &splitter->levels[splitter->depth];

    if (!splitter->in_element) {
        enum expect needed = byte == ':' ? EXPECT_COLON : EXPECT_COMMA_OR_END;

        if (level->expect != needed)
            return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                               byte == ':'
                                   ? "not JSON: an unexpected ':' stands"
                                   : "not JSON: an unexpected ',' stands");
        level->expect =
            byte == ',' && level->bracket == '{' ? EXPECT_KEY : EXPECT_VALUE;
    }
    splitter->at++;
    return TAMIS_OK;
}

/* Blanks; inside an element's containers all that is no string or bracket. */
static void skip_plain(struct json_splitter *splitter)
{
    const uint8_t *bytes = splitter->window.bytes;
    bool in_depth =
        splitter->in_element && splitter->depth > splitter->element_depth;

    while (splitter->at < splitter->filled) {
        uint8_t byte = bytes[splitter->at];

        if (byte == '"' || byte == '{' || byte == '}' || byte == '[' ||
            byte == ']')
            return;
        if (byte == '\n')
            splitter->line++;
        else if (!in_depth && byte != ' ' && byte != '\t' && byte != '\r')
            return;
        splitter->at++;
    }
}

static tamis_status step(struct json_splitter *splitter, struct json_item *item,
                         bool *is_end, tamis_error *error)
{
    uint8_t byte;

    TRY(window_refill(splitter, error));
    if (splitter->filled == 0) {
        if (splitter->depth > 0)
            return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                               "the JSON text is cut short: it ends");
        *is_end = true;
        return TAMIS_OK;
    }
    skip_plain(splitter);
    if (splitter->at == splitter->filled)
        return TAMIS_OK;
    byte = splitter->window.bytes[splitter->at];
    if (splitter->depth == 0 && byte != '{' && byte != '[')
        return window_fail(splitter, error, TAMIS_ERROR_SYNTAX,
                           "not JSON: no object or array begins");
    switch (byte) {
    case '{':
    case '[':
        return open_container(splitter, byte, item, error);
    case '}':
    case ']':
        return close_container(splitter, byte, item, error);
    case '"':
        return read_string(splitter, item, error);
    case ',':
    case ':':
        return read_punctuation(splitter, byte, error);
    default:
        return read_scalar(splitter, item, error);
    }
}

tamis_status json_splitter_next(struct json_splitter *splitter,
                                struct json_item *item, tamis_error *error)
{
    bool is_end = false;

    memset(item, 0, sizeof *item);
    splitter->kept.size = splitter->kept_after;
    if (splitter->is_null_due)
        TRY(window_keep(splitter, "null", 4, error));
    splitter->is_null_due = false;
    while (!is_end && item->kind == JSON_ITEM_END)
        TRY(step(splitter, item, &is_end, error));
    if (is_end)
        return TAMIS_OK;
    return window_point(splitter, item, error);
}

tamis_status json_splitter_create(struct json_splitter **splitter,
                                  const struct json_splitter_options *options,
                                  tamis_error *error)
{
    tamis_allocator allocator = memory_choose(options->allocator);
    struct json_splitter *made =
        memory_allocate_array(&allocator, 1, sizeof *made);

    *splitter = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "there is no memory to read JSON");
    made->options = *options;
    made->allocator = allocator;
    made->span = SIZE_MAX;
    made->line = 1;
    made->levels[0].expect = EXPECT_VALUE;
    if (made->options.element_size_max == 0)
        made->options.element_size_max = JSON_SIZE_MAX;
    buffer_init(&made->window, &made->allocator);
    buffer_init(&made->kept, &made->allocator);
    if (buffer_reserve(&made->window, WINDOW_SIZE) < 0) {
        json_splitter_destroy(made);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "there is no memory to read JSON");
    }
    *splitter = made;
    return TAMIS_OK;
}

void json_splitter_destroy(struct json_splitter *splitter)
{
    tamis_allocator allocator;

    if (!splitter)
        return;
    allocator = splitter->allocator;
    buffer_release(&splitter->window);
    buffer_release(&splitter->kept);
    memory_release(&allocator, splitter);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/pattern.h"

#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"

static const char exception_mark[] = " !/";

/* In the order in which they are written. */
static const struct {
    char letter;
    uint32_t flag;
} flag_letters[] = {
    {'i', REGEX_CASELESS},
    {'m', REGEX_MULTILINE},
    {'s', REGEX_DOTALL},
};

#define FLAG_COUNT (sizeof flag_letters / sizeof *flag_letters)

bool pattern_has_field(tamis_kind field)
{
    enum key_class key_class = kind_key_class(field, 0);

    return field == TAMIS_KIND_AUTO || key_class == KEY_CLASS_TEXT ||
           key_class == KEY_CLASS_URL || key_class == KEY_CLASS_DOMAIN ||
           key_class == KEY_CLASS_EMAIL;
}

/* g asks for all matches, which says nothing of whether there is one. */
static bool read_flags(tamis_slice letters, uint32_t *flags)
{
    *flags = 0;
    for (size_t i = 0; i < letters.size; i++) {
        size_t n = 0;

        while (n < FLAG_COUNT && flag_letters[n].letter != letters.data[i])
            n++;
        if (n < FLAG_COUNT)
            *flags |= flag_letters[n].flag;
        else if (letters.data[i] != 'g')
            return false;
    }
    return true;
}

/* "/regex/flags", the first slash left out. */
static bool read_regex(tamis_slice text, struct pattern_regex *regex)
{
    size_t slash = slice_find_last(text, '/');

    if (slash == SIZE_MAX)
        return false;
    regex->source = slice_first(text, slash);
    return regex->source.size > 0 &&
           read_flags(slice_from(text, slash + 1), &regex->flags);
}

bool pattern_regex_read(tamis_slice text, struct pattern_regex *regex)
{
    return slice_starts(text, "/") && read_regex(slice_from(text, 1), regex);
}

/* Where "/flags !/" begins the exception; SIZE_MAX when nothing does. */
static size_t find_exception(tamis_slice text)
{
    size_t from = 0;

    while (from < text.size) {
        size_t at = slice_find_text(slice_from(text, from), exception_mark);
        struct pattern_regex regex;

        if (at == SIZE_MAX)
            return SIZE_MAX;
        if (read_regex(slice_first(text, from + at), &regex))
            return from + at;
        from += at + 1;
    }
    return SIZE_MAX;
}

/* "filename:/" names a field: cuts it off. */
static tamis_kind take_field(tamis_slice *text)
{
    size_t colon = slice_find(*text, ':');
    tamis_kind field;

    if (colon == SIZE_MAX || colon + 1 >= text->size ||
        text->data[colon + 1] != '/')
        return TAMIS_KIND_AUTO;
    field = tamis_kind_find(text->data, colon);
    if (field != TAMIS_KIND_AUTO)
        *text = slice_from(*text, colon + 1);
    return field;
}

/* Any spelling with slashes; false when it is none. */
static bool read_parts(tamis_slice text, struct pattern_parts *parts)
{
    size_t exception;

    memset(parts, 0, sizeof *parts);
    parts->field = take_field(&text);
    if (text.size == 0 || text.data[0] != '/')
        return false;
    text = slice_from(text, 1);
    exception = find_exception(text);
    if (exception == SIZE_MAX)
        return read_regex(text, &parts->regex);
    return read_regex(slice_first(text, exception), &parts->regex) &&
           read_regex(slice_from(text, exception + strlen(exception_mark)),
                      &parts->exception);
}

bool pattern_split(tamis_slice key, struct pattern_parts *parts)
{
    return read_parts(key, parts) && pattern_has_field(parts->field);
}

/* A key being written; what does not fit makes it too long. */
struct writer {
    uint8_t *key;
    size_t size;
    bool is_full;
};

static void put(struct writer *writer, tamis_slice text)
{
    if (text.size > TAMIS_KEY_SIZE_MAX - writer->size) {
        writer->is_full = true;
        return;
    }
    if (text.size > 0)
        memcpy(writer->key + writer->size, text.data, text.size);
    writer->size += text.size;
}

static void put_regex(struct writer *writer, const struct pattern_regex *regex)
{
    put(writer, regex->source);
    put(writer, slice_make("/", 1));
    for (size_t n = 0; n < FLAG_COUNT; n++)
        if (regex->flags & flag_letters[n].flag)
            put(writer, slice_make(&flag_letters[n].letter, 1));
}

tamis_reason pattern_parse(tamis_indicator *indicator, tamis_slice text,
                           uint32_t flags)
{
    struct writer writer = {indicator->key, 0, false};
    struct pattern_parts parts;

    (void)flags;
    if (encoding_find_fault(text) != text.size)
        return TAMIS_REASON_BAD_ENCODING;
    if (!read_parts(text, &parts)) {
        /* A regex alone; one that begins as if it were between slashes has a
         * flag that nobody knows, or no end. */
        if (parts.field != TAMIS_KIND_AUTO || text.data[0] == '/' ||
            slice_find_text(text, exception_mark) != SIZE_MAX)
            return TAMIS_REASON_REGEX_UNSUPPORTED;
        parts = (struct pattern_parts){.regex = {text, 0}};
    }
    if (!pattern_has_field(parts.field))
        return TAMIS_REASON_REGEX_UNSUPPORTED;
    if (parts.field != TAMIS_KIND_AUTO) {
        put(&writer, slice_text(tamis_kind_name(parts.field)));
        put(&writer, slice_make(":", 1));
    }
    put(&writer, slice_make("/", 1));
    put_regex(&writer, &parts.regex);
    if (parts.exception.source.size > 0) {
        put(&writer, slice_text(exception_mark));
        put_regex(&writer, &parts.exception);
    }
    indicator->key_size = (uint32_t)writer.size;
    indicator->mode = TAMIS_MODE_EXACT;
    if (writer.is_full)
        return TAMIS_REASON_TOO_LONG;
    /* "x/ !" between slashes would begin an exception that is none. */
    return pattern_split(slice_make(writer.key, writer.size), &parts)
               ? TAMIS_REASON_NONE
               : TAMIS_REASON_REGEX_UNSUPPORTED;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lists of the Loki scanner: digests, regexes of file names, and hosts of
 * command and control, with the comment above them as their description.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/loki_regex.h"
#include "feed/pattern_value.h"
#include "feed/reader.h"

#define DESCRIPTION_SIZE_MAX 512

struct loki_state {
    size_t description_size;
    char description[DESCRIPTION_SIZE_MAX];
};

static bool read_comment(struct loki_state *state, tamis_slice line)
{
    tamis_slice text;

    if (line.size == 0)
        return true;
    if (line.data[0] != '#')
        return false;
    /* The last line before the values is the one that describes them. */
    text = slice_trim(slice_from(line, 1));
    if (text.size == 0)
        return true;
    text = slice_first(text, DESCRIPTION_SIZE_MAX);
    memcpy(state->description, text.data, text.size);
    state->description_size = text.size;
    return true;
}

/* Scores go from 0 to 100 and are used as the confidence. */
static bool read_score(tamis_slice field, uint32_t *confidence)
{
    uint64_t score;

    if (!number_parse_decimal(slice_trim(field), 1000000, &score))
        return false;
    *confidence = score > 100 ? 100 : (uint32_t)score;
    return true;
}

static void describe(tamis_statement *statement, tamis_slice description)
{
    statement->context = description;
    statement->reference = field_find_link(description);
}

static tamis_kind digest_kind(size_t size)
{
    switch (size) {
    case 32:
        return TAMIS_KIND_MD5;
    case 40:
        return TAMIS_KIND_SHA1;
    case 64:
        return TAMIS_KIND_SHA256;
    default:
        return TAMIS_KIND_AUTO;
    }
}

/* HASH;COMMENT or HASH;SCORE;COMMENT */
static tamis_status read_hash(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct loki_state *state = context;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice rest = line, value, score;

    if (read_comment(state, line))
        return TAMIS_OK;
    slice_split(&rest, ';', &value);
    statement.value = slice_trim(value);
    value = rest;
    if (slice_split(&rest, ';', &score) && rest.data &&
        read_score(score, &statement.confidence))
        value = rest;
    value = slice_trim(value);
    describe(&statement, value.size ? value
                                    : slice_make(state->description,
                                                 state->description_size));
    statement.kind = digest_kind(statement.value.size);
    if (statement.kind == TAMIS_KIND_AUTO)
        return reader_reject(reader, &statement, TAMIS_REASON_BAD_HASH_LENGTH,
                             error);
    return reader_add(reader, &statement, error);
}

/* A regex of paths, and what of them is not meant. */
static void write_pattern(struct pattern_value *pattern, tamis_slice regex,
                          tamis_slice exception)
{
    char text[TAMIS_KEY_SIZE_MAX];

    pattern_value_begin(pattern, TAMIS_KIND_FILENAME);
    pattern_value_add_regex(pattern, regex);
    exception = loki_regex_cut_dead(exception, text);
    if (exception.size == 0)
        return;
    pattern_value_add(pattern, slice_text(" !"));
    pattern_value_add_regex(pattern, exception);
}

/* REGEX;SCORE[;FALSE-POSITIVE-REGEX] */
static tamis_status read_name(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct loki_state *state = context;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice rest = line, value, score;
    struct pattern_value pattern;

    if (read_comment(state, line))
        return TAMIS_OK;
    slice_split(&rest, ';', &value);
    statement.value = value;
    statement.kind = TAMIS_KIND_PATTERN;
    describe(&statement,
             slice_make(state->description, state->description_size));
    if (!slice_split(&rest, ';', &score))
        return reader_reject(reader, &statement, TAMIS_REASON_BAD_FIELD_COUNT,
                             error);
    if (value.size == 0 || !read_score(score, &statement.confidence))
        return reader_reject(reader, &statement, TAMIS_REASON_SYNTAX, error);
    write_pattern(&pattern, value, rest);
    if (pattern.is_full)
        return reader_reject(reader, &statement, TAMIS_REASON_TOO_LONG, error);
    statement.value = pattern_value_get(&pattern);
    return reader_add(reader, &statement, error);
}

/* VALUE[;SCORE] */
static tamis_status read_c2(struct feed_reader *reader, tamis_slice line,
                            void *context, tamis_error *error)
{
    struct loki_state *state = context;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice rest = line, value, score;

    if (read_comment(state, line))
        return TAMIS_OK;
    slice_split(&rest, ';', &value);
    statement.value = slice_trim(value);
    describe(&statement,
             slice_make(state->description, state->description_size));
    if (slice_split(&rest, ';', &score) && score.size &&
        !read_score(score, &statement.confidence))
        return reader_reject(reader, &statement, TAMIS_REASON_SYNTAX, error);
    if (statement.value.size == 0)
        return reader_reject_value(reader, line, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    return reader_add(reader, &statement, error);
}

static tamis_status read_file(struct feed_reader *reader,
                              reader_line_function function, tamis_error *error)
{
    struct loki_state state;

    memset(&state, 0, sizeof state);
    return reader_each_line(reader, false, function, &state, error);
}

tamis_status loki_hash_read(struct feed_reader *reader, tamis_error *error)
{
    return read_file(reader, read_hash, error);
}

tamis_status loki_name_read(struct feed_reader *reader, tamis_error *error)
{
    return read_file(reader, read_name, error);
}

tamis_status loki_c2_read(struct feed_reader *reader, tamis_error *error)
{
    return read_file(reader, read_c2, error);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * STIX 2.0 and 2.1: bundles, TAXII envelopes, arrays and lines of objects, in
 * the passes of stix_feed.h.
 */
#include "base/error.h"
#include "base/slice.h"
#include "feed/json_source.h"
#include "feed/json_splitter.h"
#include "feed/stix_atoms.h"
#include "feed/stix_feed.h"

#include <string.h>

#define TAG_MAX 128u

struct stix {
    struct feed_reader *reader;
    struct json_source source;
    struct json_parser *parser;
    struct stix_feed *feed;
    struct stix_pattern pattern;
    enum stix_pass pass;
    /* the indicator at hand */
    tamis_statement statement;
    tamis_slice tags[TAG_MAX];
};

static const struct json_rule rules[] = {
    {"objects[]", JSON_CUT},
    {"[]", JSON_CUT},
    {"", JSON_FRAME}, /* a line that is an object itself */
};

static tamis_status out_of_memory(const struct stix *stix, tamis_error *error)
{
    return reader_error(stix->reader, error, TAMIS_ERROR_MEMORY,
                        "there is no memory to read STIX objects");
}

static bool is_true(struct json_value value)
{
    tamis_slice text;
    bool flag = false;

    (void)json_bool(value, &flag);
    (void)json_string(value, &text);
    return flag || slice_is(text, "true");
}

/* Adds the strings of an array to the tags; a label that is a TLP tag marks. */
static void add_tags(struct stix *stix, struct json_value array,
                     struct mark *mark)
{
    struct json_walk walk;
    struct json_value item;
    size_t *count = &stix->statement.tag_count;

    json_walk_begin(&walk, array);
    while (json_walk_next(&walk, NULL, &item) && *count < TAG_MAX) {
        tamis_slice text;
        size_t i = 0;

        if (!json_string(item, &text) || mark_read_tag(mark, text))
            continue;
        while (i < *count && !slice_equal(stix->tags[i], text))
            i++;
        if (i == *count)
            stix->tags[(*count)++] = text;
    }
}

/* false when a time is there that cannot be read, or they are upside down. */
static bool read_times(struct json_value object, tamis_statement *statement)
{
    struct json_value from = json_get(object, "valid_from");
    struct json_value until = json_get(object, "valid_until");

    if (json_type(from) != JSON_NONE && json_type(from) != JSON_NULL) {
        statement->valid_from_ns = stix_time(object, "valid_from");
        if (statement->valid_from_ns == TAMIS_TIME_MIN)
            return false;
    }
    if (json_type(until) != JSON_NONE && json_type(until) != JSON_NULL) {
        statement->valid_until_ns = stix_time(object, "valid_until");
        if (statement->valid_until_ns == TAMIS_TIME_MIN)
            return false;
    }
    return statement->valid_from_ns < statement->valid_until_ns;
}

static void read_confidence(struct json_value object,
                            tamis_statement *statement)
{
    int64_t confidence;

    /* Absent means unspecified, not none. */
    if (json_integer(json_get(object, "confidence"), &confidence) &&
        confidence >= 0 && confidence <= 100)
        statement->confidence = (uint32_t)confidence;
}

static tamis_status add_atom(void *context, const struct stix_atom *atom,
                             tamis_error *error)
{
    struct stix *stix = context;
    tamis_statement statement = stix->statement;

    statement.kind = atom->kind;
    statement.mode = atom->mode;
    statement.fields = atom->fields;
    statement.value = atom->value;
    statement.context = atom->context;
    if (atom->from_ns > statement.valid_from_ns)
        statement.valid_from_ns = atom->from_ns;
    if (atom->until_ns < statement.valid_until_ns)
        statement.valid_until_ns = atom->until_ns;
    /* START and STOP outside its validity: true at no time. */
    if (statement.valid_from_ns >= statement.valid_until_ns)
        return reader_reject(stix->reader, &statement, TAMIS_REASON_BAD_TIME,
                             error);
    return reader_add(stix->reader, &statement, error);
}

static tamis_status refuse_atom(void *context, tamis_reason reason,
                                tamis_error *error)
{
    struct stix *stix = context;

    return reader_reject(stix->reader, &stix->statement, reason, error);
}

static tamis_status read_pattern(struct stix *stix, tamis_error *error)
{
    const struct stix_atom_sink sink = {add_atom, refuse_atom, stix};
    tamis_reason reason;

    if (stix_pattern_parse(&stix->pattern, stix->statement.value, &reason) < 0)
        return out_of_memory(stix, error);
    if (reason != TAMIS_REASON_NONE)
        return refuse_atom(stix, reason, error);
    return stix_atoms_read(&stix->pattern, &sink, error);
}

static tamis_status read_indicator(struct stix *stix, struct json_value object,
                                   tamis_error *error)
{
    tamis_statement *statement = &stix->statement;
    tamis_slice language = json_get_string(object, "pattern_type");
    uint32_t flags = stix->reader->options->flags;
    struct mark mark = MARK_NONE;

    *statement = (tamis_statement)TAMIS_STATEMENT_INIT;
    statement->reference = json_get_string(object, "id");
    statement->tags = stix->tags;
    statement->seen_ns = stix_time(object, "modified");
    stix_marking_read(&stix->feed->markings, object,
                      flags & TAMIS_FEED_IGNORE_UNKNOWN_MARKING, &mark);
    stix_feed_join(stix->feed, object, &mark);
    add_tags(stix, json_get(object, "indicator_types"), &mark);
    add_tags(stix, json_get(object, "labels"), &mark);
    statement->tlp = mark.tlp;
    statement->tlp_floor = mark.floor;
    statement->pap = mark.pap;
    statement->caveats = mark_caveats(&mark);
    read_confidence(object, statement);
    if (!json_string(json_get(object, "pattern"), &statement->value))
        return refuse_atom(stix, TAMIS_REASON_SYNTAX, error);
    if (!stix_feed_is_newest(stix->feed, object))
        return refuse_atom(stix, TAMIS_REASON_SUPERSEDED, error);
    if (is_true(json_get(object, "revoked")))
        return refuse_atom(stix, TAMIS_REASON_REVOKED, error);
    /* 2.0 has no pattern_type. */
    if (language.size > 0 && !slice_is(language, "stix"))
        return refuse_atom(stix, TAMIS_REASON_PATTERN_TYPE, error);
    if (!read_times(object, statement))
        return refuse_atom(stix, TAMIS_REASON_BAD_TIME, error);
    return read_pattern(stix, error);
}

/* An object in one of the passes before the indicators. */
static tamis_status note_object(struct stix *stix, struct json_value object,
                                tamis_error *error)
{
    uint32_t flags = stix->reader->options->flags;
    tamis_status status =
        stix->pass == STIX_PASS_LEARN
            ? stix_feed_learn(stix->feed, object)
            : stix_feed_mark(stix->feed, object,
                             flags & TAMIS_FEED_IGNORE_UNKNOWN_MARKING);

    if (status == TAMIS_ERROR_LIMIT)
        return reader_error(stix->reader, error, status,
                            "reports and groupings mark more than %zu "
                            "indicators; split the feed",
                            STIX_HELD_MAX);
    return status < 0 ? out_of_memory(stix, error) : TAMIS_OK;
}

static tamis_status read_object(struct stix *stix, struct json_value object,
                                tamis_error *error)
{
    if (stix->pass != STIX_PASS_TAKE)
        return note_object(stix, object, error);
    if (json_type(object) != JSON_OBJECT)
        return reader_reject_value(stix->reader, slice_make(NULL, 0),
                                   TAMIS_REASON_SYNTAX, error);
    if (slice_is(json_get_string(object, "type"), "indicator"))
        return read_indicator(stix, object, error);
    return TAMIS_OK; /* reports, identities, relations: nothing to match */
}

/* An object, or a bundle that is an item of an array or a line. */
static tamis_status read_value(struct stix *stix, struct json_value value,
                               tamis_error *error)
{
    struct json_value objects = json_get(value, "objects"), object;
    struct json_walk walk;

    if (json_type(objects) != JSON_ARRAY)
        return read_object(stix, value, error);
    json_walk_begin(&walk, objects);
    while (json_walk_next(&walk, NULL, &object))
        TRY(read_object(stix, object, error));
    return TAMIS_OK;
}

static tamis_status read_item(struct stix *stix, const struct json_item *item,
                              tamis_error *error)
{
    struct json_value value;
    enum json_fault fault;

    if (item->kind == JSON_ITEM_FRAME_BEGIN)
        return TAMIS_OK;
    stix->reader->line = item->line;
    stix->reader->offset = item->offset;
    fault = json_parse(stix->parser, item->bytes, item->size, &value);
    if (fault == JSON_FAULT_NONE)
        return read_value(stix, value, error);
    if (fault == JSON_FAULT_MEMORY)
        return out_of_memory(stix, error);
    if (stix->pass != STIX_PASS_TAKE)
        return TAMIS_OK;
    return reader_reject_value(
        stix->reader, slice_first(slice_make(item->bytes, item->size), 200),
        fault == JSON_FAULT_ENCODING ? TAMIS_REASON_BAD_ENCODING
                                     : TAMIS_REASON_SYNTAX,
        error);
}

static tamis_status walk_items(struct stix *stix,
                               struct json_splitter *splitter,
                               tamis_error *error)
{
    struct json_item item;

    for (;;) {
        TRY(json_splitter_next(splitter, &item, error));
        if (item.kind == JSON_ITEM_END)
            return TAMIS_OK;
        TRY(read_item(stix, &item, error));
    }
}

static tamis_status make_pass(struct stix *stix, enum stix_pass number,
                              tamis_error *error)
{
    struct json_pass pass;
    struct json_splitter_options options = {
        .rules = rules,
        .rule_count = sizeof rules / sizeof *rules,
        .name = stix->reader->path,
        .allocator = stix->reader->allocator,
        .read = json_pass_read,
        .context = &pass,
    };
    struct json_splitter *splitter;
    tamis_status status;

    stix->pass = number;
    json_pass_begin(&pass, &stix->source);
    status = json_splitter_create(&splitter, &options, error);
    if (status == TAMIS_OK)
        status = walk_items(stix, splitter, error);
    json_splitter_destroy(splitter);
    json_pass_end(&pass);
    return status;
}

/* The passes from the first to the last, over one file. */
static tamis_status make_passes(struct stix *stix, enum stix_pass first,
                                enum stix_pass last, tamis_error *error)
{
    if (!stix->parser)
        return out_of_memory(stix, error);
    TRY(json_source_open(&stix->source, stix->reader, 0, error));
    for (enum stix_pass pass = first; pass <= last; pass++)
        if (pass != STIX_PASS_MARK || stix->feed->has_marks)
            TRY(make_pass(stix, pass, error));
    return TAMIS_OK;
}

static tamis_status read_file(struct feed_reader *reader,
                              struct stix_feed *feed, enum stix_pass first,
                              enum stix_pass last, tamis_error *error)
{
    struct stix stix = {
        .reader = reader, .feed = feed, .source = {.spool = -1}};
    tamis_status status;

    stix_pattern_init(&stix.pattern, reader->allocator);
    buffer_init(&stix.source.head, reader->allocator);
    stix.parser = json_parser_create();
    status = make_passes(&stix, first, last, error);
    json_parser_destroy(stix.parser);
    json_source_close(&stix.source);
    stix_pattern_release(&stix.pattern);
    return status;
}

tamis_status stix_make_pass(struct feed_reader *reader, struct stix_feed *feed,
                            enum stix_pass pass, tamis_error *error)
{
    return read_file(reader, feed, pass, pass, error);
}

tamis_status stix_read(struct feed_reader *reader, tamis_error *error)
{
    struct stix_feed feed;
    tamis_status status;

    if (reader->stix)
        return stix_make_pass(reader, reader->stix, STIX_PASS_TAKE, error);
    stix_feed_init(&feed, reader->allocator);
    status = read_file(reader, &feed, STIX_PASS_LEARN, STIX_PASS_TAKE, error);
    stix_feed_release(&feed);
    return status;
}

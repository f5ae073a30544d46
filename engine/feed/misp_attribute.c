/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/misp_attribute.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/misp_pattern.h"
#include "feed/stix_atoms.h"

bool misp_flag(struct json_value value)
{
    tamis_slice text;
    int64_t number;
    bool flag = false;

    if (json_bool(value, &flag))
        return flag;
    if (json_integer(value, &number))
        return number != 0;
    return json_string(value, &text) &&
           (slice_is(text, "1") ||
            slice_equal_folded(text, slice_text("true")));
}

int64_t misp_time(struct json_value holder, const char *name)
{
    struct json_value value = json_get(holder, name);
    int64_t time_ns, seconds;
    tamis_slice text;

    if (json_string(value, &text) && time_parse(text, &time_ns))
        return time_ns;
    if (json_integer(value, &seconds) && seconds >= 0 &&
        seconds < INT64_MAX / 1000000000)
        return seconds * 1000000000;
    return TAMIS_TIME_MIN;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* 0 seen, 1 false positive, 2 expired; an organisation's word each. */
static void read_sightings(struct json_value sightings,
                           tamis_statement *statement)
{
    int64_t expired_ns = TAMIS_TIME_MIN;
    struct json_walk walk;
    struct json_value one;

    json_walk_begin(&walk, sightings);
    while (json_walk_next(&walk, NULL, &one)) {
        int64_t time_ns = misp_time(one, "date_sighting");
        tamis_slice type = json_get_string(one, "type");
        int64_t number = -1;

        (void)json_integer(json_get(one, "type"), &number);
        if (slice_is(type, "0") || number == 0)
            statement->seen_ns = later(statement->seen_ns, time_ns);
        else if (slice_is(type, "1") || number == 1)
            statement->caveats |= TAMIS_CAVEAT_FALSE_POSITIVE_RISK;
        else if (slice_is(type, "2") || number == 2)
            expired_ns = later(expired_ns, time_ns);
    }
    if (expired_ns != TAMIS_TIME_MIN)
        statement->valid_until_ns = expired_ns;
}

/* retention:* ends an attribute that long after it was last seen. */
static void read_retention(const struct misp_place *place,
                           tamis_statement *statement)
{
    int64_t retention_ns = place->scope->retention_ns;
    int64_t from_ns = statement->seen_ns;
    int64_t end_ns;

    if (retention_ns < 0)
        return;
    if (from_ns == TAMIS_TIME_MIN)
        from_ns = place->event_time_ns;
    if (from_ns == TAMIS_TIME_MIN && retention_ns > 0)
        return;
    if (from_ns == TAMIS_TIME_MIN)
        from_ns = 0; /* expired, no matter since when */
    end_ns =
        from_ns > INT64_MAX - retention_ns ? INT64_MAX : from_ns + retention_ns;
    if (end_ns < statement->valid_until_ns)
        statement->valid_until_ns = end_ns;
}

static void read_times(const struct misp_place *place,
                       struct json_value attribute, tamis_statement *statement)
{
    statement->seen_ns = misp_time(attribute, "last_seen");
    if (statement->seen_ns == TAMIS_TIME_MIN)
        statement->seen_ns = misp_time(attribute, "timestamp");
    if (statement->seen_ns == TAMIS_TIME_MIN)
        statement->seen_ns = misp_time(attribute, "first_seen");
    read_sightings(json_get(attribute, "Sighting"), statement);
    read_retention(place, statement);
}

static void read_scope(const struct misp_place *place,
                       struct json_value attribute, tamis_statement *statement)
{
    struct misp_scope *scope = place->scope;

    misp_scope_inherit(scope, place->outer);
    /* Searches for attributes tell of the event inside each. */
    misp_scope_read(scope, json_get(attribute, "Event"));
    misp_scope_read(scope, attribute);
    statement->tlp = scope->mark.tlp;
    statement->tlp_floor = scope->mark.floor;
    statement->pap = scope->mark.pap;
    statement->caveats = mark_caveats(&scope->mark);
    statement->confidence = scope->confidence;
    statement->tags = scope->tags;
    statement->tag_count = scope->tag_count;
    statement->audience_limited = scope->is_limited;
    statement->audience = scope->audience;
    statement->audience_count = scope->audience_count;
}

static tamis_slice reference_of(const struct misp_place *place,
                                struct json_value attribute)
{
    tamis_slice uuid = json_get_string(attribute, "uuid");

    if (uuid.size == 0)
        uuid = place->event_uuid;
    if (uuid.size == 0)
        uuid = json_get_string(json_get(attribute, "Event"), "uuid");
    return uuid;
}

/* NONE, or why the attribute is no statement to act on. */
static tamis_reason judge(const struct misp_place *place,
                          struct json_value attribute)
{
    struct json_value event = json_get(attribute, "Event");
    struct json_value published = json_get(event, "published");
    uint32_t flags = place->reader->options->flags;
    bool is_published =
        place->is_published &&
        (json_type(published) == JSON_NONE || misp_flag(published));

    if (place->is_deleted || misp_flag(json_get(attribute, "deleted")))
        return TAMIS_REASON_DELETED;
    if (!is_published && !(flags & TAMIS_FEED_UNPUBLISHED))
        return TAMIS_REASON_UNPUBLISHED;
    if (!misp_flag(json_get(attribute, "to_ids")) &&
        !(flags & TAMIS_FEED_ALL_ATTRIBUTES))
        return TAMIS_REASON_NOT_TO_IDS;
    return TAMIS_REASON_NONE;
}

/* A part of the value, with the other part beside it. */
static tamis_status add_part(const struct misp_place *place,
                             const tamis_statement *whole, tamis_slice value,
                             tamis_slice context, tamis_error *error)
{
    tamis_statement statement = *whole;

    statement.value = value;
    statement.context = context;
    return reader_add(place->reader, &statement, error);
}

static tamis_status refuse(const struct misp_place *place,
                           tamis_statement *statement, tamis_reason reason,
                           tamis_error *error)
{
    return reader_reject(place->reader, statement, reason, error);
}

static tamis_status read_composite(const struct misp_place *place,
                                   tamis_statement *statement,
                                   enum misp_shape shape, tamis_error *error)
{
    tamis_slice value = statement->value, first, second;
    /* A digest has no bar, a file name may. */
    size_t bar = shape == MISP_FILE_DIGEST ? slice_find_last(value, '|')
                                           : slice_find(value, '|');
    tamis_statement address;

    first = slice_first(value, bar);
    second = slice_from(value, bar == SIZE_MAX ? bar : bar + 1);
    if (bar == SIZE_MAX || first.size == 0 || second.size == 0)
        return refuse(place, statement, TAMIS_REASON_COMPOSITE, error);
    if (shape == MISP_FILE_DIGEST)
        return add_part(place, statement, second, first, error);
    TRY(add_part(place, statement, first, second, error));
    address = *statement;
    address.kind = TAMIS_KIND_IP;
    address.mode = TAMIS_MODE_AUTO;
    return add_part(place, &address, second, first, error);
}

/* What the atoms of a stix2-pattern need. */
struct pattern_place {
    const struct misp_place *place;
    tamis_statement *statement;
};

static tamis_status add_atom(void *context, const struct stix_atom *atom,
                             tamis_error *error)
{
    const struct pattern_place *at = context;
    tamis_statement statement = *at->statement;

    statement.kind = atom->kind;
    statement.mode = atom->mode;
    statement.fields = atom->fields;
    statement.value = atom->value;
    statement.context = atom->context;
    if (atom->from_ns > statement.valid_from_ns)
        statement.valid_from_ns = atom->from_ns;
    if (atom->until_ns < statement.valid_until_ns)
        statement.valid_until_ns = atom->until_ns;
    return reader_add(at->place->reader, &statement, error);
}

static tamis_status refuse_atom(void *context, tamis_reason reason,
                                tamis_error *error)
{
    const struct pattern_place *at = context;

    return refuse(at->place, at->statement, reason, error);
}

static tamis_status read_pattern(const struct misp_place *place,
                                 tamis_statement *statement, tamis_error *error)
{
    struct pattern_place at = {place, statement};
    const struct stix_atom_sink sink = {add_atom, refuse_atom, &at};
    tamis_reason reason;

    if (stix_pattern_parse(place->pattern, statement->value, &reason) < 0)
        return reader_error(place->reader, error, TAMIS_ERROR_MEMORY,
                            "there is no memory for a pattern");
    if (reason != TAMIS_REASON_NONE)
        return refuse(place, statement, reason, error);
    return stix_atoms_read(place->pattern, &sink, error);
}

static tamis_status add_pattern(const struct misp_place *place,
                                tamis_statement *statement,
                                const struct pattern_value *pattern,
                                tamis_error *error)
{
    if (pattern->is_full)
        return refuse(place, statement, TAMIS_REASON_TOO_LONG, error);
    return add_part(place, statement, pattern_value_get(pattern),
                    statement->context, error);
}

static tamis_status read_regex(const struct misp_place *place,
                               tamis_statement *statement,
                               enum misp_shape shape, tamis_error *error)
{
    struct pattern_value pattern;

    if (!misp_pattern_read(&pattern, shape, statement->value))
        return refuse(place, statement, TAMIS_REASON_REGEX_UNSUPPORTED, error);
    return add_pattern(place, statement, &pattern, error);
}

static tamis_status read_typed(const struct misp_place *place,
                               tamis_statement *statement,
                               const struct misp_type *type, tamis_error *error)
{
    statement->kind = type->kind;
    statement->mode = type->mode;
    statement->fields = type->fields;
    switch (type->shape) {
    case MISP_PLAIN:
        if (type->kind >= TAMIS_KIND_MD5 && type->kind <= TAMIS_KIND_IMPFUZZY)
            statement->context = place->file_name;
        return reader_add(place->reader, statement, error);
    case MISP_FILE_DIGEST:
    case MISP_NAME_ADDRESS:
        return read_composite(place, statement, type->shape, error);
    case MISP_REGEX:
    case MISP_NAME_REGEX:
        return read_regex(place, statement, type->shape, error);
    case MISP_STIX_PATTERN:
        return read_pattern(place, statement, error);
    case MISP_REFUSED:
        break;
    }
    return refuse(place, statement, type->reason, error);
}

tamis_status misp_attribute_read(const struct misp_place *place,
                                 struct json_value attribute,
                                 tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    struct misp_type type;
    tamis_reason reason;

    if (json_type(attribute) != JSON_OBJECT)
        return refuse(place, &statement, TAMIS_REASON_SYNTAX, error);
    statement.reference = reference_of(place, attribute);
    read_scope(place, attribute, &statement);
    read_times(place, attribute, &statement);
    if (!json_string(json_get(attribute, "value"), &statement.value))
        return refuse(place, &statement, TAMIS_REASON_SYNTAX, error);
    reason = judge(place, attribute);
    if (reason != TAMIS_REASON_NONE)
        return refuse(place, &statement, reason, error);
    misp_type_find(json_get_string(attribute, "type"), &type);
    return read_typed(place, &statement, &type, error);
}

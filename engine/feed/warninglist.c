/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MISP warninglists: values that are probably harmless. Each becomes a
 * statement with action WARN whose reference is the list's name, so that an
 * event can tell which list spoke.
 */
#include "base/error.h"
#include "base/slice.h"
#include "feed/json_frames.h"
#include "feed/pattern_value.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/pattern.h"

static const struct json_rule rules[] = {
    {"list[]", JSON_CUT},
    {"", JSON_FRAME},
};

_Static_assert(TAMIS_KIND_COUNT <= 64, "kinds fit a set of 64 bits");

struct warninglist {
    struct feed_reader *reader;
    struct json_frames frames;
    uint64_t frame_number; /* whose facts are below; UINT64_MAX: none */
    tamis_slice name, type;
    uint64_t kinds; /* bit per kind of matching_attributes; 0: all */
};

static uint64_t bit_of(tamis_kind kind)
{
    return kind == TAMIS_KIND_AUTO ? 0 : UINT64_C(1) << kind;
}

/* "domain|ip" counts for both of its parts. */
static uint64_t kinds_of_type(tamis_slice type)
{
    uint64_t kinds = bit_of(kind_from_misp(type));
    tamis_slice part;

    if (slice_is(type, "ALL"))
        return UINT64_MAX;
    while (slice_split(&type, '|', &part))
        kinds |= slice_is(part, "ip") ? bit_of(TAMIS_KIND_IP)
                                      : bit_of(kind_from_misp(part));
    return kinds;
}

static void read_frame(struct warninglist *list)
{
    struct json_value frame = list->frames.frame, type;
    struct json_walk walk;

    list->frame_number = list->frames.frame_number;
    list->name = json_get_string(frame, "name");
    list->type = json_get_string(frame, "type");
    list->kinds = 0;
    json_walk_begin(&walk, json_get(frame, "matching_attributes"));
    while (json_walk_next(&walk, NULL, &type)) {
        tamis_slice text;

        if (json_string(type, &text))
            list->kinds |= kinds_of_type(text);
    }
    if (list->kinds == 0)
        list->kinds = UINT64_MAX;
}

static tamis_status add(struct warninglist *list, tamis_kind kind,
                        tamis_mode mode, tamis_slice value, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.action = TAMIS_ACTION_WARN;
    statement.kind = kind;
    statement.mode = mode;
    statement.value = value;
    statement.reference = list->name;
    return reader_add(list->reader, &statement, error);
}

static tamis_status refuse(struct warninglist *list, tamis_slice value,
                           tamis_reason reason, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.action = TAMIS_ACTION_WARN;
    statement.value = value;
    statement.reference = list->name;
    return reader_reject(list->reader, &statement, reason, error);
}

/* "*.x.", ".x": the name itself. */
static tamis_slice bare_name(tamis_slice value)
{
    if (slice_starts(value, "*."))
        value = slice_from(value, 2);
    while (slice_starts(value, "."))
        value = slice_from(value, 1);
    while (slice_ends(value, "."))
        value = slice_first(value, value.size - 1);
    return value;
}

/* A name and all that is under it; such lists hold addresses too. */
static tamis_status add_host(struct warninglist *list, tamis_slice value,
                             tamis_error *error)
{
    tamis_indicator parsed;
    tamis_slice name = bare_name(value);

    if (indicator_parse(&parsed, TAMIS_KIND_IP, name, 0) == TAMIS_REASON_NONE)
        return add(list, TAMIS_KIND_IP, TAMIS_MODE_AUTO, name, error);
    return add(list, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, name, error);
}

/* A digest is every kind of the list that has its size. */
static tamis_status add_digest(struct warninglist *list, tamis_kind found,
                               tamis_slice value, bool *is_added,
                               tamis_error *error)
{
    uint32_t size = kind_get(found)->digest_size;

    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        bool is_meant = list->kinds == UINT64_MAX
                            ? kind == found
                            : (list->kinds & bit_of(kind)) != 0;

        if (!is_meant || kind_get(kind)->digest_size != size)
            continue;
        TRY(add(list, kind, TAMIS_MODE_EXACT, value, error));
        *is_added = true;
    }
    return TAMIS_OK;
}

/* A value that does not tell its kind: the first of the list's that takes it,
 * else the list's first, for the compiler to say what is wrong with it. */
static tamis_kind choose_kind(const struct warninglist *list, tamis_slice value)
{
    tamis_kind first = TAMIS_KIND_AUTO;
    tamis_indicator parsed;

    if (list->kinds == UINT64_MAX)
        return TAMIS_KIND_AUTO;
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (!(list->kinds & bit_of(kind)))
            continue;
        if (indicator_parse(&parsed, kind, value, 0) == TAMIS_REASON_NONE)
            return kind;
        /* An address is refused too plainly to explain a name. */
        if (first == TAMIS_KIND_AUTO || first == TAMIS_KIND_IP)
            first = kind;
    }
    return first;
}

static tamis_mode mode_of(tamis_kind kind)
{
    return kind == TAMIS_KIND_DOMAIN ? TAMIS_MODE_EXACT : TAMIS_MODE_AUTO;
}

static tamis_status add_string(struct warninglist *list, tamis_slice value,
                               tamis_error *error)
{
    tamis_indicator parsed;
    bool is_added = false;
    tamis_kind kind;

    /* Written with a dot first, a name means what is under it. */
    if (slice_starts(value, ".") && (list->kinds & bit_of(TAMIS_KIND_DOMAIN)))
        return add_host(list, value, error);
    if (indicator_parse(&parsed, TAMIS_KIND_AUTO, value, 0) ==
        TAMIS_REASON_NONE) {
        kind = parsed.kind;
        if (kind_get(kind)->digest_size > 0)
            TRY(add_digest(list, kind, value, &is_added, error));
        if (is_added)
            return TAMIS_OK;
        if (list->kinds & bit_of(kind))
            return add(list, kind, mode_of(kind), value, error);
    }
    kind = choose_kind(list, value);
    return add(list, kind, mode_of(kind), value, error);
}

/* Is the list for values of the kind, and do these have patterns? */
static bool has_field(const struct warninglist *list, tamis_kind kind)
{
    return list->kinds & bit_of(kind) && pattern_has_field(kind);
}

static tamis_status add_pattern(struct warninglist *list,
                                const struct pattern_value *pattern,
                                tamis_slice value, tamis_error *error)
{
    if (pattern->is_full)
        return refuse(list, value, TAMIS_REASON_TOO_LONG, error);
    return add(list, TAMIS_KIND_PATTERN, TAMIS_MODE_EXACT,
               pattern_value_get(pattern), error);
}

/* What a value holds somewhere; of addresses, which have no patterns, what is
 * one by itself. */
static tamis_status add_substring(struct warninglist *list, tamis_slice value,
                                  tamis_error *error)
{
    struct pattern_value pattern;
    tamis_indicator parsed;
    bool is_added = false;

    if (value.size == 0)
        return refuse(list, value, TAMIS_REASON_SYNTAX, error);
    if (list->kinds & bit_of(TAMIS_KIND_IP) &&
        indicator_parse(&parsed, TAMIS_KIND_IP, value, 0) ==
            TAMIS_REASON_NONE) {
        is_added = true;
        TRY(add(list, TAMIS_KIND_IP, TAMIS_MODE_AUTO, value, error));
    }
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (!has_field(list, kind))
            continue;
        is_added = true;
        pattern_value_from_text(&pattern, kind, value);
        TRY(add_pattern(list, &pattern, value, error));
    }
    return is_added ? TAMIS_OK
                    : refuse(list, value, TAMIS_REASON_WARN_UNSUPPORTED, error);
}

/* Does the list name kinds whose values no regex looks at? */
static bool names_others(const struct warninglist *list)
{
    if (list->kinds == UINT64_MAX)
        return false;
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++)
        if (list->kinds & bit_of(kind) && !pattern_has_field(kind))
            return true;
    return false;
}

static tamis_status add_regex(struct warninglist *list, tamis_slice value,
                              tamis_error *error)
{
    struct pattern_value pattern;

    if (!pattern_value_from_slashed(&pattern, TAMIS_KIND_AUTO, value))
        return refuse(list, value, TAMIS_REASON_REGEX_UNSUPPORTED, error);
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        if (!has_field(list, kind))
            continue;
        (void)pattern_value_from_slashed(&pattern, kind, value);
        TRY(add_pattern(list, &pattern, value, error));
    }
    return names_others(list)
               ? refuse(list, value, TAMIS_REASON_WARN_UNSUPPORTED, error)
               : TAMIS_OK;
}

static tamis_status read_element(struct warninglist *list,
                                 enum json_fault fault, tamis_error *error)
{
    const struct json_item *item = &list->frames.item;
    tamis_slice value;

    if (list->frame_number != list->frames.frame_number)
        read_frame(list);
    if (fault != JSON_FAULT_NONE || !json_string(list->frames.element, &value))
        return refuse(list,
                      slice_first(slice_make(item->bytes, item->size), 200),
                      fault == JSON_FAULT_ENCODING ? TAMIS_REASON_BAD_ENCODING
                                                   : TAMIS_REASON_SYNTAX,
                      error);
    value = slice_trim(value);
    if (slice_is(list->type, "string"))
        return add_string(list, value, error);
    if (slice_is(list->type, "hostname"))
        return add_host(list, value, error);
    if (slice_is(list->type, "cidr"))
        return add(list, TAMIS_KIND_IP, TAMIS_MODE_AUTO, value, error);
    if (slice_is(list->type, "substring"))
        return add_substring(list, value, error);
    if (slice_is(list->type, "regex"))
        return add_regex(list, value, error);
    return refuse(list, value, TAMIS_REASON_WARN_UNSUPPORTED, error);
}

static tamis_status read_elements(struct warninglist *list, tamis_error *error)
{
    enum json_fault fault;

    TRY(json_frames_open(&list->frames, list->reader, rules,
                         sizeof rules / sizeof *rules, error));
    for (;;) {
        TRY(json_frames_next(&list->frames, &fault, error));
        if (list->frames.item.kind == JSON_ITEM_END)
            return TAMIS_OK;
        TRY(read_element(list, fault, error));
    }
}

tamis_status warninglist_read(struct feed_reader *reader, tamis_error *error)
{
    struct warninglist list = {.reader = reader, .frame_number = UINT64_MAX};
    tamis_status status = read_elements(&list, error);

    json_frames_close(&list.frames);
    return status;
}

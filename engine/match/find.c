/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/find.h"

#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/text.h"
#include "indicator/url.h"

#include <string.h>

bool find_has_more_keys(const tamis_matcher *matcher, tamis_kind kind)
{
    const struct pattern_matcher *patterns = &matcher->patterns;

    if (kind == TAMIS_KIND_FILENAME || pattern_matcher_asks(patterns, kind))
        return true;
    if (kind == TAMIS_KIND_URL &&
        (matcher->flags & TAMIS_MATCHER_URL_EXPRESSIONS))
        return true;
    /* What has a host asks for that too. */
    return (kind == TAMIS_KIND_URL || kind == TAMIS_KIND_EMAIL) &&
           pattern_matcher_asks(patterns, TAMIS_KIND_DOMAIN);
}

bool find_take_odd(tamis_matcher *matcher, tamis_kind kind, tamis_slice value)
{
    if (kind_key_class(kind, 0) != KEY_CLASS_TEXT || value.size == 0 ||
        !pattern_matcher_asks(&matcher->patterns, kind) ||
        (value.size <= TAMIS_KEY_SIZE_MAX &&
         encoding_find_fault(value) == value.size))
        return false;
    matcher->asked.kind = kind;
    matcher->asked.key_size = 0;
    return true;
}

static tamis_slice key_of(const tamis_indicator *indicator)
{
    return slice_make(indicator->key, indicator->key_size);
}

/* Expressions leave the port out; without it each is a part of the key. */
static tamis_slice remove_port(tamis_matcher *matcher, tamis_slice key)
{
    struct url_key_parts parts = url_key_split(key);
    size_t size = parts.host.size + parts.rest.size;

    if (parts.host.size == 0 || parts.rest.size == 0 ||
        size > sizeof matcher->portless)
        return slice_make(NULL, 0);
    memcpy(matcher->portless, parts.host.data, parts.host.size);
    memcpy(matcher->portless + parts.host.size, parts.rest.data,
           parts.rest.size);
    return slice_make(matcher->portless, size);
}

/* Safe Browsing expressions are further spellings of the URL itself. They stay
 * until the report, which may have to tell what was asked. */
static void ask_expressions(tamis_matcher *matcher, const tamis_indicator *url)
{
    tamis_slice key = remove_port(matcher, key_of(url));
    size_t host_size = url_key_split(key).host.size;
    char copy[TAMIS_KEY_SIZE_MAX];
    struct url_expressions walk;
    size_t size;

    url_expressions_begin(&walk, key);
    while ((size = url_expressions_next(&walk, copy)) > 0) {
        size_t start =
            host_size - url_key_split(slice_make(copy, size)).host.size;
        tamis_slice expression = slice_first(slice_from(key, start), size);

        if (!slice_equal(expression, key_of(url)))
            observation_ask_more(&matcher->observation, &matcher->view,
                                 TAMIS_KIND_URL, expression);
    }
}

/* Adds the patterns that a value matches to the last part. */
static void ask_patterns(tamis_matcher *matcher, tamis_kind kind,
                         tamis_slice value, tamis_slice key)
{
    const struct database_class *records =
        patterns_records(matcher->view.database);
    size_t count = pattern_values_scan(&matcher->patterns, kind, value, key);

    for (size_t i = 0; i < count; i++)
        observation_add_slot(&matcher->observation, records,
                             patterns_slot(matcher->patterns.patterns,
                                           matcher->patterns.value_hits[i].id));
}

/* What stands for a value: itself, or in what is inside of it its key. */
static void ask_all_patterns(tamis_matcher *matcher,
                             const struct observation_part *part,
                             const struct find_place *place)
{
    bool is_first = matcher->observation.part_count == 1;

    if (place->value.size > 0)
        ask_patterns(matcher, part->kind, is_first ? place->value : part->key,
                     part->key);
}

static void ask_name(tamis_matcher *matcher, tamis_slice name)
{
    observation_ask_more(&matcher->observation, &matcher->view,
                         TAMIS_KIND_FILENAME, name);
}

/* The same path with one separator all over; false when it is that already. */
static bool exchange_separators(tamis_slice path, char separator, char *to)
{
    bool is_other = false;

    for (size_t i = 0; i < path.size; i++) {
        bool is_one = text_is_separator(path.data[i]);

        to[i] = is_one ? separator : path.data[i];
        is_other |= to[i] != path.data[i];
    }
    return is_other;
}

/* A path is listed with either separator, or by the name of its file. */
static void ask_names(tamis_matcher *matcher, tamis_slice path)
{
    char *other = (char *)matcher->host.key;
    size_t base = text_folder_size(path);

    if (base == 0)
        return;
    if (exchange_separators(path, '/', matcher->portless))
        ask_name(matcher, slice_make(matcher->portless, path.size));
    if (exchange_separators(path, '\\', other))
        ask_name(matcher, slice_make(other, path.size));
    ask_name(matcher, slice_from(path, base));
}

/* Adds a part at the place of the question. */
static void ask_part(tamis_matcher *matcher, const tamis_indicator *indicator,
                     const struct find_place *place, bool is_reported)
{
    const struct observation_part part = {
        .kind = indicator->kind,
        .key = key_of(indicator),
        .offset = place->offset,
        .length = place->length,
        .is_reported = is_reported,
    };

    observation_ask(&matcher->observation, &matcher->view, &part);
    if (indicator->kind == TAMIS_KIND_FILENAME)
        ask_names(matcher, part.key);
    ask_all_patterns(matcher, &part, place);
    /* It is no key, and yet was seen. */
    if (part.key.size == 0)
        matcher->observation.parts[matcher->observation.part_count - 1].key =
            slice_first(place->value, TAMIS_KEY_SIZE_MAX);
}

static void ask_url(tamis_matcher *matcher, const tamis_indicator *url,
                    const struct find_place *place)
{
    ask_part(matcher, url, place, true);
    if (matcher->flags & TAMIS_MATCHER_URL_EXPRESSIONS)
        ask_expressions(matcher, url);
    indicator_url_host(url, &matcher->host);
    if (matcher->host.key_size > 0)
        ask_part(matcher, &matcher->host, place, place->reports_inner);
}

static void ask_address_and_port(tamis_matcher *matcher,
                                 const tamis_indicator *indicator,
                                 const struct find_place *place)
{
    ask_part(matcher, indicator, place, true);
    indicator_port_address(indicator, &matcher->host);
    ask_part(matcher, &matcher->host, place, place->reports_inner);
}

static void ask_email(tamis_matcher *matcher, const tamis_indicator *email,
                      const struct find_place *place)
{
    tamis_slice key = key_of(email);
    size_t at = slice_find_last(key, '@');
    struct observation_part domain = {
        .kind = TAMIS_KIND_DOMAIN,
        .is_reported = place->reports_inner,
    };

    ask_part(matcher, email, place, true);
    if (at == SIZE_MAX || at == 0)
        return;
    observation_ask_more(&matcher->observation, &matcher->view,
                         TAMIS_KIND_EMAIL, slice_from(key, at));
    domain.key = slice_from(key, at + 1);
    domain.offset = place->offset + at + 1;
    domain.length = (uint32_t)domain.key.size;
    observation_ask(&matcher->observation, &matcher->view, &domain);
    ask_all_patterns(matcher, &domain, place);
}

size_t find_ask(tamis_matcher *matcher, const tamis_indicator *indicator,
                const struct find_place *place)
{
    observation_begin(&matcher->observation);
    if (indicator->kind == TAMIS_KIND_URL)
        ask_url(matcher, indicator, place);
    else if (indicator->kind == TAMIS_KIND_IP_PORT)
        ask_address_and_port(matcher, indicator, place);
    else if (indicator->kind == TAMIS_KIND_EMAIL)
        ask_email(matcher, indicator, place);
    else
        ask_part(matcher, indicator, place, true);
    return matcher->observation.found_count;
}

/* Those of one part; *is_begun tells whether they have theirs. */
static void ask_speakers(tamis_matcher *matcher,
                         const struct observation_part *part, tamis_slice value,
                         bool *is_begun)
{
    const struct pattern_matcher *patterns = &matcher->patterns;
    size_t count =
        pattern_values_scan(&matcher->patterns, part->kind, value, part->key);

    for (size_t i = 0; i < count; i++) {
        uint32_t id = patterns->value_hits[i].id;

        if (!(patterns->actions[patterns_number(id)] &
              (VIEW_ALLOWS | VIEW_WARNS)))
            continue;
        if (!*is_begun)
            observation_add_part(&matcher->observation);
        *is_begun = true;
        observation_add_slot(&matcher->observation,
                             patterns_records(matcher->view.database),
                             patterns_slot(patterns->patterns, id));
    }
}

void find_ask_speakers(tamis_matcher *matcher, tamis_slice value)
{
    struct observation *observation = &matcher->observation;
    size_t count = observation->part_count;
    bool is_begun = false;

    if (!matcher->patterns.can_speak)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct observation_part *part = &observation->parts[i];

        if (pattern_matcher_speaks(&matcher->patterns, part->kind))
            ask_speakers(matcher, part, i == 0 ? value : part->key, &is_begun);
    }
    if (is_begun)
        observation->parts[count].is_reported = false;
}

tamis_record_id find_first(tamis_matcher *matcher, size_t found_count)
{
    if (found_count == 0)
        return TAMIS_RECORD_NONE;
    return observation_first(&matcher->observation, &matcher->view);
}

tamis_record_id find_slots(tamis_matcher *matcher,
                           const struct database_class *records, size_t count,
                           const uint32_t *slots)
{
    observation_begin(&matcher->observation);
    observation_add_part(&matcher->observation);
    for (size_t i = 0; i < count; i++)
        observation_add_slot(&matcher->observation, records, slots[i]);
    return observation_first(&matcher->observation, &matcher->view);
}

tamis_record_id find_key(tamis_matcher *matcher, tamis_kind kind,
                         tamis_slice key)
{
    const struct observation_part part = {
        .kind = kind, .key = key, .is_reported = true};

    observation_begin(&matcher->observation);
    return find_first(
        matcher, observation_ask(&matcher->observation, &matcher->view, &part));
}

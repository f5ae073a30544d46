/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/find.h"

#include "base/slice.h"
#include "indicator/parse.h"
#include "indicator/url.h"

#include <string.h>

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

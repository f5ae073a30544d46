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

/* Safe Browsing expressions are further spellings of the URL itself. */
static void ask_expressions(tamis_matcher *matcher, const tamis_indicator *url)
{
    struct url_expressions walk;
    char expression[TAMIS_KEY_SIZE_MAX];
    size_t size;

    url_expressions_begin(&walk, key_of(url));
    while ((size = url_expressions_next(&walk, expression)) > 0)
        if (!slice_equal(slice_make(expression, size), key_of(url)))
            observation_ask_more(&matcher->observation, &matcher->view,
                                 TAMIS_KIND_URL, slice_make(expression, size));
}

static size_t ask_url(tamis_matcher *matcher, const tamis_indicator *url,
                      const struct find_place *place)
{
    struct observation *observation = &matcher->observation;

    observation_ask(observation, &matcher->view, TAMIS_KIND_URL, key_of(url),
                    place->offset, place->length, true);
    if (matcher->flags & TAMIS_MATCHER_URL_EXPRESSIONS)
        ask_expressions(matcher, url);
    indicator_url_host(url, &matcher->host);
    if (matcher->host.key_size > 0)
        observation_ask(observation, &matcher->view, matcher->host.kind,
                        key_of(&matcher->host), place->offset, place->length,
                        place->reports_inner);
    return observation->found_count;
}

static size_t ask_address_and_port(tamis_matcher *matcher,
                                   const tamis_indicator *indicator,
                                   const struct find_place *place)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};
    struct observation *observation = &matcher->observation;
    tamis_indicator *host = &matcher->host;

    observation_ask(observation, &matcher->view, TAMIS_KIND_IP_PORT,
                    key_of(indicator), place->offset, place->length, true);
    host->kind = TAMIS_KIND_IP;
    if (!memcmp(indicator->key, mapped, sizeof mapped)) {
        memcpy(host->key, indicator->key + 12, 4);
        host->key[4] = 32;
        host->key_size = 5;
    } else {
        memcpy(host->key, indicator->key, 16);
        host->key[16] = 128;
        host->key_size = 17;
    }
    observation_ask(observation, &matcher->view, TAMIS_KIND_IP, key_of(host),
                    place->offset, place->length, place->reports_inner);
    return observation->found_count;
}

static size_t ask_email(tamis_matcher *matcher, const tamis_indicator *email,
                        const struct find_place *place)
{
    struct observation *observation = &matcher->observation;
    tamis_slice key = key_of(email);
    size_t at = slice_find_last(key, '@');

    observation_ask(observation, &matcher->view, TAMIS_KIND_EMAIL, key,
                    place->offset, place->length, true);
    if (at == SIZE_MAX || at == 0)
        return observation->found_count;
    observation_ask_more(observation, &matcher->view, TAMIS_KIND_EMAIL,
                         slice_from(key, at));
    observation_ask(observation, &matcher->view, TAMIS_KIND_DOMAIN,
                    slice_from(key, at + 1), place->offset + at + 1,
                    (uint32_t)(key.size - at - 1), place->reports_inner);
    return observation->found_count;
}

size_t find_ask(tamis_matcher *matcher, const tamis_indicator *indicator,
                const struct find_place *place)
{
    struct observation *observation = &matcher->observation;

    observation_begin(observation);
    switch (indicator->kind) {
    case TAMIS_KIND_URL:
        return ask_url(matcher, indicator, place);
    case TAMIS_KIND_IP_PORT:
        return ask_address_and_port(matcher, indicator, place);
    case TAMIS_KIND_EMAIL:
        return ask_email(matcher, indicator, place);
    default:
        return observation_ask(observation, &matcher->view, indicator->kind,
                               key_of(indicator), place->offset, place->length,
                               true);
    }
}

tamis_record_id find_first(tamis_matcher *matcher, size_t found_count)
{
    if (found_count == 0)
        return TAMIS_RECORD_NONE;
    observation_judge(&matcher->observation, &matcher->view);
    return observation_first(&matcher->observation, &matcher->view);
}

tamis_record_id find_key(tamis_matcher *matcher, tamis_kind kind,
                         tamis_slice key)
{
    size_t found;

    observation_begin(&matcher->observation);
    found = observation_ask(&matcher->observation, &matcher->view, kind, key, 0,
                            0, true);
    return find_first(matcher, found);
}

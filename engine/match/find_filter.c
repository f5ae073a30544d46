/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way out: what no filter knows is not listed. */
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/url.h"
#include "match/find.h"

static tamis_slice key_of(const tamis_indicator *indicator)
{
    return slice_make(indicator->key, indicator->key_size);
}

static bool may_list_address(const struct prefix_table *table, tamis_slice key)
{
    unsigned length = (uint8_t)key.data[key.size - 1];

    /* Whoever asks for a prefix is rare, and gets a whole answer. */
    return length != (key.size - 1) * 8 ||
           prefix_table_find(table, (const uint8_t *)key.data) != SLOT_NONE;
}

/* TEXT keys carry their kind in front. */
static bool may_list_text(const struct exact_table *table, tamis_kind kind,
                          tamis_slice key)
{
    char prefixed[TAMIS_KEY_SIZE_MAX + 1];

    if (key.size > TAMIS_KEY_SIZE_MAX)
        return false;
    prefixed[0] = (char)kind;
    memcpy(prefixed + 1, key.data, key.size);
    return exact_table_may_have(table, prefixed, key.size + 1);
}

static bool may_list(const tamis_matcher *matcher, tamis_kind kind,
                     tamis_slice key)
{
    enum key_class number = kind_key_class(kind, key.size);
    const struct database_class *key_class;

    if (number >= KEY_CLASS_PATTERN || key.size == 0)
        return false;
    key_class = &matcher->view.database->classes[number];
    if (key_class->count == 0)
        return false;
    if (number == KEY_CLASS_IPV4 || number == KEY_CLASS_IPV6)
        return may_list_address(&key_class->prefix, key);
    if (number == KEY_CLASS_DOMAIN)
        return suffix_table_filter(&key_class->suffix, &key, 1) != 0;
    if (number == KEY_CLASS_TEXT)
        return may_list_text(&key_class->exact, kind, key);
    return exact_table_may_have(&key_class->exact, key.data, key.size);
}

static bool may_list_email(const tamis_matcher *matcher, tamis_slice email)
{
    size_t at = slice_find_last(email, '@');

    return at != SIZE_MAX && at != 0 &&
           (may_list(matcher, TAMIS_KIND_EMAIL, slice_from(email, at)) ||
            may_list(matcher, TAMIS_KIND_DOMAIN, slice_from(email, at + 1)));
}

/* The host of a URL, or of an address with a port. */
static bool may_list_host(const tamis_matcher *matcher,
                          const tamis_indicator *host)
{
    return host->key_size > 0 && may_list(matcher, host->kind, key_of(host));
}

bool find_may_list(tamis_matcher *matcher, const tamis_indicator *indicator)
{
    tamis_slice key = key_of(indicator);

    if (may_list(matcher, indicator->kind, key))
        return true;
    if (indicator->kind == TAMIS_KIND_EMAIL)
        return may_list_email(matcher, key);
    if (indicator->kind == TAMIS_KIND_IP_PORT) {
        indicator_port_address(indicator, &matcher->host);
        return may_list_host(matcher, &matcher->host);
    }
    if (indicator->kind != TAMIS_KIND_URL)
        return false;
    /* Expressions are many keys; they are asked for as a whole. */
    if (matcher->flags & TAMIS_MATCHER_URL_EXPRESSIONS)
        return true;
    indicator_url_host(indicator, &matcher->host);
    return may_list_host(matcher, &matcher->host);
}

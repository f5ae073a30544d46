/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * URLs, e-mails and texts in batches: through the parser, like everywhere, and
 * then in steps past the filters, as digests go. What is asked along, the host
 * of a URL and the domain of an address, goes past its filter in the same step;
 * only where something passed is an observation made.
 */
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/url.h"
#include "match/find.h"

#include <string.h>

static tamis_slice key_of(const tamis_indicator *indicator)
{
    return slice_make(indicator->key, indicator->key_size);
}

/* A copy in the step's buffer. */
static tamis_slice keep(struct value_step *step, tamis_slice key)
{
    tamis_slice kept = slice_make(step->bytes + step->used, key.size);

    memcpy(step->bytes + step->used, key.data, key.size);
    step->used += key.size;
    return kept;
}

static bool has_room(const struct value_step *step)
{
    return step->count < KERNELS_BATCH_MAX && step->used <= VALUE_STEP_USUAL;
}

/* TEXT keys carry their kind in front. */
static void add_text(struct value_step *step, size_t n,
                     const tamis_indicator *text)
{
    char kind = (char)text->kind;
    tamis_slice front = keep(step, slice_make(&kind, 1));

    step->keys[n] =
        slice_make(front.data, keep(step, key_of(text)).size + front.size);
}

static void add_email(struct value_step *step, size_t n,
                      const tamis_indicator *email)
{
    tamis_slice key = keep(step, key_of(email));
    size_t at = slice_find_last(key, '@');

    step->keys[n] = key;
    if (at == SIZE_MAX || at == 0)
        return;
    step->at_names[n] = slice_from(key, at);
    step->hosts[n] = slice_from(key, at + 1);
    step->host_kinds[n] = TAMIS_KIND_DOMAIN;
}

static void add_url(struct value_step *step, size_t n,
                    const tamis_indicator *url, tamis_indicator *host)
{
    step->keys[n] = keep(step, key_of(url));
    indicator_url_host(url, host);
    step->hosts[n] = keep(step, key_of(host));
    step->host_kinds[n] = host->kind;
}

/* Reads as many values as make a step; what is no value has an empty key. */
static void read_step(tamis_matcher *matcher, tamis_kind kind,
                      const tamis_slice *values, size_t left)
{
    const tamis_slice nothing = {NULL, 0};
    struct value_step *step = &matcher->values;

    step->used = 0;
    for (step->count = 0; step->count < left && has_room(step); step->count++) {
        size_t n = step->count;

        step->keys[n] = step->at_names[n] = step->hosts[n] = nothing;
        if (indicator_parse(&matcher->asked, kind, values[n],
                            TAMIS_PARSE_ZONE_ID) != TAMIS_REASON_NONE)
            continue;
        if (kind == TAMIS_KIND_URL)
            add_url(step, n, &matcher->asked, &matcher->host);
        else if (kind == TAMIS_KIND_EMAIL)
            add_email(step, n, &matcher->asked);
        else
            add_text(step, n, &matcher->asked);
    }
}

/* Hosts that are addresses are few, and asked one by one. */
static bool may_list_address(const tamis_matcher *matcher, tamis_slice key)
{
    const struct database_class *records =
        &matcher->view.database
             ->classes[kind_key_class(TAMIS_KIND_IP, key.size)];

    return records->count > 0 &&
           prefix_table_find(&records->prefix, (const uint8_t *)key.data) !=
               SLOT_NONE;
}

static void filter_hosts(const tamis_matcher *matcher, struct value_step *step)
{
    const struct database_class *names =
        &matcher->view.database->classes[KEY_CLASS_DOMAIN];
    tamis_slice gathered[KERNELS_BATCH_MAX];
    uint8_t places[KERNELS_BATCH_MAX];
    size_t count = 0;

    step->listed_hosts = 0;
    for (size_t n = 0; n < step->count; n++) {
        if (step->hosts[n].size == 0)
            continue;
        if (step->host_kinds[n] == TAMIS_KIND_DOMAIN) {
            places[count] = (uint8_t)n;
            gathered[count++] = step->hosts[n];
        } else if (may_list_address(matcher, step->hosts[n])) {
            step->listed_hosts |= UINT64_C(1) << n;
        }
    }
    if (names->count == 0 || count == 0)
        return;
    for (uint64_t worth = suffix_table_filter(&names->suffix, gathered, count);
         worth; worth &= worth - 1)
        step->listed_hosts |= UINT64_C(1) << places[__builtin_ctzll(worth)];
}

static uint64_t filter_keys(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, struct exact_step *step)
{
    step->count = count;
    step->keys = (struct exact_keys){.slices = keys};
    exact_step_begin(table, step);
    return exact_step_filter(table, step);
}

/* One value of which something is listed: what find_ask() asks, as far as the
 * step does not know that it is not there. */
static tamis_record_id find_value(tamis_matcher *matcher,
                                  const struct database_class *records,
                                  unsigned n)
{
    const struct value_step *step = &matcher->values;
    struct observation *observation = &matcher->observation;

    observation_begin(observation);
    observation_add_part(observation);
    if (step->whole.passed >> n & 1)
        find_add_key(matcher, records, &step->whole, n);
    if (step->at_name.passed >> n & 1)
        find_add_key(matcher, records, &step->at_name, n);
    if (step->listed_hosts >> n & 1)
        observation_ask(observation, &matcher->view,
                        &(struct observation_part){.kind = step->host_kinds[n],
                                                   .key = step->hosts[n]});
    return observation_first(observation, &matcher->view);
}

static size_t find_step_of_values(tamis_matcher *matcher,
                                  const struct database_class *records,
                                  bool is_email, tamis_record_id *found)
{
    struct value_step *step = &matcher->values;
    const struct exact_table *table = &records->exact;
    uint64_t worth = filter_keys(table, step->count, step->keys, &step->whole);
    size_t hits = 0;

    step->at_name.passed = 0;
    if (is_email)
        worth |=
            filter_keys(table, step->count, step->at_names, &step->at_name);
    filter_hosts(matcher, step);
    if ((worth | step->listed_hosts) == 0)
        return 0;
    worth =
        step->listed_hosts | find_exact_keys(matcher, records, &step->whole);
    if (is_email)
        worth |= find_exact_keys(matcher, records, &step->at_name);
    for (; worth; worth &= worth - 1) {
        unsigned n = (unsigned)__builtin_ctzll(worth);

        found[n] = find_value(matcher, records, n);
        hits += found[n] != TAMIS_RECORD_NONE;
    }
    return hits;
}

static size_t find_steps(tamis_matcher *matcher, size_t count, tamis_kind kind,
                         const tamis_slice *values, tamis_record_id *records)
{
    const struct database_class *listed =
        &matcher->view.database->classes[kind_key_class(kind, 0)];
    size_t hits = 0;

    for (size_t done = 0; done < count; done += matcher->values.count) {
        read_step(matcher, kind, values + done, count - done);
        hits += find_step_of_values(matcher, listed, kind == TAMIS_KIND_EMAIL,
                                    records + done);
    }
    return hits;
}

/* Any kind, by find_ask(). */
static size_t find_one_by_one(tamis_matcher *matcher, size_t count,
                              tamis_kind kind, const tamis_slice *values,
                              tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t n = 0; n < count; n++) {
        struct find_place place = {.reports_inner = true, .value = values[n]};

        if (indicator_parse(&matcher->asked, kind, values[n],
                            TAMIS_PARSE_ZONE_ID) != TAMIS_REASON_NONE &&
            !find_take_odd(matcher, kind, values[n]))
            continue;
        if (!find_has_more_keys(matcher, kind) &&
            !find_may_list(matcher, &matcher->asked))
            continue;
        records[n] =
            find_first(matcher, find_ask(matcher, &matcher->asked, &place));
        hits += records[n] != TAMIS_RECORD_NONE;
    }
    return hits;
}

static size_t find_values(tamis_matcher *matcher, size_t count, tamis_kind kind,
                          const tamis_slice *values, tamis_record_id *records)
{
    bool is_stepped = kind == TAMIS_KIND_URL || kind == TAMIS_KIND_EMAIL ||
                      kind_key_class(kind, 0) == KEY_CLASS_TEXT;

    find_nothing(count, records);
    return is_stepped && !find_has_more_keys(matcher, kind)
               ? find_steps(matcher, count, kind, values, records)
               : find_one_by_one(matcher, count, kind, values, records);
}

size_t tamis_matcher_find_urls(tamis_matcher *matcher, size_t count,
                               const tamis_slice *urls,
                               tamis_record_id *records)
{
    return find_values(matcher, count, TAMIS_KIND_URL, urls, records);
}

size_t tamis_matcher_find_emails(tamis_matcher *matcher, size_t count,
                                 const tamis_slice *emails,
                                 tamis_record_id *records)
{
    return find_values(matcher, count, TAMIS_KIND_EMAIL, emails, records);
}

size_t tamis_matcher_find_texts(tamis_matcher *matcher, size_t count,
                                tamis_kind kind, const tamis_slice *values,
                                tamis_record_id *records)
{
    return find_values(matcher, count, kind, values, records);
}

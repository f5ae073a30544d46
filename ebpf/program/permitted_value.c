/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/permitted_value.h"

#include "program/speech.h"

#include <tamis/indicator.h>
#include <tamis/match.h>

#include <string.h>

struct search {
    tamis_indicator indicator;
    bool is_there;
};

static int take_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct search *search = context;
    const tamis_indicator *wanted = &search->indicator;

    for (size_t i = 0; i < count; i++)
        if (hits[i].kind == wanted->kind &&
            hits[i].key.size == wanted->key_size &&
            memcmp(hits[i].key.data, wanted->key, wanted->key_size) == 0)
            search->is_there = true;
    return 0;
}

void permitted_value_compare(const char *value, tamis_database *database,
                             const tamis_clearance *clearance)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    static struct search search;
    const tamis_indicator *wanted = &search.indicator;
    char text[TAMIS_DOMAIN_SIZE_MAX + 64];
    tamis_matcher *matcher;
    tamis_status status;

    search.is_there = false;
    if (tamis_indicator_parse(&search.indicator, TAMIS_KIND_AUTO, value,
                              strlen(value), TAMIS_PARSE_SINGLE_LABEL,
                              NULL) < 0 ||
        wanted->mode == TAMIS_MODE_PREFIX)
        return; /* a prefix is not asked for as a value is */
    options.clearance = *clearance;
    if (tamis_matcher_create(&matcher, database, &options, NULL) < 0)
        return;
    tamis_indicator_format(wanted, text, sizeof text);
    status = tamis_matcher_find_all(matcher, wanted->kind, text, strlen(text),
                                    take_hits, &search, NULL);
    tamis_matcher_destroy(matcher);
    if (status >= 0 && !search.is_there)
        speech_note("no indicator in what goes into the kernel is %s itself: "
                    "the line permits nothing there",
                    text);
}

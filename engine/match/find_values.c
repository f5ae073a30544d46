/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs, e-mails and texts in batches: through the parser, like everywhere, and
 * then past the filters, which few pass. */
#include "indicator/parse.h"
#include "match/find.h"

static tamis_record_id find_value(tamis_matcher *matcher, tamis_kind kind,
                                  tamis_slice value)
{
    static const struct find_place nowhere = {0, 0, true};

    if (indicator_parse(&matcher->asked, kind, value, TAMIS_PARSE_ZONE_ID) !=
            TAMIS_REASON_NONE ||
        !find_may_list(matcher, &matcher->asked))
        return TAMIS_RECORD_NONE;
    return find_first(matcher, find_ask(matcher, &matcher->asked, &nowhere));
}

static size_t find_values(tamis_matcher *matcher, size_t count, tamis_kind kind,
                          const tamis_slice *values, tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        records[i] = find_value(matcher, kind, values[i]);
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
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

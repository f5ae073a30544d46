/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The batch calls. Each key goes through its index first; only the few that
 * are there at all reach the slower question of what may be said about them.
 */
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "match/find.h"
#include "match/wire_name.h"

#include <string.h>

static const struct find_place nowhere = {0, 0, true};

/* Lower-cases an ASCII name without its trailing dot; 0 when it holds other
 * bytes or is too long for a name. */
static size_t fold_name(tamis_slice name, char folded[TAMIS_DOMAIN_SIZE_MAX])
{
    size_t size = name.size;

    if (size > 0 && name.data[size - 1] == '.')
        size--;
    if (size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)name.data[i];

        if (byte >= 0x80)
            return 0;
        folded[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    return size;
}

static bool has_high_bytes(tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return true;
    return false;
}

static tamis_record_id find_domain(tamis_matcher *matcher, tamis_slice name)
{
    char folded[TAMIS_DOMAIN_SIZE_MAX];
    size_t size = fold_name(name, folded);

    if (size > 0)
        return find_key(matcher, TAMIS_KIND_DOMAIN, slice_make(folded, size));
    if (!has_high_bytes(name) ||
        indicator_parse(&matcher->asked, TAMIS_KIND_DOMAIN, name,
                        TAMIS_PARSE_SINGLE_LABEL) != TAMIS_REASON_NONE)
        return TAMIS_RECORD_NONE;
    return find_key(matcher, TAMIS_KIND_DOMAIN,
                    slice_make(matcher->asked.key, matcher->asked.key_size));
}

size_t tamis_matcher_find_domains(tamis_matcher *matcher, size_t count,
                                  const tamis_slice *names,
                                  tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        records[i] = find_domain(matcher, names[i]);
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
}

size_t tamis_matcher_find_wire_domains(tamis_matcher *matcher, size_t count,
                                       const tamis_slice *names,
                                       tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        char text[TAMIS_DOMAIN_SIZE_MAX];
        size_t size = wire_name_read(names[i], text);

        records[i] = size == 0 ? TAMIS_RECORD_NONE
                               : find_key(matcher, TAMIS_KIND_DOMAIN,
                                          slice_make(text, size));
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
}

/* URLs, e-mails and texts: through the parser, like everywhere. */
static size_t find_parsed(tamis_matcher *matcher, size_t count, tamis_kind kind,
                          const tamis_slice *values, tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        records[i] = TAMIS_RECORD_NONE;
        if (indicator_parse(&matcher->asked, kind, values[i],
                            TAMIS_PARSE_ZONE_ID) != TAMIS_REASON_NONE)
            continue;
        records[i] =
            find_first(matcher, find_ask(matcher, &matcher->asked, &nowhere));
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
}

size_t tamis_matcher_find_urls(tamis_matcher *matcher, size_t count,
                               const tamis_slice *urls,
                               tamis_record_id *records)
{
    return find_parsed(matcher, count, TAMIS_KIND_URL, urls, records);
}

size_t tamis_matcher_find_emails(tamis_matcher *matcher, size_t count,
                                 const tamis_slice *emails,
                                 tamis_record_id *records)
{
    return find_parsed(matcher, count, TAMIS_KIND_EMAIL, emails, records);
}

size_t tamis_matcher_find_texts(tamis_matcher *matcher, size_t count,
                                tamis_kind kind, const tamis_slice *values,
                                tamis_record_id *records)
{
    return find_parsed(matcher, count, kind, values, records);
}

static tamis_kind kind_of_digest(size_t size)
{
    switch (size) {
    case 16:
        return TAMIS_KIND_MD5;
    case 20:
        return TAMIS_KIND_SHA1;
    case 28:
        return TAMIS_KIND_SHA224;
    case 32:
        return TAMIS_KIND_SHA256;
    case 48:
        return TAMIS_KIND_SHA384;
    case 64:
        return TAMIS_KIND_SHA512;
    default:
        return TAMIS_KIND_AUTO;
    }
}

size_t tamis_matcher_find_digests(tamis_matcher *matcher, size_t count,
                                  size_t digest_size, const uint8_t *digests,
                                  tamis_record_id *records)
{
    tamis_kind kind = kind_of_digest(digest_size);
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        records[i] =
            kind == TAMIS_KIND_AUTO
                ? TAMIS_RECORD_NONE
                : find_key(matcher, kind,
                           slice_make(digests + i * digest_size, digest_size));
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidates without a database. */
#include "base/error.h"
#include "base/memory.h"
#include "indicator/address.h"
#include "indicator/extract.h"
#include "indicator/parse.h"
#include "match/utf16.h"

#include <tamis/extract.h>

struct tamis_extractor {
    tamis_allocator allocator;
    struct extract extract;
    bool is_utf16;
    struct utf16 utf16;
    tamis_indicator host; /* of a URL */
    uint8_t transcoded[UTF16_CHUNK_UTF8_SIZE];
};

tamis_status tamis_extractor_create(tamis_extractor **extractor,
                                    const tamis_allocator *allocator,
                                    tamis_error *error)
{
    tamis_allocator chosen = memory_choose(allocator);

    *extractor = memory_allocate_array(&chosen, 1, sizeof **extractor);
    if (!*extractor)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for an extractor (%zu bytes)",
                         sizeof **extractor);
    (*extractor)->allocator = chosen;
    return TAMIS_OK;
}

void tamis_extractor_destroy(tamis_extractor *extractor)
{
    tamis_allocator allocator;

    if (!extractor)
        return;
    allocator = extractor->allocator;
    memory_release(&allocator, extractor);
}

/* The next candidate that no other chunk has. */
static const struct candidate *find_fresh(tamis_extractor *extractor)
{
    const struct candidate *candidate;

    do {
        candidate = extract_next(&extractor->extract);
    } while (candidate && extractor->is_utf16 &&
             !utf16_is_fresh(&extractor->utf16, candidate->offset));
    return candidate;
}

/* The next chunk of UTF-16; false at the end. */
static bool begin_chunk(tamis_extractor *extractor)
{
    size_t size = utf16_next(&extractor->utf16, extractor->transcoded);

    extract_begin(&extractor->extract, extractor->transcoded, size);
    return size > 0;
}

void tamis_extractor_begin(tamis_extractor *extractor, const void *text,
                           size_t text_size)
{
    extractor->is_utf16 = utf16_begin(&extractor->utf16, text, text_size);
    if (extractor->is_utf16)
        (void)begin_chunk(extractor);
    else
        extract_begin(&extractor->extract, text, text_size);
}

static bool is_special_address(const tamis_indicator *indicator)
{
    struct address_prefix prefix;

    return indicator->kind == TAMIS_KIND_IP &&
           address_prefix_from_key(&prefix, indicator->key,
                                   indicator->key_size) &&
           address_is_special_use(&prefix);
}

static bool is_special_use(tamis_extractor *extractor,
                           const tamis_indicator *indicator)
{
    tamis_indicator *host = &extractor->host;

    host->key_size = 0;
    if (indicator->kind == TAMIS_KIND_URL)
        indicator_url_host(indicator, host);
    else if (indicator->kind == TAMIS_KIND_IP_PORT)
        indicator_port_address(indicator, host);
    else
        return is_special_address(indicator);
    return host->key_size > 0 && is_special_address(host);
}

int tamis_extractor_next(tamis_extractor *extractor, tamis_extracted *extracted)
{
    const struct candidate *candidate;
    size_t start, end;

    while (!(candidate = find_fresh(extractor)))
        if (!extractor->is_utf16 || !begin_chunk(extractor))
            return 0;
    start = candidate->offset;
    end = start + candidate->size;
    if (extractor->is_utf16) {
        start = utf16_offset(&extractor->utf16, start);
        end = utf16_offset(&extractor->utf16, end);
    }
    extracted->offset = start;
    extracted->length = (uint32_t)(end - start);
    extracted->indicator = &candidate->indicator;
    extracted->notes = candidate->is_wide ? TAMIS_EXTRACTED_WIDE : 0;
    if (is_special_use(extractor, &candidate->indicator))
        extracted->notes |= TAMIS_EXTRACTED_SPECIAL_USE;
    return 1;
}

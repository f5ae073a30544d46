/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/address_range.h"

#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "indicator/address_span.h"

/* Any IPv4 range is 62 prefixes at most; an IPv6 range of more is no block
 * that somebody has, and a line of it would be hundreds of statements. */
#define PREFIX_COUNT_MAX 64

bool address_range_parse(struct address *address, tamis_slice text)
{
    /* Names are asked about too: most are turned away here. */
    if (text.size < 2 || text.size > 45 ||
        !(field_is_digit(text.data[0]) || slice_find(text, ':') != SIZE_MAX))
        return false;
    return address_parse_strict(address, text) == TAMIS_REASON_NONE;
}

bool address_range_is_mask(const struct address *address, uint32_t *length)
{
    uint32_t ones = 0, bits = address->size * 8;

    while (ones < bits && address->bytes[ones / 8] >> (7 - ones % 8) & 1)
        ones++;
    for (uint32_t i = ones; i < bits; i++)
        if (address->bytes[i / 8] >> (7 - i % 8) & 1)
            return false;
    *length = ones;
    return true;
}

tamis_status address_range_add_prefix(struct feed_reader *reader,
                                      const struct address *address,
                                      uint32_t length, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    struct address_prefix prefix = {*address, length};
    char text[ADDRESS_TEXT_SIZE];

    statement.kind = TAMIS_KIND_IP;
    statement.value = slice_make(text, address_prefix_format(&prefix, text));
    return reader_add(reader, &statement, error);
}

/* first with the bits below `length` set. */
static struct address end_of_prefix(const struct address *first,
                                    uint32_t length)
{
    struct address end = *first;

    for (uint32_t i = length; i < end.size * 8; i++)
        end.bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
    return end;
}

/* True when no bit of the address below `length` is set. */
static bool is_aligned(const struct address *address, uint32_t length)
{
    for (uint32_t i = length; i < address->size * 8; i++)
        if (address->bytes[i / 8] & 0x80 >> i % 8)
            return false;
    return true;
}

bool address_range_is_prefix(const struct address *first,
                             const struct address *last, uint32_t length)
{
    struct address end = end_of_prefix(first, length);

    return first->size == last->size && is_aligned(first, length) &&
           !memcmp(end.bytes, last->bytes, end.size);
}

static unsigned count_prefixes(struct address_span span)
{
    struct address_prefix prefix;
    unsigned count = 0;

    while (count <= PREFIX_COUNT_MAX && address_span_next(&span, &prefix))
        count++;
    return count;
}

tamis_status address_range_add(struct feed_reader *reader, tamis_slice text,
                               const struct address *first,
                               const struct address *last, tamis_error *error)
{
    struct address_span span = {*first, *last, false};
    struct address_prefix prefix;

    if (first->size != last->size ||
        memcmp(first->bytes, last->bytes, first->size) > 0 ||
        count_prefixes(span) > PREFIX_COUNT_MAX)
        return reader_reject_value(reader, text, TAMIS_REASON_BAD_IP, error);
    while (address_span_next(&span, &prefix))
        TRY(address_range_add_prefix(reader, &prefix.address, prefix.length,
                                     error));
    return TAMIS_OK;
}

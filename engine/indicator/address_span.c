/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/address_span.h"

#include "base/slice.h"

static tamis_reason parse_end(struct address *address, tamis_slice text)
{
    tamis_reason reason = address_parse_strict(address, slice_trim(text));

    if (reason == TAMIS_REASON_NONE)
        address_unmap(address);
    return reason;
}

tamis_reason address_span_parse(struct address_span *span, tamis_slice text)
{
    size_t hyphen = slice_find(text, '-');
    tamis_reason reason;

    if (hyphen == SIZE_MAX)
        return TAMIS_REASON_BAD_IP;
    reason = parse_end(&span->first, slice_first(text, hyphen));
    if (reason)
        return reason;
    reason = parse_end(&span->last, slice_from(text, hyphen + 1));
    if (reason)
        return reason;
    if (span->first.size != span->last.size ||
        memcmp(span->first.bytes, span->last.bytes, span->first.size) > 0)
        return TAMIS_REASON_BAD_IP;
    span->is_done = false;
    return TAMIS_REASON_NONE;
}

static bool get_bit(const struct address *address, uint32_t bit)
{
    return address->bytes[bit / 8] >> (7 - bit % 8) & 1;
}

/* Sets or clears all bits from `bit` on. */
static struct address fill_bits(struct address address, uint32_t bit,
                                bool value)
{
    for (uint32_t i = bit; i < address.size * 8; i++) {
        uint8_t mask = (uint8_t)(0x80u >> i % 8);

        if (value)
            address.bytes[i / 8] |= mask;
        else
            address.bytes[i / 8] &= (uint8_t)~mask;
    }
    return address;
}

/* The address after the last one of the prefix; false past the very last. */
static bool step_over(struct address *address, uint32_t length)
{
    uint32_t bit = length;

    while (bit > 0 && get_bit(address, bit - 1))
        bit--;
    if (bit == 0)
        return false;
    *address = fill_bits(*address, bit, false);
    address->bytes[(bit - 1) / 8] |= (uint8_t)(0x80u >> (bit - 1) % 8);
    return true;
}

bool address_span_next(struct address_span *span, struct address_prefix *prefix)
{
    uint32_t length = span->first.size * 8;

    if (span->is_done)
        return false;
    /* Widen while the front stays aligned and the end is not passed. */
    while (length > 0 && !get_bit(&span->first, length - 1)) {
        struct address end = fill_bits(span->first, length - 1, true);

        if (memcmp(end.bytes, span->last.bytes, end.size) > 0)
            break;
        length--;
    }
    prefix->address = span->first;
    prefix->length = length;
    span->is_done =
        !step_over(&span->first, length) ||
        memcmp(span->first.bytes, span->last.bytes, span->last.size) > 0;
    return true;
}

bool address_parse_netmask(tamis_slice text, uint32_t *length)
{
    struct address mask;
    uint32_t ones = 0;

    if (address_parse_strict(&mask, text) || mask.size != 4)
        return false;
    while (ones < 32 && get_bit(&mask, ones))
        ones++;
    for (uint32_t i = ones; i < 32; i++) {
        if (get_bit(&mask, i))
            return false;
    }
    *length = ones;
    return true;
}

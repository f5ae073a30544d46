/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/address_range.h"

#include "base/error.h"
#include "base/slice.h"
#include "feed/fields.h"

#include <arpa/inet.h>
#include <stdio.h>

static bool parse_ipv4(struct address *address, tamis_slice text)
{
    size_t at = 0;

    for (unsigned octet = 0; octet < 4; octet++) {
        unsigned value = 0, digits = 0;

        if (octet && (at >= text.size || text.data[at++] != '.'))
            return false;
        while (at < text.size && field_is_digit(text.data[at]) && digits < 3) {
            value = value * 10 + (unsigned)(text.data[at++] - '0');
            digits++;
        }
        if (digits == 0 || value > 255)
            return false;
        address->bytes[octet] = (uint8_t)value;
    }
    address->size = 4;
    return at == text.size;
}

bool address_parse(struct address *address, tamis_slice text)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.size < 2 || text.size >= sizeof copy)
        return false;
    if (field_is_digit(text.data[0]) && parse_ipv4(address, text))
        return true;
    if (slice_find(text, ':') == SIZE_MAX)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    address->size = 16;
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

bool address_is_mask(const struct address *address, uint32_t *length)
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

size_t address_format(const struct address *address, uint32_t length,
                      char text[ADDRESS_TEXT_SIZE])
{
    size_t size;

    if (!inet_ntop(address->size == 4 ? AF_INET : AF_INET6, address->bytes,
                   text, INET6_ADDRSTRLEN))
        return 0;
    size = strlen(text);
    return size + (size_t)snprintf(text + size, ADDRESS_TEXT_SIZE - size, "/%u",
                                   length);
}

tamis_status address_prefix_add(struct feed_reader *reader,
                                const struct address *address, uint32_t length,
                                tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    char text[ADDRESS_TEXT_SIZE];

    statement.kind = TAMIS_KIND_IP;
    statement.value = slice_make(text, address_format(address, length, text));
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

bool address_is_prefix(const struct address *first, const struct address *last,
                       uint32_t length)
{
    struct address end = end_of_prefix(first, length);

    return first->size == last->size && is_aligned(first, length) &&
           !memcmp(end.bytes, last->bytes, end.size);
}

/* The next address; false when it wraps around. */
static bool increment(struct address *address)
{
    for (uint32_t i = address->size; i-- > 0;)
        if (++address->bytes[i])
            return true;
    return false;
}

tamis_status address_range_add(struct feed_reader *reader, tamis_slice text,
                               const struct address *first,
                               const struct address *last, tamis_error *error)
{
    struct address at = *first;
    bool more = first->size == last->size &&
                memcmp(first->bytes, last->bytes, first->size) <= 0;

    if (!more)
        return reader_reject_value(reader, text, TAMIS_REASON_BAD_IP, error);
    /* Each step takes the widest prefix: at most two for each bit. */
    while (more) {
        uint32_t length = at.size * 8;
        struct address end = at;

        while (length > 0 && is_aligned(&at, length - 1)) {
            struct address wider = end_of_prefix(&at, length - 1);

            if (memcmp(wider.bytes, last->bytes, at.size) > 0)
                break;
            end = wider;
            length--;
        }
        TRY(address_prefix_add(reader, &at, length, error));
        at = end;
        more = increment(&at) && memcmp(at.bytes, last->bytes, at.size) <= 0;
    }
    return TAMIS_OK;
}

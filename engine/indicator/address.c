/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/address.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"

#include <stdio.h>

/* The first twelve bytes of ::ffff:0:0/96. */
static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0,    0,
                                          0, 0, 0, 0, 0xff, 0xff};

static bool has_leading_zero(tamis_slice digits)
{
    return digits.size > 1 && digits.data[0] == '0';
}

/* Octal looks like decimal here, and programs differ on which it is: a
 * leading zero is a reason of its own, whatever the value would be. */
static tamis_reason parse_octets(tamis_slice text, uint8_t bytes[4])
{
    bool has_zero = false, is_bad = false;
    size_t at = 0;

    if (text.size == 0)
        return TAMIS_REASON_BAD_IP; /* its data may be NULL */
    for (size_t i = 0; i < 4; i++) {
        size_t begin = at;
        uint32_t value = 0;
        tamis_slice digits;

        while (at < text.size && encoding_is_digit(text.data[at])) {
            value = value * 10 + (uint32_t)(text.data[at] - '0');
            if (value > 255)
                value = 256;
            at++;
        }
        digits = slice_make(text.data + begin, at - begin);
        if (digits.size == 0 || (i < 3 && at == text.size) ||
            (i < 3 && text.data[at++] != '.'))
            return TAMIS_REASON_BAD_IP;
        has_zero |= has_leading_zero(digits);
        is_bad |= value > 255;
        bytes[i] = (uint8_t)value;
    }
    if (at != text.size)
        return TAMIS_REASON_BAD_IP;
    if (has_zero)
        return TAMIS_REASON_IPV4_LEADING_ZERO;
    return is_bad ? TAMIS_REASON_BAD_IP : TAMIS_REASON_NONE;
}

/* Where a walk over the groups of an IPv6 address stands. */
struct group_walk {
    tamis_slice text;
    size_t at;
    uint8_t bytes[16];
    size_t count; /* bytes written */
    size_t gap;   /* bytes before "::", SIZE_MAX while there was none */
};

static size_t count_hex_digits(tamis_slice text, size_t at)
{
    size_t count = 0;

    while (at + count < text.size && count < 5 &&
           number_hex_digit(text.data[at + count]) >= 0)
        count++;
    return count;
}

/* One group of up to four hex digits, or the four octets at the end. */
static tamis_reason take_group(struct group_walk *walk)
{
    size_t digits = count_hex_digits(walk->text, walk->at);
    uint32_t value = 0;

    if (walk->at + digits < walk->text.size &&
        walk->text.data[walk->at + digits] == '.') {
        tamis_slice octets = slice_from(walk->text, walk->at);

        if (walk->count > 12)
            return TAMIS_REASON_BAD_IP;
        walk->at = walk->text.size;
        walk->count += 4;
        return parse_octets(octets, walk->bytes + walk->count - 4);
    }
    if (digits == 0 || digits > 4 || walk->count > 14)
        return TAMIS_REASON_BAD_IP;
    for (size_t i = 0; i < digits; i++)
        value = value << 4 |
                (uint32_t)number_hex_digit(walk->text.data[walk->at + i]);
    walk->bytes[walk->count++] = (uint8_t)(value >> 8);
    walk->bytes[walk->count++] = (uint8_t)value;
    walk->at += digits;
    return TAMIS_REASON_NONE;
}

/* The colon after a group, and "::" where it is allowed. */
static bool take_colon(struct group_walk *walk)
{
    if (walk->text.data[walk->at++] != ':' || walk->at == walk->text.size)
        return false;
    if (walk->text.data[walk->at] != ':')
        return true;
    if (walk->gap != SIZE_MAX)
        return false;
    walk->gap = walk->count;
    walk->at++;
    return true;
}

static tamis_reason parse_groups(tamis_slice text, uint8_t bytes[16])
{
    struct group_walk walk = {.text = text, .gap = SIZE_MAX};
    size_t tail;

    if (slice_starts(text, "::")) {
        walk.gap = 0;
        walk.at = 2;
    }
    while (walk.at < text.size) {
        tamis_reason reason = take_group(&walk);

        if (reason)
            return reason;
        if (walk.at < text.size && !take_colon(&walk))
            return TAMIS_REASON_BAD_IP;
    }
    if (walk.gap == SIZE_MAX ? walk.count != 16 : walk.count > 14)
        return TAMIS_REASON_BAD_IP;
    if (walk.gap == SIZE_MAX)
        walk.gap = 16;
    tail = walk.count < walk.gap ? 0 : walk.count - walk.gap;
    memset(bytes, 0, 16);
    memcpy(bytes, walk.bytes, walk.gap < 16 ? walk.gap : walk.count);
    memcpy(bytes + 16 - tail, walk.bytes + walk.count - tail, tail);
    return TAMIS_REASON_NONE;
}

tamis_reason address_parse_strict(struct address *address, tamis_slice text)
{
    memset(address, 0, sizeof *address);
    if (slice_find(text, ':') != SIZE_MAX) {
        address->size = 16;
        return parse_groups(text, address->bytes);
    }
    address->size = 4;
    return parse_octets(text, address->bytes);
}

bool address_unmap(struct address *address)
{
    if (address->size != 16 || memcmp(address->bytes, mapped_prefix, 12) != 0)
        return false;
    memcpy(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
    address->size = 4;
    return true;
}

static bool clear_host_bits(struct address_prefix *prefix)
{
    uint8_t *bytes = prefix->address.bytes;
    bool has_changed = false;

    for (uint32_t i = prefix->length / 8; i < prefix->address.size; i++) {
        uint32_t kept = i == prefix->length / 8 ? prefix->length % 8 : 0;
        uint8_t mask = (uint8_t)(0xff00u >> kept);

        has_changed |= (bytes[i] & mask) != bytes[i];
        bytes[i] &= mask;
    }
    return has_changed;
}

/* "[v6]" and "[v6]/64" without their brackets; others as they are. */
static bool split_prefix(tamis_slice text, tamis_slice *address,
                         tamis_slice *length)
{
    size_t slash = slice_find_last(text, '/');

    *address = slice_first(text, slash);
    *length =
        slash == SIZE_MAX ? slice_make(NULL, 0) : slice_from(text, slash + 1);
    if (slash != SIZE_MAX && length->size == 0)
        return false;
    if (address->size && address->data[0] == '[') {
        if (address->size < 4 || address->data[address->size - 1] != ']')
            return false;
        *address = slice_make(address->data + 1, address->size - 2);
        return slice_find(*address, ':') != SIZE_MAX;
    }
    return true;
}

static tamis_reason parse_zoned(struct address *address, tamis_slice text,
                                uint32_t flags)
{
    size_t percent = slice_find(text, '%');
    tamis_reason reason =
        address_parse_strict(address, slice_first(text, percent));

    if (reason || percent == SIZE_MAX)
        return reason;
    if (address->size != 16 || percent + 1 == text.size)
        return TAMIS_REASON_BAD_IP;
    return flags & TAMIS_PARSE_ZONE_ID ? TAMIS_REASON_NONE
                                       : TAMIS_REASON_ZONE_ID;
}

tamis_reason address_prefix_parse(struct address_prefix *prefix,
                                  tamis_slice text, uint32_t flags,
                                  uint32_t *notes)
{
    tamis_slice address, digits;
    uint64_t length, bits;
    tamis_reason reason;

    if (!split_prefix(text, &address, &digits))
        return TAMIS_REASON_BAD_IP;
    reason = parse_zoned(&prefix->address, address, flags);
    if (reason)
        return reason;
    bits = (uint64_t)prefix->address.size * 8;
    length = bits;
    if (digits.size && (digits.size > 3 || has_leading_zero(digits) ||
                        !number_parse_decimal(digits, bits, &length)))
        return TAMIS_REASON_BAD_IP;
    if (length >= 96 && address_unmap(&prefix->address)) {
        length -= 96;
        *notes |= TAMIS_NOTE_V4_MAPPED;
    }
    prefix->length = (uint32_t)length;
    if (clear_host_bits(prefix))
        *notes |= TAMIS_NOTE_HOST_BITS;
    return TAMIS_REASON_NONE;
}

/* The longest run of two or more zero groups, the first of equals. */
static void find_zero_run(const uint16_t groups[8], size_t *begin, size_t *end)
{
    *begin = *end = 8;
    for (size_t i = 0; i < 8; i++) {
        size_t stop = i;

        while (stop < 8 && groups[stop] == 0)
            stop++;
        if (stop - i >= 2 && (*begin == 8 || stop - i > *end - *begin)) {
            *begin = i;
            *end = stop;
        }
        if (stop > i)
            i = stop;
    }
}

static size_t format_groups(const uint8_t bytes[16],
                            char text[ADDRESS_TEXT_SIZE])
{
    uint16_t groups[8];
    size_t begin, end, size = 0;

    for (size_t i = 0; i < 8; i++)
        groups[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    find_zero_run(groups, &begin, &end);
    for (size_t i = 0; i < 8; i++) {
        if (i == begin) {
            text[size++] = ':';
            text[size++] = ':';
            i = end - 1;
            continue;
        }
        if (i && i != end)
            text[size++] = ':';
        size += (size_t)snprintf(text + size, 5, "%x", groups[i]);
    }
    text[size] = '\0';
    return size;
}

size_t address_format(const struct address *address,
                      char text[ADDRESS_TEXT_SIZE])
{
    const uint8_t *bytes = address->bytes;

    if (address->size == 16)
        return format_groups(bytes, text);
    return (size_t)snprintf(text, 16, "%u.%u.%u.%u", bytes[0], bytes[1],
                            bytes[2], bytes[3]);
}

size_t address_prefix_format(const struct address_prefix *prefix,
                             char text[ADDRESS_TEXT_SIZE])
{
    size_t size = address_format(&prefix->address, text);

    if (prefix->length < prefix->address.size * 8)
        size += (size_t)snprintf(text + size, 5, "/%u",
                                 (unsigned)(prefix->length & 0xff));
    return size;
}

bool address_parse_port(tamis_slice text, uint16_t *port)
{
    uint64_t value;

    if (text.size == 0 || text.size > 5 ||
        !number_parse_decimal(text, UINT16_MAX, &value) || value == 0)
        return false;
    *port = (uint16_t)value;
    return true;
}

void address_prefix_to_key(const struct address_prefix *prefix,
                           tamis_indicator *indicator)
{
    uint32_t size = prefix->address.size;

    memcpy(indicator->key, prefix->address.bytes, size);
    indicator->key[size] = (uint8_t)prefix->length;
    indicator->key_size = size + 1;
    indicator->mode =
        prefix->length == size * 8 ? TAMIS_MODE_EXACT : TAMIS_MODE_PREFIX;
}

bool address_prefix_from_key(struct address_prefix *prefix, const void *key,
                             size_t key_size)
{
    const uint8_t *bytes = key;

    memset(prefix, 0, sizeof *prefix);
    if (key_size != 5 && key_size != 17)
        return false;
    prefix->address.size = (uint32_t)key_size - 1;
    memcpy(prefix->address.bytes, bytes, key_size - 1);
    prefix->length = bytes[key_size - 1];
    return prefix->length <= prefix->address.size * 8;
}

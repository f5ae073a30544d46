/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds that are numbers with many spellings: asn, mac, phone-number. */
#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/text.h"

#include <stdio.h>

#define PHONE_DIGITS_MIN 3u
#define PHONE_DIGITS_MAX 20u

/* "AS64500", "64500", and asdot: "AS1.10" is 1 * 65536 + 10. */
tamis_reason asn_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    uint64_t high = 0, low;
    char number[24];
    size_t dot;
    int size;

    (void)flags;
    if (slice_starts_folded(text, "as"))
        text = slice_trim(slice_from(text, 2));
    dot = slice_find(text, '.');
    if (dot == SIZE_MAX) {
        if (!number_parse_decimal(text, UINT32_MAX, &low))
            return TAMIS_REASON_SYNTAX;
    } else if (!number_parse_decimal(slice_first(text, dot), UINT16_MAX,
                                     &high) ||
               !number_parse_decimal(slice_from(text, dot + 1), UINT16_MAX,
                                     &low)) {
        return TAMIS_REASON_SYNTAX;
    }
    size = snprintf(number, sizeof number, "%llu",
                    (unsigned long long)(high << 16 | low));
    return text_store(indicator, slice_make(number, (size_t)size), false);
}

/* MAC-48 and EUI-64, with any of the usual marks between digits or none. */
tamis_reason mac_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    char pairs[24];
    size_t digits = 0, size = 0;

    (void)flags;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        if (byte == ':' || byte == '-' || byte == '.' || byte == ' ')
            continue;
        if (number_hex_digit(byte) < 0 || digits == 16)
            return TAMIS_REASON_SYNTAX;
        if (digits && digits % 2 == 0)
            pairs[size++] = ':';
        pairs[size++] = encoding_lower(byte);
        digits++;
    }
    if (digits != 12 && digits != 16)
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, slice_make(pairs, size), false);
}

/* "+49 (30) 123-456", "0049 30 123456" to "+4930123456". */
tamis_reason phone_number_parse(tamis_indicator *indicator, tamis_slice text,
                                uint32_t flags)
{
    char number[PHONE_DIGITS_MAX + 1] = "+";
    size_t size = 1;
    bool is_international = slice_starts(text, "+");

    (void)flags;
    for (size_t i = is_international; i < text.size; i++) {
        char byte = text.data[i];

        if (byte == ' ' || byte == '-' || byte == '(' || byte == ')' ||
            byte == '.' || byte == '/')
            continue;
        if (!encoding_is_digit(byte) || size == sizeof number)
            return TAMIS_REASON_SYNTAX;
        number[size++] = byte;
        if (!is_international && size == 3 && number[1] == '0' &&
            number[2] == '0') {
            is_international = true;
            size = 1;
        }
    }
    if (size - 1 < PHONE_DIGITS_MIN)
        return TAMIS_REASON_SYNTAX;
    if (is_international)
        return text_store(indicator, slice_make(number, size), false);
    return text_store(indicator, slice_make(number + 1, size - 1), false);
}

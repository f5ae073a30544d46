/* SPDX-License-Identifier: BSD-2-Clause */
/* The IPv4 parser of the URL standard, for hosts of URLs. */
#include "indicator/address.h"

#include "base/bytes.h"
#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"

/* "0x" and hex digits (none of them is zero), "0" and octal ones, or decimal.
 * Values past 2^32 saturate: they are refused by every caller. */
static bool parse_part(tamis_slice part, uint64_t *value)
{
    uint32_t base = 10;

    if (part.size == 0)
        return false;
    if (slice_starts_folded(part, "0x")) {
        base = 16;
        part = slice_from(part, 2);
    } else if (part.size > 1 && part.data[0] == '0') {
        base = 8;
    }
    *value = 0;
    for (size_t i = 0; i < part.size; i++) {
        int digit = number_hex_digit(part.data[i]);

        if (digit < 0 || (uint32_t)digit >= base)
            return false;
        *value = *value * base + (uint32_t)digit;
        if (*value > UINT32_MAX)
            *value = UINT64_C(1) << 32;
    }
    return true;
}

static tamis_slice drop_end_dot(tamis_slice host)
{
    if (host.size && host.data[host.size - 1] == '.')
        host.size--;
    return host;
}

bool address_is_number(tamis_slice host)
{
    tamis_slice whole = drop_end_dot(host);
    size_t dot = slice_find_last(whole, '.');
    tamis_slice last = dot == SIZE_MAX ? whole : slice_from(whole, dot + 1);
    bool is_decimal = last.size > 0;
    uint64_t value;

    /* A number of any base begins with a digit. */
    if (last.size == 0 || !encoding_is_digit(last.data[0]))
        return false;
    for (size_t i = 0; i < last.size && is_decimal; i++)
        is_decimal = encoding_is_digit(last.data[i]);
    return is_decimal || parse_part(last, &value);
}

tamis_reason address_parse_loose(struct address *address, tamis_slice text)
{
    uint64_t parts[4], whole;
    size_t count = 0;
    tamis_slice rest = drop_end_dot(text), part;

    while (slice_split(&rest, '.', &part)) {
        if (count == 4 || !parse_part(part, &parts[count]))
            return TAMIS_REASON_BAD_IP;
        count++;
    }
    if (count == 0)
        return TAMIS_REASON_BAD_IP;
    /* The last part fills the bytes that the others leave. */
    whole = parts[count - 1];
    if (whole >> (8 * (5 - count)))
        return TAMIS_REASON_BAD_IP;
    for (size_t i = 0; i + 1 < count; i++) {
        if (parts[i] > 255)
            return TAMIS_REASON_BAD_IP;
        whole |= parts[i] << (8 * (3 - i));
    }
    memset(address, 0, sizeof *address);
    address->size = 4;
    store_be32(address->bytes, (uint32_t)whole);
    return TAMIS_REASON_NONE;
}

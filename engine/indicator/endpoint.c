/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds ip and ip-port. */
#include "base/bytes.h"
#include "base/slice.h"
#include "indicator/address.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/parse.h"

#define ENDPOINT_KEY_SIZE 18u

tamis_reason ip_parse(tamis_indicator *indicator, tamis_slice text,
                      uint32_t flags)
{
    struct address_prefix prefix;
    tamis_reason reason =
        address_prefix_parse(&prefix, text, flags, &indicator->notes);

    if (reason)
        return reason;
    address_prefix_to_key(&prefix, indicator);
    return TAMIS_REASON_NONE;
}

/* How address and port are joined; cuts the joint off the address's end. */
static char cut_joint(tamis_slice *address)
{
    char last;

    if (slice_ends(*address, " port ") || slice_ends(*address, " PORT ")) {
        *address = slice_trim(slice_first(*address, address->size - 6));
        return ' ';
    }
    if (address->size == 0)
        return '\0';
    last = encoding_lower(address->data[address->size - 1]);
    if (last != ':' && last != '|' && last != '#' && last != '.' && last != 'p')
        return '\0';
    address->size--;
    return last;
}

static tamis_reason split_endpoint(tamis_slice text, tamis_slice *address,
                                   tamis_slice *port)
{
    size_t digits = 0;
    char joint;

    while (digits < text.size &&
           encoding_is_digit(text.data[text.size - 1 - digits]))
        digits++;
    *port = slice_from(text, text.size - digits);
    *address = slice_first(text, text.size - digits);
    joint = cut_joint(address);
    if (digits == 0 || joint == '\0')
        return TAMIS_REASON_BAD_PORT;
    if (address->size > 2 && address->data[0] == '[' &&
        address->data[address->size - 1] == ']') {
        *address = slice_make(address->data + 1, address->size - 2);
        return slice_find(*address, ':') == SIZE_MAX ? TAMIS_REASON_BAD_IP
                                                     : TAMIS_REASON_NONE;
    }
    /* 2001:db8::1:443 is an address of its own: nobody can tell. */
    if (joint == ':' && slice_find(*address, ':') != SIZE_MAX)
        return TAMIS_REASON_BAD_PORT;
    return TAMIS_REASON_NONE;
}

static void write_endpoint(tamis_indicator *indicator, struct address address,
                           uint16_t port)
{
    uint8_t *key = indicator->key;

    if (address.size == 4) {
        memset(key, 0, 10);
        memset(key + 10, 0xff, 2);
        memcpy(key + 12, address.bytes, 4);
    } else {
        memcpy(key, address.bytes, 16);
    }
    store_be16(key + 16, port);
    indicator->key_size = ENDPOINT_KEY_SIZE;
    indicator->mode = TAMIS_MODE_EXACT;
}

tamis_reason ip_port_parse(tamis_indicator *indicator, tamis_slice text,
                           uint32_t flags)
{
    tamis_slice address, digits;
    struct address_prefix prefix;
    uint16_t port;
    tamis_reason reason = split_endpoint(text, &address, &digits);

    if (reason)
        return reason;
    if (slice_find(address, '/') != SIZE_MAX)
        return TAMIS_REASON_BAD_IP;
    reason = address_prefix_parse(&prefix, address, flags, &indicator->notes);
    if (reason)
        return reason;
    if (!address_parse_port(digits, &port))
        return TAMIS_REASON_BAD_PORT;
    write_endpoint(indicator, prefix.address, port);
    return TAMIS_REASON_NONE;
}

void indicator_port_address(const tamis_indicator *endpoint,
                            tamis_indicator *ip)
{
    struct address_prefix prefix = {.length = 128};

    ip->kind = TAMIS_KIND_IP;
    ip->mode = TAMIS_MODE_EXACT;
    ip->notes = endpoint->notes;
    ip->key_size = 0;
    if (endpoint->key_size != ENDPOINT_KEY_SIZE)
        return;
    prefix.address.size = 16;
    memcpy(prefix.address.bytes, endpoint->key, 16);
    if (address_unmap(&prefix.address))
        prefix.length = 32;
    address_prefix_to_key(&prefix, ip);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The host of a URL: names, IPv6 in brackets, IPv4 in any disguise. */
#include "indicator/url_part.h"

#include "base/slice.h"
#include "indicator/address.h"
#include "indicator/encoding.h"
#include "indicator/idna.h"

static void write_address(struct key_writer *writer,
                          const struct address *address)
{
    char text[ADDRESS_TEXT_SIZE];
    size_t size = address_format(address, text);

    if (address->size == 16)
        key_write(writer, '[');
    key_write_slice(writer, slice_make(text, size));
    if (address->size == 16)
        key_write(writer, ']');
}

static tamis_reason write_bracketed(struct key_writer *writer, tamis_slice host,
                                    uint32_t flags, uint32_t *notes)
{
    struct address_prefix prefix;
    tamis_reason reason;

    if (slice_find(host, '/') != SIZE_MAX)
        return TAMIS_REASON_BAD_URL;
    reason = address_prefix_parse(&prefix, host, flags, notes);
    if (reason)
        return reason;
    write_address(writer, &prefix.address);
    return TAMIS_REASON_NONE;
}

/* Runs of dots are one, and none stay at the ends. */
static size_t fold_host(char *host, size_t size)
{
    size_t written = 0;

    for (size_t i = 0; i < size; i++) {
        if (host[i] == '.' && (written == 0 || host[written - 1] == '.'))
            continue;
        host[written++] = encoding_lower(host[i]);
    }
    while (written && host[written - 1] == '.')
        written--;
    return written;
}

/* What would be another part of the URL if it stood there unescaped. */
static bool has_structure(tamis_slice host)
{
    for (size_t i = 0; i < host.size; i++) {
        switch (host.data[i]) {
        case '/':
        case '\\':
        case '?':
        case ':':
        case '@':
        case '[':
        case ']':
            return true;
        default:
            break;
        }
    }
    return false;
}

static bool is_plain_ipv4(tamis_slice host)
{
    struct address address;

    return address_parse_strict(&address, host) == TAMIS_REASON_NONE;
}

static tamis_reason write_ipv4(struct key_writer *writer, tamis_slice host,
                               uint32_t *notes)
{
    struct address address;

    if (address_parse_loose(&address, host))
        return TAMIS_REASON_BAD_IP;
    if (!is_plain_ipv4(host))
        *notes |= TAMIS_NOTE_UNUSUAL_IPV4;
    write_address(writer, &address);
    return TAMIS_REASON_NONE;
}

/* Some resolvers read "10.192.95.89 xy" as the address before the blank. */
static tamis_slice cut_at_blank(tamis_slice host)
{
    tamis_slice front = slice_first(host, slice_find(host, ' '));

    return front.size < host.size && is_plain_ipv4(front) ? front : host;
}

static void write_name(struct key_writer *writer, tamis_slice host)
{
    for (size_t i = 0; i < host.size; i++) {
        uint8_t byte = (uint8_t)host.data[i];

        if (byte <= 0x20 || byte >= 0x7f || byte == '#' || byte == '%')
            key_write_escaped(writer, byte);
        else
            key_write(writer, byte);
    }
}

tamis_reason url_write_host(struct key_writer *writer, char *host, size_t size,
                            uint32_t flags, uint32_t *notes)
{
    char ascii[IDNA_ASCII_SIZE];
    tamis_slice name;
    bool has_no_memory = false;

    if (size && host[0] == '[')
        return write_bracketed(writer, slice_make(host, size), flags, notes);
    if (!url_unescape(host, &size, true))
        return TAMIS_REASON_URL_UNESCAPE_DEPTH;
    name = slice_make(host, size);
    /* Bytes that are no UTF-8 are no name of any script: they stay, escaped. */
    if (!encoding_is_ascii(name) && encoding_is_utf8(name)) {
        tamis_reason reason = idna_to_ascii(ascii, &size, name, &has_no_memory);

        if (has_no_memory)
            *notes |= INDICATOR_NOTE_NO_MEMORY;
        if (reason)
            return reason;
        host = ascii;
    }
    name = cut_at_blank(slice_make(host, fold_host(host, size)));
    if (name.size == 0 || has_structure(name))
        return TAMIS_REASON_BAD_URL;
    if (name.size > TAMIS_DOMAIN_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    if (address_is_number(name))
        return write_ipv4(writer, name, notes);
    write_name(writer, name);
    return TAMIS_REASON_NONE;
}

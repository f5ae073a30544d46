/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds url and uri-path: cutting a URL into parts and making its key. */
#include "indicator/url.h"

#include "base/slice.h"
#include "indicator/address.h"
#include "indicator/domain.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/plain.h"
#include "indicator/text.h"
#include "indicator/url_part.h"

#include <stdio.h>

#define SCHEME_SIZE_MAX 32u

/* A URL taken apart; every slice lies in the copy that may be changed. */
struct url_parts {
    bool has_scheme, is_ftp;
    tamis_slice authority, path, query;
};

static bool is_slash(char byte)
{
    return byte == '/' || byte == '\\';
}

/* Bytes of "scheme://", 0 when text does not begin so. */
static size_t scheme_size(tamis_slice text)
{
    size_t size = 0;

    while (size < text.size && size < SCHEME_SIZE_MAX &&
           (encoding_is_letter(text.data[size]) ||
            (size && (encoding_is_digit(text.data[size]) ||
                      text.data[size] == '+' || text.data[size] == '-' ||
                      text.data[size] == '.' || text.data[size] == '\0'))))
        size++;
    if (size == 0 || text.size - size < 3 || text.data[size] != ':' ||
        !is_slash(text.data[size + 1]) || !is_slash(text.data[size + 2]))
        return 0;
    return size + 3;
}

/* A URL that was escaped as a whole, as it stands in another one's query. */
static bool is_escaped_whole(tamis_slice text)
{
    tamis_slice front = slice_first(text, 6);

    if (slice_find(front, '%') == SIZE_MAX)
        return false;
    return slice_starts_folded(text, "http%3a%2f%2f") ||
           slice_starts_folded(text, "https%3a%2f%2f") ||
           slice_starts_folded(text, "ftp%3a%2f%2f");
}

bool url_has_scheme(tamis_slice text)
{
    return scheme_size(text) > 0 || is_escaped_whole(text);
}

/* Copies without what browsers delete: C0 and blanks around, and TAB, CR and
 * LF anywhere. */
static tamis_reason clean(tamis_slice text, char *copy, size_t *size)
{
    *size = 0;
    if (text.size > INDICATOR_TEXT_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    while (text.size && (unsigned char)text.data[0] <= ' ')
        text = slice_from(text, 1);
    while (text.size && (unsigned char)text.data[text.size - 1] <= ' ')
        text.size--;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        if (byte == '\0')
            return TAMIS_REASON_BAD_ENCODING;
        if (byte != '\t' && byte != '\r' && byte != '\n')
            copy[(*size)++] = byte;
    }
    return TAMIS_REASON_NONE;
}

/* Where the authority ends. */
static size_t find_path(tamis_slice text)
{
    size_t at = 0;

    while (at < text.size && !is_slash(text.data[at]) && text.data[at] != '?')
        at++;
    return at;
}

static void split_path(tamis_slice text, tamis_slice *path, tamis_slice *query)
{
    size_t mark = slice_find(text, '?');

    *path = slice_first(text, mark);
    *query =
        mark == SIZE_MAX ? slice_make(NULL, 0) : slice_from(text, mark + 1);
}

static void split_url(tamis_slice text, struct url_parts *parts)
{
    size_t scheme, end;

    scheme = scheme_size(text);
    parts->has_scheme = scheme > 0;
    parts->is_ftp = slice_starts_folded(text, "ftp:");
    text = slice_from(slice_first(text, slice_find(text, '#')), scheme);
    end = find_path(text);
    parts->authority = slice_first(text, end);
    split_path(slice_from(text, end), &parts->path, &parts->query);
}

/* Cuts ":port" off; an empty port is none. */
static tamis_reason cut_port(tamis_slice *host, uint16_t *port)
{
    size_t colon = slice_find_last(*host, ':');
    size_t bracket = slice_find_last(*host, ']');
    tamis_slice digits;

    *port = 0;
    if (colon == SIZE_MAX || (bracket != SIZE_MAX && colon < bracket))
        return TAMIS_REASON_NONE;
    digits = slice_from(*host, colon + 1);
    *host = slice_first(*host, colon);
    /* "javascript:x" has no port that could be wrong. */
    if (!text_is_made_of(digits, "0123456789"))
        return TAMIS_REASON_BAD_URL;
    while (digits.size > 1 && digits.data[0] == '0')
        digits = slice_from(digits, 1);
    if (digits.size && !address_parse_port(digits, port))
        return TAMIS_REASON_BAD_PORT;
    if (host->size && host->data[0] != '[' &&
        slice_find(*host, ':') != SIZE_MAX)
        return TAMIS_REASON_BAD_PORT;
    return TAMIS_REASON_NONE;
}

/* The key has no scheme, so the ports of http and https are both the default;
 * otherwise a key could not be read again and give itself. */
static bool is_default_port(uint16_t port, bool is_ftp)
{
    return port == 0 || port == 80 || port == 443 || (is_ftp && port == 21);
}

static tamis_reason write_authority(struct key_writer *writer,
                                    const struct url_parts *parts,
                                    char *host_copy, uint32_t flags,
                                    uint32_t *notes)
{
    tamis_slice host = parts->authority;
    size_t at = slice_find_last(host, '@');
    tamis_reason reason;
    uint16_t port;

    /* Without a scheme, a@b is an e-mail address, or "mailto:a@b". */
    if (at != SIZE_MAX && !parts->has_scheme)
        return TAMIS_REASON_BAD_URL;
    if (at != SIZE_MAX)
        host = slice_from(host, at + 1);
    reason = cut_port(&host, &port);
    if (reason)
        return reason;
    if (host.size == 0)
        return TAMIS_REASON_BAD_URL;
    memcpy(host_copy, host.data, host.size);
    reason = url_write_host(writer, host_copy, host.size, flags, notes);
    if (reason)
        return reason;
    if (!is_default_port(port, parts->is_ftp)) {
        char text[8];
        int size = snprintf(text, sizeof text, ":%u", port);

        key_write_slice(writer, slice_make(text, (size_t)size));
    }
    return TAMIS_REASON_NONE;
}

/* Path and query; tells whether there was more than "/". */
static tamis_reason write_rest(struct key_writer *writer,
                               const struct url_parts *parts, char *path_copy,
                               bool *has_path)
{
    size_t begin = writer->size;
    tamis_reason reason;

    if (parts->path.size)
        memcpy(path_copy, parts->path.data, parts->path.size);
    reason = url_write_path(writer, path_copy, parts->path.size);
    if (reason)
        return reason;
    url_write_query(writer, parts->query);
    *has_path = writer->size > begin + 1;
    return writer->is_full ? TAMIS_REASON_TOO_LONG : TAMIS_REASON_NONE;
}

tamis_reason url_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    char copy[INDICATOR_TEXT_SIZE_MAX], part[INDICATOR_TEXT_SIZE_MAX];
    struct key_writer writer = {.bytes = indicator->key,
                                .capacity = TAMIS_KEY_SIZE_MAX};
    struct url_parts parts;
    bool has_path = false;
    size_t size;
    tamis_reason reason = clean(text, copy, &size);

    if (reason)
        return reason;
    if (is_escaped_whole(slice_make(copy, size)))
        url_unescape(copy, &size, false);
    split_url(slice_make(copy, size), &parts);
    reason = write_authority(&writer, &parts, part, flags, &indicator->notes);
    if (reason)
        return reason;
    reason = write_rest(&writer, &parts, part, &has_path);
    if (reason)
        return reason;
    if (!has_path)
        indicator->notes |= TAMIS_NOTE_NO_PATH;
    indicator->key_size = (uint32_t)writer.size;
    indicator->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}

tamis_reason uri_path_parse(tamis_indicator *indicator, tamis_slice text,
                            uint32_t flags)
{
    char copy[INDICATOR_TEXT_SIZE_MAX], part[INDICATOR_TEXT_SIZE_MAX];
    struct key_writer writer = {.bytes = indicator->key,
                                .capacity = TAMIS_KEY_SIZE_MAX};
    struct url_parts parts = {.has_scheme = false};
    bool has_path = false;
    size_t size;
    tamis_reason reason;

    if (text.size == 0 || text.data[0] != '/')
        return text_parse(indicator, text, flags);
    reason = clean(text, copy, &size);
    if (reason)
        return reason;
    text = slice_make(copy, size);
    text = slice_first(text, slice_find(text, '#'));
    split_path(text, &parts.path, &parts.query);
    reason = write_rest(&writer, &parts, part, &has_path);
    if (reason)
        return reason;
    indicator->key_size = (uint32_t)writer.size;
    indicator->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}

struct url_key_parts url_key_split(tamis_slice key)
{
    struct url_key_parts parts;
    size_t slash = slice_find(key, '/');
    tamis_slice query;
    size_t colon;

    parts.host = slice_first(key, slash);
    parts.rest = slice_from(key, slash);
    split_path(parts.rest, &parts.path, &query);
    parts.port = slice_make(NULL, 0);
    colon = slice_find_last(parts.host, ':');
    if (colon != SIZE_MAX && parts.host.data[parts.host.size - 1] != ']') {
        parts.port = slice_from(parts.host, colon + 1);
        parts.host = slice_first(parts.host, colon);
    }
    return parts;
}

void indicator_url_host(const tamis_indicator *url, tamis_indicator *host)
{
    struct url_key_parts parts =
        url_key_split(slice_make(url->key, url->key_size));

    host->kind = TAMIS_KIND_IP;
    host->notes = 0;
    host->key_size = 0;
    host->mode = TAMIS_MODE_EXACT;
    if (!plain_parse_host(host, parts.host) &&
        ip_parse(host, parts.host, 0) != TAMIS_REASON_NONE) {
        host->kind = TAMIS_KIND_DOMAIN;
        /* The host was normalised already and is ASCII: no IDNA here. A host
         * that begins with "*." is no name, and not a mode either. */
        if (domain_parse(host, parts.host, 0) != TAMIS_REASON_NONE ||
            host->mode != TAMIS_MODE_AUTO)
            host->key_size = 0;
    }
    host->notes = url->notes;
}

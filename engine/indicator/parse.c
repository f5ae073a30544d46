/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/parse.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "indicator/digest.h"
#include "indicator/encoding.h"
#include "indicator/kind.h"
#include "indicator/parse_error.h"
#include "indicator/plain.h"
#include "indicator/refang.h"
#include "indicator/text.h"
#include "indicator/url.h"

static bool is_number(tamis_slice text, size_t size_max)
{
    return text.size > 0 && text.size <= size_max &&
           text_is_made_of(text, "0123456789");
}

static size_t count_byte(tamis_slice text, char byte)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == byte;
    return count;
}

/* Something that begins like an IPv4 address: digits, then a dot. */
static tamis_kind find_dotted_kind(tamis_slice text)
{
    size_t slash = slice_find(text, '/');
    tamis_slice head = slice_first(text, slash);
    bool has_port = slice_find(head, ':') != SIZE_MAX ||
                    slice_find(head, '|') != SIZE_MAX ||
                    slice_find(head, '#') != SIZE_MAX;

    if (!text_is_made_of(head, "0123456789.:|#-"))
        return TAMIS_KIND_AUTO;
    if (slash == SIZE_MAX && (has_port || count_byte(head, '.') == 4))
        return TAMIS_KIND_IP_PORT;
    if (slash == SIZE_MAX || is_number(slice_from(text, slash + 1), 2))
        return has_port ? TAMIS_KIND_URL : TAMIS_KIND_IP;
    return TAMIS_KIND_URL;
}

/* Two colons or more, hex digits and dots: IPv6, perhaps with more behind. */
static tamis_kind find_colon_kind(tamis_slice text)
{
    size_t end = 0;
    tamis_slice head, rest;

    while (end < text.size && (text.data[end] == ':' || text.data[end] == '.' ||
                               number_hex_digit(text.data[end]) >= 0))
        end++;
    head = slice_first(text, end);
    rest = slice_from(text, end);
    if (count_byte(head, ':') < 2)
        return TAMIS_KIND_AUTO;
    if (rest.size == 0 || rest.data[0] == '%' || rest.data[0] == '/')
        return TAMIS_KIND_IP;
    if (rest.data[0] == '|' || rest.data[0] == '#')
        return TAMIS_KIND_IP_PORT;
    return TAMIS_KIND_AUTO;
}

static tamis_kind find_bracket_kind(tamis_slice text)
{
    tamis_slice rest = slice_from(text, slice_find(text, ']'));

    /* Without a colon inside it is a character class, or junk. */
    if (slice_find(text, ':') > slice_find(text, ']'))
        return TAMIS_KIND_AUTO;
    if (rest.size <= 1)
        return TAMIS_KIND_IP;
    rest = slice_from(rest, 1);
    if (rest.data[0] == '/')
        return is_number(slice_from(rest, 1), 3) ? TAMIS_KIND_IP
                                                 : TAMIS_KIND_URL;
    return slice_find(rest, '/') == SIZE_MAX ? TAMIS_KIND_IP_PORT
                                             : TAMIS_KIND_URL;
}

static tamis_kind find_address_kind(tamis_slice text)
{
    size_t digits = 0;

    if (text.data[0] == '[')
        return find_bracket_kind(text);
    while (digits < text.size && encoding_is_digit(text.data[digits]))
        digits++;
    if (digits && digits < text.size && text.data[digits] == '.')
        return find_dotted_kind(text);
    return find_colon_kind(text);
}

/* "evil.example:8080" is a URL of which only the host is known. */
static bool has_port(tamis_slice text)
{
    size_t colon = slice_find(text, ':');

    return colon != SIZE_MAX && is_number(slice_from(text, colon + 1), 5);
}

tamis_kind indicator_find_kind(tamis_slice text)
{
    tamis_kind kind;
    size_t slash, at;

    if (text.size == 0)
        return TAMIS_KIND_DOMAIN;
    if (text.data[0] == '/')
        return TAMIS_KIND_AUTO;
    if (url_has_scheme(text))
        return TAMIS_KIND_URL;
    kind = find_address_kind(text);
    if (kind != TAMIS_KIND_AUTO)
        return kind;
    kind = digest_kind(text.size);
    if (kind != TAMIS_KIND_AUTO && text_is_made_of(text, text_hex_digits))
        return kind;
    slash = slice_find(text, '/');
    at = slice_find(text, '@');
    if (at != SIZE_MAX && at < slash)
        return TAMIS_KIND_EMAIL;
    if (slash != SIZE_MAX || has_port(text))
        return TAMIS_KIND_URL;
    return TAMIS_KIND_DOMAIN;
}

/* AUTO takes host/path for a URL only when nothing had to be guessed about
 * the host: "and/or" and "12/31" are no URLs. */
static bool is_doubtful_url(const tamis_indicator *url, tamis_slice text)
{
    tamis_indicator host;

    if (url_has_scheme(text))
        return false;
    if (url->notes & TAMIS_NOTE_UNUSUAL_IPV4)
        return true;
    indicator_url_host(url, &host);
    return host.key_size == 0;
}

static bool is_refanged(tamis_kind kind)
{
    return kind == TAMIS_KIND_AUTO || kind == TAMIS_KIND_IP ||
           kind == TAMIS_KIND_IP_PORT || kind == TAMIS_KIND_DOMAIN ||
           kind == TAMIS_KIND_URL || kind == TAMIS_KIND_EMAIL;
}

static tamis_reason parse_trimmed(tamis_indicator *indicator, tamis_kind kind,
                                  tamis_slice text, uint32_t flags)
{
    bool is_auto = kind == TAMIS_KIND_AUTO;
    tamis_reason reason;

    if (text.size == 0)
        return TAMIS_REASON_SYNTAX;
    if (is_auto) {
        kind = indicator_find_kind(text);
        if (kind == TAMIS_KIND_AUTO)
            return TAMIS_REASON_PATH_ONLY;
    }
    indicator->kind = kind;
    reason = kind_get(kind)->parse(indicator, text, flags);
    if (reason == TAMIS_REASON_NONE && is_auto && kind == TAMIS_KIND_URL &&
        is_doubtful_url(indicator, text))
        return TAMIS_REASON_BAD_URL;
    /* Parsers of a strict grammar need not look at the encoding; that it was
     * bad is still the better reason. URLs may hold any byte but NUL. */
    if (reason && kind != TAMIS_KIND_URL &&
        !(indicator->notes & INDICATOR_NOTE_NO_MEMORY) &&
        encoding_find_fault(text) != text.size)
        return TAMIS_REASON_BAD_ENCODING;
    return reason;
}

static void clear(tamis_indicator *indicator, tamis_kind kind)
{
    indicator->kind = kind;
    indicator->mode = TAMIS_MODE_AUTO;
    indicator->notes = 0;
    indicator->key_size = 0;
}

tamis_reason indicator_parse(tamis_indicator *indicator, tamis_kind kind,
                             tamis_slice text, uint32_t flags)
{
    clear(indicator, kind);
    if (plain_parse(indicator, kind, slice_trim(text)))
        return TAMIS_REASON_NONE;
    return indicator_parse_any(indicator, kind, text, flags);
}

tamis_reason indicator_parse_any(tamis_indicator *indicator, tamis_kind kind,
                                 tamis_slice text, uint32_t flags)
{
    char buffer[REFANG_SIZE_MAX];
    bool is_defanged;

    clear(indicator, kind);
    if (kind >= TAMIS_KIND_COUNT)
        return TAMIS_REASON_UNKNOWN_KIND;
    text = slice_trim(text);
    if (text.size > INDICATOR_TEXT_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    if (!(flags & TAMIS_PARSE_REFANG) || !is_refanged(kind))
        return parse_trimmed(indicator, kind, text, flags);
    text = slice_trim(refang(text, buffer, &is_defanged));
    if (is_defanged)
        indicator->notes |= TAMIS_NOTE_DEFANGED;
    return parse_trimmed(indicator, kind, text, flags);
}

tamis_status tamis_indicator_parse(tamis_indicator *indicator, tamis_kind kind,
                                   const char *text, size_t text_size,
                                   uint32_t flags, tamis_error *error)
{
    tamis_slice value = slice_make(text, text_size);
    tamis_reason reason;

    if (!indicator || (!text && text_size))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_indicator_parse() got a null pointer: pass an "
                         "indicator and the text");
    reason = indicator_parse(indicator, kind, value, flags);
    if (reason == TAMIS_REASON_NONE)
        return TAMIS_OK;
    if (reason == TAMIS_REASON_IDNA &&
        indicator->notes & INDICATOR_NOTE_NO_MEMORY)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to read an internationalised name: free "
                         "some and try again");
    return parse_error_set(error, reason, indicator->kind, value);
}

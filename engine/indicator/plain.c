/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/plain.h"

#include "base/bytes.h"
#include "base/number.h"
#include "base/slice.h"
#include "indicator/digest.h"
#include "indicator/encoding.h"
#include "indicator/kind.h"
#include "indicator/kind_parsers.h"

#define LABEL_SIZE_MAX    63u
#define PLAIN_TEXT_SIZE   1024u /* longer ones are rare, and keys end at 4096 */
#define QUAD_TEXT_SIZE    15u
#define SHORT_NUMBER_SIZE 5u
#define LOCAL_SIZE_MAX    255u /* of an e-mail address */

/* What a byte may be part of. */
enum {
    PLAIN_LETTER = 1, /* a to z */
    PLAIN_NAME = 2,   /* with digits and '-': labels of names */
    PLAIN_PATH = 4,   /* paths of URLs, where nothing is to be undone */
    PLAIN_END = 8     /* what refang() leaves at the end of a value */
};

#define LETTER (PLAIN_LETTER | PLAIN_NAME | PLAIN_PATH | PLAIN_END)
#define DIGIT  (PLAIN_NAME | PLAIN_PATH | PLAIN_END)
#define PATH   (PLAIN_PATH | PLAIN_END)

/* '%', '#', '?', '\' mean something in a path; brackets may be defanging. */
static const uint8_t classes[256] = {
    ['a'] = LETTER,     ['b'] = LETTER,     ['c'] = LETTER,
    ['d'] = LETTER,     ['e'] = LETTER,     ['f'] = LETTER,
    ['g'] = LETTER,     ['h'] = LETTER,     ['i'] = LETTER,
    ['j'] = LETTER,     ['k'] = LETTER,     ['l'] = LETTER,
    ['m'] = LETTER,     ['n'] = LETTER,     ['o'] = LETTER,
    ['p'] = LETTER,     ['q'] = LETTER,     ['r'] = LETTER,
    ['s'] = LETTER,     ['t'] = LETTER,     ['u'] = LETTER,
    ['v'] = LETTER,     ['w'] = LETTER,     ['x'] = LETTER,
    ['y'] = LETTER,     ['z'] = LETTER,     ['0'] = DIGIT,
    ['1'] = DIGIT,      ['2'] = DIGIT,      ['3'] = DIGIT,
    ['4'] = DIGIT,      ['5'] = DIGIT,      ['6'] = DIGIT,
    ['7'] = DIGIT,      ['8'] = DIGIT,      ['9'] = DIGIT,
    ['-'] = DIGIT,      ['A'] = PATH,       ['B'] = PATH,
    ['C'] = PATH,       ['D'] = PATH,       ['E'] = PATH,
    ['F'] = PATH,       ['G'] = PATH,       ['H'] = PATH,
    ['I'] = PATH,       ['J'] = PATH,       ['K'] = PATH,
    ['L'] = PATH,       ['M'] = PATH,       ['N'] = PATH,
    ['O'] = PATH,       ['P'] = PATH,       ['Q'] = PATH,
    ['R'] = PATH,       ['S'] = PATH,       ['T'] = PATH,
    ['U'] = PATH,       ['V'] = PATH,       ['W'] = PATH,
    ['X'] = PATH,       ['Y'] = PATH,       ['Z'] = PATH,
    ['_'] = PATH,       ['~'] = PATH,       ['/'] = PATH,
    ['+'] = PATH,       ['='] = PATH,       ['&'] = PATH,
    ['$'] = PATH,       ['@'] = PATH,       ['!'] = PATH,
    ['*'] = PATH,       ['.'] = PLAIN_PATH, [','] = PLAIN_PATH,
    [';'] = PLAIN_PATH, [':'] = PLAIN_PATH,
};

static bool has_class(char byte, unsigned class)
{
    return classes[(uint8_t)byte] & class;
}

/* Eight hex digits to four bytes, all at once; false when one is none. */
static bool read_eight_digits(const char *text, uint8_t *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t word = load_le64(text), lower = word | ones << 5;
    /* Sums of bytes below 0x80 never reach the next byte. */
    uint64_t digits, letters;

    if (word & high)
        return false;
    digits = (word + ones * (0x80 - '0')) & ~(word + ones * (0x80 - '9' - 1));
    letters =
        (lower + ones * (0x80 - 'a')) & ~(lower + ones * (0x80 - 'f' - 1));
    if (((digits | letters) & high) != high)
        return false;
    word = (word & ones * 15) + ((letters & high) >> 7) * 9;
    word = (word << 4 | word >> 8) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word | word >> 8) & UINT64_C(0x0000ffff0000ffff);
    store_le32(bytes, (uint32_t)(word | word >> 16));
    return true;
}

/* Digests are a multiple of four bytes. */
static bool read_digest(tamis_indicator *indicator, tamis_kind kind,
                        tamis_slice text)
{
    for (size_t i = 0; i < text.size; i += 8) {
        if (!read_eight_digits(text.data + i, indicator->key + i / 2))
            return false;
    }
    indicator->kind = kind;
    indicator->mode = TAMIS_MODE_EXACT;
    indicator->key_size = (uint32_t)text.size / 2;
    return true;
}

/* Bytes of the decimal number at `at`, without leading zeros; 0 when there is
 * none. */
static size_t read_number(tamis_slice text, size_t at, uint32_t *value)
{
    size_t size = 0;

    *value = 0;
    while (at + size < text.size && size <= SHORT_NUMBER_SIZE &&
           encoding_is_digit(text.data[at + size])) {
        *value = *value * 10 + (uint32_t)(text.data[at + size] - '0');
        size++;
    }
    if (size > SHORT_NUMBER_SIZE || (size > 1 && text.data[at] == '0'))
        return 0;
    return size;
}

/* Bytes of the dotted quad that text begins with, 0 when there is none. */
static size_t read_quad(tamis_slice text, uint32_t *address)
{
    size_t at = 0;

    *address = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint32_t octet;
        size_t size;

        if (i && (at >= text.size || text.data[at++] != '.'))
            return 0;
        size = read_number(text, at, &octet);
        if (size == 0 || octet > 255)
            return 0;
        *address = *address << 8 | octet;
        at += size;
    }
    return at;
}

static void make_prefix(tamis_indicator *indicator, uint32_t address,
                        uint32_t length)
{
    uint32_t kept = length ? UINT32_MAX << (32 - length) : 0;

    store_be32(indicator->key, address & kept);
    indicator->key[4] = (uint8_t)length;
    indicator->key_size = 5;
    indicator->kind = TAMIS_KIND_IP;
    indicator->mode = length == 32 ? TAMIS_MODE_EXACT : TAMIS_MODE_PREFIX;
    if (address & ~kept)
        indicator->notes |= TAMIS_NOTE_HOST_BITS;
}

static void make_endpoint(tamis_indicator *indicator, uint32_t address,
                          uint32_t port)
{
    memset(indicator->key, 0, 10);
    memset(indicator->key + 10, 0xff, 2);
    store_be32(indicator->key + 12, address);
    store_be16(indicator->key + 16, (uint16_t)port);
    indicator->key_size = 18;
    indicator->kind = TAMIS_KIND_IP_PORT;
    indicator->mode = TAMIS_MODE_EXACT;
}

/* 1.2.3.4, 1.2.3.0/24 and 1.2.3.4:80. */
static bool read_address(tamis_indicator *indicator, tamis_kind kind,
                         tamis_slice text)
{
    uint32_t address, number;
    size_t end = read_quad(text, &address), size;

    if (end == 0)
        return false;
    if (end == text.size) {
        if (kind == TAMIS_KIND_IP_PORT)
            return false;
        make_prefix(indicator, address, 32);
        return true;
    }
    size = read_number(text, end + 1, &number);
    if (size == 0 || end + 1 + size != text.size)
        return false;
    if (text.data[end] == '/' && kind != TAMIS_KIND_IP_PORT && number <= 32) {
        make_prefix(indicator, address, number);
        return true;
    }
    if (text.data[end] != ':' || kind == TAMIS_KIND_IP || number == 0 ||
        number > UINT16_MAX)
        return false;
    make_endpoint(indicator, address, number);
    return true;
}

/*
 * Bytes of the name that text begins with: two labels at least, and the last
 * one begins with a letter, so that it is no number of any base. 0 when there
 * is none.
 */
static size_t read_name(tamis_slice text)
{
    size_t at = 0, label = 0, labels = 1;

    for (; at < text.size; at++) {
        char byte = text.data[at];

        if (has_class(byte, PLAIN_NAME))
            continue;
        if (byte != '.')
            break;
        if (at == label || at - label > LABEL_SIZE_MAX)
            return 0;
        label = at + 1;
        labels++;
    }
    if (labels < 2 || at == label || at - label > LABEL_SIZE_MAX ||
        at > TAMIS_DOMAIN_SIZE_MAX ||
        !has_class(text.data[label], PLAIN_LETTER))
        return 0;
    return at;
}

static void make_domain(tamis_indicator *indicator, tamis_slice name)
{
    memcpy(indicator->key, name.data, name.size);
    indicator->key_size = (uint32_t)name.size;
    indicator->kind = TAMIS_KIND_DOMAIN;
    indicator->mode = TAMIS_MODE_AUTO;
}

/* Is it a path and perhaps a query that stay as they are? Segments that begin
 * with a dot may be "..", empty ones go. */
static bool is_plain_path(tamis_slice path)
{
    size_t at = 0;
    char last = '\0';

    for (; at < path.size && path.data[at] != '?'; at++) {
        char byte = path.data[at];

        if (!has_class(byte, PLAIN_PATH) ||
            (last == '/' && (byte == '/' || byte == '.')))
            return false;
        last = byte;
    }
    if (at == path.size)
        return true;
    for (at++; at < path.size; at++) {
        if (!has_class(path.data[at], PLAIN_PATH))
            return false;
    }
    return path.data[path.size - 1] != '?';
}

/* What follows a host in a URL: port, path and query. */
static bool read_location(tamis_indicator *indicator, tamis_slice host,
                          tamis_slice rest, bool may_have_port)
{
    size_t port_size = 0;
    uint32_t port;

    if (rest.size && rest.data[0] == ':') {
        size_t size = read_number(rest, 1, &port);

        if (!may_have_port || size == 0 || port == 0 || port > UINT16_MAX)
            return false;
        if (port != 80 && port != 443)
            port_size = size + 1;
        if (port_size == 0)
            rest = slice_from(rest, size + 1);
    }
    if (rest.size > port_size && rest.data[port_size] != '/')
        return false;
    if (!is_plain_path(slice_from(rest, port_size)))
        return false;
    memcpy(indicator->key, host.data, host.size);
    if (rest.size)
        memcpy(indicator->key + host.size, rest.data, rest.size);
    indicator->key_size = (uint32_t)(host.size + rest.size);
    if (rest.size == port_size)
        indicator->key[indicator->key_size++] = '/';
    if (rest.size <= port_size + 1)
        indicator->notes |= TAMIS_NOTE_NO_PATH;
    indicator->kind = TAMIS_KIND_URL;
    indicator->mode = TAMIS_MODE_EXACT;
    return true;
}

static bool read_url(tamis_indicator *indicator, tamis_slice text,
                     size_t scheme)
{
    tamis_slice rest = slice_from(text, scheme);
    uint32_t address;
    size_t size = read_quad(slice_first(rest, QUAD_TEXT_SIZE + 1), &address);

    if (!has_class(text.data[text.size - 1], PLAIN_END))
        return false;
    /* "1.2.3.4.evil.com" begins like an address. */
    if (size && size < rest.size && rest.data[size] != ':' &&
        rest.data[size] != '/')
        size = 0;
    if (size == 0)
        size = read_name(rest);
    if (size == 0)
        return false;
    return read_location(indicator, slice_first(rest, size),
                         slice_from(rest, size), true);
}

static size_t scheme_size(tamis_slice text)
{
    if (text.size > 7 && !memcmp(text.data, "http://", 7))
        return 7;
    return text.size > 8 && !memcmp(text.data, "https://", 8) ? 8 : 0;
}

/* A name, or a host with a path. */
static bool read_named(tamis_indicator *indicator, tamis_kind kind,
                       tamis_slice text)
{
    size_t size = read_name(text);

    if (size == 0)
        return false;
    if (size == text.size) {
        if (kind == TAMIS_KIND_URL)
            return read_location(indicator, text, slice_make(NULL, 0), false);
        make_domain(indicator, text);
        return true;
    }
    if (kind == TAMIS_KIND_DOMAIN || text.data[size] != '/' ||
        !has_class(text.data[text.size - 1], PLAIN_END))
        return false;
    return read_location(indicator, slice_first(text, size),
                         slice_from(text, size), false);
}

bool plain_parse_address6(struct address_prefix *prefix, tamis_slice text,
                          uint32_t *notes)
{
    uint32_t found = 0;

    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != ':' && text.data[i] != '/' &&
            number_hex_digit(text.data[i]) < 0)
            return false;
    if (text.size == 0 || text.data[text.size - 1] == ':' ||
        slice_find(text, ':') == SIZE_MAX ||
        address_prefix_parse(prefix, text, 0, &found) != TAMIS_REASON_NONE)
        return false;
    *notes |= found;
    return true;
}

static bool read_address6(tamis_indicator *indicator, tamis_slice text)
{
    struct address_prefix prefix;

    if (slice_find(text, ':') > 4 ||
        !plain_parse_address6(&prefix, text, &indicator->notes))
        return false;
    address_prefix_to_key(&prefix, indicator);
    indicator->kind = TAMIS_KIND_IP;
    return true;
}

static bool read_email(tamis_indicator *indicator, tamis_slice text)
{
    size_t at = 0;

    while (at < text.size &&
           (has_class(text.data[at], PLAIN_NAME) || text.data[at] == '.'))
        at++;
    if (at == 0 || at > LOCAL_SIZE_MAX || at == text.size ||
        text.data[at] != '@' || at + 1 == text.size ||
        read_name(slice_from(text, at + 1)) != text.size - at - 1)
        return false;
    memcpy(indicator->key, text.data, text.size);
    indicator->key_size = (uint32_t)text.size;
    indicator->kind = TAMIS_KIND_EMAIL;
    indicator->mode = TAMIS_MODE_EXACT;
    return true;
}

static bool read_any(tamis_indicator *indicator, tamis_slice text)
{
    tamis_kind digest = digest_kind(text.size);
    size_t scheme;

    if (digest != TAMIS_KIND_AUTO && read_digest(indicator, digest, text))
        return true;
    if (encoding_is_digit(text.data[0]) &&
        read_address(indicator, TAMIS_KIND_AUTO, text))
        return true;
    scheme = scheme_size(text);
    if (scheme)
        return read_url(indicator, text, scheme);
    return read_named(indicator, TAMIS_KIND_AUTO, text) ||
           read_email(indicator, text) || read_address6(indicator, text);
}

bool plain_parse(tamis_indicator *indicator, tamis_kind kind, tamis_slice text)
{
    const struct kind_info *info;
    size_t scheme;

    if (text.size == 0 || text.size > PLAIN_TEXT_SIZE)
        return false;
    switch (kind) {
    case TAMIS_KIND_AUTO:
        return read_any(indicator, text);
    case TAMIS_KIND_IP:
        return read_address(indicator, kind, text) ||
               read_address6(indicator, text);
    case TAMIS_KIND_IP_PORT:
        return read_address(indicator, kind, text);
    case TAMIS_KIND_EMAIL:
        return read_email(indicator, text);
    case TAMIS_KIND_DOMAIN:
        return read_named(indicator, kind, text);
    case TAMIS_KIND_URL:
        scheme = scheme_size(text);
        return scheme ? read_url(indicator, text, scheme)
                      : read_named(indicator, kind, text);
    default:
        info = kind_get(kind);
        return info && info->parse == digest_parse &&
               text.size == (size_t)2 * info->digest_size &&
               read_digest(indicator, kind, text);
    }
}

bool plain_parse_host(tamis_indicator *indicator, tamis_slice host)
{
    uint32_t address;

    if (host.size == 0)
        return false;
    if (read_quad(host, &address) == host.size) {
        make_prefix(indicator, address, 32);
        return true;
    }
    if (read_name(host) != host.size)
        return false;
    make_domain(indicator, host);
    return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same grammar as plain.c's, asked of sets of bits: "only bytes of names
 * until the end" is one comparison, and no branch is taken byte by byte.
 */
#include "indicator/plain_view.h"

#include "base/bytes.h"
#include "base/slice.h"
#include "indicator/digest.h"
#include "indicator/kind.h"
#include "indicator/kind_parsers.h"
#include "indicator/plain.h"

/* Bytes below `size`; size is at most 64. */
static uint64_t bits_below(size_t size)
{
    return size < 64 ? (UINT64_C(1) << size) - 1 : UINT64_MAX;
}

static unsigned first_bit(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

/* Bits from the lowest one on that are set without a gap. */
static size_t count_run(uint64_t bits)
{
    return ~bits ? first_bit(~bits) : 64;
}

static uint64_t load_word(const char *from)
{
    uint64_t word;

    memcpy(&word, from, sizeof word);
    return word;
}

static uint32_t load_four(const char *from)
{
    uint8_t b[4];

    memcpy(b, from, sizeof b);
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static void make_digest(struct plain_view *view, tamis_kind kind,
                        tamis_slice text, const struct text_kernels *kernels)
{
    kernels->read_digits(text.data, text.size, view->made);
    view->kind = kind;
    view->mode = TAMIS_MODE_EXACT;
    view->key = slice_make(view->made, text.size / 2);
}

/*
 * The dotted quad of `size` bytes at text, in which there are only digits and
 * three dots; false when it is none. The digits of an octet, pushed to the top
 * of a word, are its hundreds, tens and ones.
 */
static bool read_quad(const char *text, size_t size, uint64_t dots,
                      uint32_t *address)
{
    uint32_t is_bad = 0;
    size_t at = 0;

    *address = 0;
    for (unsigned i = 0; i < 4; i++) {
        size_t end = i < 3 ? first_bit(dots) : size;
        size_t count = end - at;
        uint32_t word, octet;

        if (count - 1 > 2)
            return false;
        word = load_four(text + at) << (8 * (4 - count));
        octet =
            (word >> 24 & 15) + (word >> 16 & 15) * 10 + (word >> 8 & 15) * 100;
        is_bad |= (uint32_t)(count > 1 && text[at] == '0') | (octet > 255);
        *address = *address << 8 | octet;
        dots &= dots - 1;
        at = end + 1;
    }
    return !is_bad;
}

/* Bytes of the dotted quad at `at`, 0 when there is none or more follows than
 * a port, a length or a path. */
static size_t find_quad(tamis_slice text, size_t at,
                        const struct text_marks *marks, uint32_t *address)
{
    size_t size = count_run((marks->digit | marks->dot) >> at);
    uint64_t dots = marks->dot >> at & bits_below(size);

    /* At least three dots, and no fourth. */
    if (size < 7 || size > 15 || __builtin_popcountll(dots) != 3 ||
        !read_quad(text.data + at, size, dots, address))
        return 0;
    return size;
}

/* The decimal number from `at` to `end`, of at most five digits and without
 * leading zeros; UINT32_MAX when it is none. */
static uint32_t read_number(tamis_slice text, size_t at, size_t end,
                            const struct text_marks *marks)
{
    size_t size = end - at;
    uint32_t value = 0;

    if (size - 1 > 4 || (size > 1 && text.data[at] == '0') ||
        (marks->digit >> at & bits_below(size)) != bits_below(size))
        return UINT32_MAX;
    for (; at < end; at++)
        value = value * 10 + (uint32_t)(text.data[at] - '0');
    return value;
}

static void make_prefix(struct plain_view *view, uint32_t address,
                        uint32_t length)
{
    uint32_t kept = length ? UINT32_MAX << (32 - length) : 0;

    store_be32(view->made, address & kept);
    view->made[4] = (uint8_t)length;
    view->key = slice_make(view->made, 5);
    view->kind = TAMIS_KIND_IP;
    view->mode = length == 32 ? TAMIS_MODE_EXACT : TAMIS_MODE_PREFIX;
    if (address & ~kept)
        view->notes |= TAMIS_NOTE_HOST_BITS;
}

static void make_endpoint(struct plain_view *view, uint32_t address,
                          uint32_t port)
{
    memset(view->made, 0, 10);
    memset(view->made + 10, 0xff, 2);
    store_be32(view->made + 12, address);
    store_be16(view->made + 16, (uint16_t)port);
    view->key = slice_make(view->made, 18);
    view->kind = TAMIS_KIND_IP_PORT;
    view->mode = TAMIS_MODE_EXACT;
}

/* 1.2.3.4, 1.2.3.0/24 and 1.2.3.4:80. */
static bool read_address(struct plain_view *view, tamis_kind kind,
                         tamis_slice text, const struct text_marks *marks)
{
    uint32_t address, number;
    size_t end = find_quad(text, 0, marks, &address);

    if (end == 0)
        return false;
    if (end == text.size) {
        if (kind == TAMIS_KIND_IP_PORT)
            return false;
        make_prefix(view, address, 32);
        return true;
    }
    number = read_number(text, end + 1, text.size, marks);
    if (text.data[end] == '/' && kind != TAMIS_KIND_IP_PORT && number <= 32) {
        make_prefix(view, address, number);
        return true;
    }
    if (text.data[end] != ':' || kind == TAMIS_KIND_IP || number == 0 ||
        number > UINT16_MAX)
        return false;
    make_endpoint(view, address, number);
    return true;
}

/*
 * Bytes of the name at `at`: two labels at least, and the last one begins with
 * a letter, so that it is no number of any base. 0 when there is none. Among
 * 64 bytes no label is too long when there are two.
 */
static size_t find_name(tamis_slice text, size_t at,
                        const struct text_marks *marks)
{
    size_t size = count_run((marks->name | marks->dot) >> at), last;
    uint64_t dots = marks->dot >> at & bits_below(size);

    if (!dots || dots & 1 || dots >> (size - 1) & 1 || dots & dots << 1)
        return 0;
    last = 64 - (size_t)__builtin_clzll(dots);
    return (uint8_t)(text.data[at + last] - 'a') < 26 ? size : 0;
}

/* The name of `size` bytes at `at`, with its marks. */
static void set_name(struct plain_view *view, tamis_slice text, size_t at,
                     size_t size, const struct text_marks *marks)
{
    view->name = slice_make(text.data + at, size);
    view->dots = marks->dot >> at & bits_below(size);
    view->dashes = marks->dash >> at & bits_below(size);
}

static void make_domain(struct plain_view *view, tamis_slice name,
                        const struct text_marks *marks)
{
    set_name(view, name, 0, name.size, marks);
    view->key = name;
    view->kind = TAMIS_KIND_DOMAIN;
    view->mode = TAMIS_MODE_AUTO;
}

/* Is it a path, and perhaps a query, that stay as they are? Segments that
 * begin with a dot may be "..", empty ones go. */
static bool is_plain_path(tamis_slice text, size_t at,
                          const struct text_marks *marks)
{
    uint64_t rest = bits_below(text.size) & ~bits_below(at);
    uint64_t signs = ~marks->path & rest, path = rest;

    if (signs) {
        size_t query = first_bit(signs);

        if (signs & (signs - 1) || text.data[query] != '?' ||
            query == text.size - 1)
            return false;
        path = bits_below(query) & rest;
    }
    return !((marks->slash & path) << 1 & (marks->slash | marks->dot) & path);
}

/* Puts a key together that is not in the text as it is. */
static void make_key(struct plain_view *view, tamis_slice host,
                     tamis_slice rest)
{
    memcpy(view->made, host.data, host.size);
    if (rest.size)
        memcpy(view->made + host.size, rest.data, rest.size);
    view->key = slice_make(view->made, host.size + rest.size);
}

/* A URL whose host is the `size` bytes at `at`: port, path and query follow. */
static bool read_location(struct plain_view *view, tamis_slice text, size_t at,
                          size_t size, bool may_have_port,
                          const struct text_marks *marks)
{
    size_t host_end = at + size, path = host_end;
    bool is_default = false;

    if (path < text.size && text.data[path] == ':') {
        size_t digits = count_run(marks->digit >> (path + 1));
        uint32_t port = read_number(text, path + 1, path + 1 + digits, marks);

        if (!may_have_port || port == 0 || port > UINT16_MAX)
            return false;
        is_default = port == 80 || port == 443;
        path += 1 + digits;
    }
    if (path < text.size && text.data[path] != '/')
        return false;
    if (!is_plain_path(text, path, marks))
        return false;
    set_name(view, text, at, size, marks);
    view->key = slice_make(text.data + at, text.size - at);
    if (is_default)
        make_key(view, view->name, slice_from(text, path));
    else if (path == text.size)
        make_key(view, view->name, slice_from(view->key, size));
    if (path == text.size)
        view->made[view->key.size++] = '/';
    if (path + 1 >= text.size)
        view->notes |= TAMIS_NOTE_NO_PATH;
    view->kind = TAMIS_KIND_URL;
    view->mode = TAMIS_MODE_EXACT;
    return true;
}

/* What refang() leaves at the end of a value: no mark of a sentence. */
static bool has_plain_end(tamis_slice text, const struct text_marks *marks)
{
    char last = text.data[text.size - 1];

    return marks->path >> (text.size - 1) & 1 && last != '.' && last != ',' &&
           last != ';' && last != ':';
}

static bool read_url(struct plain_view *view, tamis_slice text, size_t scheme,
                     const struct text_marks *marks)
{
    size_t size;

    if (!has_plain_end(text, marks))
        return false;
    size = find_quad(text, scheme, marks, &view->address);
    view->has_address = size > 0;
    /* "1.2.3.4x.evil.com" begins like an address. */
    if (size && scheme + size < text.size && text.data[scheme + size] != ':' &&
        text.data[scheme + size] != '/')
        view->has_address = false;
    if (!view->has_address)
        size = find_name(text, scheme, marks);
    return size && read_location(view, text, scheme, size, true, marks);
}

/* Eight bytes are readable. */
static size_t scheme_size(tamis_slice text)
{
    static const char http[8] = "http://",
                      https[8] = {'h', 't', 't', 'p', 's', ':', '/', '/'};
    uint64_t word = load_word(text.data), mask;

    memcpy(&mask, "\xff\xff\xff\xff\xff\xff\xff", sizeof mask);
    if (text.size > 7 && (word & mask) == load_word(http))
        return 7;
    return text.size > 8 && word == load_word(https) ? 8 : 0;
}

/* A name, or a host with a path. */
static bool read_named(struct plain_view *view, tamis_kind kind,
                       tamis_slice text, const struct text_marks *marks)
{
    size_t size = find_name(text, 0, marks);

    if (size == 0)
        return false;
    if (size == text.size && kind != TAMIS_KIND_URL) {
        make_domain(view, text, marks);
        return true;
    }
    if (size < text.size &&
        (kind == TAMIS_KIND_DOMAIN || text.data[size] != '/' ||
         !has_plain_end(text, marks)))
        return false;
    return read_location(view, text, 0, size, false, marks);
}

static bool is_hex(tamis_slice text, const struct text_marks *marks)
{
    return marks->hex == bits_below(text.size);
}

/* An address whose first group is up to four digits, and then a colon. */
static bool read_address6(struct plain_view *view, tamis_slice text,
                          const struct text_marks *marks)
{
    size_t digits = count_run(marks->hex), size;
    struct address_prefix prefix;

    if (digits > 4 || digits == text.size || text.data[digits] != ':' ||
        !plain_parse_address6(&prefix, text, &view->notes))
        return false;
    size = prefix.address.size;
    memcpy(view->made, prefix.address.bytes, size);
    view->made[size] = (uint8_t)prefix.length;
    view->key = slice_make(view->made, size + 1);
    view->kind = TAMIS_KIND_IP;
    view->mode =
        prefix.length == size * 8 ? TAMIS_MODE_EXACT : TAMIS_MODE_PREFIX;
    return true;
}

static bool read_email(struct plain_view *view, tamis_slice text,
                       const struct text_marks *marks)
{
    size_t at = count_run(marks->name | marks->dot);

    if (at == 0 || at + 1 >= text.size || text.data[at] != '@' ||
        find_name(text, at + 1, marks) != text.size - at - 1)
        return false;
    view->key = text;
    view->kind = TAMIS_KIND_EMAIL;
    view->mode = TAMIS_MODE_EXACT;
    return true;
}

static bool read_any(struct plain_view *view, tamis_slice text,
                     const struct text_marks *marks,
                     const struct text_kernels *kernels)
{
    tamis_kind digest;
    size_t scheme;

    if (is_hex(text, marks)) {
        digest = digest_kind(text.size);
        if (digest != TAMIS_KIND_AUTO) {
            make_digest(view, digest, text, kernels);
            return true;
        }
    }
    if (marks->digit & 1 && read_address(view, TAMIS_KIND_AUTO, text, marks))
        return true;
    scheme = scheme_size(text);
    if (scheme)
        return read_url(view, text, scheme, marks);
    return read_named(view, TAMIS_KIND_AUTO, text, marks) ||
           read_email(view, text, marks) || read_address6(view, text, marks);
}

static bool read_digest(struct plain_view *view, tamis_kind kind,
                        tamis_slice text, const struct text_marks *marks,
                        const struct text_kernels *kernels)
{
    const struct kind_info *info = kind_get(kind);

    if (!info || info->parse != digest_parse ||
        text.size != (size_t)2 * info->digest_size || !is_hex(text, marks))
        return false;
    make_digest(view, kind, text, kernels);
    return true;
}

bool plain_view_read(struct plain_view *view, tamis_kind kind, tamis_slice text,
                     const struct text_marks *marks,
                     const struct text_kernels *kernels)
{
    size_t scheme;

    if (text.size == 0 || text.size > PLAIN_VIEW_SIZE_MAX)
        return false;
    view->notes = 0;
    view->has_address = false;
    switch (kind) {
    case TAMIS_KIND_AUTO:
        return read_any(view, text, marks, kernels);
    case TAMIS_KIND_IP:
        return read_address(view, kind, text, marks) ||
               read_address6(view, text, marks);
    case TAMIS_KIND_IP_PORT:
        return read_address(view, kind, text, marks);
    case TAMIS_KIND_EMAIL:
        return read_email(view, text, marks);
    case TAMIS_KIND_DOMAIN:
        return read_named(view, kind, text, marks);
    case TAMIS_KIND_URL:
        scheme = scheme_size(text);
        return scheme ? read_url(view, text, scheme, marks)
                      : read_named(view, kind, text, marks);
    default:
        return read_digest(view, kind, text, marks, kernels);
    }
}

void plain_view_take_host(struct plain_view *view)
{
    if (view->has_address) {
        make_prefix(view, view->address, 32);
        return;
    }
    view->key = view->name;
    view->kind = TAMIS_KIND_DOMAIN;
    view->mode = TAMIS_MODE_AUTO;
}

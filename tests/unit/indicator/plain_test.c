/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way of plain values against the parsers that read every value. */
#include "indicator/plain.h"

#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/plain_view.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXT_SIZE 512u

/* Kinds whose parsers may be spared, and two whose may not. */
static const tamis_kind kinds[] = {
    TAMIS_KIND_AUTO,     TAMIS_KIND_IP,     TAMIS_KIND_IP_PORT, TAMIS_KIND_URL,
    TAMIS_KIND_DOMAIN,   TAMIS_KIND_SHA256, TAMIS_KIND_MD5,     TAMIS_KIND_JA3,
    TAMIS_KIND_FILENAME, TAMIS_KIND_EMAIL};
#define KINDS (sizeof kinds / sizeof *kinds)

static bool is_same(const tamis_indicator *a, const tamis_indicator *b)
{
    return a->kind == b->kind && a->mode == b->mode && a->notes == b->notes &&
           a->key_size == b->key_size && !memcmp(a->key, b->key, a->key_size);
}

static void check_name(const struct plain_view *view, tamis_slice name)
{
    cr_assert(slice_equal(view->name, name));
    for (size_t i = 0; i < 64; i++) {
        char byte = i < name.size ? name.data[i] : '\0';

        cr_assert_eq(view->dots >> i & 1, byte == '.');
        cr_assert_eq(view->dashes >> i & 1, byte == '-');
    }
}

/* The host of a URL, as the compiler takes it from a view. */
static void check_host(const struct plain_view *view,
                       const tamis_indicator *plain)
{
    static tamis_indicator host;
    static struct plain_view part;

    indicator_url_host(plain, &host);
    part = *view;
    plain_view_take_host(&part);
    cr_assert_eq(part.kind, host.kind);
    cr_assert_eq(part.mode, host.mode);
    cr_assert(slice_equal(part.key, slice_make(host.key, host.key_size)));
    if (host.kind == TAMIS_KIND_DOMAIN)
        check_name(view, part.key);
}

/* A view says what plain_parse() says, whatever stands behind the text. */
static void check_view(tamis_kind kind, tamis_slice text, bool is_plain,
                       const tamis_indicator *plain)
{
    static struct plain_view view;
    static uint32_t features; /* asking for them takes long in some machines */
    char copy[PLAIN_VIEW_SIZE_MAX];

    if (!features)
        features = cpu_features();
    if (text.size > sizeof copy)
        return;
    memset(copy, ".1/a:"[text.size % 5], sizeof copy);
    if (text.size)
        memcpy(copy, text.data, text.size);
    text.data = copy;
    for (size_t n = 0; text_kernels_get(n); n++) {
        const struct text_kernels *kernels = text_kernels_get(n);
        struct text_marks marks;

        if (kernels->required & ~features)
            continue;
        kernels->mark_values(&text, 1, &marks);
        memset(&view, 0x55, sizeof view);
        cr_assert_eq(plain_view_read(&view, kind, text, &marks, kernels),
                     is_plain, "\"%.*s\" as %u", (int)text.size, text.data,
                     kind);
        if (!is_plain)
            continue;
        cr_assert(
            view.kind == plain->kind && view.mode == plain->mode &&
                view.notes == plain->notes &&
                slice_equal(view.key, slice_make(plain->key, plain->key_size)),
            "\"%.*s\" as %u", (int)text.size, text.data, kind);
        if (view.kind == TAMIS_KIND_URL)
            check_host(&view, plain);
        if (view.kind == TAMIS_KIND_DOMAIN)
            check_name(&view, view.key);
    }
}

/* Whatever is plain is valid, and gives what the general parser gives. */
static bool check_value(tamis_kind kind, tamis_slice text, uint32_t flags)
{
    static tamis_indicator plain, any;
    tamis_reason reason;
    bool is_plain;

    plain = (tamis_indicator){.kind = kind, .mode = TAMIS_MODE_AUTO};
    is_plain = plain_parse(&plain, kind, text);
    check_view(kind, text, is_plain, &plain);
    if (!is_plain)
        return false;
    reason = indicator_parse_any(&any, kind, text, flags);
    cr_assert_eq(reason, TAMIS_REASON_NONE, "\"%.*s\" as %s: reason %u",
                 (int)text.size, text.data,
                 kind ? tamis_kind_name(kind) : "auto", reason);
    cr_assert(is_same(&plain, &any), "\"%.*s\" as %s", (int)text.size,
              text.data, kind ? tamis_kind_name(kind) : "auto");
    return true;
}

static void check_everywhere(tamis_slice text)
{
    for (size_t i = 0; i < KINDS; i++)
        for (uint32_t flags = 0; flags < 8; flags++)
            check_value(kinds[i], text, flags);
}

static const struct {
    const char *text;
    bool is_plain; /* for AUTO */
} values[] = {
    {"evil.com", true},
    {"a-b.c0.evil.co.uk", true},
    {"xn--fa-hia.de", true},
    {"1.com", true},
    {"dead.beef", true},
    {"1.2.3.4", true},
    {"1.2.3.4/24", true},
    {"1.2.3.4/0", true},
    {"1.2.3.4:443", true},
    {"d41d8cd98f00b204e9800998ecf8427e", true},
    {"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", true},
    {"12345678901234567890123456789012", true},
    {"http://evil.com", true},
    {"https://evil.com:443/", true},
    {"http://evil.com:8080/a/b.php?id=1&x=//../z", true},
    {"http://1.2.3.4:81/x", true},
    {"http://1.2.3.4.evil.com/x", true},
    {"evil.com/gate.php", true},
    {"http://evil.com/x@y", true},
    {"2001:db8::1", true},
    {"2001:DB8::/32", true},
    {"::ffff:1.2.3.4", false},
    {"::ffff:102:304", true},
    {"::1/127", true},
    {"2001:db8:0:1:2:3:4:5/128", true},
    {"a@evil.com", true},
    {"a.b-c.1@x.evil.com", true},
    {".@evil.com", true},
    {"1.2.3@evil.com", true},
    {"2001:db8::", false},
    {"2001:db8::/", false},
    {"2001:db8::1::2", false},
    {"2001:db8::1/129", false},
    {"2001:db8::1%eth0", false},
    {"[2001:db8::1]", false},
    {"12345::1", false},
    {"@evil.com", false},
    {"a@evil", false},
    {"a_b@evil.com", false},
    {"A@evil.com", false},
    {"a@b@evil.com", false},
    {"a@1.2.3.4", false},
    {"Evil.com", false},
    {"evil.com.", false},
    {".evil.com", false},
    {"*.evil.com", false},
    {"evil", false},
    {"evil..com", false},
    {"evil.0x1", false},
    {"evil.123", false},
    {"1.2.3.04", false},
    {"1.2.3.256", false},
    {"1.2.3.4/33", false},
    {"1.2.3.4:0", false},
    {"1.2.3.4:65536", false},
    {"1.2.3.4.443", false},
    {"evil[.]com", false},
    {"hxxp://evil.com/", false},
    {"http__evil.com", false},
    {"http://evil.com/a/../b", false},
    {"http://evil.com//", false},
    {"http://evil.com/a%20b", false},
    {"http://evil.com/#x", false},
    {"http://evil.com/x?", false},
    {"http://evil.com/x.", false},
    {"http://evil.com/x(1)", false},
    {"http://user@evil.com/", false},
    {"http://127.1/", false},
    {"evil.com:80", false},
    {"evil.com?x", false},
    {"and/or", false},
    {"", false},
};

Test(plain, which_values_are_plain)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        tamis_slice text = slice_text(values[i].text);

        cr_expect_eq(check_value(TAMIS_KIND_AUTO, text, TAMIS_PARSE_REFANG),
                     values[i].is_plain, "%s", values[i].text);
        check_everywhere(text);
    }
}

Test(plain, every_byte_in_every_place_of_a_plain_value)
{
    char text[TEXT_SIZE];

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        size_t size = strlen(values[i].text);

        for (size_t at = 0; at < size; at++) {
            memcpy(text, values[i].text, size);
            for (unsigned byte = 0; byte < 256; byte++) {
                text[at] = (char)byte;
                check_value(TAMIS_KIND_AUTO, slice_make(text, size),
                            TAMIS_PARSE_REFANG);
                check_value(TAMIS_KIND_URL, slice_make(text, size), 0);
            }
        }
    }
}

/* Pieces that values are made of, so that random ones are often plain. */
static const char *const pieces[] = {
    "evil", ".com", ".",        "-",    "1",    "23",   "255.", "10.0.0.",
    ":",    "/",    "?",        "//",   "http", "://",  "s",    "a",
    "0x",   "xn--", "__",       "[",    "]",    "(",    "@",    "80",
    "443",  "0",    "deadbeef", "Z",    "%2e",  "#",    "=",    "..",
    "/..",  ",",    "_",        "hxxp", "meow", "ftp",  "fe",   "80::",
    "\\",   "\"",   "'",        "<",    ">",    "2a0:", "::",   "/6"};
#define PIECES (sizeof pieces / sizeof *pieces)

static size_t make_value(struct random *random, char text[TEXT_SIZE])
{
    size_t count = 1 + random_below(random, 12), size = 0;

    if (random_one_in(random, 8)) {
        static const size_t sizes[] = {32, 40, 56, 64, 96, 128};

        size = sizes[random_below(random, 6)];
        random_text(random, text, size, "0123456789abcdefABCDEF");
        return size;
    }
    if (random_one_in(random, 3))
        size =
            (size_t)snprintf(text, TEXT_SIZE, "%s",
                             random_one_in(random, 2) ? "http://" : "https://");
    for (size_t i = 0; i < count; i++) {
        /* The first ones are most of what plain values are made of. */
        const char *piece = pieces[random_below(
            random, random_one_in(random, 2) ? 12 : PIECES)];

        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

Test(plain, random_and_spoiled_values_read_as_the_general_parser_reads_them)
{
    struct random random;
    size_t plain = 0;

    random_begin(&random, "plain values");
    for (size_t round = 0; round < 300000; round++) {
        char text[TEXT_SIZE];
        size_t size = make_value(&random, text);

        if (size && random_one_in(&random, 4))
            text[random_below(&random, size)] =
                (char)random_below(&random, 256);
        plain += check_value(kinds[random_below(&random, KINDS)],
                             slice_make(text, size),
                             (uint32_t)random_below(&random, 8));
        plain += check_value(TAMIS_KIND_AUTO, slice_make(text, size),
                             TAMIS_PARSE_REFANG);
    }
    cr_assert_gt(plain, 3000, "only %zu values were plain", plain);
}

static void check_both(const char *text, size_t size)
{
    check_value(TAMIS_KIND_AUTO, slice_make(text, size), TAMIS_PARSE_REFANG);
    check_value(TAMIS_KIND_URL, slice_make(text, size), TAMIS_PARSE_REFANG);
}

/* Values around the size that views end at. */
Test(plain, values_of_every_size)
{
    static const char *const starts[] = {"", "http://", "https://",
                                         "http://1.2.3.4", "http://a.b:80"};
    char text[TEXT_SIZE];

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t start = strlen(starts[i]);

        for (size_t size = start + 1; size < 72; size++) {
            for (size_t dot = start; dot < size; dot++) {
                memcpy(text, starts[i], start);
                memset(text + start, 'a', size - start);
                text[dot] = '.';
                check_both(text, size);
                text[dot] = '/';
                check_both(text, size);
                text[start] = '.';
                check_both(text, size);
            }
        }
    }
}

Test(plain, hosts_of_urls_are_found_as_before)
{
    static const char *const hosts[] = {"evil.com", "1.2.3.4", "a.b.c"};
    static const char *const others[] = {"localhost", "[::1]", "1.2.3.04",
                                         "evil.com.", ""};
    static tamis_indicator host, any;

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        tamis_slice text = slice_text(hosts[i]);

        host = (tamis_indicator){.kind = TAMIS_KIND_IP};
        cr_assert(plain_parse_host(&host, text), "%s", hosts[i]);
        cr_assert_eq(indicator_parse_any(&any, TAMIS_KIND_AUTO, text, 0),
                     TAMIS_REASON_NONE);
        cr_assert(is_same(&host, &any), "%s", hosts[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_not(plain_parse_host(&host, slice_text(others[i])), "%s",
                      others[i]);
}

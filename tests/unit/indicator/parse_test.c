/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/parse.h"

#include "base/slice.h"
#include "indicator/kind.h"
#include "support/random.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct {
    const char *text;
    tamis_kind kind; /* 0: refused */
    const char *normal;
    tamis_reason reason;
} values[] = {
    {"1.2.3.4", TAMIS_KIND_IP, "1.2.3.4", 0},
    {"1.2.3.0/24", TAMIS_KIND_IP, "1.2.3.0/24", 0},
    {"1.2.3.4/8", TAMIS_KIND_IP, "1.0.0.0/8", 0},
    {"1.2.3.4:80", TAMIS_KIND_IP_PORT, "1.2.3.4:80", 0},
    {"1.2.3.4|80", TAMIS_KIND_IP_PORT, "1.2.3.4:80", 0},
    {"1.2.3.4.443", TAMIS_KIND_IP_PORT, "1.2.3.4:443", 0},
    {"1.2.3.4/", TAMIS_KIND_URL, "1.2.3.4/", 0},
    {"1.2.3.4/gate.php", TAMIS_KIND_URL, "1.2.3.4/gate.php", 0},
    {"1.2.3.4/123", TAMIS_KIND_URL, "1.2.3.4/123", 0},
    {"1.2.3.4:8080/24", TAMIS_KIND_URL, "1.2.3.4:8080/24", 0},
    {"::1", TAMIS_KIND_IP, "::1", 0},
    {"2001:db8::/32", TAMIS_KIND_IP, "2001:db8::/32", 0},
    {"[2001:db8::1]", TAMIS_KIND_IP, "2001:db8::1", 0},
    {"[2001:db8::]/32", TAMIS_KIND_IP, "2001:db8::/32", 0},
    {"[2001:db8::1]:443", TAMIS_KIND_IP_PORT, "[2001:db8::1]:443", 0},
    {"2001:db8::1|443", TAMIS_KIND_IP_PORT, "[2001:db8::1]:443", 0},
    {"[2001:db8::1]:81/x", TAMIS_KIND_URL, "[2001:db8::1]:81/x", 0},
    {"[2001:db8::1]/x", TAMIS_KIND_URL, "[2001:db8::1]/x", 0},
    {"[0:0:0:0:0:ffff:2d3e:c649]:53", TAMIS_KIND_IP_PORT, "45.62.198.73:53", 0},
    {"d41d8cd98f00b204e9800998ecf8427e", TAMIS_KIND_MD5,
     "d41d8cd98f00b204e9800998ecf8427e", 0},
    {"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", TAMIS_KIND_SHA1,
     "da39a3ee5e6b4b0d3255bfef95601890afd80709", 0},
    {"12345678901234567890123456789012", TAMIS_KIND_MD5,
     "12345678901234567890123456789012", 0},
    {"john@evil.com", TAMIS_KIND_EMAIL, "john@evil.com", 0},
    {"@evil.com", TAMIS_KIND_EMAIL, "@evil.com", 0},
    {"mailto:john@evil.com", TAMIS_KIND_EMAIL, "john@evil.com", 0},
    {"John <john@evil.com>", TAMIS_KIND_EMAIL, "john@evil.com", 0},
    {"http://evil.com", TAMIS_KIND_URL, "evil.com/", 0},
    {"http://localhost/x", TAMIS_KIND_URL, "localhost/x", 0},
    {"http://3279880203/x", TAMIS_KIND_URL, "195.127.0.11/x", 0},
    {"http://good.com@evil.com/", TAMIS_KIND_URL, "evil.com/", 0},
    {"evil.com/x", TAMIS_KIND_URL, "evil.com/x", 0},
    {"evil.com/x@y", TAMIS_KIND_URL, "evil.com/x@y", 0},
    {"evil.com:8080", TAMIS_KIND_URL, "evil.com:8080/", 0},
    {"evil.com:8080/x", TAMIS_KIND_URL, "evil.com:8080/x", 0},
    {"evil.com", TAMIS_KIND_DOMAIN, "evil.com", 0},
    {"*.evil.com", TAMIS_KIND_DOMAIN, "evil.com", 0},
    {"dead.beef", TAMIS_KIND_DOMAIN, "dead.beef", 0},
    {"1.com", TAMIS_KIND_DOMAIN, "1.com", 0},
    {"fa\xc3\x9f.de", TAMIS_KIND_DOMAIN, "xn--fa-hia.de", 0},
    /* Refused, each for what it looks like. */
    {"1.2.3", 0, NULL, TAMIS_REASON_BAD_IP},
    {"1.2.3.4/33", 0, NULL, TAMIS_REASON_BAD_IP},
    {"1.2.3.4-1.2.3.9", 0, NULL, TAMIS_REASON_BAD_IP},
    {"0000153.0000255.0000011.0000125", 0, NULL,
     TAMIS_REASON_IPV4_LEADING_ZERO},
    {"182.86.133:8880", 0, NULL, TAMIS_REASON_BAD_IP},
    {"161.35.41.9:53:53", 0, NULL, TAMIS_REASON_BAD_PORT},
    {"1.2.3.4:99999", 0, NULL, TAMIS_REASON_BAD_PORT},
    {"fe80::1%eth0", 0, NULL, TAMIS_REASON_ZONE_ID},
    {"fe80:0000:f2cd:7d80:3f37:52c6", 0, NULL, TAMIS_REASON_BAD_IP},
    {"00:11:22:33:44:55", 0, NULL, TAMIS_REASON_BAD_IP},
    {"[a-z0-9]{10}\\.evil\\.com", 0, NULL, TAMIS_REASON_BAD_DOMAIN},
    {"[1.2.3.4]:80", 0, NULL, TAMIS_REASON_BAD_IP},
    {"C91.196.152.28", 0, NULL, TAMIS_REASON_BAD_DOMAIN},
    {"support\xc2\xac"
     "forum.org",
     0, NULL, TAMIS_REASON_IDNA},
    {"/gate.php", 0, NULL, TAMIS_REASON_PATH_ONLY},
    {"and/or", 0, NULL, TAMIS_REASON_BAD_URL},
    {"12/31", 0, NULL, TAMIS_REASON_BAD_URL},
    {"3279880203/x", 0, NULL, TAMIS_REASON_BAD_URL},
    {"localhost:80", 0, NULL, TAMIS_REASON_BAD_URL},
    {"localhost", 0, NULL, TAMIS_REASON_SINGLE_LABEL},
    {"d41d8cd98f00b204e9800998ecf8427", 0, NULL, TAMIS_REASON_SINGLE_LABEL},
    {"*@evil.com", 0, NULL, TAMIS_REASON_BAD_EMAIL},
    {"notepad.exe --evil", 0, NULL, TAMIS_REASON_BAD_DOMAIN},
    {"evil\x01.com", 0, NULL, TAMIS_REASON_BAD_ENCODING},
    {"", 0, NULL, TAMIS_REASON_SYNTAX},
    {" \t\r\n", 0, NULL, TAMIS_REASON_SYNTAX},
};

Test(parse, kind_is_found_from_the_value)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        static tamis_indicator indicator;
        char text[300];
        tamis_reason reason = indicator_parse(&indicator, TAMIS_KIND_AUTO,
                                              slice_text(values[i].text), 0);

        cr_expect_eq(reason, values[i].reason, "\"%s\": reason %u, not %u",
                     values[i].text, reason, values[i].reason);
        if (reason)
            continue;
        cr_expect_eq(indicator.kind, values[i].kind, "\"%s\": %s",
                     values[i].text, tamis_kind_name(indicator.kind));
        tamis_indicator_format(&indicator, text, sizeof text);
        cr_expect_str_eq(text, values[i].normal, "\"%s\": \"%s\"",
                         values[i].text, text);
    }
}

Test(parse, defanged_values_find_their_kind)
{
    static const struct {
        const char *text;
        tamis_kind kind;
    } defanged[] = {
        {"hxxp://evil[.]com/x", TAMIS_KIND_URL},
        {"1.2.3[.]4", TAMIS_KIND_IP},
        {"1.2.3.4[:]80", TAMIS_KIND_IP_PORT},
        {"john[at]evil[.]com", TAMIS_KIND_EMAIL},
        {"evil[.]com", TAMIS_KIND_DOMAIN},
        {"evil.com,", TAMIS_KIND_DOMAIN},
        {"\"d41d8cd98f00b204e9800998ecf8427e\"", TAMIS_KIND_MD5},
    };

    for (size_t i = 0; i < sizeof defanged / sizeof *defanged; i++) {
        static tamis_indicator indicator;

        cr_expect_eq(indicator_parse(&indicator, TAMIS_KIND_AUTO,
                                     slice_text(defanged[i].text),
                                     TAMIS_PARSE_REFANG),
                     0, "%s", defanged[i].text);
        cr_expect_eq(indicator.kind, defanged[i].kind, "%s", defanged[i].text);
    }
}

/* The public function: a status, a place, a sentence that helps. */
static const struct {
    tamis_kind kind;
    const char *text;
    tamis_status status;
    uint64_t offset;
    const char *says; /* somewhere in the sentence */
} failures[] = {
    {TAMIS_KIND_IP, "1.2.3.04", TAMIS_ERROR_SYNTAX, 0, "leading zero"},
    {TAMIS_KIND_IP, "fe80::1%eth0", TAMIS_ERROR_SYNTAX, 7, "network interface"},
    {TAMIS_KIND_DOMAIN, "com", TAMIS_ERROR_SYNTAX, 0, "one label"},
    {TAMIS_KIND_MD5, "abc", TAMIS_ERROR_SYNTAX, 0, "hex digits"},
    {TAMIS_KIND_MD5, "abx", TAMIS_ERROR_SYNTAX, 2, "the md5 \"abx\""},
    {TAMIS_KIND_MUTEX, "ab\x1b[31m", TAMIS_ERROR_SYNTAX, 2, "\\x1b"},
    {TAMIS_KIND_MUTEX, "ab\xff", TAMIS_ERROR_SYNTAX, 2, "\\xff"},
    {TAMIS_KIND_AUTO, "/gate.php", TAMIS_ERROR_SYNTAX, 0, "uri-path"},
    {TAMIS_KIND_URL, "", TAMIS_ERROR_SYNTAX, UINT64_MAX, "the url is empty"},
    {TAMIS_KIND_COUNT, "x", TAMIS_ERROR_ARGUMENT, UINT64_MAX, "no kind"},
    {UINT32_MAX, "x", TAMIS_ERROR_ARGUMENT, UINT64_MAX, "no kind"},
};

Test(parse, failures_say_what_where_and_what_to_do)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        static tamis_indicator indicator;
        tamis_error error;
        tamis_status status = tamis_indicator_parse(
            &indicator, failures[i].kind, failures[i].text,
            strlen(failures[i].text), 0, &error);

        cr_expect_eq(status, failures[i].status, "%s", failures[i].text);
        cr_expect_eq(error.status, failures[i].status);
        cr_expect_eq(error.offset, failures[i].offset, "%s: %llu",
                     failures[i].text, (unsigned long long)error.offset);
        cr_expect(strstr(error.message, failures[i].says), "%s: %s",
                  failures[i].text, error.message);
        cr_expect(!strchr(error.message, '\x1b'));
        cr_expect_eq(tamis_indicator_parse(&indicator, failures[i].kind,
                                           failures[i].text,
                                           strlen(failures[i].text), 0, NULL),
                     failures[i].status);
    }
}

Test(parse, long_values_are_shortened_in_sentences)
{
    static tamis_indicator indicator;
    static char text[100000];
    tamis_error error;

    memset(text, 'a', sizeof text);
    cr_assert_eq(tamis_indicator_parse(&indicator, TAMIS_KIND_FILENAME, text,
                                       sizeof text, 0, &error),
                 TAMIS_ERROR_LIMIT);
    cr_assert(strstr(error.message, "aaaa...\""), "%s", error.message);
    cr_assert(strlen(error.message) < 200);
    /* Cut between characters, never inside one. */
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa4", 2);
    text[0] = 'a';
    tamis_indicator_parse(&indicator, TAMIS_KIND_IP, text + 1, 8000, 0, &error);
    cr_assert(strstr(error.message, "\xc3\xa4...\""), "%s", error.message);
}

Test(parse, nul_is_written_out_in_sentences)
{
    static tamis_indicator indicator;
    tamis_error error;

    cr_assert_eq(tamis_indicator_parse(&indicator, TAMIS_KIND_DOMAIN,
                                       "evil\0.com", 9, 0, &error),
                 TAMIS_ERROR_SYNTAX);
    cr_assert(strstr(error.message, "evil\\x00.com"), "%s", error.message);
    cr_assert_eq(error.offset, 4);
}

Test(parse, null_and_empty_text)
{
    static tamis_indicator indicator;
    tamis_error error;

    cr_assert_eq(
        tamis_indicator_parse(&indicator, TAMIS_KIND_AUTO, NULL, 0, 0, &error),
        TAMIS_ERROR_SYNTAX);
    cr_assert_eq(tamis_indicator_parse(&indicator, TAMIS_KIND_AUTO,
                                       (const char *)1, 0, 0, &error),
                 TAMIS_ERROR_SYNTAX);
    cr_assert_eq(
        tamis_indicator_parse(&indicator, TAMIS_KIND_AUTO, NULL, 1, 0, &error),
        TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(tamis_indicator_parse(NULL, TAMIS_KIND_AUTO, "x", 1, 0, NULL),
                 TAMIS_ERROR_ARGUMENT);
}

/* Pieces that parsers care for; strung together they reach deep. */
static const char *const pieces[] = {
    "http://",
    "https:\\\\",
    "ftp://",
    "http%3A%2F%2F",
    "hxxp://",
    "mailto:",
    "evil",
    "com",
    ".",
    "..",
    "*.",
    ":",
    "::",
    "/",
    "//",
    "\\",
    "?",
    "#",
    "@",
    "%",
    "%25",
    "%2525",
    "%2e",
    "%2F",
    "%5C",
    "%3F",
    "%41",
    "%00",
    "%C3%BC",
    "%FF",
    "[",
    "]",
    "[::1]",
    "[.]",
    "(dot)",
    "[at]",
    "1.2.3.4",
    "0x7f",
    "017",
    "256",
    "80",
    "443",
    " ",
    "\t",
    "\x01",
    "\x7f",
    "\xc3\xbc",
    "\xff",
    "\xef\xbc\x8f",
    "\xe3\x80\x82",
    "\xef\xbc\x91",
    "xn--a",
    "-",
    "_",
    "|",
    "p",
    " port ",
    "ffff:",
    "HKLM",
    "\\pipe\\",
    "computer\\",
    "AS",
    "+",
    "00",
    "<",
    ">",
    "\"",
    "A",
    "abcdef",
    "d41d8cd98f00b204e9800998ecf8427e",
};

/* Values that parse, to be spoiled a little. */
static const char *const seeds[] = {
    "1.2.3.4",
    "10.2.4.5/24",
    "::ffff:1.2.3.4/120",
    "2001:db8::1",
    "1.2.3.4:80",
    "[2001:db8::1]:443",
    "1.2.3.4 port 80",
    "evil.com",
    "*.www.fa\xc3\x9f.de.",
    "john.doe@evil.com",
    "John <a@b.evil.com>",
    "http://user@www.evil.com:8080/a/./b/%2e%2e/c?d=e%41#f",
    "http://[2001:db8::1]/x",
    "http://012.034.01.055/",
    "https%3A%2F%2Fevil.com%2Fx",
    "HKEY_LOCAL_MACHINE\\Software\\Evil",
    "\\\\.\\pipe\\evil",
    "00:1a:2b:3c:4d:5e",
    "AS1.10",
    "3:AXGBic:AXGHs",
    "+49 (30) 123-456",
    "DE89 3704 0044 0532 0130 00",
    "/gate.php?x=%41",
    "-1277814690",
};

static size_t insert_text(char *text, size_t used, size_t at, const char *piece)
{
    size_t length = strlen(piece);

    memmove(text + at + length, text + at, used - at);
    memcpy(text + at, piece, length);
    return used + length;
}

/* A seed or nothing, with up to six pieces put in anywhere; at most 512. */
static size_t string_together(struct random *random, char *text)
{
    size_t used = 0, count = random_below(random, 4);

    if (random_one_in(random, 2))
        used = insert_text(
            text, 0, 0,
            seeds[random_below(random, sizeof seeds / sizeof *seeds)]);
    else
        count += 3;
    for (size_t i = 0; i < count; i++)
        used = insert_text(
            text, used, random_below(random, used + 1),
            pieces[random_below(random, sizeof pieces / sizeof *pieces)]);
    return used;
}

/* True when the text was one of the kind. */
static bool check_any(tamis_kind kind, const char *text, size_t size,
                      uint32_t flags)
{
    static tamis_indicator indicator;
    /* Exactly as large as the text, so that a sanitizer sees one byte more. */
    char *copy = malloc(size ? size : 1);
    tamis_reason reason;

    memcpy(copy, text, size);
    reason = indicator_parse(&indicator, kind, slice_make(copy, size), flags);
    free(copy);
    cr_assert(reason < TAMIS_REASON_COUNT);
    if (reason)
        return false;
    cr_assert(indicator.key_size > 0 &&
              indicator.key_size <= TAMIS_KEY_SIZE_MAX);
    cr_assert(kind_get(indicator.kind) != NULL);
    indicator_check_stable(&indicator);
    return true;
}

Test(parse, normal_forms_are_stable, .timeout = 120)
{
    struct random random;
    char text[512];
    size_t parsed[TAMIS_KIND_COUNT] = {0};

    random_begin(&random, "normal_forms_are_stable");
    for (size_t i = 0; i < 400000; i++) {
        size_t size = string_together(&random, text);
        tamis_kind kind = (tamis_kind)random_below(&random, TAMIS_KIND_COUNT);

        /* Half of the time the kinds with the most structure. */
        if (random_one_in(&random, 2))
            kind = (tamis_kind)random_below(&random, TAMIS_KIND_MD5);
        parsed[kind] +=
            check_any(kind, text, size, (uint32_t)random_below(&random, 8));
    }
    /* The property would hold of nothing, too. */
    cr_assert(parsed[TAMIS_KIND_URL] > 1000, "%zu", parsed[TAMIS_KIND_URL]);
    cr_assert(parsed[TAMIS_KIND_IP] > 100, "%zu", parsed[TAMIS_KIND_IP]);
    cr_assert(parsed[TAMIS_KIND_IP_PORT] > 10, "%zu",
              parsed[TAMIS_KIND_IP_PORT]);
    cr_assert(parsed[TAMIS_KIND_DOMAIN] > 100, "%zu",
              parsed[TAMIS_KIND_DOMAIN]);
    cr_assert(parsed[TAMIS_KIND_EMAIL] > 10, "%zu", parsed[TAMIS_KIND_EMAIL]);
    cr_assert(parsed[TAMIS_KIND_REGISTRY_KEY] > 1000);
}

Test(parse, random_bytes_never_hurt, .timeout = 120)
{
    struct random random;
    char text[256];

    random_begin(&random, "random_bytes_never_hurt");
    for (size_t i = 0; i < 200000; i++) {
        size_t size = random_below(&random, sizeof text);

        random_bytes(&random, text, size);
        check_any((tamis_kind)random_below(&random, TAMIS_KIND_COUNT), text,
                  size, (uint32_t)random_below(&random, 8));
    }
}

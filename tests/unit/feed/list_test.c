/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list_row {
    const char *input, *expected;
};

static const struct list_row table[] = {
    /* One value a line, its kind left to the parser. */
    {"evil.test\n1.2.3.4\n",
     "1 + auto auto evil.test\n2 + auto auto 1.2.3.4\n"},
    {"last.test", "1 + auto auto last.test\n"},
    {"a.test\r\nb.test\r\n", "1 + auto auto a.test\n2 + auto auto b.test\n"},
    {"  a.test\t \n", "1 + auto auto a.test\n"},
    {"\xef\xbb\xbf"
     "a.test\n",
     "1 + auto auto a.test\n"},
    /* Comments and what stands behind a value. */
    {"# a\n; b\n// c\n\n\na.test\n", "6 + auto auto a.test\n"},
    {"a.test # why\n", "1 + auto auto a.test\n"},
    {"1.2.3.4\t10\n", "1 + auto auto 1.2.3.4\n"},
    {"a.test,seen twice\n", "1 + auto auto a.test\n"},
    {"1.2.3.0/24;SBL1\n", "1 + auto auto 1.2.3.0/24\n"},
    {"1.2.3.0/24 ; SBL1\n", "1 + auto auto 1.2.3.0/24\n"},
    /* '#', ',' and ';' are part of a URL's path. */
    {"http://a.test/x#y\n", "1 + auto auto http://a.test/x#y\n"},
    {"http://a.test/x,y;z\n", "1 + auto auto http://a.test/x,y;z\n"},
    {"http://a.test/x, malware\n", "1 + auto auto http://a.test/x\n"},
    {"http://a.test,malware\n", "1 + auto auto http://a.test\n"},
    {"hxxp[://]a[.]test;x\n", "1 + auto auto hxxp[://]a[.]test\n"},
    /* A name with all that is under it. */
    {"*.a.test\n.b.test\n", "1 + auto suffix a.test\n2 + auto suffix b.test\n"},
    {"*\n.\n", "1 + auto auto *\n2 + auto auto .\n"},
    /* Ranges, masks, and DShield's three columns. */
    {"1.2.3.0-1.2.3.255\n", "1 + ip auto 1.2.3.0/24\n"},
    {"1.2.3.0 - 1.2.3.255\n", "1 + ip auto 1.2.3.0/24\n"},
    {"1.2.3.4-1.2.3.4\n", "1 + ip auto 1.2.3.4\n"},
    {"1.2.3.1-1.2.3.6 x\n",
     "1 + ip auto 1.2.3.1\n1 + ip auto 1.2.3.2/31\n1 + ip auto 1.2.3.4/31\n"
     "1 + ip auto 1.2.3.6\n"},
    {"0.0.0.0-255.255.255.255\n", "1 + ip auto 0.0.0.0/0\n"},
    {"2001:db8::-2001:db8::1\n", "1 + ip auto 2001:db8::/127\n"},
    {"1.2.3.9-1.2.3.4\n", "1 - bad-ip 1.2.3.9-1.2.3.4\n"},
    /* 254 prefixes, and 62. */
    {"::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\n",
     "1 - bad-ip ::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\n"},
    {"1.2.3.4 - 2001:db8::1\n", "1 - bad-ip 1.2.3.4 - 2001:db8::1\n"},
    {"1.2.3.0 255.255.255.0\n", "1 + ip auto 1.2.3.0/24\n"},
    {"1.2.3.0/255.255.255.0\n", "1 + ip auto 1.2.3.0/24\n"},
    {"1.2.3.0\t1.2.3.255\t24\t812\n", "1 + ip auto 1.2.3.0/24\n"},
    /* A second address that says nothing about a range is only a field. */
    {"1.2.3.4 8.8.8.8 12\n", "1 + auto auto 1.2.3.4\n"},
    {"1.2.3.4 8.8.8.8\n", "1 + auto auto 1.2.3.4\n"},
    {"1-2.a.test\n", "1 + auto auto 1-2.a.test\n"},
    {"dead-beef.test\n", "1 + auto auto dead-beef.test\n"},
    /* ipset save */
    {"create bad hash:net family inet\nadd bad 1.2.3.0/24 timeout 9\n",
     "2 + auto auto 1.2.3.0/24\n"},
    {"add.test\n", "1 + auto auto add.test\n"},
    /* Lines of hosts files, and a count that is no name. */
    {"0.0.0.0 evil.test # x\n", "1 + domain exact evil.test\n"},
    {"127.0.0.1\t3\n", "1 + auto auto 127.0.0.1\n"},
    /* Junk. */
    {",x\n", "1 - not-an-indicator ,x\n"},
    {"", ""},
    {"\n\n# nothing\n", ""},
};

Test(list, no_range_becomes_more_than_64_statements)
{
    static const struct {
        const char *text;
        uint64_t added, rejected;
    } rows[] = {
        {"0.0.0.1-255.255.255.254\n", 62, 0},
        {"2001:db8::1 - 2001:db8::ffff:ffff\n", 32, 0},
        {"::1-::ffff:ffff:fffe\n", 0, 1},
        {"::1 - 8000::\n", 0, 1},
    };
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct feed_text result =
            feed_text_read("x", rows[i].text, strlen(rows[i].text), &options);

        cr_expect_eq(result.added, rows[i].added, "%s: %u", rows[i].text,
                     (unsigned)result.added);
        cr_expect_eq(result.rejected, rows[i].rejected, "%s", rows[i].text);
    }
}

Test(list, reads_values_ranges_and_comments)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_LIST, table[i].input, table[i].expected);
}

Test(list, takes_the_whole_line_for_kinds_whose_values_hold_blanks)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    options.kind = TAMIS_KIND_USER_AGENT;
    feed_text_check_options("agents", "# x\nMozilla/4.0 (a; b), c # d\n; e\n",
                            &options,
                            "2 + user-agent auto Mozilla/4.0 (a; b), c # d\n"
                            "3 + user-agent auto ; e\n");
    options.kind = TAMIS_KIND_FILENAME;
    feed_text_check_options("names", "//share/a b.exe\n*.exe\n", &options,
                            "1 + filename auto //share/a b.exe\n"
                            "2 + filename auto *.exe\n");
}

Test(list, gives_its_kind_to_every_value)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    options.kind = TAMIS_KIND_JA3;
    feed_text_check_options("ja3", "00112233445566778899aabbccddeeff  curl\n",
                            &options,
                            "1 + ja3 auto 00112233445566778899aabbccddeeff\n");
}

/* "=" stands for the line itself. */
static void check_patterns(const struct list_row *rows, size_t count,
                           const tamis_feed_options *options)
{
    char line[256], expected[512];

    for (size_t i = 0; i < count; i++) {
        size_t prefix = strcspn(rows[i].expected, "=");
        const char *after = rows[i].expected + prefix;

        snprintf(expected, sizeof expected, "%.*s%s%s\n", (int)prefix,
                 rows[i].expected, *after ? rows[i].input : "",
                 *after ? after + 1 : "");
        snprintf(line, sizeof line, "%s\n", rows[i].input);
        feed_text_check_options("values", line, options, expected);
    }
}

#define CHECK_PATTERNS(rows, options)                                          \
    check_patterns(rows, sizeof(rows) / sizeof *(rows), options)

Test(list, takes_a_line_that_names_the_field_of_a_pattern_for_one)
{
    static const struct list_row rows[] = {
        /* The whole line, whatever is in it, and whatever its parser says. */
        {"filename:/\\\\tool\\.exe$/i", "1 + pattern auto ="},
        {"url:/gate\\.php\\?/ !/intra net/", "1 + pattern auto ="},
        {"user-agent:/^Mozilla\\/4\\.0 (a; b), c/", "1 + pattern auto ="},
        {"email-attachment:/a{1,3};b/", "1 + pattern auto ="},
        {"registry-key:/x-y/", "1 + pattern auto ="},
        {"URL:/x/", "1 + pattern auto ="},
        {"domain:/^xn--/", "1 + pattern auto ="},
        {"url://x/", "1 + pattern auto ="},
        {"filename:/x", "1 + pattern auto ="},
        {"filename:/x/q", "1 + pattern auto ="},
        {"filename:/x/ # why", "1 + pattern auto ="},
        {"md5:/x/", "1 + pattern auto ="},
        /* What else has a colon or slashes is what it was. */
        {"http:/x/", "1 + auto auto ="},
        {"http://url:/x/", "1 + auto auto ="},
        {"https://evil.test/url:/x/", "1 + auto auto ="},
        {"hxxp:/x/", "1 + auto auto ="},
        {"file:/etc/", "1 + auto auto ="},
        {"file:///etc/", "1 + auto auto ="},
        {"ftp://a.test/x/", "1 + auto auto ="},
        {"evil.test:/x/", "1 + auto auto ="},
        {"evil.test/filename:/x/", "1 + auto auto ="},
        {"filename/x/", "1 + auto auto ="},
        {"filename:x", "1 + auto auto ="},
        {"filenames:/x/", "1 + auto auto ="},
        {"email-attachments:/x/", "1 + auto auto ="},
        {":/x/", "1 + auto auto ="},
        {"/x/", "1 + auto auto ="},
        {"/wp-admin/x.php", "1 + auto auto ="},
        {"literal:x", "1 + auto auto ="},
        {"1.2.3.4:80", "1 + auto auto ="},
        {"2001:db8::/32", "1 + auto auto ="},
    };
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    CHECK_PATTERNS(rows, &options);
}

Test(list, takes_patterns_of_any_text_and_literals_where_the_caller_says_so)
{
    static const struct list_row rows[] = {
        {"/evil[0-9]+, x/i", "1 + pattern auto ="},
        {"/x/ !/y/", "1 + pattern auto ="},
        {"/wp-admin/x.php", "1 + pattern auto ="},
        {"filename:/x/", "1 + pattern auto ="},
        {"literal:cmd.exe /c x", "1 + literal auto cmd.exe /c x"},
        {"http:/x/", "1 + auto auto ="},
        {"evil.test/x/", "1 + auto auto ="},
        {"evil.test", "1 + auto auto ="},
    };
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    options.flags = TAMIS_FEED_PATTERNS;
    CHECK_PATTERNS(rows, &options);
}

Test(list, rejects_a_pattern_among_values_of_a_kind)
{
    static const struct {
        tamis_kind kind;
        struct list_row row;
    } rows[] = {
        {TAMIS_KIND_URL, {"url:/x/i", "1 - regex-unsupported ="}},
        {TAMIS_KIND_URL, {"filename:/x/", "1 - regex-unsupported ="}},
        {TAMIS_KIND_FILENAME, {"filename:/x/", "1 - regex-unsupported ="}},
        {TAMIS_KIND_URL, {"url:/x", "1 + url auto ="}},
        {TAMIS_KIND_FILENAME, {"md5:/x/", "1 + filename auto ="}},
        {TAMIS_KIND_FILENAME, {"/etc/", "1 + filename auto ="}},
        {TAMIS_KIND_PATTERN, {"filename:/x/", "1 + pattern auto ="}},
        {TAMIS_KIND_LITERAL, {"filename:/x/", "1 + literal auto ="}},
    };
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_LIST;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        options.kind = rows[i].kind;
        check_patterns(&rows[i].row, 1, &options);
    }
}

Test(list, rejects_lines_with_nul_and_goes_on)
{
    static const char bytes[] = "a.test\nb\0.test\nc.test\n";
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    struct feed_text result;

    options.format = TAMIS_FORMAT_LIST;
    result = feed_text_read("feed", bytes, sizeof bytes - 1, &options);
    cr_assert_eq(result.status, TAMIS_OK);
    cr_assert_eq(result.added, 2);
    cr_assert_eq(result.rejected, 1);
    cr_assert_not_null(strstr(result.text, "2 - bad-encoding"));
    cr_assert_not_null(strstr(result.text, "3 + auto auto c.test"));
}

Test(list, rejects_a_line_that_is_too_long_by_its_number_and_goes_on)
{
    size_t size = 70000;
    char *bytes = malloc(size + 32);
    struct feed_text result;

    cr_assert_not_null(bytes);
    memcpy(bytes, "a.test\n", 7);
    memset(bytes + 7, 'x', size);
    memcpy(bytes + 7 + size, "\nc.test\n", 8);
    result = feed_text_read("feed", bytes, size + 15, NULL);
    free(bytes);
    cr_assert_eq(result.status, TAMIS_OK, "%s", result.error.message);
    cr_assert_not_null(strstr(result.text, "2 - too-long xxx"));
    cr_assert_not_null(strstr(result.text, "3 + auto auto c.test"));
}

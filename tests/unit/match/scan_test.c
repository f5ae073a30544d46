/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct small_statement statements[] = {
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX,
     "evil.com"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.0.0/16"},
    {"red", TAMIS_TLP_RED, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.8.0/24"},
    {"red", TAMIS_TLP_RED, TAMIS_KIND_URL, TAMIS_MODE_AUTO,
     "http://www.evil.com/drop?x=1"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_MD5, TAMIS_MODE_AUTO,
     "0123456789abcdef0123456789abcdef"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_JA3, TAMIS_MODE_AUTO,
     "0123456789ABCDEF0123456789ABCDEF"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_EMAIL, TAMIS_MODE_AUTO,
     "boss@corp.net"},
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_IP_PORT, TAMIS_MODE_AUTO,
     "9.9.9.9:4444"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
     "good.evil.com"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.8.8"},
    {"warn", TAMIS_TLP_CLEAR, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.4.4"},
};

/* Hits as "offset+length kind value(mode) feed", one a line. */
struct found {
    char text[4096];
    size_t size;
};

static int write_hit(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct found *found = context;

    for (size_t i = 0; i < hit_count; i++) {
        char value[200];

        tamis_key_format(hits[i].kind, hits[i].key.data, hits[i].key.size,
                         value, sizeof value);
        found->size += (size_t)snprintf(
            found->text + found->size, sizeof found->text - found->size,
            "%u+%u %s %s(%s) %.*s%s\n", (unsigned)hits[i].offset,
            hits[i].length, tamis_kind_name(hits[i].kind), value,
            tamis_mode_name(hits[i].mode), (int)hits[i].entry.feed.size,
            hits[i].entry.feed.data, hits[i].warning_count ? " warned" : "");
        cr_assert_lt(found->size, sizeof found->text);
    }
    return 0;
}

static void expect_scan(tamis_tlp tlp, const void *text, size_t size,
                        const char *expected)
{
    struct found found = {"", 0};
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *matcher;
    tamis_error error;
    void *bytes;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &bytes);

    options.clearance.tlp = tlp;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK);
    tamis_database_release(database); /* the matcher holds its own */
    cr_assert_eq(tamis_matcher_scan(matcher, text, size, write_hit, &found),
                 TAMIS_OK);
    cr_expect_str_eq(found.text, expected);
    tamis_matcher_destroy(matcher);
    free(bytes);
}

#define EXPECT_SCAN(tlp, text, expected)                                       \
    expect_scan(tlp, text, strlen(text), expected)

Test(scan, reports_the_url_and_its_host_each_at_its_place)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "GET http://www.evil.com/drop?x=1 200",
                "4+28 url www.evil.com/drop?x=1(exact) red\n"
                "11+12 domain evil.com(suffix) green\n");
}

Test(scan, what_is_above_the_clearance_is_absent)
{
    EXPECT_SCAN(TAMIS_TLP_GREEN, "GET http://www.evil.com/drop?x=1 200",
                "11+12 domain evil.com(suffix) green\n");
    EXPECT_SCAN(TAMIS_TLP_GREEN, "8.8.8.7",
                "0+7 ip 8.8.0.0/16(prefix) green\n");
    EXPECT_SCAN(TAMIS_TLP_CLEAR, "8.8.8.7 evil.com", "");
}

Test(scan, all_covering_prefixes_are_reported)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "src=8.8.8.7",
                "4+7 ip 8.8.0.0/16(prefix) green\n"
                "4+7 ip 8.8.8.0/24(prefix) red\n");
}

Test(scan, a_digest_is_reported_under_every_kind)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "md5:0123456789ABCDEF0123456789abcdef.",
                "4+32 md5 0123456789abcdef0123456789abcdef(exact) green\n"
                "4+32 ja3 0123456789abcdef0123456789abcdef(exact) green\n");
}

Test(scan, an_allowed_host_is_not_reported_nor_what_is_on_it)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "http://good.evil.com/x 8.8.8.8 bad.evil.com",
                "31+12 domain evil.com(suffix) green\n");
}

Test(scan, a_warning_list_marks_but_does_not_remove)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "8.8.4.4",
                "0+7 ip 8.8.0.0/16(prefix) green warned\n");
}

Test(scan, address_and_port_are_found_together)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "to 9.9.9.9:4444 and 9.9.9.9:80",
                "3+12 ip-port 9.9.9.9:4444(exact) green\n");
}

Test(scan, emails_are_found_and_a_glued_name_is_not)
{
    EXPECT_SCAN(TAMIS_TLP_RED, "<Boss@corp.net> notevil.com xevil.com",
                "1+13 email boss@corp.net(exact) green\n");
}

Test(scan, utf16_offsets_are_into_the_original_bytes)
{
    static const char text[] = "\xFF\xFE"
                               "x\0 \0e\0v\0i\0l\0.\0c\0o\0m\0\n\0";

    expect_scan(TAMIS_TLP_RED, text, sizeof text - 1,
                "6+16 domain evil.com(suffix) green\n");
}

static int stop(void *context, const tamis_hit *hits, size_t hit_count)
{
    (void)hits;
    *(size_t *)context += hit_count;
    return 1;
}

Test(scan, the_callback_can_stop)
{
    tamis_matcher *matcher;
    tamis_error error;
    size_t count = 0;
    void *bytes;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &bytes);

    cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, &error),
                 TAMIS_OK);
    cr_assert_eq(
        tamis_matcher_scan(matcher, "evil.com evil.com", 17, stop, &count),
        TAMIS_ERROR_STOPPED);
    cr_assert_eq(count, 1);
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    free(bytes);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/compile/compile_case.h"

#include "base/slice.h"

#include <criterion/criterion.h>

#include <string.h>

struct guard_row {
    const char *value;
    tamis_kind kind;
    tamis_reason reason;
};

static tamis_reason ask(tamis_compiler *compiler, uint32_t feed,
                        const char *value, tamis_kind kind)
{
    tamis_compile_report before = case_report(compiler, feed), after;
    tamis_statement statement = case_statement(value);

    statement.kind = kind;
    case_add_statement(compiler, feed, &statement);
    after = case_report(compiler, feed);
    cr_assert_eq(after.read, before.read + 1);
    for (tamis_reason i = 1; i < TAMIS_REASON_COUNT; i++)
        if (after.reasons[i] != before.reasons[i])
            return i;
    return TAMIS_REASON_NONE;
}

static void check_rows(tamis_compiler *compiler, uint32_t feed,
                       const struct guard_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tamis_reason reason = ask(compiler, feed, rows[i].value, rows[i].kind);

        cr_expect_eq(reason, rows[i].reason, "%s: %s", rows[i].value,
                     reason ? tamis_reason_name(reason) : "kept");
    }
}

#define CHECK(compiler, feed, rows)                                            \
    check_rows(compiler, feed, rows, sizeof(rows) / sizeof *(rows))

TestSuite(guard, .fini = case_end);

Test(guard, short_prefixes_and_special_ranges_are_refused)
{
    static const struct guard_row rows[] = {
        {"0.0.0.0/0", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"::/0", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"8.0.0.0/7", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"8.0.0.0/8", 0, TAMIS_REASON_NONE},
        {"2a00::/15", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"2a00::/16", 0, TAMIS_REASON_NONE},
        {"10.1.2.3", 0, TAMIS_REASON_SPECIAL_USE},
        {"10.0.0.0/8", 0, TAMIS_REASON_SPECIAL_USE},
        {"100.64.0.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"100.128.0.1", 0, TAMIS_REASON_NONE},
        {"127.0.0.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"169.254.1.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"172.15.255.255", 0, TAMIS_REASON_NONE},
        {"172.16.0.0/12", 0, TAMIS_REASON_SPECIAL_USE},
        {"172.31.255.255", 0, TAMIS_REASON_SPECIAL_USE},
        {"192.0.0.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"192.0.2.1", 0, TAMIS_REASON_NONE},
        {"192.168.1.1:80", TAMIS_KIND_IP_PORT, TAMIS_REASON_SPECIAL_USE},
        {"198.18.0.0/15", 0, TAMIS_REASON_SPECIAL_USE},
        {"224.0.0.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"255.255.255.255", 0, TAMIS_REASON_SPECIAL_USE},
        {"::1", 0, TAMIS_REASON_SPECIAL_USE},
        {"fe80::1", 0, TAMIS_REASON_SPECIAL_USE},
        {"fc00::/7", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"fd00::1", 0, TAMIS_REASON_SPECIAL_USE},
        {"ff02::1", 0, TAMIS_REASON_SPECIAL_USE},
        {"::ffff:127.0.0.1", 0, TAMIS_REASON_SPECIAL_USE},
        {"2001:db8::1", 0, TAMIS_REASON_NONE},
        {"http://127.0.0.1/x", 0, TAMIS_REASON_SPECIAL_USE},
        {"http://192.0.2.1/x", 0, TAMIS_REASON_NONE},
        {"http://10.1.1.1", 0, TAMIS_REASON_SPECIAL_USE},
    };
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);

    CHECK(compiler, feed, rows);
    case_destroy(compiler);
}

Test(guard, options_let_short_and_special_ones_in_but_not_everything)
{
    static const struct guard_row rows[] = {
        {"0.0.0.0/0", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"8.0.0.0/7", 0, TAMIS_REASON_NONE},
        {"10.0.0.0/8", 0, TAMIS_REASON_NONE},
        {"127.0.0.1:80", TAMIS_KIND_IP_PORT, TAMIS_REASON_NONE},
        {"fc00::/7", 0, TAMIS_REASON_NONE},
    };
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;

    options.flags = TAMIS_COMPILER_ALLOW_SHORT | TAMIS_COMPILER_ALLOW_SPECIAL;
    compiler = case_create(&options);
    CHECK(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), rows);
    case_destroy(compiler);
}

Test(guard, patterns_that_nothing_compiles_are_refused_listed_or_allowed)
{
    static const struct guard_row rows[] = {
        {"/a(b/", TAMIS_KIND_PATTERN, TAMIS_REASON_PATTERN},
        {"url:/a/ !/(?<!b)c/", TAMIS_KIND_PATTERN, TAMIS_REASON_PATTERN},
        {"/a*/", TAMIS_KIND_PATTERN, TAMIS_REASON_PATTERN},
        {"/a(b)/ !/c/", TAMIS_KIND_PATTERN, TAMIS_REASON_NONE},
        {"a(b", TAMIS_KIND_LITERAL, TAMIS_REASON_NONE},
        {"/a/x", TAMIS_KIND_PATTERN, TAMIS_REASON_REGEX_UNSUPPORTED},
    };
    tamis_compiler *compiler = case_create(NULL);
    tamis_rejection rejection;

    CHECK(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), rows);
    cr_assert(tamis_compiler_rejection(compiler, 1, &rejection));
    cr_expect(slice_equal(
        rejection.message,
        slice_text("look-behind is not supported (byte 0 of the second "
                   "regex)")));
    CHECK(compiler, case_other(compiler, "a", TAMIS_ACTION_ALLOW), rows);
    case_destroy(compiler);
}

Test(guard, digests_of_nothing_are_refused)
{
    static const struct guard_row rows[] = {
        {"d41d8cd98f00b204e9800998ecf8427e", 0, TAMIS_REASON_TRIVIAL_HASH},
        {"D41D8CD98F00B204E9800998ECF8427E", TAMIS_KIND_IMPHASH,
         TAMIS_REASON_TRIVIAL_HASH},
        {"d41d8cd98f00b204e9800998ecf8427f", 0, TAMIS_REASON_NONE},
        {"00000000000000000000000000000000", 0, TAMIS_REASON_TRIVIAL_HASH},
        {"68b329da9893e34099c7d8ad5cb9c940", 0, TAMIS_REASON_TRIVIAL_HASH},
        {"81051bcc2cf1bedf378224b0a93e2877", 0, TAMIS_REASON_TRIVIAL_HASH},
        {"da39a3ee5e6b4b0d3255bfef95601890afd80709", 0,
         TAMIS_REASON_TRIVIAL_HASH},
        {"adc83b19e793491b1c6ea0fd8b46cd9f32e592fc", 0,
         TAMIS_REASON_TRIVIAL_HASH},
        {"ba8ab5a0280b953aa97435ff8946cbcbb2755a27", 0,
         TAMIS_REASON_TRIVIAL_HASH},
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0,
         TAMIS_REASON_TRIVIAL_HASH},
        {"01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b", 0,
         TAMIS_REASON_TRIVIAL_HASH},
        {"7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6", 0,
         TAMIS_REASON_TRIVIAL_HASH},
    };
    tamis_compiler *compiler = case_create(NULL);

    CHECK(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), rows);
    case_destroy(compiler);
}

Test(guard, allow_and_warn_lists_may_name_what_may_not_be_listed)
{
    static const struct guard_row rows[] = {
        {"10.0.0.0/8", 0, TAMIS_REASON_NONE},
        {"0.0.0.0/0", 0, TAMIS_REASON_PREFIX_TOO_SHORT},
        {"224.0.0.0/4", 0, TAMIS_REASON_NONE},
        {"d41d8cd98f00b204e9800998ecf8427e", 0, TAMIS_REASON_NONE},
        {"co.uk", 0, TAMIS_REASON_NONE},
    };
    tamis_compiler *compiler = case_create(NULL);

    CHECK(compiler, case_other(compiler, "a", TAMIS_ACTION_ALLOW), rows);
    CHECK(compiler, case_other(compiler, "w", TAMIS_ACTION_WARN), rows);
    case_destroy(compiler);
}

struct mode_row {
    const char *value;
    tamis_mode stated, fallback;
    const char *expected; /* "value mode", or the reason */
};

static void check_mode(const struct mode_row *row)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = case_statement(row->value);
    tamis_compile_report report;
    char *dump, *end;
    uint32_t feed;

    info.name = case_slice("f");
    info.tlp = TAMIS_TLP_CLEAR;
    info.domain_match = row->fallback;
    feed = case_add_feed(compiler, &info);
    statement.mode = row->stated;
    case_add_statement(compiler, feed, &statement);
    report = case_report(compiler, feed);
    if (report.outcomes[TAMIS_OUTCOME_REJECTED]) {
        tamis_rejection rejection;

        cr_assert(tamis_compiler_rejection(compiler, 0, &rejection));
        cr_expect_str_eq(tamis_reason_name(rejection.reason), row->expected,
                         "%s", row->value);
    } else {
        dump = case_compile(compiler);
        end = strchr(dump, '\n');
        *end = '\0';
        cr_expect_str_eq(strchr(dump, ' ') + 1, row->expected, "%s",
                         row->value);
    }
}

Test(guard, match_modes_follow_format_value_and_public_suffixes)
{
#define AUTO       TAMIS_MODE_AUTO
#define EXACT      TAMIS_MODE_EXACT
#define SUFFIX     TAMIS_MODE_SUFFIX
#define SUBDOMAINS TAMIS_MODE_SUBDOMAINS
    static const struct mode_row rows[] = {
        {"evil.com", AUTO, AUTO, "evil.com suffix"},
        {"www.evil.com", AUTO, AUTO, "www.evil.com exact"},
        {"evil.co.uk", AUTO, AUTO, "evil.co.uk suffix"},
        {"co.uk", AUTO, AUTO, "public-suffix"},
        {"github.io", AUTO, AUTO, "github.io exact"},
        {"evil.github.io", AUTO, AUTO, "evil.github.io suffix"},
        {"a.evil.github.io", AUTO, AUTO, "a.evil.github.io exact"},
        {"evil.nosuchtopleveldomain", AUTO, AUTO,
         "evil.nosuchtopleveldomain suffix"},
        {"evil.com", EXACT, AUTO, "evil.com exact"},
        {"co.uk", EXACT, AUTO, "co.uk exact"},
        {"www.evil.com", SUFFIX, AUTO, "www.evil.com suffix"},
        {"co.uk", SUFFIX, AUTO, "public-suffix"},
        {"github.io", SUFFIX, AUTO, "github.io exact"},
        {"github.io", SUBDOMAINS, AUTO, "public-suffix"},
        {"co.uk", SUBDOMAINS, AUTO, "public-suffix"},
        {"evil.com", SUBDOMAINS, AUTO, "evil.com subdomains"},
        {"evil.com", AUTO, EXACT, "evil.com exact"},
        {"www.evil.com", AUTO, SUFFIX, "www.evil.com suffix"},
        {"github.io", AUTO, SUFFIX, "github.io exact"},
        {"*.evil.com", AUTO, AUTO, "evil.com subdomains"},
        {"*.evil.com", EXACT, AUTO, "evil.com subdomains"},
        {"*.evil.com", SUFFIX, AUTO, "evil.com suffix"},
        {".evil.com", AUTO, EXACT, "evil.com suffix"},
        {"*.com", AUTO, AUTO, "single-label"},
        {"*.co.uk", AUTO, AUTO, "public-suffix"},
        {"http://evil.com", AUTO, AUTO, "evil.com suffix"},
        {"http://www.evil.com/", EXACT, AUTO, "www.evil.com exact"},
        {"http://evil.com/", AUTO, EXACT, "evil.com exact"},
        {"http://github.io/", AUTO, AUTO, "github.io exact"},
        {"http://co.uk/", AUTO, AUTO, "public-suffix"},
        {"hxxp://192[.]0[.]2[.]1/", AUTO, AUTO, "192.0.2.1 exact"},
        {"http://evil.com/x", AUTO, AUTO, "evil.com/x exact"},
        {"192.0.2.0/24", AUTO, AUTO, "192.0.2.0/24 prefix"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_mode(&rows[i]);
}

Test(guard, url_nopath_exact_keeps_the_url)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    char *dump;

    info.name = case_slice("f");
    info.tlp = TAMIS_TLP_CLEAR;
    info.url_nopath = TAMIS_URL_NOPATH_EXACT;
    case_add(compiler, case_add_feed(compiler, &info), "http://evil.com");
    dump = case_compile(compiler);
    cr_assert_str_eq(dump, "url evil.com/ exact\n"
                           "  list f CLEAR * pap=AMBER\n");
}

Test(guard, auto_modes_and_notes_are_counted)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_compile_report report;

    case_add(compiler, feed, "evil[.]com");
    case_add(compiler, feed, "evil.com");
    case_add(compiler, feed, "www.evil.com");
    case_add(compiler, feed, "*.evil.org");
    case_add(compiler, feed, "192.0.2.7/24");
    case_check_sums(compiler, case_write(compiler));
    report = case_report(compiler, feed);
    cr_expect_eq(report.outcomes[TAMIS_OUTCOME_KEPT], 4);
    cr_expect_eq(report.outcomes[TAMIS_OUTCOME_MERGED], 1);
    cr_expect_eq(report.defanged, 1);
    cr_expect_eq(report.host_bits_cleared, 1);
    cr_expect_eq(report.modes[TAMIS_MODE_EXACT], 1);
    cr_expect_eq(report.modes[TAMIS_MODE_SUFFIX], 1);
    cr_expect_eq(report.modes[TAMIS_MODE_SUBDOMAINS], 1);
    cr_expect_eq(report.modes[TAMIS_MODE_PREFIX], 1);
    cr_expect_eq(report.auto_modes[TAMIS_MODE_EXACT], 1);
    cr_expect_eq(report.auto_modes[TAMIS_MODE_SUFFIX], 1);
    cr_expect_eq(report.auto_modes[TAMIS_MODE_SUBDOMAINS], 0);
}

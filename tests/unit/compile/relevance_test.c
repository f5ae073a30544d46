/* SPDX-License-Identifier: BSD-2-Clause */
/* What allow and warn records do when a database is compiled. */
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <string.h>

struct allow_row {
    tamis_kind allow_kind;
    const char *allow;
    tamis_mode allow_mode;
    tamis_kind kind;
    const char *listed;
    tamis_mode mode;
    int is_allowed;
};

#define AUTO       TAMIS_MODE_AUTO
#define EXACT      TAMIS_MODE_EXACT
#define SUFFIX     TAMIS_MODE_SUFFIX
#define SUBDOMAINS TAMIS_MODE_SUBDOMAINS
#define MD5        "0123456789abcdef0123456789abcdef"

static void check_allow(const struct allow_row *row)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_RED);
    uint32_t allows = case_other(compiler, "allow", TAMIS_ACTION_ALLOW);
    tamis_statement statement = case_statement(row->listed);
    uint64_t allowed;

    statement.kind = row->kind;
    statement.mode = row->mode;
    case_add_statement(compiler, feed, &statement);
    statement = case_statement(row->allow);
    statement.kind = row->allow_kind;
    statement.mode = row->allow_mode;
    case_add_statement(compiler, allows, &statement);
    case_check_sums(compiler, case_write(compiler));
    allowed = case_report(compiler, feed).outcomes[TAMIS_OUTCOME_ALLOWED];
    cr_expect_eq(allowed, (uint64_t)row->is_allowed, "%s %s and %s %s",
                 row->allow, tamis_mode_name(row->allow_mode), row->listed,
                 tamis_mode_name(row->mode));
    case_destroy(compiler);
}

TestSuite(relevance, .fini = case_end);

Test(relevance, what_is_wholly_allowed_is_left_out)
{
    static const struct allow_row rows[] = {
        {0, "evil.com", EXACT, 0, "evil.com", EXACT, 1},
        {0, "evil.com", EXACT, 0, "evil.com", SUFFIX, 0},
        {0, "evil.com", EXACT, 0, "evil.com", SUBDOMAINS, 0},
        {0, "evil.com", EXACT, 0, "www.evil.com", EXACT, 0},
        {0, "evil.com", SUFFIX, 0, "evil.com", EXACT, 1},
        {0, "evil.com", SUFFIX, 0, "evil.com", SUFFIX, 1},
        {0, "evil.com", SUFFIX, 0, "evil.com", SUBDOMAINS, 1},
        {0, "evil.com", SUFFIX, 0, "www.evil.com", SUFFIX, 1},
        {0, "evil.com", SUFFIX, 0, "notevil.com", EXACT, 0},
        {0, "www.evil.com", SUFFIX, 0, "evil.com", SUFFIX, 0},
        {0, "evil.com", SUBDOMAINS, 0, "evil.com", EXACT, 0},
        {0, "evil.com", SUBDOMAINS, 0, "evil.com", SUFFIX, 0},
        {0, "evil.com", SUBDOMAINS, 0, "evil.com", SUBDOMAINS, 1},
        {0, "evil.com", SUBDOMAINS, 0, "a.b.evil.com", SUFFIX, 1},
        {0, "192.0.2.0/24", AUTO, 0, "192.0.2.7", AUTO, 1},
        {0, "192.0.2.0/24", AUTO, 0, "192.0.2.0/24", AUTO, 1},
        {0, "192.0.2.0/24", AUTO, 0, "192.0.2.128/25", AUTO, 1},
        {0, "192.0.2.0/24", AUTO, 0, "192.0.2.0/23", AUTO, 0},
        {0, "192.0.2.7", AUTO, 0, "192.0.2.0/24", AUTO, 0},
        {0, "192.0.2.0/24", AUTO, 0, "192.0.2.7:80", AUTO, 1},
        {0, "192.0.2.7:80", AUTO, 0, "192.0.2.7:80", AUTO, 1},
        {0, "192.0.2.7:80", AUTO, 0, "192.0.2.7:81", AUTO, 0},
        {0, "192.0.2.7:80", AUTO, 0, "192.0.2.7", AUTO, 0},
        {0, "2001:db8::/32", AUTO, 0, "2001:db8::1", AUTO, 1},
        {0, "2001:db8::/32", AUTO, 0, "192.0.2.1", AUTO, 0},
        {0, "http://evil.com/x", AUTO, 0, "https://evil.com/x", AUTO, 1},
        {0, "http://evil.com/x", AUTO, 0, "http://evil.com/y", AUTO, 0},
        {0, "http://evil.com/x", AUTO, 0, "evil.com", EXACT, 0},
        {0, "evil.com", SUFFIX, 0, "http://www.evil.com/x", AUTO, 1},
        {0, "www.evil.com", EXACT, 0, "http://www.evil.com/x", AUTO, 0},
        {0, "192.0.2.0/24", AUTO, 0, "http://192.0.2.1/x", AUTO, 1},
        {0, "a@evil.com", AUTO, 0, "A@evil.com", AUTO, 1},
        {0, "a@evil.com", AUTO, 0, "b@evil.com", AUTO, 0},
        {TAMIS_KIND_EMAIL, "@evil.com", AUTO, 0, "b@evil.com", AUTO, 1},
        {TAMIS_KIND_EMAIL, "@evil.com", AUTO, 0, "evil.com", EXACT, 0},
        {0, "evil.com", EXACT, 0, "b@evil.com", AUTO, 1},
        {0, "evil.com", EXACT, TAMIS_KIND_EMAIL, "@evil.com", AUTO, 1},
        {0, MD5, AUTO, 0, MD5, AUTO, 1},
        {TAMIS_KIND_JA3, MD5, AUTO, 0, MD5, AUTO, 0},
        {TAMIS_KIND_MUTEX, "m", AUTO, TAMIS_KIND_MUTEX, "m", AUTO, 1},
        {TAMIS_KIND_MUTEX, "m", AUTO, TAMIS_KIND_NAMED_PIPE, "m", AUTO, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_allow(&rows[i]);
}

/* An allow that is not for everyone and always is left to match time. */
static void check_left(tamis_tlp tlp, int64_t valid_until_ns,
                       tamis_action feed_action)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = case_statement("evil.com");
    tamis_compiler *compiler;
    uint32_t feed;

    options.time_ns = 0;
    compiler = case_create(&options);
    feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    case_add(compiler, feed, "evil.com");
    info.name = case_slice("a");
    info.tlp = tlp;
    info.action = feed_action;
    statement.action = TAMIS_ACTION_ALLOW;
    statement.valid_until_ns = valid_until_ns;
    case_add_statement(compiler, case_add_feed(compiler, &info), &statement);
    cr_expect_not_null(strstr(case_compile(compiler), "allow a"));
    cr_expect_eq(case_report(compiler, feed).outcomes[TAMIS_OUTCOME_ALLOWED],
                 0);
    case_destroy(compiler);
}

Test(relevance, other_allows_are_left_to_match_time)
{
    check_left(TAMIS_TLP_GREEN, TAMIS_TIME_MAX, TAMIS_ACTION_ALLOW);
    check_left(TAMIS_TLP_CLEAR, 5, TAMIS_ACTION_ALLOW);
    check_left(TAMIS_TLP_CLEAR, TAMIS_TIME_MAX, TAMIS_ACTION_LIST);
}

static char *compile_other(tamis_kind kind, const char *other, tamis_mode mode,
                           const char *listed)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t warns = case_other(compiler, "w", TAMIS_ACTION_WARN);
    tamis_statement statement = case_statement(other);

    statement.kind = kind;
    statement.mode = mode;
    case_add_statement(compiler, warns, &statement);
    statement = case_statement(listed);
    statement.kind = kind;
    case_add_statement(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR),
                       &statement);
    return case_compile(compiler);
}

Test(relevance, warns_that_meet_nothing_are_left_out)
{
    static const struct {
        const char *other;
        tamis_mode mode;
        const char *listed;
        int is_kept;
    } rows[] = {
        {"google.com", SUFFIX, "evil.com", 0},
        {"google.com", SUFFIX, "mail.google.com", 1},
        {"mail.google.com", EXACT, "google.com", 1},
        {"google.com", SUFFIX, "notgoogle.com", 0},
        {"google.com", SUFFIX, "http://docs.google.com/x", 1},
        {"google.com", SUFFIX, "someone@google.com", 1},
        {"192.0.2.0/24", AUTO, "192.0.2.1", 1},
        {"192.0.2.1", AUTO, "192.0.2.0/24", 1},
        {"192.0.2.0/24", AUTO, "192.0.3.1", 0},
        {"192.0.2.0/24", AUTO, "192.0.2.9:80", 1},
        {"192.0.2.0/24", AUTO, "http://192.0.2.9/x", 1},
        {"192.0.2.9:80", AUTO, "192.0.2.0/24", 1},
        {"192.0.2.0/24", AUTO, "2001:db8::1", 0},
        {MD5, AUTO, MD5, 1},
        {MD5, AUTO, "1123456789abcdef0123456789abcdef", 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *dump = compile_other(TAMIS_KIND_AUTO, rows[i].other, rows[i].mode,
                                   rows[i].listed);

        cr_expect_eq(strstr(dump, "warn w") != NULL, rows[i].is_kept,
                     "%s and %s:\n%s", rows[i].other, rows[i].listed, dump);
    }
}

Test(relevance, files_meet_by_the_name_behind_folder_or_drive)
{
    static const struct {
        const char *other, *listed;
        int is_kept;
    } rows[] = {
        {"evil.exe", "/tmp/evil.exe", 1},     {"evil.exe", "C:evil.exe", 1},
        {"c:\\x\\evil.exe", "d:evil.exe", 1}, {"evil.exe", "1:evil.exe", 0},
        {"evil.exe", "c:notevil.exe", 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *dump = compile_other(TAMIS_KIND_FILENAME, rows[i].other, AUTO,
                                   rows[i].listed);

        cr_expect_eq(strstr(dump, "warn w") != NULL, rows[i].is_kept,
                     "%s and %s:\n%s", rows[i].other, rows[i].listed, dump);
    }
}

Test(relevance, leaving_out_is_not_told_by_the_counts)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t warns = case_other(compiler, "w", TAMIS_ACTION_WARN);

    case_add(compiler, warns, "google.com");
    case_add(compiler, warns, "evil.com");
    case_add(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), "evil.com");
    cr_assert_str_eq(case_dump(case_write(compiler), NULL),
                     "domain evil.com suffix\n"
                     "  list f CLEAR * pap=AMBER\n"
                     "  warn w CLEAR * pap=AMBER\n"
                     "feed f 0 CLEAR read=1 kept=1 suffix=1\n"
                     "feed w 2 CLEAR read=2 kept=2 suffix=2\n");
    cr_assert_eq(case_report(compiler, warns).outcomes[TAMIS_OUTCOME_KEPT], 2);
}

/* mail.example.com is listed by two RED circles, www by a GREEN feed: who sees
 * one of them sees the warning with it, and nobody sees more. */
Test(relevance, a_warning_is_kept_under_the_labels_of_what_it_meets)
{
    tamis_slice circles[] = {{"grid-y", 6}, {"bank-z", 6}};
    tamis_compiler *compiler = case_create(NULL);
    uint32_t warns = case_other(compiler, "w", TAMIS_ACTION_WARN);
    tamis_statement statement = case_statement("example.com");
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    tamis_database *database;

    statement.mode = SUFFIX;
    case_add_statement(compiler, warns, &statement);
    for (size_t i = 0; i < 2; i++) {
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;

        info.name = case_slice(i ? "red-b" : "red-a");
        info.tlp = TAMIS_TLP_RED;
        info.audience = &circles[i];
        info.audience_count = 1;
        case_add(compiler, case_add_feed(compiler, &info), "mail.example.com");
    }
    database = case_write(compiler);
    clearance.audience = circles;
    clearance.audience_count = 1;
    cr_expect_str_eq(case_dump_records(database, &clearance),
                     "domain example.com suffix\n"
                     "  warn w RED grid-y pap=AMBER\n"
                     "domain mail.example.com exact\n"
                     "  list red-a RED grid-y pap=AMBER\n");
    clearance.tlp = TAMIS_TLP_AMBER;
    cr_expect_str_eq(case_dump_records(database, &clearance), "");
    cr_expect_str_eq(case_dump_records(database, NULL),
                     "domain example.com suffix\n"
                     "  warn w RED bank-z pap=AMBER\n"
                     "  warn w RED grid-y pap=AMBER\n"
                     "domain mail.example.com exact\n"
                     "  list red-a RED grid-y pap=AMBER\n"
                     "  list red-b RED bank-z pap=AMBER\n");
}

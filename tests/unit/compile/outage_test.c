/* SPDX-License-Identifier: BSD-2-Clause */
/* Failed, empty, expired and shrunken feeds, and what KEEP_GOING lets pass. */
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(outage, .fini = case_end);

Test(outage, a_failed_feed_fails_the_write_with_its_own_error)
{
    for (int keeps_going = 0; keeps_going < 2; keeps_going++) {
        tamis_compiler *compiler =
            case_create_with(keeps_going ? TAMIS_COMPILER_KEEP_GOING : 0);
        uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
        tamis_error reason = {.status = TAMIS_ERROR_CORRUPT,
                              .message = "f.gz ends too soon"};
        tamis_error error = {.status = TAMIS_OK};
        tamis_status status;

        case_add(compiler, feed, "192.0.2.1");
        cr_assert_eq(tamis_compiler_feed_failed(compiler, feed, &reason),
                     TAMIS_OK);
        cr_assert_eq(tamis_compiler_feed_failed(compiler, 7, &reason),
                     TAMIS_ERROR_ARGUMENT);
        status = case_try_write(compiler, &error);
        cr_expect_eq(status, keeps_going ? TAMIS_OK : TAMIS_ERROR_CORRUPT);
        if (!keeps_going)
            cr_expect_str_eq(error.message, "f.gz ends too soon");
        case_destroy(compiler);
    }
}

/* Half a feed is no feed: neither what it lists nor what it allows is kept,
 * wherever in it the damage was. */
Test(outage, nothing_of_a_failed_feed_is_kept)
{
    tamis_compiler *compiler = case_create_with(TAMIS_COMPILER_KEEP_GOING);
    uint32_t good = case_feed(compiler, "good", TAMIS_TLP_CLEAR);
    uint32_t cut = case_feed(compiler, "cut", TAMIS_TLP_CLEAR);
    uint32_t allow = case_other(compiler, "allow", TAMIS_ACTION_ALLOW);
    tamis_error reason = {.status = TAMIS_ERROR_CORRUPT};
    tamis_database *database;

    case_add(compiler, good, "192.0.2.1");
    case_add(compiler, good, "192.0.2.2");
    case_add(compiler, cut, "192.0.2.2");
    case_add(compiler, cut, "192.0.2.2");
    case_add(compiler, cut, "evil.com");
    case_add_timed(compiler, cut, "192.0.2.4", 20, 10);
    case_add(compiler, cut, "localhost");
    case_add(compiler, allow, "192.0.2.1");
    cr_assert_eq(tamis_compiler_feed_failed(compiler, cut, &reason), TAMIS_OK);
    cr_assert_eq(tamis_compiler_feed_failed(compiler, allow, &reason),
                 TAMIS_OK);
    database = case_write(compiler);
    cr_expect_str_eq(case_dump(database, NULL),
                     "ip 192.0.2.1 exact\n"
                     "  list good CLEAR * pap=AMBER\n"
                     "ip 192.0.2.2 exact\n"
                     "  list good CLEAR * pap=AMBER\n"
                     "feed allow 1 CLEAR read=1 rejected=1 feed-failed=1\n"
                     "feed cut 0 CLEAR read=5 rejected=5 single-label=1 "
                     "feed-failed=4\n"
                     "feed good 0 CLEAR read=2 kept=2 exact=2\n");
    case_check_sums(compiler, database);
}

Test(outage, an_empty_feed_fails_the_write_but_an_empty_allow_list_does_not)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_error error;

    case_add(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), "192.0.2.1");
    case_other(compiler, "allow", TAMIS_ACTION_ALLOW);
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_OK);
    case_destroy(compiler);

    compiler = case_create(NULL);
    case_feed(compiler, "f\x1b[31m", TAMIS_TLP_CLEAR);
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_ERROR_EMPTY);
    cr_expect(strstr(error.message, "came back empty"), "%s", error.message);
    cr_expect_null(strchr(error.message, 0x1b));
    case_destroy(compiler);

    compiler = case_create_with(TAMIS_COMPILER_KEEP_GOING);
    case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_OK);
    case_destroy(compiler);
}

/* A page that says 502, or a column that is called otherwise today. */
Test(outage, a_feed_of_which_everything_is_rejected_fails_the_write)
{
    tamis_compiler *compiler;
    tamis_error error;
    uint32_t feed;

    for (uint32_t flags = 0; flags <= TAMIS_COMPILER_KEEP_GOING;
         flags += TAMIS_COMPILER_KEEP_GOING) {
        compiler = case_create_with(flags);
        case_add(compiler, case_feed(compiler, "good", TAMIS_TLP_CLEAR),
                 "192.0.2.1");
        feed = case_feed(compiler, "page", TAMIS_TLP_CLEAR);
        case_add(compiler, feed, "10.0.0.1");
        case_add(compiler, feed, "html");
        case_add(compiler, feed, "head");
        cr_expect_eq(case_try_write(compiler, &error),
                     flags ? TAMIS_OK : TAMIS_ERROR_EMPTY);
        if (!flags)
            cr_expect_str_eq(
                error.message,
                "feed \"page\": all of its 3 statements were rejected, 2 of "
                "them as single-label; look at the file and its format, or go "
                "on with --keep-going");
        case_destroy(compiler);
    }
}

/* What was read well and left out is no outage; nor is an allow list. */
Test(outage, a_feed_whose_statements_are_expired_allowed_or_withheld_is_full)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    tamis_error error;
    uint32_t feed;

    options.time_ns = 10 * DAY_NS;
    options.tlp_max = TAMIS_TLP_GREEN;
    compiler = case_create(&options);
    feed = case_feed(compiler, "expired", TAMIS_TLP_CLEAR);
    case_add_timed(compiler, feed, "192.0.2.1", 1, 5);
    case_add(compiler, feed, "html");
    feed = case_feed(compiler, "withheld", TAMIS_TLP_RED);
    case_add(compiler, feed, "192.0.2.1");
    case_add(compiler, feed, "html");
    feed = case_feed(compiler, "allowed", TAMIS_TLP_CLEAR);
    case_add(compiler, feed, "192.0.2.7");
    case_add(compiler, feed, "html");
    feed = case_other(compiler, "allow", TAMIS_ACTION_ALLOW);
    case_add(compiler, feed, "192.0.2.7");
    feed = case_other(compiler, "allow of nothing", TAMIS_ACTION_ALLOW);
    case_add(compiler, feed, "html");
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_OK, "%s",
                 error.message);
    cr_expect_eq(case_report(compiler, UINT32_MAX).outcomes[TAMIS_OUTCOME_KEPT],
                 1);
}

Test(outage, an_expired_snapshot_fails_the_write)
{
    for (int64_t expires_d = 9; expires_d <= 11; expires_d++) {
        tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_compiler *compiler;
        tamis_error error;

        options.time_ns = 10 * DAY_NS;
        compiler = case_create(&options);
        info.name = case_slice("f");
        info.tlp = TAMIS_TLP_CLEAR;
        info.expires_ns = expires_d * DAY_NS;
        case_add(compiler, case_add_feed(compiler, &info), "192.0.2.1");
        cr_expect_eq(case_try_write(compiler, &error),
                     expires_d > 10 ? TAMIS_OK : TAMIS_ERROR_REJECTED);
        case_destroy(compiler);
    }
}

/* A feed without times can expire too; and the clock is in no byte. */
Test(outage, a_snapshot_expires_against_the_clock_when_there_is_one)
{
    void *first = NULL, *bytes;
    size_t first_size = 0, size;

    for (int64_t clock_d = 9; clock_d <= 13; clock_d++) {
        tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_compiler *compiler;
        tamis_error error;

        options.clock_ns = clock_d * DAY_NS;
        compiler = case_create(&options);
        info.name = case_slice("f");
        info.tlp = TAMIS_TLP_CLEAR;
        info.expires_ns = 12 * DAY_NS;
        case_add(compiler, case_add_feed(compiler, &info), "192.0.2.1");
        if (clock_d >= 12) {
            cr_expect_eq(case_try_write(compiler, &error),
                         TAMIS_ERROR_REJECTED);
            continue;
        }
        case_write_bytes(compiler, &bytes, &size);
        if (!first) {
            first = bytes;
            first_size = size;
        }
        cr_assert_eq(size, first_size);
        cr_expect_eq(memcmp(bytes, first, size), 0);
    }
}

Test(outage, what_keep_going_passes_is_noted_in_the_report)
{
    static const struct {
        const char *value; /* NULL: none */
        int64_t expires_d;
        bool has_failed;
        uint32_t warnings;
    } cases[] = {
        {"192.0.2.1", 0, false, 0},
        {NULL, 0, false, TAMIS_COMPILE_WARNING_EMPTY},
        {"html", 0, false, TAMIS_COMPILE_WARNING_EMPTY},
        {"192.0.2.1", 5, false, TAMIS_COMPILE_WARNING_EXPIRED},
        {"192.0.2.1", 15, false, 0},
        {NULL, 5, false,
         TAMIS_COMPILE_WARNING_EXPIRED | TAMIS_COMPILE_WARNING_EMPTY},
        {"192.0.2.1", 5, true, TAMIS_COMPILE_WARNING_FAILED},
        {NULL, 0, true, TAMIS_COMPILE_WARNING_FAILED},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_compiler *compiler;
        tamis_error error;
        uint32_t feed;

        options.flags = TAMIS_COMPILER_KEEP_GOING;
        options.clock_ns = 10 * DAY_NS;
        compiler = case_create(&options);
        info.name = case_slice("f");
        info.tlp = TAMIS_TLP_CLEAR;
        if (cases[i].expires_d)
            info.expires_ns = cases[i].expires_d * DAY_NS;
        case_add(compiler, case_feed(compiler, "good", TAMIS_TLP_CLEAR),
                 "192.0.2.9");
        feed = case_add_feed(compiler, &info);
        if (cases[i].value)
            case_add(compiler, feed, cases[i].value);
        if (cases[i].has_failed)
            tamis_compiler_feed_failed(compiler, feed, NULL);
        cr_expect_eq(case_try_write(compiler, &error), TAMIS_OK);
        cr_expect_eq(case_report(compiler, feed).warnings, cases[i].warnings,
                     "case %zu", i);
        cr_expect_eq(case_report(compiler, 0).warnings, 0);
        cr_expect_eq(case_report(compiler, UINT32_MAX).warnings,
                     cases[i].warnings);
        case_destroy(compiler);
    }
}

static char folder[] = "/tmp/tamis-outage-XXXXXX";
static char path[64];

/* Writes `count` addresses of the feed "f" to path. */
static tamis_status write_count(unsigned count, uint32_t max_shrink_pct,
                                uint32_t flags, tamis_error *error,
                                tamis_compile_report *report)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_compiler *compiler;
    tamis_status status;
    uint32_t feed;

    options.previous = path;
    options.flags = flags | TAMIS_COMPILER_NO_SYNC;
    compiler = case_create(&options);
    info.name = case_slice("f");
    info.tlp = TAMIS_TLP_RED;
    info.max_shrink_pct = max_shrink_pct;
    feed = case_add_feed(compiler, &info);
    for (unsigned i = 0; i < count; i++) {
        char value[32];

        snprintf(value, sizeof value, "192.0.2.%u", i);
        case_add(compiler, feed, value);
    }
    status = tamis_compiler_write(compiler, path, NULL, NULL, error);
    if (report)
        *report = case_report(compiler, feed);
    case_destroy(compiler);
    return status;
}

Test(outage, a_feed_may_shrink_so_far_and_no_further)
{
    tamis_compile_report report;
    tamis_error error;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/db.tamis", folder);
    cr_expect_eq(write_count(100, 50, 0, &error, NULL), TAMIS_OK, "%s",
                 error.message);
    cr_expect_eq(write_count(49, 50, 0, &error, &report), TAMIS_ERROR_EMPTY);
    cr_expect(strstr(error.message, "from 100 indicators to 49"), "%s",
              error.message);
    cr_expect_eq(report.previous_kept, 100);
    cr_expect_eq(write_count(50, 50, 0, &error, NULL), TAMIS_OK);
    cr_expect_eq(write_count(1, 50, 0, &error, NULL), TAMIS_ERROR_EMPTY);
    cr_expect_eq(write_count(1, 100, 0, &error, NULL), TAMIS_OK);
    cr_expect_eq(write_count(100, 0, 0, &error, NULL), TAMIS_OK);
    cr_expect_eq(write_count(99, 0, 0, &error, NULL), TAMIS_ERROR_EMPTY);
    cr_expect_eq(write_count(1, 50, TAMIS_COMPILER_KEEP_GOING, &error, &report),
                 TAMIS_OK);
    cr_expect_eq(report.previous_kept, 100);
    cr_expect_eq(report.warnings, TAMIS_COMPILE_WARNING_SHRUNK);
    cr_expect_eq(write_count(1, 50, TAMIS_COMPILER_KEEP_GOING, &error, &report),
                 TAMIS_OK);
    cr_expect_eq(report.warnings, 0);
    cr_expect_eq(write_count(0, 50, TAMIS_COMPILER_KEEP_GOING, &error, &report),
                 TAMIS_OK);
    cr_expect_eq(report.warnings,
                 TAMIS_COMPILE_WARNING_EMPTY | TAMIS_COMPILE_WARNING_SHRUNK);
    unlink(path);
    rmdir(folder);
}

Test(outage, a_previous_file_that_is_no_database_stops_the_write)
{
    tamis_error error;
    FILE *file;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/db.tamis", folder);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs("not a database at all, but of some length nevertheless\n", file);
    fclose(file);
    cr_expect_eq(write_count(3, 50, 0, &error, NULL), TAMIS_ERROR_CORRUPT);
    cr_expect(strstr(error.message, "previous database"), "%s", error.message);
    cr_expect_eq(write_count(3, 50, TAMIS_COMPILER_KEEP_GOING, &error, NULL),
                 TAMIS_OK);
    unlink(path);
    rmdir(folder);
}

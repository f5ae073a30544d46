/* SPDX-License-Identifier: BSD-2-Clause */
/* Expiry of statements, STRICT, accounting and its examples. */
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

TestSuite(outcome, .fini = case_end);

Test(outcome, statements_expire_against_the_given_time)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    uint32_t feed;

    options.time_ns = 10 * DAY_NS;
    compiler = case_create(&options);
    feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    case_add_timed(compiler, feed, "192.0.2.1", 20, 10);
    case_add_timed(compiler, feed, "192.0.2.2", 20, 11);
    case_add_timed(compiler, feed, "192.0.2.3", 0, 0);
    cr_assert_str_eq(case_dump(case_write(compiler), NULL),
                     "ip 192.0.2.2 exact\n"
                     "  list f CLEAR * pap=AMBER until=950400000000000\n"
                     "ip 192.0.2.3 exact\n"
                     "  list f CLEAR * pap=AMBER\n"
                     "feed f 0 CLEAR read=3 kept=2 expired=1 exact=2\n");
}

/* Without a time, the newest that is seen: but a GREEN statement does not
 * expire because a RED one is newer, or the GREEN reader would know. */
Test(outcome, no_label_expires_by_what_it_may_not_know)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t green = case_feed(compiler, "green", TAMIS_TLP_GREEN);
    uint32_t red = case_feed(compiler, "red", TAMIS_TLP_RED);

    case_add_timed(compiler, green, "192.0.2.1", 10, 0);
    case_add_timed(compiler, green, "192.0.2.2", 0, 10);
    case_add_timed(compiler, green, "192.0.2.3", 0, 11);
    case_add_timed(compiler, red, "192.0.2.4", 20, 0);
    case_add_timed(compiler, red, "192.0.2.5", 0, 20);
    case_add_timed(compiler, red, "192.0.2.6", 0, 21);
    cr_assert_str_eq(case_dump(case_write(compiler), NULL),
                     "ip 192.0.2.1 exact\n"
                     "  list green GREEN * pap=AMBER\n"
                     "ip 192.0.2.3 exact\n"
                     "  list green GREEN * pap=AMBER until=950400000000000\n"
                     "ip 192.0.2.4 exact\n"
                     "  list red RED self pap=AMBER\n"
                     "ip 192.0.2.6 exact\n"
                     "  list red RED self pap=AMBER until=1814400000000000\n"
                     "feed green 0 GREEN read=3 kept=2 expired=1 exact=2\n"
                     "feed red 0 RED read=3 kept=2 expired=1 exact=2\n");
}

Test(outcome, a_validity_that_ends_before_it_begins_is_rejected)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("192.0.2.1");

    statement.valid_from_ns = 5;
    statement.valid_until_ns = 5;
    case_add_statement(compiler, feed, &statement);
    cr_assert_eq(case_report(compiler, feed).reasons[TAMIS_REASON_BAD_TIME], 1);
}

Test(outcome, strict_makes_a_rejection_an_error_that_says_where)
{
    tamis_compiler *compiler = case_create_with(TAMIS_COMPILER_STRICT);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("10.0.0.1");
    tamis_error error;

    statement.file = case_slice("feeds/f.txt");
    statement.line = 17;
    case_add(compiler, feed, "192.0.2.1");
    case_add_statement(compiler, feed, &statement);
    cr_assert_eq(case_try_write(compiler, &error), TAMIS_ERROR_REJECTED);
    cr_expect(strstr(error.message, "feeds/f.txt:17"), "%s", error.message);
    cr_expect(strstr(error.message, "special-use"), "%s", error.message);
}

Test(outcome, the_first_five_of_each_reason_of_each_feed_are_examples)
{
    tamis_compiler *compiler = case_create_with(TAMIS_COMPILER_KEEP_GOING);
    uint32_t a = case_feed(compiler, "a", TAMIS_TLP_CLEAR);
    uint32_t b = case_feed(compiler, "b", TAMIS_TLP_CLEAR);
    tamis_rejection rejection;
    size_t counts[2] = {0, 0};
    char value[32];

    for (unsigned i = 0; i < 9; i++) {
        tamis_statement statement = case_statement(value);

        snprintf(value, sizeof value, "10.0.0.%u", i);
        statement.value = case_slice(value);
        statement.line = i + 1;
        case_add_statement(compiler, a, &statement);
        cr_assert_eq(tamis_compiler_reject(compiler, b, &statement,
                                           TAMIS_REASON_ABP_COSMETIC, NULL),
                     TAMIS_OK);
        if (i < 2)
            cr_assert_eq(tamis_compiler_reject(compiler, b, &statement,
                                               TAMIS_REASON_REVOKED, NULL),
                         TAMIS_OK);
    }
    for (size_t n = 0; tamis_compiler_rejection(compiler, n, &rejection); n++) {
        counts[rejection.feed_id]++;
        cr_expect_leq(rejection.line, 5);
        cr_expect_eq(memcmp(rejection.file.data, "feed.txt", 8), 0);
        cr_expect_gt(rejection.message.size, 0);
    }
    cr_expect_eq(counts[a], 5);
    cr_expect_eq(counts[b], 7);
    cr_expect_eq(case_report(compiler, b).reasons[TAMIS_REASON_ABP_COSMETIC],
                 9);
    cr_expect_eq(case_report(compiler, b).read, 11);
    case_check_sums(compiler, case_write(compiler));
}

Test(outcome, examples_are_short_and_harmless)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("");
    tamis_rejection rejection;
    char value[1000];

    memset(value, 'a', sizeof value);
    memcpy(value, "\x1b[2J\0\xff\xc3\xa9", 8);
    statement.value.data = value;
    statement.value.size = sizeof value;
    case_add_statement(compiler, feed, &statement);
    cr_assert(tamis_compiler_rejection(compiler, 0, &rejection));
    cr_expect_leq(rejection.value.size, 300);
    cr_expect_eq(memcmp(rejection.value.data,
                        "\\x1b[2J\\x00\\xff\xc3\xa9"
                        "aaa",
                        20),
                 0, "%.*s", (int)rejection.value.size, rejection.value.data);
    cr_expect_eq(
        memcmp(rejection.value.data + rejection.value.size - 4, "a...", 4), 0);
}

Test(outcome, wrong_calls_are_refused_and_change_nothing)
{
    tamis_compiler *compiler = case_create_with(TAMIS_COMPILER_KEEP_GOING);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("192.0.2.1");
    tamis_error error;

    cr_expect_eq(tamis_compiler_add(compiler, 7, &statement, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_compiler_reject(compiler, feed, &statement,
                                       TAMIS_REASON_NONE, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_compiler_reject(compiler, feed, &statement,
                                       TAMIS_REASON_COUNT, &error),
                 TAMIS_ERROR_ARGUMENT);
    statement.struct_size = 8;
    cr_expect_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_ERROR_ARGUMENT);
    statement = case_statement("192.0.2.1");
    statement.action = 3;
    cr_expect_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_ERROR_ARGUMENT);
    statement = case_statement("192.0.2.1");
    statement.kind = 1000;
    cr_expect_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_OK);
    cr_expect_eq(case_report(compiler, feed).read, 1);
    cr_expect_eq(case_report(compiler, feed).reasons[TAMIS_REASON_UNKNOWN_KIND],
                 1);
    case_write(compiler);
    cr_expect_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(case_try_write(compiler, &error), TAMIS_ERROR_ARGUMENT);
}

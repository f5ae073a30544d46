/* SPDX-License-Identifier: BSD-2-Clause */
/* Which label an entry ends up with. */
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define UNMARKED TAMIS_TLP_UNMARKED
#define CLEAR    TAMIS_TLP_CLEAR
#define GREEN    TAMIS_TLP_GREEN
#define AMBER    TAMIS_TLP_AMBER
#define STRICT   TAMIS_TLP_AMBER_STRICT
#define RED      TAMIS_TLP_RED

#define NAMES_MAX 3

struct label_row {
    tamis_tlp feed;
    uint32_t trust_downgrade;
    const char *audience[NAMES_MAX];
    tamis_tlp mark;
    int is_limited;
    const char *limit[NAMES_MAX];
    const char *expected;
};

static size_t read_names(const char *const *names, tamis_slice *slices)
{
    size_t count = 0;

    while (count < NAMES_MAX && names[count]) {
        slices[count] = case_slice(names[count]);
        count++;
    }
    return count;
}

static tamis_compiler *create_with_circles(void)
{
    const tamis_slice health[] = {{"hospital-x", 10}, {"hospital-y", 10}};
    const tamis_slice all[] = {{"*", 1}};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;

    options.organisation = case_slice("hospital-x");
    compiler = case_create(&options);
    cr_assert_eq(tamis_compiler_define_audience(
                     compiler, case_slice("sector:health"), health, 2, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_compiler_define_audience(
                     compiler, case_slice("circle:all"), all, 1, NULL),
                 TAMIS_OK);
    return compiler;
}

static void check_row(const struct label_row *row, size_t number)
{
    tamis_slice audience[NAMES_MAX], limit[NAMES_MAX];
    tamis_compiler *compiler = create_with_circles();
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = case_statement("evil.com");
    char *dump, label[100] = "";

    info.name = case_slice("f");
    info.tlp = row->feed;
    info.trust_downgrade = row->trust_downgrade;
    info.audience = audience;
    info.audience_count = read_names(row->audience, audience);
    statement.tlp = row->mark;
    statement.audience_limited = (uint32_t)row->is_limited;
    statement.audience = limit;
    statement.audience_count = read_names(row->limit, limit);
    case_add_statement(compiler, case_add_feed(compiler, &info), &statement);
    dump = case_compile(compiler);
    cr_assert_eq(
        sscanf(dump, "domain evil.com suffix\n  list f %99[^\n]", label), 1,
        "%s", dump);
    *strstr(label, " pap=") = '\0';
    cr_expect_str_eq(label, row->expected, "row %zu", number);
    case_destroy(compiler);
}

TestSuite(label, .fini = case_end);

Test(label, marks_raise_and_only_trusted_ones_lower)
{
    static const struct label_row rows[] = {
        {CLEAR, 0, {0}, UNMARKED, 0, {0}, "CLEAR *"},
        {GREEN, 0, {0}, UNMARKED, 0, {0}, "GREEN *"},
        {AMBER, 0, {0}, UNMARKED, 0, {0}, "AMBER self"},
        {STRICT, 0, {0}, UNMARKED, 0, {0}, "AMBER+STRICT self"},
        {RED, 0, {0}, UNMARKED, 0, {0}, "RED self"},
        {GREEN, 0, {0}, RED, 0, {0}, "RED self"},
        {GREEN, 0, {0}, AMBER, 0, {0}, "AMBER self"},
        {AMBER, 0, {0}, CLEAR, 0, {0}, "AMBER self"},
        {RED, 0, {0}, GREEN, 0, {0}, "RED self"},
        {AMBER, 1, {0}, CLEAR, 0, {0}, "CLEAR *"},
        {AMBER, 1, {0}, RED, 0, {0}, "RED self"},
        {AMBER, 1, {0}, UNMARKED, 0, {0}, "AMBER self"},
        {CLEAR, 0, {0}, 77, 0, {0}, "RED self"},
        {CLEAR, 1, {0}, 77, 0, {0}, "RED self"},
        {GREEN, 0, {"grid-y"}, AMBER, 0, {0}, "AMBER grid-y"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i], i);
}

Test(label, audiences_are_declared_and_only_ever_narrowed)
{
    static const struct label_row rows[] = {
        {AMBER, 0, {"sector:health"}, UNMARKED, 0, {0}, "AMBER sector:health"},
        {AMBER,
         0,
         {"grid-y", "bank-z"},
         UNMARKED,
         0,
         {0},
         "AMBER bank-z,grid-y"},
        {AMBER, 0, {"bank-z", "bank-z"}, UNMARKED, 0, {0}, "AMBER bank-z"},
        {RED, 0, {"circle:all"}, UNMARKED, 0, {0}, "RED *"},
        {RED, 0, {"*"}, UNMARKED, 0, {0}, "RED *"},
        /* The statement names more than the feed: nothing is gained. */
        {AMBER,
         0,
         {"grid-y"},
         UNMARKED,
         1,
         {"grid-y", "bank-z"},
         "AMBER grid-y"},
        {AMBER,
         0,
         {"sector:health"},
         UNMARKED,
         1,
         {"sector:health"},
         "AMBER sector:health"},
        {AMBER,
         0,
         {"sector:health"},
         UNMARKED,
         1,
         {"*"},
         "AMBER sector:health"},
        /* It names less: what both name, by organisation. */
        {AMBER,
         0,
         {"sector:health", "grid-y"},
         UNMARKED,
         1,
         {"hospital-y", "bank-z"},
         "AMBER hospital-y,self"},
        {GREEN, 0, {0}, UNMARKED, 1, {"grid-y"}, "GREEN grid-y,self"},
        {AMBER, 0, {"grid-y"}, UNMARKED, 1, {"bank-z"}, "AMBER self"},
        {AMBER, 0, {"grid-y"}, RED, 1, {0}, "RED self"},
        {CLEAR, 0, {0}, UNMARKED, 1, {0}, "CLEAR self"},
        {CLEAR, 0, {0}, UNMARKED, 1, {"hospital-x"}, "CLEAR self"},
        {CLEAR, 0, {0}, UNMARKED, 1, {""}, "CLEAR self"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i], i);
}

Test(label, a_feed_without_a_label_is_refused)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_error error;
    uint32_t feed;

    info.name = case_slice("f");
    cr_expect_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                 TAMIS_ERROR_LABEL);
    cr_expect(strstr(error.message, "no TLP label"), "%s", error.message);
    info.tlp = 9;
    cr_expect_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                 TAMIS_ERROR_LABEL);
    info.tlp = CLEAR;
    info.name = case_slice("");
    cr_expect_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                 TAMIS_ERROR_ARGUMENT);
    case_destroy(compiler);
}

Test(label, names_of_feeds_are_unique_and_audiences_come_first)
{
    tamis_compiler *compiler = create_with_circles();
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_slice member = case_slice("x");
    tamis_error error;
    uint32_t feed;

    case_feed(compiler, "f", CLEAR);
    info.name = case_slice("f");
    info.tlp = CLEAR;
    cr_expect_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_expect_eq(tamis_compiler_define_audience(compiler, case_slice("late"),
                                                &member, 1, &error),
                 TAMIS_ERROR_ARGUMENT);
    case_destroy(compiler);
}

Test(label, a_floor_raises_and_never_lowers)
{
    static const struct {
        tamis_tlp feed, mark, floor;
        uint32_t trusts;
        const char *expected;
    } rows[] = {
        {CLEAR, TAMIS_TLP_UNMARKED, TAMIS_TLP_GREEN, 0, "GREEN"},
        {TAMIS_TLP_RED, TAMIS_TLP_UNMARKED, TAMIS_TLP_GREEN, 1, "RED"},
        {TAMIS_TLP_RED, CLEAR, TAMIS_TLP_GREEN, 1, "GREEN"},
        {TAMIS_TLP_RED, CLEAR, TAMIS_TLP_UNMARKED, 1, "CLEAR"},
        {CLEAR, TAMIS_TLP_UNMARKED, 99, 0, "RED"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tamis_compiler *compiler = case_create(NULL);
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_statement statement = case_statement("evil.com");
        char expected[100];

        info.name = case_slice("f");
        info.tlp = rows[i].feed;
        info.trust_downgrade = rows[i].trusts;
        statement.tlp = rows[i].mark;
        statement.tlp_floor = rows[i].floor;
        case_add_statement(compiler, case_add_feed(compiler, &info),
                           &statement);
        snprintf(expected, sizeof expected, "list f %s ", rows[i].expected);
        cr_expect_not_null(strstr(case_compile(compiler), expected), "row %zu",
                           i);
    }
}

Test(label, pap_is_the_stricter_and_by_format_when_nobody_says)
{
    static const struct {
        tamis_format format;
        tamis_pap feed, mark;
        const char *expected;
    } rows[] = {
        {TAMIS_FORMAT_HOSTS, TAMIS_PAP_UNMARKED, TAMIS_PAP_UNMARKED, "GREEN"},
        {TAMIS_FORMAT_LIST, TAMIS_PAP_UNMARKED, TAMIS_PAP_UNMARKED, "GREEN"},
        {TAMIS_FORMAT_MISP, TAMIS_PAP_UNMARKED, TAMIS_PAP_UNMARKED, "AMBER"},
        {TAMIS_FORMAT_AUTO, TAMIS_PAP_UNMARKED, TAMIS_PAP_UNMARKED, "AMBER"},
        {TAMIS_FORMAT_MISP, TAMIS_PAP_UNMARKED, TAMIS_PAP_GREEN, "GREEN"},
        {TAMIS_FORMAT_MISP, TAMIS_PAP_CLEAR, TAMIS_PAP_UNMARKED, "CLEAR"},
        {TAMIS_FORMAT_LIST, TAMIS_PAP_UNMARKED, TAMIS_PAP_RED, "RED"},
        {TAMIS_FORMAT_MISP, TAMIS_PAP_RED, TAMIS_PAP_CLEAR, "RED"},
        {TAMIS_FORMAT_LIST, TAMIS_PAP_UNMARKED, 99, "RED"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tamis_compiler *compiler = case_create(NULL);
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_statement statement = case_statement("evil.com");
        char expected[100];

        info.name = case_slice("f");
        info.tlp = CLEAR;
        statement.format = rows[i].format;
        info.pap = rows[i].feed;
        statement.pap = rows[i].mark;
        case_add_statement(compiler, case_add_feed(compiler, &info),
                           &statement);
        snprintf(expected, sizeof expected,
                 "domain evil.com suffix\n  list f CLEAR * pap=%s\n",
                 rows[i].expected);
        cr_expect_str_eq(case_compile(compiler), expected, "row %zu", i);
    }
}

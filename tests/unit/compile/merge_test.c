/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/random.h"
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(merge, .fini = case_end);

Test(merge, one_indicator_of_many_feeds_is_one_record)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t b = case_feed(compiler, "b", TAMIS_TLP_GREEN);
    uint32_t a = case_feed(compiler, "a", TAMIS_TLP_RED);
    tamis_database *database;

    case_add(compiler, b, "EVIL.com");
    case_add(compiler, a, "evil.com.");
    case_add(compiler, a, "evil[.]com");
    database = case_write(compiler);
    cr_assert_str_eq(case_dump(database, NULL),
                     "domain evil.com suffix\n"
                     "  list a RED self pap=AMBER\n"
                     "  list b GREEN * pap=AMBER\n"
                     "feed a 0 RED read=2 kept=1 merged=1 suffix=1\n"
                     "feed b 0 GREEN read=1 kept=1 suffix=1\n");
    case_check_sums(compiler, database);
}

Test(merge, a_feed_may_say_the_same_value_under_two_labels)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_GREEN);
    tamis_statement statement = case_statement("192.0.2.1");

    case_add_statement(compiler, feed, &statement);
    statement.tlp = TAMIS_TLP_RED;
    case_add_statement(compiler, feed, &statement);
    cr_assert_str_eq(case_compile(compiler), "ip 192.0.2.1 exact\n"
                                             "  list f GREEN * pap=AMBER\n"
                                             "  list f RED self pap=AMBER\n");
}

Test(merge, references_and_actions_keep_statements_apart)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_GREEN);
    tamis_statement statement = case_statement("192.0.2.1");

    statement.reference = case_slice("report-2");
    case_add_statement(compiler, feed, &statement);
    statement.reference = case_slice("report-1");
    case_add_statement(compiler, feed, &statement);
    statement.reference = case_slice("report-2");
    case_add_statement(compiler, feed, &statement);
    statement.action = TAMIS_ACTION_ALLOW;
    case_add_statement(compiler, feed, &statement);
    cr_assert_str_eq(case_compile(compiler),
                     "ip 192.0.2.1 exact\n"
                     "  list f GREEN * pap=AMBER reference=report-1\n"
                     "  list f GREEN * pap=AMBER reference=report-2\n"
                     "  allow f GREEN * pap=AMBER reference=report-2\n");
}

/* Four statements of one value; what they become does not depend on their
 * order. */
static void fill_statements(tamis_statement statements[4])
{
    static const tamis_slice tags[] = {
        {"b", 1}, {"a", 1}, {"b", 1}, {"", 0}, {"c", 1}};

    for (size_t i = 0; i < 4; i++)
        statements[i] = case_statement("evil.com");
    statements[0].tags = tags;
    statements[0].tag_count = 3;
    statements[0].confidence = 40;
    statements[0].valid_from_ns = 50;
    statements[0].valid_until_ns = 100;
    statements[0].fields = TAMIS_FIELD_SOURCE;
    statements[1].tags = tags + 3;
    statements[1].tag_count = 2;
    statements[1].confidence = 70;
    statements[1].valid_from_ns = 20;
    statements[1].valid_until_ns = 60;
    statements[1].fields = TAMIS_FIELD_DESTINATION;
    statements[1].context = case_slice("b.exe");
    statements[2].pap = TAMIS_PAP_RED;
    statements[2].caveats = TAMIS_CAVEAT_ENCRYPT_TRANSIT;
    statements[2].valid_from_ns = 30;
    statements[2].valid_until_ns = 200;
    statements[2].fields = TAMIS_FIELD_SOURCE;
    statements[2].context = case_slice("a.exe");
    statements[3].caveats = TAMIS_CAVEAT_NO_ATTRIBUTION;
    statements[3].valid_from_ns = 30;
    statements[3].valid_until_ns = 40;
    statements[3].fields = TAMIS_FIELD_SOURCE;
}

Test(merge, what_is_said_again_unites)
{
    static const unsigned orders[][4] = {
        {0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_statement statements[4];

    options.time_ns = 0;
    fill_statements(statements);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        tamis_compiler *compiler = case_create(&options);
        uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);

        for (size_t j = 0; j < 4; j++)
            case_add_statement(compiler, feed, &statements[orders[i][j]]);
        cr_expect_str_eq(case_compile(compiler),
                         "domain evil.com suffix\n"
                         "  list f CLEAR * pap=RED confidence=70 "
                         "context=a.exe caveats=5 fields=3 tags=a,b,c "
                         "from=20 until=200\n");
        case_destroy(compiler);
    }
}

Test(merge, no_bound_and_no_field_mean_all_of_them)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("evil.com");

    statement.fields = TAMIS_FIELD_SOURCE;
    statement.valid_from_ns = 5;
    statement.valid_until_ns = 1000;
    case_add_statement(compiler, feed, &statement);
    case_add(compiler, feed, "evil.com");
    cr_assert_str_eq(case_compile(compiler), "domain evil.com suffix\n"
                                             "  list f CLEAR * pap=AMBER\n");
}

Test(merge, confidence_comes_from_the_feed_and_is_at_most_100)
{
    tamis_compiler *compiler = case_create(NULL);
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_statement statement = case_statement("192.0.2.1");
    uint32_t feed;

    info.name = case_slice("f");
    info.tlp = TAMIS_TLP_CLEAR;
    info.confidence = 55;
    feed = case_add_feed(compiler, &info);
    case_add_statement(compiler, feed, &statement);
    statement.value = case_slice("192.0.2.2");
    statement.confidence = 250;
    case_add_statement(compiler, feed, &statement);
    cr_assert_str_eq(case_compile(compiler),
                     "ip 192.0.2.1 exact\n"
                     "  list f CLEAR * pap=AMBER confidence=55\n"
                     "ip 192.0.2.2 exact\n"
                     "  list f CLEAR * pap=AMBER confidence=100\n");
}

Test(merge, kinds_of_one_digest_are_records_of_their_own)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement =
        case_statement("0123456789abcdef0123456789abcdef");

    case_add_statement(compiler, feed, &statement);
    statement.kind = TAMIS_KIND_JA3;
    case_add_statement(compiler, feed, &statement);
    cr_assert_str_eq(case_compile(compiler),
                     "md5 0123456789abcdef0123456789abcdef exact\n"
                     "  list f CLEAR * pap=AMBER\n"
                     "ja3 0123456789abcdef0123456789abcdef exact\n"
                     "  list f CLEAR * pap=AMBER\n");
}

Test(merge, patterns_are_kept_and_counted)
{
    tamis_compiler *compiler = case_create(NULL);
    uint32_t feed = case_feed(compiler, "f", TAMIS_TLP_CLEAR);
    tamis_statement statement = case_statement("evil[0-9]+\\.exe");

    statement.kind = TAMIS_KIND_PATTERN;
    case_add_statement(compiler, feed, &statement);
    statement.value = case_slice("bad bytes");
    statement.kind = TAMIS_KIND_LITERAL;
    case_add_statement(compiler, feed, &statement);
    cr_assert_str_eq(case_compile(compiler),
                     "literal bad bytes exact\n"
                     "  list f CLEAR * pap=AMBER\n"
                     "pattern /evil[0-9]+\\.exe/ exact\n"
                     "  list f CLEAR * pap=AMBER\n");
    cr_assert_eq(case_report(compiler, feed).pattern_count, 2);
}

#define STATEMENT_COUNT 600u

static void make_statement(struct random *random, tamis_statement *statement,
                           char value[64])
{
    static const char *const references[] = {"", "r1", "r2"};
    static const tamis_slice tags[] = {{"x", 1}, {"y", 1}};

    switch (random_below(random, 4)) {
    case 0:
        snprintf(value, 64, "192.0.2.%u", (unsigned)random_below(random, 40));
        break;
    case 1:
        snprintf(value, 64, "198.51.100.0/%u",
                 24 + (unsigned)random_below(random, 4));
        break;
    case 2:
        snprintf(value, 64, "%c.evil%u.com",
                 'a' + (char)random_below(random, 2),
                 (unsigned)random_below(random, 20));
        break;
    default:
        snprintf(value, 64, "%032u", 1 + (unsigned)random_below(random, 30));
        break;
    }
    *statement = case_statement(value);
    statement->reference = case_slice(references[random_below(random, 3)]);
    statement->tags = tags + random_below(random, 2);
    statement->tag_count = random_below(random, 2);
    statement->confidence = (uint32_t)random_below(random, 100);
    statement->tlp = random_one_in(random, 4)
                         ? (tamis_tlp)random_below(random, 5)
                         : TAMIS_TLP_UNMARKED;
    statement->valid_until_ns = (int64_t)random_between(random, 1, 5) * DAY_NS;
}

/* Compiles the statements in the given order into bytes. */
static void write_bytes(const tamis_statement *statements,
                        const uint32_t *feeds, const size_t *order,
                        void **bytes, size_t *size)
{
    static const char *const names[] = {"c", "a", "b"};
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;

    options.time_ns = 2 * DAY_NS;
    compiler = case_create(&options);
    for (size_t i = 0; i < 3; i++)
        case_feed(compiler, names[i], (tamis_tlp)i);
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        case_add_statement(compiler, feeds[order[i]], &statements[order[i]]);
    case_write_bytes(compiler, bytes, size);
}

Test(merge, the_order_of_statements_does_not_change_a_byte)
{
    static tamis_statement statements[STATEMENT_COUNT];
    static char values[STATEMENT_COUNT][64];
    static uint32_t feeds[STATEMENT_COUNT];
    static size_t order[STATEMENT_COUNT];
    struct random random;
    void *first, *second;
    size_t first_size, second_size;

    random_begin(&random, "merge order");
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        make_statement(&random, &statements[i], values[i]);
        feeds[i] = (uint32_t)random_below(&random, 3);
        order[i] = i;
    }
    write_bytes(statements, feeds, order, &first, &first_size);
    for (size_t i = STATEMENT_COUNT - 1; i > 0; i--) {
        size_t j = random_below(&random, i + 1), moved = order[i];

        order[i] = order[j];
        order[j] = moved;
    }
    write_bytes(statements, feeds, order, &second, &second_size);
    cr_assert_eq(first_size, second_size);
    cr_assert_eq(memcmp(first, second, first_size), 0);
}

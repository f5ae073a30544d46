/* SPDX-License-Identifier: BSD-2-Clause */
/* Any number of threads: the same bytes, counts and examples. */
#include "unit/compile/compile_case.h"

#include "base/slice.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(threads, .fini = case_end);

#define STATEMENTS 60000u

static size_t make_value(struct random *random, char *value, size_t capacity)
{
    unsigned n = (unsigned)random_below(random, STATEMENTS);

    switch (random_below(random, 7)) {
    case 0:
        return (size_t)snprintf(value, capacity, "host%u.evil%u.com", n,
                                n % 100);
    case 1:
        return (size_t)snprintf(value, capacity, "45.%u.%u.7", n % 200,
                                n % 256);
    case 2:
        return (size_t)snprintf(value, capacity, "%032x", n);
    case 3:
        return (size_t)snprintf(value, capacity, "http://e%u.evil.com/%u",
                                n % 7, n);
    case 4:
        return (size_t)snprintf(value, capacity, "e%u[.]evil[.]net", n);
    case 5: /* refused, each for a reason of its own */
        return (size_t)snprintf(value, capacity, n % 2 ? "10.0.0.%u" : "#%u",
                                n % 256);
    default:
        return (size_t)snprintf(value, capacity, "%064x", n);
    }
}

/* Statements with everything that a copy has to keep. */
static void add_statements(tamis_compiler *compiler, const uint32_t *feeds,
                           uint64_t seed)
{
    static const tamis_slice audience[] = {{"b", 1}, {"a", 1}};
    char value[80], tag[16], reference[300];
    struct random random;

    random_seed(&random, seed);
    for (uint64_t i = 0; i < STATEMENTS; i++) {
        size_t size = make_value(&random, value, sizeof value);
        tamis_statement statement = TAMIS_STATEMENT_INIT;
        uint32_t feed = feeds[random_below(&random, 2)];
        tamis_slice tags[2] = {{tag, 0}, {"rsit:other", 10}};

        statement.value = slice_make(value, size);
        statement.file = slice_text(i < STATEMENTS / 2 ? "one" : "two");
        statement.line = i + 1;
        tags[0].size =
            (size_t)snprintf(tag, sizeof tag, "t%u", (unsigned)i % 9);
        statement.tags = tags;
        statement.tag_count = random_below(&random, 3);
        statement.audience = audience;
        statement.audience_count = random_below(&random, 3);
        statement.audience_limited = statement.audience_count > 0;
        statement.reference = slice_make(
            reference, (size_t)snprintf(reference, sizeof reference, "%*u",
                                        1 + (int)random_below(&random, 250),
                                        (unsigned)random_below(&random, 3)));
        statement.seen_ns = (int64_t)i;
        if (random_one_in(&random, 50))
            cr_assert_eq(tamis_compiler_reject(compiler, feed, &statement,
                                               TAMIS_REASON_SYNTAX, NULL),
                         TAMIS_OK);
        else
            case_add_statement(compiler, feed, &statement);
    }
}

struct outcome {
    void *bytes;
    size_t size;
    tamis_compile_report report;
    tamis_rejection rejections[200];
    size_t rejection_count;
    tamis_compiler *compiler;
};

static void compile(uint32_t threads, uint64_t seed, struct outcome *outcome)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    uint32_t feeds[2];

    options.threads = threads;
    outcome->compiler = case_create(&options);
    feeds[0] = case_feed(outcome->compiler, "one", TAMIS_TLP_GREEN);
    feeds[1] = case_feed(outcome->compiler, "two", TAMIS_TLP_AMBER);
    add_statements(outcome->compiler, feeds, seed);
    outcome->report = case_report(outcome->compiler, UINT32_MAX);
    for (outcome->rejection_count = 0; tamis_compiler_rejection(
             outcome->compiler, outcome->rejection_count,
             &outcome->rejections[outcome->rejection_count]);
         outcome->rejection_count++)
        cr_assert_lt(outcome->rejection_count, 199);
    case_write_bytes(outcome->compiler, &outcome->bytes, &outcome->size);
}

static void check_same(const struct outcome *a, const struct outcome *b,
                       unsigned threads)
{
    cr_assert_eq(a->size, b->size, "%u threads", threads);
    cr_assert_eq(memcmp(a->bytes, b->bytes, a->size), 0, "%u threads", threads);
    cr_assert_eq(memcmp(&a->report, &b->report, sizeof a->report), 0);
    cr_assert_eq(a->rejection_count, b->rejection_count);
    for (size_t i = 0; i < a->rejection_count; i++) {
        const tamis_rejection *left = &a->rejections[i];
        const tamis_rejection *right = &b->rejections[i];

        cr_assert_eq(left->line, right->line);
        cr_assert_eq(left->reason, right->reason);
        cr_assert(slice_equal(left->file, right->file));
        cr_assert(slice_equal(left->value, right->value));
    }
}

Test(threads, bytes_and_report_do_not_depend_on_their_number)
{
    static struct outcome alone, together;
    struct random random;

    random_begin(&random, "threads");
    compile(1, random.seed, &alone);
    cr_assert_eq(alone.report.read, STATEMENTS);
    cr_assert_gt(alone.rejection_count, 4);
    for (uint32_t threads = 0; threads <= 9; threads += threads < 3 ? 1 : 6) {
        compile(threads, random.seed, &together);
        check_same(&alone, &together, threads);
        case_destroy(together.compiler);
    }
}

Test(threads, a_statement_longer_than_a_batch_and_a_compiler_given_up)
{
    enum { SIZE = 300000 };
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    char *value = malloc(SIZE);
    tamis_compiler *compiler;
    uint32_t feed;

    options.threads = 2;
    compiler = case_create(&options);
    feed = case_feed(compiler, "feed", TAMIS_TLP_GREEN);
    for (unsigned i = 0; i < 40000; i++)
        case_add(compiler, feed, "evil.com");
    memset(value, 'a', SIZE);
    statement.value = slice_make(value, SIZE);
    case_add_statement(compiler, feed, &statement);
    free(value);
    case_add(compiler, feed, "evil.net");
    cr_assert_eq(case_report(compiler, feed).reasons[TAMIS_REASON_TOO_LONG], 1);
    cr_assert_eq(case_report(compiler, feed).read, 40002);
    for (unsigned i = 0; i < 10000; i++)
        case_add(compiler, feed, "evil.org");
    case_destroy(compiler);
}

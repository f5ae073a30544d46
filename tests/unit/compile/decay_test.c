/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/decay.h"

#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <math.h>

static tamis_feed_info decaying(double lifetime, double speed, double threshold,
                                double base)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;

    info.name = case_slice("f");
    info.tlp = TAMIS_TLP_CLEAR;
    info.decay_lifetime_d = lifetime;
    info.decay_speed = speed;
    info.decay_threshold = threshold;
    info.decay_base = base;
    return info;
}

static double measure_days(double lifetime, double speed, double threshold,
                           double base)
{
    tamis_feed_info info = decaying(lifetime, speed, threshold, base);
    int64_t span_ns;

    cr_assert(decay_measure(&info, &span_ns));
    return (double)span_ns / (double)DAY_NS;
}

TestSuite(decay, .fini = case_end);

Test(decay, published_models_end_when_they_should)
{
    cr_expect_float_eq(measure_days(120, 2, 30, 80), 46.875, 1e-4);
    cr_expect_float_eq(measure_days(3, 2.3, 30, 80), 1.0178, 1e-3);
    cr_expect_float_eq(measure_days(10, 1, 0, 100), 10, 1e-9);
    cr_expect_float_eq(measure_days(10, 1, 90, 80), 0, 1e-9);
}

Test(decay, the_score_meets_the_threshold_at_the_end)
{
    double days = measure_days(120, 2, 30, 80);

    cr_expect_float_eq(80 * (1 - pow(days / 120, 1 / 2.0)), 30, 1e-3);
}

Test(decay, none_without_a_lifetime_or_a_sighting)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    int64_t span_ns;

    cr_assert(decay_measure(&info, &span_ns));
    cr_expect_eq(span_ns, DECAY_NONE);
    cr_expect_eq(decay_end(DECAY_NONE, 5), TAMIS_TIME_MAX);
    cr_expect_eq(decay_end(10, TAMIS_TIME_MIN), TAMIS_TIME_MAX);
    cr_expect_eq(decay_end(10, 5), 15);
    cr_expect_eq(decay_end(INT64_MAX, 5), TAMIS_TIME_MAX);
}

Test(decay, senseless_numbers_are_refused)
{
    static const double rows[][4] = {
        {-1, 1, 1, 1},
        {120, 0, 30, 80},
        {120, 2, 30, 0},
        {120, 2, -1, 80},
        {120, -2, 30, 80},
        {1e300, 1, 1, 2},
        {(double)NAN, 1, 1, 1},
        {120, (double)NAN, 1, 1},
        {120, 2, 30, (double)INFINITY},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tamis_feed_info info =
            decaying(rows[i][0], rows[i][1], rows[i][2], rows[i][3]);
        tamis_compiler *compiler = case_create(NULL);
        tamis_error error;
        uint32_t feed;

        cr_expect_eq(tamis_compiler_add_feed(compiler, &info, &feed, &error),
                     TAMIS_ERROR_ARGUMENT, "row %zu", i);
        case_destroy(compiler);
    }
}

Test(decay, becomes_the_end_of_the_validity_and_expires)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = decaying(10, 1, 0, 100);
    tamis_statement statement = case_statement("old.example.com");
    tamis_compiler *compiler;
    uint32_t feed;
    char *dump;

    options.time_ns = 100 * DAY_NS;
    compiler = case_create(&options);
    feed = case_add_feed(compiler, &info);
    statement.seen_ns = 90 * DAY_NS; /* over at day 100: t < until */
    case_add_statement(compiler, feed, &statement);
    statement.value = case_slice("new.example.com");
    statement.seen_ns = 91 * DAY_NS;
    case_add_statement(compiler, feed, &statement);
    statement.value = case_slice("sooner.example.com");
    statement.valid_until_ns = 100 * DAY_NS + 1;
    case_add_statement(compiler, feed, &statement);
    statement = case_statement("never.example.com");
    case_add_statement(compiler, feed, &statement);
    dump = case_compile(compiler);
    cr_assert_str_eq(dump,
                     "domain never.example.com exact\n"
                     "  list f CLEAR * pap=AMBER\n"
                     "domain new.example.com exact\n"
                     "  list f CLEAR * pap=AMBER until=8726400000000000\n"
                     "domain sooner.example.com exact\n"
                     "  list f CLEAR * pap=AMBER until=8640000000000001\n");
    cr_assert_eq(case_report(compiler, feed).outcomes[TAMIS_OUTCOME_EXPIRED],
                 1);
}

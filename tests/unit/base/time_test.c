/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number.h"
#include "base/slice.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#define S INT64_C(1000000000)

Test(time, every_accepted_spelling)
{
    static const struct {
        const char *text;
        int64_t time_ns;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-08-22T18:10:19Z", 1787422219 * S},
        {"2026-08-22T18:10:19.123Z", 1787422219 * S + 123000000},
        {"2026-08-22t18:10:19.123456789z", 1787422219 * S + 123456789},
        {"2026-08-22T18:10:19.1234567899Z", 1787422219 * S + 123456789},
        {"2026-08-22T20:10:19+02:00", 1787422219 * S},
        {"2026-08-22T12:40:19-05:30", 1787422219 * S},
        {"2026-08-22T20:10:19+0200", 1787422219 * S},
        {"2026-08-22 18:10:19", 1787422219 * S},
        {"2026-08-22 18:10:19 UTC", 1787422219 * S},
        {"2026-08-22 18:10", 1787422200 * S},
        {"2026-08-22", 1787356800 * S},
        {"2016-12-31T23:59:60Z", 1483228800 * S},
        {"2000-02-29", 951782400 * S},
        {"@1787422219", 1787422219 * S},
        {"@1787422219.5", 1787422219 * S + 500000000},
        {"1787422219", 1787422219 * S},
        {"0", 0},
        {"1591367999.305988", 1591367999 * S + 305988000},
        {"2262-04-11T23:47:16.854775807Z", INT64_MAX},
        {"1970-01-01T01:00:00+01:00", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t time_ns = -1;

        cr_assert(time_parse(slice_text(cases[i].text), &time_ns), "\"%s\"",
                  cases[i].text);
        cr_assert_eq(time_ns, cases[i].time_ns, "\"%s\" gave %lld",
                     cases[i].text, (long long)time_ns);
    }
}

Test(time, what_is_no_time_is_refused)
{
    static const char *const cases[] = {
        "",
        "@",
        "-1",
        "@-1",
        "x",
        "1.",
        ".5",
        "1787422219x",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2100-02-29",
        "2026-08-32",
        "2026-08-00",
        "2026-8-22",
        "2026-08-22T",
        "2026-08-22T18",
        "2026-08-22T24:00:00Z",
        "2026-08-22T18:60:00Z",
        "2026-08-22T18:10:61Z",
        "2026-08-22T18:10:19.Z",
        "2026-08-22T18:10:19Zx",
        "2026-08-22T18:10:19+24:00",
        "2026-08-22T18:10:19+02:60",
        "2026-08-22T18:10:19+",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "2262-04-11T23:47:16.854775808Z",
        "2263-01-01",
        "9999-12-31T23:59:59Z",
        "999999999999",
        "9999999999999999999999",
        "2026-08-22 18:10:19 CET",
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t time_ns;

        cr_assert_not(time_parse(slice_text(cases[i]), &time_ns), "\"%s\"",
                      cases[i]);
    }
}

Test(time, fractions_are_written_as_short_as_they_can_be)
{
    static const struct {
        int64_t time_ns;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1787422219 * S, "2026-08-22T18:10:19Z"},
        {1787422219 * S + 120000000, "2026-08-22T18:10:19.120Z"},
        {1787422219 * S + 123400000, "2026-08-22T18:10:19.123400Z"},
        {1787422219 * S + 1, "2026-08-22T18:10:19.000000001Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775807Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224192Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[TIME_TEXT_SIZE];

        cr_assert_eq(time_format(cases[i].time_ns, text),
                     strlen(cases[i].text));
        cr_assert_str_eq(text, cases[i].text);
    }
}

/* The C library knows the calendar too. */
Test(time, written_times_agree_with_gmtime_and_read_back)
{
    struct random random;

    random_begin(&random, "time");
    for (int i = 0; i < 100000; i++) {
        int64_t time_ns = (int64_t)(random_next(&random) >> 1);
        time_t seconds = (time_t)(time_ns / S);
        char text[TIME_TEXT_SIZE], expected[TIME_TEXT_SIZE];
        struct tm fields;
        int64_t again;

        time_format(time_ns, text);
        gmtime_r(&seconds, &fields);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S", &fields);
        cr_assert_eq(strncmp(text, expected, strlen(expected)), 0, "%s", text);
        cr_assert(time_parse(slice_text(text), &again), "%s", text);
        cr_assert_eq(again, time_ns, "%s", text);
    }
}

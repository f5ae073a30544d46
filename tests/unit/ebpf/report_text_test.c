/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/counter.h"
#include "report/report_text.h"
#include "report/summary.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static tamis_slice slice(const char *text)
{
    return (tamis_slice){text, strlen(text)};
}

Test(report_text, what_does_not_fit_is_counted_and_not_written)
{
    for (size_t capacity = 0; capacity < 12; capacity++) {
        char room[16];
        struct report_text text = {room, capacity, 0};

        memset(room, '~', sizeof room);
        report_put(&text, "abc");
        report_put_number(&text, 1234567);
        cr_assert_eq(text.size, 10);
        cr_assert_eq(room[capacity], '~');
        cr_assert_eq(memcmp(room, "abc1234567", capacity < 10 ? capacity : 10),
                     0);
    }
}

static void expect(void (*put)(struct report_text *, tamis_slice),
                   tamis_slice value, const char *expected)
{
    char room[128];
    struct report_text text = {room, sizeof room, 0};

    put(&text, value);
    cr_assert_lt(text.size, sizeof room);
    room[text.size] = '\0';
    cr_assert_str_eq(room, expected);
}

Test(report_text, strings_are_escaped_and_always_utf8)
{
    static const char zero[] = {'a', '\0', 'b'};

    expect(report_put_json, slice("a\"b\\c\nd\x1b\x7f"),
           "\"a\\\"b\\\\c\\nd\\u001b\\u007f\"");
    expect(report_put_json, (tamis_slice){zero, 3}, "\"a\\u0000b\"");
    expect(report_put_label, slice("a\"b\\c\nd\x1b"),
           "\"a\\\"b\\\\c\\nd\xEF\xBF\xBD\"");
    /* Whole sequences stay; overlong, cut and surrogate ones do not. */
    expect(report_put_label, slice("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x92\xA9"),
           "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x92\xA9\"");
    expect(report_put_json, slice("\xC0\x80|\xE2\x82|\xED\xA0\x80|\xFF"),
           "\"\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD|"
           "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\"");
    expect(report_put_json, (tamis_slice){NULL, 0}, "\"\"");
}

Test(report_text, every_counter_has_a_name_and_cpus_are_added_up)
{
    static struct xdp_counts of_cpus[3], sum;

    for (int which = 0; which < XDP_COUNTERS; which++) {
        cr_assert_not_null(counter_names[which].name);
        cr_assert_not_null(counter_names[which].description);
        for (unsigned cpu = 0; cpu < 3; cpu++)
            of_cpus[cpu].of[which] =
                (struct xdp_count){(unsigned)which + 1, 10 + cpu};
    }
    counters_add(&sum, of_cpus, 3);
    for (unsigned which = 0; which < XDP_COUNTERS; which++) {
        cr_assert_eq(sum.of[which].packets, 3 * (which + 1));
        cr_assert_eq(sum.of[which].bytes, 33);
    }
}

/* One label of a sample: name="value", by OpenMetrics' grammar. Where it
 * ends, or NULL. */
static const char *read_label(const char *at)
{
    const char *name = at;

    while ((*at >= 'a' && *at <= 'z') || *at == '_')
        at++;
    if (at == name || at[0] != '=' || at[1] != '"')
        return NULL;
    for (at += 2; *at != '"'; at++) {
        if (*at == '\n' || *at == '\0')
            return NULL;
        if (*at == '\\' && !strchr("\\\"n", *++at))
            return NULL;
    }
    return at + 1;
}

/* A sample of the family; for counters its name ends with _total. */
static bool is_sample(const char *line, const char *family, bool is_counter)
{
    const char *at = line + strlen(family);

    if (strncmp(line, family, strlen(family)) != 0)
        return false;
    if (is_counter && strncmp(at, "_total", 6) != 0)
        return false;
    at += is_counter ? 6 : 0;
    if (*at++ != '{')
        return false;
    while ((at = read_label(at)) && *at == ',')
        at++;
    if (!at || at[0] != '}' || at[1] != ' ')
        return false;
    at += 2;
    return strspn(at, "0123456789") > 0 && at[strspn(at, "0123456789")] == 0;
}

/* Every line is a family's header or one of its samples; # EOF is the last. */
static size_t check_metrics(char *text)
{
    char family[64] = "", type[16] = "", *rest = NULL;
    size_t samples = 0;

    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        if (strcmp(line, "# EOF") == 0) {
            cr_assert_null(strtok_r(NULL, "\n", &rest));
            return samples;
        }
        if (sscanf(line, "# TYPE %63s %15s", family, type) == 2)
            continue;
        if (strncmp(line, "# HELP ", 7) == 0 ||
            strncmp(line, "# UNIT ", 7) == 0) {
            cr_assert_eq(strncmp(line + 7, family, strlen(family)), 0);
            continue;
        }
        cr_assert(is_sample(line, family, strcmp(type, "counter") == 0), "%s",
                  line);
        samples++;
    }
    cr_assert(false, "no # EOF");
    return 0;
}

Test(report_text, metrics_are_what_a_parser_takes)
{
    static char text[65536];
    tamis_xdp_hits feed = {sizeof feed, slice("a\"b\\c\nd\xff"), 7, 0};
    struct summary summary;
    size_t size;

    summary_begin(&summary, NULL);
    summary.status.interface = slice("eth0");
    summary.status.has_database = 1;
    for (unsigned whole = 0; whole < 2; whole++) {
        summary.status.is_whole = whole;
        summary.feeds = &feed;
        summary.feed_count = 1;
        size = summary_metrics(&summary, text, sizeof text);
        cr_assert_lt(size, sizeof text);
        text[size] = '\0';
        cr_assert_not_null(
            strstr(text, "feed=\"a\\\"b\\\\c\\nd\xEF\xBF\xBD\"} 7\n"));
        cr_assert_eq(check_metrics(text),
                     whole ? 10 + 4 * XDP_COUNTERS : 8 + 4 * 9);
    }
    summary.feeds = NULL;
    summary_end(&summary);
}

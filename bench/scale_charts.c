/* SPDX-License-Identifier: BSD-2-Clause */
#include "scale_charts.h"
#include "chart.h"

#include <string.h>

/* Shares of queries that are listed, from above `low` up to `high`. */
struct shares {
    double low, high;
};

const char *scale_kind_title(enum key_kind kind)
{
    static const char *const titles[KEY_KIND_COUNT + 1] = {
        "SHA-256 digests", "Domain names", "IPv4 addresses and prefixes",
        "IPv6 addresses and prefixes", "Mixed indicators"};

    return titles[kind];
}

/* A subject has its colour in every chart; DPDK's tables are one maker's. */
static enum chart_ink ink_of(const char *subject)
{
    static const struct {
        const char *subject;
        enum chart_ink ink;
    } inks[] = {
        {"tamis", CHART_INK_FIRST},      {"absl", CHART_INK_SECOND},
        {"rte_hash", CHART_INK_THIRD},   {"rte_fib", CHART_INK_THIRD},
        {"rte_fib6", CHART_INK_THIRD},   {"lmdb", CHART_INK_FOURTH},
        {"maxminddb", CHART_INK_FOURTH}, {"matchy", CHART_INK_FIFTH},
        {"hyperscan", CHART_INK_SECOND}, {"aho-corasick", CHART_INK_THIRD},
    };

    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++)
        if (!strcmp(subject, inks[i].subject))
            return inks[i].ink;
    return CHART_INK_SIXTH;
}

static bool write_chart(FILE *page, const struct bench_plan *plan,
                        const struct chart *chart)
{
    static unsigned serial; /* identifiers of one page must differ */
    bool is_good;

    if (!chart_has_points(chart))
        return true;
    fprintf(page, "<figure><figcaption>%s</figcaption>\n", chart->title);
    is_good = chart_write(page, plan, chart, ++serial);
    fputs("</figure>\n", page);
    return is_good;
}

/* --- lookups -------------------------------------------------------------- */

/* Of peers the largest share is enough. */
static bool is_shown(const struct result *row, const struct bench_plan *plan,
                     const struct shares *shares)
{
    bool is_tamis = !strcmp(row->subject, "tamis");

    return !strcmp(row->metric, "throughput") &&
           row->threads == plan->threads[0] && row->hit_share > shares->low &&
           row->hit_share <= shares->high + 1e-9 &&
           (is_tamis || row->hit_share > shares->high - 1e-9);
}

static void name_line(char *title, size_t capacity, const struct result *row,
                      const struct bench_plan *plan,
                      const struct shares *shares)
{
    int size = snprintf(title, capacity, "%s", row->subject);

    if (plan->pages_count > 1 && row->pages[0])
        size +=
            snprintf(title + size, capacity - (size_t)size, ", %s", row->pages);
    if (shares->high > 0 && !strcmp(row->subject, "tamis"))
        snprintf(title + size, capacity - (size_t)size, ", %.3g %%",
                 row->hit_share * 100);
}

static void add_lookups(struct chart *chart, const struct bench_plan *plan,
                        const struct result_log *log, enum key_kind kind,
                        const struct shares *shares)
{
    char title[40];

    snprintf(chart->title, sizeof chart->title, "%s", scale_kind_title(kind));
    snprintf(chart->y_label, sizeof chart->y_label, "ns per key");
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];
        bool is_tamis = !strcmp(row->subject, "tamis");
        struct chart_line *line;

        if (strcmp(row->kind, key_kind_name(kind)) != 0 ||
            !is_shown(row, plan, shares))
            continue;
        name_line(title, sizeof title, row, plan, shares);
        line = chart_line_find(chart, title, ink_of(row->subject));
        chart_point_add(line, (double)row->indicators, row->value);
        if (line && is_tamis) {
            line->width = 3;
            line->is_dashed =
                row->hit_share < shares->high - 1e-9 ||
                strcmp(row->pages, pages_name(plan->pages[0])) != 0;
        }
    }
}

/* All kinds with one range of y, so that they can be compared by eye. */
static bool write_lookups(FILE *page, const struct bench_plan *plan,
                          const struct result_log *log,
                          const struct shares *shares)
{
    struct chart charts[KEY_KIND_COUNT];
    double y_min = 0, y_max = 0;

    memset(charts, 0, sizeof charts);
    for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++) {
        if (plan->is_kind_wanted[kind])
            add_lookups(&charts[kind], plan, log, (enum key_kind)kind, shares);
        chart_range_join(&charts[kind], &y_min, &y_max);
    }
    for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++) {
        charts[kind].y_min = y_min;
        charts[kind].y_max = y_max;
        if (!write_chart(page, plan, &charts[kind]))
            return false;
    }
    return true;
}

/* --- making and opening --------------------------------------------------- */

struct figure {
    unsigned chart;
    const char *bench, *metric, *pages, *title;
    enum chart_ink ink;
    bool is_dashed;
};

static void add_figure(struct chart *chart, const struct result_log *log,
                       const struct figure *figure)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];
        struct chart_line *line;

        if (strcmp(row->subject, "tamis") != 0 ||
            strcmp(row->kind, "mixed") != 0 ||
            strcmp(row->bench, figure->bench) != 0 ||
            strcmp(row->metric, figure->metric) != 0 ||
            strcmp(row->pages, figure->pages) != 0)
            continue;
        line = chart_line_find(chart, figure->title, figure->ink);
        chart_point_add(line, (double)row->indicators, row->value);
        if (line) {
            line->is_dashed = figure->is_dashed;
            line->width = figure->ink == CHART_INK_FIRST ? 3 : 2;
        }
    }
}

/* What peers take to build of ready keys, beside compiling from text. */
static void add_peer_builds(struct chart *chart, const struct result_log *log)
{
    char title[40];

    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];

        if (strcmp(row->bench, "compile") != 0 ||
            strcmp(row->metric, "compile") != 0 ||
            !strcmp(row->subject, "tamis"))
            continue;
        snprintf(title, sizeof title, "%s", row->subject);
        chart_point_add(chart_line_find(chart, title, ink_of(row->subject)),
                        (double)row->indicators, row->value);
    }
}

/* Bytes of tamis's file by kind; peers are in the table. */
static void add_files(struct chart *chart, const struct bench_plan *plan,
                      const struct result_log *log)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];
        enum key_kind kind = KEY_SHA256;
        struct chart_line *line;

        if (strcmp(row->subject, "tamis") != 0 ||
            strcmp(row->bench, "open") == 0 ||
            strcmp(row->unit, "B/indicator") != 0 ||
            !key_kind_find(&kind, row->kind, strlen(row->kind)) ||
            !plan->is_kind_wanted[kind])
            continue;
        line = chart_line_find(chart, row->kind,
                               kind == KEY_MIXED ? CHART_INK_FIRST
                                                 : CHART_INK_SECOND + kind);
        chart_point_add(line, (double)row->indicators, row->value);
        if (line)
            line->width = kind == KEY_MIXED ? 3 : 2;
    }
}

static bool write_making(FILE *page, const struct bench_plan *plan,
                         const struct result_log *log)
{
    static const struct figure figures[] = {
        {0, "compile", "compile", "", "tamis", CHART_INK_FIRST, false},
        {0, "compile", "processor", "", "processor time", CHART_INK_FIRST,
         true},
        {1, "compile", "peak-memory", "", "compile, peak", CHART_INK_SECOND,
         false},
        {1, "compile", "file-size", "", "file", CHART_INK_THIRD, false},
        {1, "open", "resident", "map", "in use, map", CHART_INK_FIRST, false},
        {1, "open", "resident", "huge", "in use, huge", CHART_INK_FIFTH, true},
        {2, "open", "open", "map", "map", CHART_INK_FIRST, false},
        {2, "open", "open-cold", "map", "map, cold", CHART_INK_FIRST, true},
        {2, "open", "open", "huge", "huge pages", CHART_INK_FIFTH, false},
        {2, "open", "open", "copy", "copy", CHART_INK_SECOND, false},
        {2, "open", "open-verify", "map", "verify", CHART_INK_THIRD, false},
    };
    struct chart charts[] = {
        {.title = "Compile from text; peers: build of ready keys",
         .y_label = "seconds"},
        {.title = "Memory and file", .y_label = "MiB"},
        {.title = "Open, to the first answer", .y_label = "milliseconds"},
        {.title = "File, by kind", .y_label = "bytes per indicator"},
    };

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        add_figure(&charts[figures[i].chart], log, &figures[i]);
    add_peer_builds(&charts[0], log);
    add_files(&charts[3], plan, log);
    for (size_t c = 0; c < sizeof charts / sizeof *charts; c++)
        if (!write_chart(page, plan, &charts[c]))
            return false;
    return true;
}

/* --- scanning ------------------------------------------------------------- */

static bool write_scan(FILE *page, const struct bench_plan *plan,
                       const struct result_log *log)
{
    struct chart chart = {.title = "The log of a proxy, clean",
                          .y_label = "ns per byte"};

    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];
        struct chart_line *line;

        if (strcmp(row->bench, "scan") != 0 ||
            strcmp(row->metric, "scan") != 0 ||
            (row->pages[0] && strcmp(row->pages, pages_name(plan->pages[0]))) ||
            (row->threads != plan->threads[0] &&
             !strcmp(row->subject, "tamis")))
            continue;
        line = chart_line_find(&chart, row->subject, ink_of(row->subject));
        chart_point_add(line, (double)row->indicators, row->value);
        if (line && !strcmp(row->subject, "tamis"))
            line->width = 3;
    }
    return write_chart(page, plan, &chart);
}

bool scale_charts_write(FILE *page, const struct bench_plan *plan,
                        const struct result_log *log)
{
    static const struct shares clean = {-0.5, 0}, listed = {1e-9, 1};
    bool is_good;

    fputs("<h2>A clean key: what nearly all traffic is</h2>\n"
          "<p>Nanoseconds a key in batches; lower is better. All four charts "
          "have one scale, and all axes here are logarithmic.</p>\n"
          "<div class=\"charts\">\n",
          page);
    is_good = write_lookups(page, plan, log, &clean);
    fputs("</div>\n<h2>A listed key</h2>\n"
          "<p>With each share of queries that are listed for tamis; for the "
          "others where all are. tamis answers with a record whose label was "
          "looked at, the others with a number.</p>\n"
          "<div class=\"charts\">\n",
          page);
    is_good = is_good && write_lookups(page, plan, log, &listed);
    fputs("</div>\n<h2>Making and opening</h2>\n<div class=\"charts\">\n",
          page);
    is_good = is_good && write_making(page, plan, log);
    fputs("</div>\n<h2>Scanning text</h2>\n"
          "<p>Against the mixed indicators; the others look for literals, each "
          "in a process of its own that has a few seconds. 1 ns per byte is 1 "
          "GB a second.</p>\n<div class=\"charts\">\n",
          page);
    is_good = is_good && write_scan(page, plan, log);
    fputs("</div>\n", page);
    return is_good;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "scale_page.h"
#include "chart.h"
#include "machine.h"
#include "scale_compare.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

static const char style[] =
    "<style>\n"
    "body{font:15px/1.45 system-ui,'DejaVu Sans',sans-serif;color:#222;"
    "max-width:1320px;margin:24px auto;padding:0 16px}\n"
    "h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:28px 0 8px}\n"
    "p{margin:4px 0 10px;max-width:95ch}.facts{color:#555}\n"
    "code{background:#f3f3f3;padding:1px 5px;border-radius:3px}\n"
    "table{border-collapse:collapse;margin:10px 0}\n"
    "th,td{padding:4px 12px;text-align:right;border-bottom:1px solid #ddd;"
    "font-variant-numeric:tabular-nums}\n"
    "th{border-bottom:2px solid #888;font-weight:600;vertical-align:bottom}\n"
    "th small{display:block;font-weight:400;color:#666}\n"
    "th:first-child,td:first-child{text-align:left;font-weight:600}\n"
    "td.group,th.group{border-left:2px solid #ccc}\n"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,"
    "minmax(600px,1fr));gap:14px}\n"
    ".charts figure{margin:0;border:1px solid #e3e3e3;border-radius:4px;"
    "padding:4px}\n"
    ".charts svg{width:100%;height:auto;display:block}\n"
    ".worse{color:#b00020;font-weight:600}.better{color:#0a6b3d}\n"
    "</style>\n";

static const char *const ink = "#0a6b3d"; /* tamis */
static const char *const peer_inks[] = {"#c26a00", "#3366cc", "#9933aa",
                                        "#777777"};

static void write_escaped(FILE *page, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", page);
        else if (*text == '>')
            fputs("&gt;", page);
        else if (*text == '&')
            fputs("&amp;", page);
        else
            fputc(*text, page);
    }
}

static void write_head(FILE *page, const struct bench_plan *plan,
                       const char *command)
{
    char day[32] = "";
    time_t now = time(NULL);
    struct tm date;

    if (gmtime_r(&now, &date))
        strftime(day, sizeof day, "%Y-%m-%d", &date);
    fprintf(page,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
            "<title>tamis: cost over number of indicators</title>\n%s"
            "<h1>tamis: what it costs as feeds grow</h1>\n"
            "<p class=\"facts\">%s, %u processors, %.0f GiB memory; %s; "
            "commit %s; %s<br>\n<code>",
            style, machine_cpu(), machine_cpu_count(),
            (double)machine_memory() / 1073741824.0, machine_compiler(),
            machine_commit, day);
    write_escaped(page, command);
    fputs("</code></p>\n<p>", page);
    fputs(plan->manifest || plan->feed_count
              ? "Indicators: the operator's own feeds, sampled by value. "
              : "Indicators: generated with the shape of public feeds; mixed "
                "means 45 % names, 30 % IPv4, 20 % SHA-256, 5 % IPv6. ",
          page);
    fprintf(page,
            "Lookups: batches of %zu keys, %zu different queries, each kind "
            "in a database of its own; medians of %u passes. Clean: a key "
            "that is not listed, which nearly all traffic is.</p>\n",
            plan->batch, plan->queries, plan->repeats);
}

/* The latest value of a figure of tamis; negative when there is none. */
static double value_of(const struct result_log *log, const struct result *like)
{
    const struct result *row = result_find(log, like, like->subject);

    return row ? row->value : -1;
}

/* "1 K", "2.5 M": numbers of indicators as people say them. */
static void write_count(FILE *page, size_t count)
{
    double number = (double)count;

    if (count >= 1000000)
        fprintf(page, "%.4g&nbsp;M", number / 1e6);
    else if (count >= 1000)
        fprintf(page, "%.4g&nbsp;K", number / 1e3);
    else
        fprintf(page, "%zu", count);
}

static void write_cell(FILE *page, double value, bool is_group)
{
    fprintf(page, "<td%s>", is_group ? " class=\"group\"" : "");
    if (value < 0)
        fputs("&ndash;", page);
    else if (value >= 100)
        fprintf(page, "%.0f", value);
    else if (value >= 10)
        fprintf(page, "%.1f", value);
    else
        fprintf(page, "%.2f", value);
    fputs("</td>", page);
}

static struct result mixed_figure(size_t size, const char *bench,
                                  const char *metric, const char *pages)
{
    struct result like = result_open(bench, "tamis", "mixed", size);

    result_name(&like, metric, "");
    snprintf(like.pages, sizeof like.pages, "%s", pages);
    like.threads = strcmp(bench, "compile") ? 1 : 0;
    return like;
}

/* The last lookup figure of a kind whose number of indicators belongs to the
 * step of `size`: kinds of the operator's feeds have numbers of their own. */
static double lookup_of(const struct result_log *log, enum key_kind kind,
                        size_t first, size_t end, double hit_share)
{
    for (size_t i = first; i < end; i++) {
        const struct result *row = &log->rows[i];

        if (!strcmp(row->metric, "throughput") &&
            !strcmp(row->subject, "tamis") &&
            !strcmp(row->kind, key_kind_name(kind)) &&
            row->hit_share > hit_share - 1e-9 &&
            row->hit_share < hit_share + 1e-9)
            return row->value;
    }
    return -1;
}

static void write_headline_row(FILE *page, const struct bench_plan *plan,
                               const struct result_log *log, size_t first,
                               size_t end)
{
    static const struct {
        const char *bench, *metric, *pages;
    } columns[] = {
        {"compile", "compile", ""},  {"compile", "peak-memory", ""},
        {"compile", "file", ""},     {"open", "open", "map"},
        {"open", "resident", "map"},
    };
    size_t size = log->rows[first].indicators;

    fputs("<tr><td>", page);
    write_count(page, size);
    fputs("</td>", page);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct result like = mixed_figure(size, columns[i].bench,
                                          columns[i].metric, columns[i].pages);

        write_cell(page, value_of(log, &like), i == 3);
    }
    for (unsigned hits = 0; hits < 2; hits++)
        for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++)
            if (plan->is_kind_wanted[kind])
                write_cell(
                    page, lookup_of(log, (enum key_kind)kind, first, end, hits),
                    kind == 0);
    fputs("</tr>\n", page);
}

static void write_headline(FILE *page, const struct bench_plan *plan,
                           const struct result_log *log)
{
    fputs("<table>\n<tr><th>indicators</th><th>compile<small>s</small></th>"
          "<th>compile memory<small>peak MiB</small></th>"
          "<th>file<small>B/indicator</small></th>"
          "<th class=\"group\">open<small>ms</small></th>"
          "<th>resident<small>MiB</small></th>",
          page);
    for (unsigned hits = 0; hits < 2; hits++)
        for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++)
            if (plan->is_kind_wanted[kind])
                fprintf(page, "<th%s>%s<small>%s, ns</small></th>",
                        kind == 0 ? " class=\"group\"" : "",
                        key_kind_name((enum key_kind)kind),
                        hits ? "listed" : "clean");
    fputs("</tr>\n", page);
    for (size_t i = 0; i < log->count; i++) {
        size_t end = i + 1;

        /* A step begins with its compile. */
        if (strcmp(log->rows[i].metric, "compile") != 0)
            continue;
        while (end < log->count && strcmp(log->rows[end].metric, "compile"))
            end++;
        write_headline_row(page, plan, log, i, end);
    }
    fputs("</table>\n", page);
}

static void write_peer_row(FILE *page, const struct result_log *log,
                           const struct result *clean)
{
    struct result like = *clean;
    const struct result *memory, *listed;

    like.hit_share = 1;
    listed = result_find(log, &like, clean->subject);
    like = *clean;
    like.hit_share = RESULT_NO_HITS;
    like.batch = 0;
    like.keys[0] = '\0';
    result_name(&like, "memory", "");
    memory = result_find(log, &like, clean->subject);
    fprintf(page, "<tr><td>%s</td><td>", clean->kind);
    write_count(page, clean->indicators);
    fprintf(page, "</td><td>%s</td>", clean->subject);
    write_cell(page, clean->value, false);
    write_cell(page, clean->ratio > 0 ? clean->ratio : 1, false);
    write_cell(page, listed ? listed->value : -1, true);
    write_cell(page, listed ? (listed->ratio > 0 ? listed->ratio : 1) : -1,
               false);
    write_cell(page, memory ? memory->value : -1, true);
    fputs("</tr>\n", page);
}

/* The largest size at which a kind was measured. */
static size_t largest_of(const struct result_log *log, const char *kind)
{
    size_t largest = 0;

    for (size_t i = 0; i < log->count; i++)
        if (!strcmp(log->rows[i].kind, kind) &&
            log->rows[i].indicators > largest)
            largest = log->rows[i].indicators;
    return largest;
}

static void write_peers(FILE *page, const struct result_log *log)
{
    fputs("<h2>Beside others, at the largest size</h2>\n<table>\n"
          "<tr><th>kind</th><th>indicators</th><th>subject</th>"
          "<th>clean<small>ns/key</small></th><th><small>x tamis</small></th>"
          "<th class=\"group\">listed<small>ns/key</small></th>"
          "<th><small>x tamis</small></th>"
          "<th class=\"group\">memory<small>B/indicator</small></th></tr>\n",
          page);
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];

        if (!strcmp(row->metric, "throughput") && row->hit_share >= 0 &&
            row->hit_share < 1e-9 &&
            row->indicators == largest_of(log, row->kind))
            write_peer_row(page, log, row);
    }
    fputs("</table>\n", page);
}

/* Adds to a line all rows of one figure. */
static void add_points(struct chart_line *line, const struct result_log *log,
                       const struct result *like)
{
    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];

        if (!strcmp(row->bench, like->bench) &&
            !strcmp(row->subject, like->subject) &&
            !strcmp(row->kind, like->kind) &&
            !strcmp(row->metric, like->metric) &&
            (!like->pages[0] || !strcmp(row->pages, like->pages)) &&
            (like->hit_share < 0 ||
             (row->hit_share > like->hit_share - 1e-9 &&
              row->hit_share < like->hit_share + 1e-9)) &&
            row->threads == like->threads)
            chart_point_add(line, (double)row->indicators, row->value);
    }
}

static void add_mixed(struct chart *chart, const struct result_log *log,
                      const struct result *like, const char *title,
                      const char *colour)
{
    struct chart_line *line = chart_line_add(chart, title, colour);

    if (line)
        line->width = 2;
    add_points(line, log, like);
}

static bool write_chart(FILE *page, const struct bench_plan *plan,
                        const struct chart *chart, unsigned serial)
{
    bool is_good;

    if (!chart_has_points(chart))
        return true;
    fputs("<figure>\n", page);
    is_good = chart_write(page, plan, chart, serial);
    fputs("</figure>\n", page);
    return is_good;
}

static bool write_mixed_charts(FILE *page, const struct bench_plan *plan,
                               const struct result_log *log)
{
    static const struct {
        unsigned chart;
        const char *bench, *metric, *pages, *title, *colour;
    } lines[] = {
        {0, "compile", "compile", "", "wall clock", "#0a6b3d"},
        {0, "compile", "processor", "", "processor, all threads", "#c26a00"},
        {1, "compile", "peak-memory", "", "compile, peak", "#c26a00"},
        {1, "compile", "file-size", "", "file", "#3366cc"},
        {1, "open", "resident", "map", "in use, resident", "#0a6b3d"},
        {2, "open", "open", "map", "mapped, warm", "#0a6b3d"},
        {2, "open", "open-cold", "map", "mapped, cold", "#3366cc"},
        {2, "open", "open", "copy", "copied", "#c26a00"},
        {2, "open", "open-verify", "map", "verified", "#9933aa"},
    };
    static const char *const titles[][2] = {
        {"Compile, mixed indicators from text", "seconds"},
        {"Memory and file, mixed indicators", "MiB"},
        {"Open to first answer", "milliseconds"},
    };

    for (unsigned c = 0; c < 3; c++) {
        struct chart chart = {.title = titles[c][0], .y_label = titles[c][1]};

        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            struct result like = mixed_figure(0, lines[i].bench,
                                              lines[i].metric, lines[i].pages);

            if (lines[i].chart == c)
                add_mixed(&chart, log, &like, lines[i].title, lines[i].colour);
        }
        if (!write_chart(page, plan, &chart, c))
            return false;
    }
    return true;
}

/* tamis and then each peer found in the log, clean and listed; with
 * is_memory, bytes an indicator instead. */
static void add_subjects(struct chart *chart, const struct bench_plan *plan,
                         const struct result_log *log, enum key_kind kind,
                         bool is_memory)
{
    struct result like =
        result_open(kind == KEY_SHA256 ? "exact" : key_kind_name(kind), "tamis",
                    key_kind_name(kind), 0);
    unsigned peer_count = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct result *row = &log->rows[i];
        struct chart_line *line;
        bool is_tamis = !strcmp(row->subject, "tamis");
        char title[40];

        result_name(&like, is_memory ? "memory" : "throughput", "");
        if (strcmp(row->bench, like.bench) != 0 ||
            strcmp(row->metric, like.metric) != 0 ||
            row->threads != plan->threads[0])
            continue;
        snprintf(title, sizeof title, "%s%s", row->subject,
                 row->hit_share < 0      ? ""
                 : row->hit_share < 1e-9 ? ", clean"
                                         : ", listed");
        if (row->hit_share > 1e-9 && row->hit_share < 1 - 1e-9)
            continue; /* the ends are enough for a picture */
        for (size_t n = 0; n <= chart->line_count; n++) {
            if (n < chart->line_count && !strcmp(chart->lines[n].title, title))
                break;
            if (n < chart->line_count)
                continue;
            if (!is_tamis && (row->hit_share < 1e-9))
                peer_count++;
            line = chart_line_add(
                chart, title, is_tamis ? ink : peer_inks[(peer_count - 1) % 4]);
            if (!line)
                return;
            line->width = is_tamis ? 3 : 1;
            line->is_dashed = row->hit_share > 0.5;
            snprintf(like.subject, sizeof like.subject, "%s", row->subject);
            like.hit_share = row->hit_share;
            like.threads = row->threads;
            add_points(line, log, &like);
            break;
        }
    }
}

static bool write_kind_charts(FILE *page, const struct bench_plan *plan,
                              const struct result_log *log, bool is_memory)
{
    for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++) {
        struct chart chart = {.title = NULL};
        char title[80];

        if (!plan->is_kind_wanted[kind])
            continue;
        snprintf(title, sizeof title,
                 is_memory ? "Memory for %s" : "Lookup of %s",
                 key_kind_name((enum key_kind)kind));
        chart.title = title;
        chart.y_label =
            is_memory ? "bytes per indicator" : "nanoseconds per key";
        add_subjects(&chart, plan, log, (enum key_kind)kind, is_memory);
        if (!write_chart(page, plan, &chart, 10 + kind + (is_memory ? 10 : 0)))
            return false;
    }
    return true;
}

bool scale_page_write(const struct bench_plan *plan, const char *path,
                      const struct result_log *log,
                      const struct result_log *older, const char *command)
{
    FILE *page = fopen(path, "w");
    bool is_good = page != NULL;

    if (page) {
        write_head(page, plan, command);
        write_headline(page, plan, log);
        write_peers(page, log);
        fputs("<h2>Lookups</h2>\n<p>Lower is better; both axes are "
              "logarithmic. Thick: tamis. Solid: clean keys. Dashed: listed "
              "keys.</p>\n<div class=\"charts\">\n",
              page);
        is_good = write_kind_charts(page, plan, log, false);
        fputs("</div>\n<h2>Making and opening</h2>\n<div class=\"charts\">\n",
              page);
        is_good = is_good && write_mixed_charts(page, plan, log);
        fputs("</div>\n<h2>Bytes per indicator</h2>\n"
              "<p>tamis: the whole file, with label, feed and key. Peers: key "
              "and one number; those that do not tell are left out.</p>\n"
              "<div class=\"charts\">\n",
              page);
        is_good = is_good && write_kind_charts(page, plan, log, true);
        fputs("</div>\n", page);
        if (older)
            scale_compare_html(page, log, older, plan->compare);
        fputs("</html>\n", page);
        is_good = fclose(page) == 0 && is_good;
    }
    if (!page)
        fprintf(stderr, "tamis bench scale: cannot write %s: %s\n", path,
                strerror(errno));
    return is_good;
}

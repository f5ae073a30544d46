/* SPDX-License-Identifier: BSD-2-Clause */
#include "scale_page.h"
#include "machine.h"
#include "made_feed.h"
#include "scale_charts.h"
#include "scale_compare.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* Inks 3 to 8 are told apart without colour vision too, and each is dark
 * enough on white, or light enough on black, to be read as text. */
static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--paper:#fff;--panel:#fff;--rule:#d9dde2;"
    "--ink-0:#1b1f24;--ink-1:#e4e7eb;--ink-2:#59636e;--ink-3:#0860a8;"
    "--ink-4:#b85000;--ink-5:#007458;--ink-6:#a8347a;--ink-7:#5f4bb6;"
    "--ink-8:#5c5c5c}\n"
    "@media (prefers-color-scheme:dark){:root{--paper:#0f1318;"
    "--panel:#161b22;--rule:#30363d;--ink-0:#e6edf3;--ink-1:#2a313a;"
    "--ink-2:#9aa5b1;--ink-3:#6cb6ff;--ink-4:#ffa657;--ink-5:#3fcf9f;"
    "--ink-6:#f58fc6;--ink-7:#bba8ff;--ink-8:#b4b4b4}}\n"
    "body{font:15px/1.45 system-ui,'DejaVu Sans',sans-serif;"
    "color:var(--ink-0);background:var(--paper);max-width:1280px;"
    "margin:24px auto;padding:0 16px}\n"
    "h1{font-size:24px;margin:0 0 4px}h2{font-size:19px;margin:32px 0 6px}\n"
    "p{margin:4px 0 10px;max-width:95ch}"
    ".facts,small,figcaption{color:var(--ink-2)}\n"
    "code{font-size:13px;overflow-wrap:anywhere}\n"
    ".tiles{display:grid;gap:10px;margin:10px 0;"
    "grid-template-columns:repeat(auto-fit,minmax(140px,1fr))}\n"
    ".tiles div{border:1px solid var(--rule);border-radius:6px;"
    "background:var(--panel);padding:10px 12px}\n"
    ".tiles b{display:block;font-size:25px;line-height:1.25;"
    "font-variant-numeric:tabular-nums}\n"
    ".tiles small{display:block}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;margin:8px 0}\n"
    "th,td{padding:4px 12px;text-align:right;"
    "border-bottom:1px solid var(--rule);font-variant-numeric:tabular-nums}\n"
    "th{border-bottom:2px solid var(--ink-2);vertical-align:bottom}\n"
    "th small{display:block;font-weight:400}\n"
    "th:first-child,td:first-child{text-align:left;font-weight:600}\n"
    "td.group,th.group{border-left:2px solid var(--rule)}\n"
    "tr.tamis td{font-weight:600;color:var(--ink-3)}\n"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,"
    "minmax(min(480px,100%),1fr));gap:14px}\n"
    "figure{margin:0;border:1px solid var(--rule);border-radius:6px;"
    "background:var(--panel);padding:8px 8px 2px}\n"
    "figcaption{font-weight:600;color:var(--ink-0);padding:0 6px}\n"
    "figure svg{width:100%;height:auto;display:block}\n"
    "summary{cursor:pointer;color:var(--ink-2)}\n"
    ".worse{color:var(--ink-4);font-weight:600}"
    ".better{color:var(--ink-5);font-weight:600}\n"
    "</style>\n";

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
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
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
                "means " MADE_FEED_SHARES ". ",
          page);
    fprintf(page,
            "Lookups: batches of %zu keys, %zu different queries, each kind "
            "in a database of its own; medians of %u passes.</p>\n",
            plan->batch, plan->queries, plan->repeats);
}

/* --- what is told --------------------------------------------------------- */

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

static void write_number(FILE *page, double value)
{
    fprintf(page, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
}

static void write_cell(FILE *page, double value, bool is_group)
{
    fprintf(page, "<td%s>", is_group ? " class=\"group\"" : "");
    if (value < 0)
        fputs("&ndash;", page);
    else
        write_number(page, value);
    fputs("</td>", page);
}

/* A figure of the mixed database of a size; negative when there is none. */
static double mixed_figure(const struct result_log *log, size_t size,
                           const char *bench, const char *metric,
                           const char *pages)
{
    struct result like = result_open(bench, "tamis", "mixed", size);
    const struct result *row;

    result_name(&like, metric, "");
    snprintf(like.pages, sizeof like.pages, "%s", pages);
    like.threads = strcmp(bench, "compile") ? 1 : 0;
    row = result_find(log, &like, "tamis");
    return row ? row->value : -1;
}

/* The rows of one step: from a compile of tamis to the next. */
struct step {
    size_t first, end;
};

static bool is_compile(const struct result *row)
{
    return !strcmp(row->subject, "tamis") && !strcmp(row->metric, "compile");
}

static bool next_step(const struct result_log *log, struct step *step)
{
    step->first = step->end;
    while (step->first < log->count && !is_compile(&log->rows[step->first]))
        step->first++;
    step->end = step->first + 1;
    while (step->end < log->count && !is_compile(&log->rows[step->end]))
        step->end++;
    return step->first < log->count;
}

/* The lookups of a kind in a step: kinds of the operator's feeds have numbers
 * of their own. With subject NULL the fastest of the peers. */
static const struct result *lookup_of(const struct result_log *log,
                                      const struct step *step,
                                      enum key_kind kind, const char *subject,
                                      double share)
{
    const struct result *best = NULL;

    for (size_t i = step->first; i < step->end; i++) {
        const struct result *row = &log->rows[i];

        if (!strcmp(row->metric, "throughput") &&
            !strcmp(row->kind, key_kind_name(kind)) &&
            row->hit_share > share - 1e-9 && row->hit_share < share + 1e-9 &&
            (subject ? !best && !strcmp(row->subject, subject)
                     : strcmp(row->subject, "tamis") != 0 &&
                           (!best || row->value < best->value)))
            best = row;
    }
    return best;
}

/* --- tiles: the largest size ---------------------------------------------- */

static void write_tile(FILE *page, const char *title, double value,
                       const char *unit, const char *note)
{
    if (value < 0)
        return;
    fprintf(page, "<div>%s<b>", title);
    write_number(page, value);
    fprintf(page, " %s</b><small>%s</small></div>\n", unit, note);
}

static void write_lookup_tile(FILE *page, const struct result_log *log,
                              const struct step *step, enum key_kind kind)
{
    const struct result *tamis = lookup_of(log, step, kind, "tamis", 0);
    const struct result *peer = lookup_of(log, step, kind, NULL, 0);
    static const char *const titles[KEY_KIND_COUNT] = {"SHA-256", "Domain",
                                                       "IPv4", "IPv6"};
    char note[96] = "a clean key";

    if (!tamis)
        return;
    if (peer)
        snprintf(note, sizeof note, "a clean key; %s %.3g ns, %.1f times",
                 peer->subject, peer->value, peer->value / tamis->value);
    write_tile(page, titles[kind], tamis->value, "ns", note);
}

static void write_tiles(FILE *page, const struct bench_plan *plan,
                        const struct result_log *log)
{
    struct step step = {0, 0}, last = {0, 0};
    char note[64];
    size_t size;
    double file;

    while (next_step(log, &step))
        last = step;
    if (last.end == 0)
        return;
    size = log->rows[last.first].indicators;
    file = mixed_figure(log, size, "compile", "file-size", "");
    fputs("<h2>With ", page);
    write_count(page, size);
    fputs(" indicators</h2>\n<div class=\"tiles\">\n", page);
    for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++)
        if (plan->is_kind_wanted[kind])
            write_lookup_tile(page, log, &last, (enum key_kind)kind);
    snprintf(note, sizeof note, "from text, peak %.0f MiB",
             mixed_figure(log, size, "compile", "peak-memory", ""));
    write_tile(page, "Compile",
               mixed_figure(log, size, "compile", "compile", ""), "s", note);
    snprintf(note, sizeof note, "%.1f bytes an indicator",
             file * 1048576 / (double)size);
    write_tile(page, "File", file, "MiB", note);
    write_tile(page, "In use",
               mixed_figure(log, size, "open", "resident", "map"), "MiB",
               "resident after clean lookups");
    write_tile(page, "Open", mixed_figure(log, size, "open", "open", "map"),
               "ms", "to the first answer, warm");
    fputs("</div>\n", page);
}

/* --- tables --------------------------------------------------------------- */

static void write_sizes_row(FILE *page, const struct bench_plan *plan,
                            const struct result_log *log,
                            const struct step *step)
{
    static const char *const columns[][3] = {{"compile", "compile", ""},
                                             {"compile", "peak-memory", ""},
                                             {"compile", "file", ""},
                                             {"open", "open", "map"},
                                             {"open", "resident", "map"}};
    size_t size = log->rows[step->first].indicators;

    fputs("<tr><td>", page);
    write_count(page, size);
    fputs("</td>", page);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        write_cell(page,
                   mixed_figure(log, size, columns[i][0], columns[i][1],
                                columns[i][2]),
                   i == 3);
    for (unsigned share = 0; share < 2; share++)
        for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++) {
            const struct result *row =
                lookup_of(log, step, (enum key_kind)kind, "tamis", share);

            if (plan->is_kind_wanted[kind])
                write_cell(page, row ? row->value : -1, kind == 0);
        }
    fputs("</tr>\n", page);
}

static void write_sizes(FILE *page, const struct bench_plan *plan,
                        const struct result_log *log)
{
    struct step step = {0, 0};

    fputs("<h2>tamis by size</h2>\n<div class=\"wide\"><table>\n"
          "<tr><th>indicators</th><th>compile<small>s</small></th>"
          "<th>compile memory<small>peak MiB</small></th>"
          "<th>file<small>B/indicator</small></th>"
          "<th class=\"group\">open<small>ms</small></th>"
          "<th>in use<small>MiB</small></th>",
          page);
    for (unsigned share = 0; share < 2; share++)
        for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++)
            if (plan->is_kind_wanted[kind])
                fprintf(page, "<th%s>%s<small>%s, ns</small></th>",
                        kind == 0 ? " class=\"group\"" : "",
                        key_kind_name((enum key_kind)kind),
                        share ? "listed" : "clean");
    fputs("</tr>\n", page);
    while (next_step(log, &step))
        write_sizes_row(page, plan, log, &step);
    fputs("</table></div>\n", page);
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
    like.keys[0] = like.pages[0] = '\0';
    result_name(&like, "memory", "");
    memory = result_find(log, &like, clean->subject);
    fprintf(page, "<tr%s><td>%s%s%s</td><td>%s</td><td>",
            strcmp(clean->subject, "tamis") ? "" : " class=\"tamis\"",
            clean->subject, clean->pages[0] ? ", " : "", clean->pages,
            clean->kind);
    write_count(page, clean->indicators);
    fputs("</td>", page);
    write_cell(page, clean->value, true);
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
    fputs("<h2>Beside others, at the largest size</h2>\n"
          "<p>Memory: of tamis the whole file, with label, feed and key; of "
          "the others keys and a number each. Those that do not tell have "
          "none.</p>\n<div class=\"wide\"><table>\n"
          "<tr><th>subject</th><th>kind</th><th>indicators</th>"
          "<th class=\"group\">clean<small>ns/key</small></th>"
          "<th><small>x tamis</small></th>"
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
    fputs("</table></div>\n", page);
}

bool scale_page_write(const struct bench_plan *plan, const char *path,
                      const struct result_log *log,
                      const struct result_log *older, const char *command)
{
    FILE *page = fopen(path, "w");
    bool is_good = page != NULL;

    if (page) {
        write_head(page, plan, command);
        write_tiles(page, plan, log);
        if (older)
            scale_compare_html(page, log, older, plan->compare);
        is_good = scale_charts_write(page, plan, log);
        write_peers(page, log);
        write_sizes(page, plan, log);
        fputs("</html>\n", page);
        is_good = fclose(page) == 0 && is_good;
    }
    if (!page)
        fprintf(stderr, "tamis bench scale: cannot write %s: %s\n", path,
                strerror(errno));
    return is_good;
}

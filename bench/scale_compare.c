/* SPDX-License-Identifier: BSD-2-Clause */
#include "scale_compare.h"
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#define CHANGE 0.1
/* Below this two processes that do the same differ: arenas, stacks, pages. */
#define MEMORY_FLOOR (4.0 * 1048576)

/* One pass of a clock, and one process's memory, say little: what was measured
 * once is not judged. Speeds are there as times, too. */
static bool is_judged(const struct result *row)
{
    return row->repeats > 1 && strcmp(row->unit, "MB/s") != 0;
}

static bool is_memory(const struct result *row)
{
    return !strcmp(row->metric, "peak-memory") ||
           !strcmp(row->metric, "resident") ||
           !strcmp(row->metric, "touched") || !strcmp(row->metric, "memory");
}

/* A difference in memory that no two runs would repeat. */
static bool is_below_floor(const struct result *now,
                           const struct result *before)
{
    double difference = now->value - before->value;

    if (!is_memory(now))
        return false;
    difference *=
        strcmp(now->unit, "MiB") ? (double)now->indicators : 1048576.0;
    return difference > -MEMORY_FLOOR && difference < MEMORY_FLOOR;
}

/* 1: worse, -1: better, 0: neither. */
static int judge(const struct result *now, const struct result *before)
{
    if (is_below_floor(now, before))
        return 0;
    if (now->value > before->value * (1 + CHANGE) && now->min > before->max)
        return 1;
    if (now->value < before->value * (1 - CHANGE) && now->max < before->min)
        return -1;
    return 0;
}

/* The n-th figure of tamis that an older one exists for, from *at on. */
static const struct result *next_pair(const struct result_log *log,
                                      const struct result_log *older,
                                      size_t *at, const struct result **before)
{
    while (*at < log->count) {
        const struct result *now = &log->rows[(*at)++];

        *before = strcmp(now->subject, "tamis") || !is_judged(now)
                      ? NULL
                      : result_find(older, now, "tamis");
        if (*before && is_judged(*before))
            return now;
    }
    return NULL;
}

static void name_figure(char *text, size_t capacity, const struct result *row)
{
    char hits[24] = "";

    if (row->hit_share >= 0)
        snprintf(hits, sizeof hits, ", %g %% listed", row->hit_share * 100);
    snprintf(text, capacity, "%s of %s%s%s%s%s", row->metric, row->kind,
             row->pages[0] ? ", " : "", row->pages,
             row->threads > 1 ? ", threads" : "", hits);
}

static void count_changes(const struct result_log *log,
                          const struct result_log *older, size_t *worse,
                          size_t *better, size_t *all)
{
    const struct result *now, *before;
    size_t at = 0;

    *worse = *better = *all = 0;
    while ((now = next_pair(log, older, &at, &before))) {
        int verdict = judge(now, before);

        *worse += verdict > 0;
        *better += verdict < 0;
        ++*all;
    }
}

/* Figures of two machines differ for other reasons than the program. */
static bool is_other_machine(const struct result_log *older)
{
    return older->cpu[0] && strcmp(older->cpu, machine_cpu()) != 0;
}

static int compare_ratios(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

/* How much longer the peers took than then, who did not change: the median of
 * their lookups; 0 when there are none. What is left is the machine. */
static double drift_of_peers(const struct result_log *log,
                             const struct result_log *older)
{
    double *ratios = memory_get(log->count, sizeof *ratios);
    double drift = 0;
    size_t count = 0;

    for (size_t i = 0; i < log->count; i++) {
        const struct result *now = &log->rows[i], *before = NULL;

        if (strcmp(now->subject, "tamis") != 0 &&
            !strcmp(now->metric, "throughput"))
            before = result_find(older, now, now->subject);
        if (before && before->value > 0)
            ratios[count++] = now->value / before->value;
    }
    qsort(ratios, count, sizeof *ratios, compare_ratios);
    if (count > 0)
        drift = ratios[count / 2];
    free(ratios);
    return drift;
}

/* What else may have made a difference, as sentences. */
static void write_cautions(FILE *file, const struct result_log *log,
                           const struct result_log *older)
{
    double drift = drift_of_peers(log, older);

    if (drift > 1.1 || (drift > 0 && drift < 0.9))
        fprintf(file,
                " The peers, which are the same programs, took %.2f times as "
                "long as then: the machine was %s.",
                drift, drift > 1 ? "slower" : "faster");
    if (is_other_machine(older))
        fprintf(file, " The older figures are another processor's: %s.",
                older->cpu);
}

size_t scale_compare_text(FILE *file, const struct result_log *log,
                          const struct result_log *older)
{
    const struct result *now, *before;
    size_t at = 0, worse = 0, better = 0, all = 0;
    char name[128];

    while ((now = next_pair(log, older, &at, &before))) {
        int verdict = judge(now, before);

        all++;
        worse += verdict > 0;
        better += verdict < 0;
        name_figure(name, sizeof name, now);
        if (verdict)
            fprintf(file, "%s %10zu  %-44s %10.4g -> %-10.4g %s (%+.0f %%)\n",
                    verdict > 0 ? "worse " : "better", now->indicators, name,
                    before->value, now->value, now->unit,
                    (now->value / before->value - 1) * 100);
    }
    fprintf(file, "%zu figures compared: %zu worse, %zu better.", all, worse,
            better);
    write_cautions(file, log, older);
    fputc('\n', file);
    return worse;
}

static void write_verdict(FILE *page, const struct result_log *log,
                          const struct result_log *older, int verdict)
{
    const struct result *now, *before;
    size_t at = 0;
    char figure[128];

    fputs("<div class=\"wide\"><table>\n<tr><th>figure</th>"
          "<th>indicators</th><th>before</th><th>now</th><th>unit</th>"
          "<th>change</th></tr>\n",
          page);
    while ((now = next_pair(log, older, &at, &before))) {
        if (judge(now, before) != verdict)
            continue;
        name_figure(figure, sizeof figure, now);
        fprintf(page,
                "<tr><td>%s</td><td>%zu</td><td>%.4g</td><td>%.4g</td>"
                "<td>%s</td><td class=\"%s\">%+.0f %%</td></tr>\n",
                figure, now->indicators, before->value, now->value, now->unit,
                verdict > 0 ? "worse" : "better",
                (now->value / before->value - 1) * 100);
    }
    fputs("</table></div>\n", page);
}

void scale_compare_html(FILE *page, const struct result_log *log,
                        const struct result_log *older, const char *name)
{
    size_t worse, better, all;

    count_changes(log, older, &worse, &better, &all);
    fprintf(page,
            "<h2>Compared with %s</h2>\n"
            "<p>Of %zu figures <b class=\"worse\">%zu became worse</b> and "
            "<b class=\"better\">%zu better</b>: by more than 10 %%, no pass "
            "of one run within those of the other.",
            name, all, worse, better);
    write_cautions(page, log, older);
    fputs("</p>\n", page);
    if (worse > 0) {
        fputs("<details open><summary>What became worse</summary>\n", page);
        write_verdict(page, log, older, 1);
        fputs("</details>\n", page);
    }
    if (better > 0) {
        fputs("<details><summary>What became better</summary>\n", page);
        write_verdict(page, log, older, -1);
        fputs("</details>\n", page);
    }
}

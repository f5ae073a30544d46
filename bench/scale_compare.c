/* SPDX-License-Identifier: BSD-2-Clause */
#include "scale_compare.h"

#include <string.h>

#define CHANGE 0.1

/* 1: worse, -1: better, 0: neither. */
static int judge(const struct result *now, const struct result *before)
{
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

        *before = strcmp(now->subject, "tamis")
                      ? NULL
                      : result_find(older, now, "tamis");
        if (*before)
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

size_t scale_compare_text(FILE *file, const struct result_log *log,
                          const struct result_log *older)
{
    const struct result *now, *before;
    size_t at = 0, worse = 0, better = 0, count = 0;
    char name[128];

    while ((now = next_pair(log, older, &at, &before))) {
        int verdict = judge(now, before);

        count++;
        worse += verdict > 0;
        better += verdict < 0;
        name_figure(name, sizeof name, now);
        if (verdict)
            fprintf(file, "%s %10zu  %-44s %10.4g -> %-10.4g %s (%+.0f %%)\n",
                    verdict > 0 ? "WORSE " : "better", now->indicators, name,
                    before->value, now->value, now->unit,
                    (now->value / before->value - 1) * 100);
    }
    fprintf(file, "%zu figures compared: %zu worse, %zu better\n", count, worse,
            better);
    return worse;
}

void scale_compare_html(FILE *page, const struct result_log *log,
                        const struct result_log *older, const char *name)
{
    const struct result *now, *before;
    size_t at = 0, shown = 0, count = 0;
    char figure[128];

    fprintf(page, "<h2>Compared with %s</h2>\n<table>\n", name);
    fputs("<tr><th>figure</th><th>indicators</th><th>before</th><th>now</th>"
          "<th>unit</th><th>change</th></tr>\n",
          page);
    while ((now = next_pair(log, older, &at, &before))) {
        int verdict = judge(now, before);

        count++;
        name_figure(figure, sizeof figure, now);
        if (!verdict)
            continue;
        shown++;
        fprintf(page,
                "<tr><td>%s</td><td>%zu</td><td>%.4g</td><td>%.4g</td>"
                "<td>%s</td><td class=\"%s\">%+.0f %%</td></tr>\n",
                figure, now->indicators, before->value, now->value, now->unit,
                verdict > 0 ? "worse" : "better",
                (now->value / before->value - 1) * 100);
    }
    fprintf(page,
            "</table>\n<p>%zu of %zu figures changed: by more than 10 %%, no "
            "pass of one run within those of the other.</p>\n",
            shown, count);
}

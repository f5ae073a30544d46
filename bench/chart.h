/* SPDX-License-Identifier: BSD-2-Clause */
/* One chart of lines over numbers of indicators, drawn by gnuplot as SVG. */
#ifndef TAMIS_BENCH_CHART_H
#define TAMIS_BENCH_CHART_H

#include "bench_plan.h"

#define CHART_LINES_MAX  16u
#define CHART_POINTS_MAX 32u

struct chart_line {
    char title[40];
    const char *colour; /* "#rrggbb" */
    bool is_dashed;
    unsigned width; /* 1: thin, 3: what the chart is about */
    size_t count;
    double x[CHART_POINTS_MAX], y[CHART_POINTS_MAX];
};

struct chart {
    const char *title, *y_label;
    size_t line_count;
    struct chart_line lines[CHART_LINES_MAX];
};

/* chart_is_possible(): is gnuplot there? Says what to install when not. */
bool chart_is_possible(void);
/* chart_line_add() begins a line; NULL when there are too many. A line without
 * points is not drawn. */
struct chart_line *chart_line_add(struct chart *chart, const char *title,
                                  const char *colour);
void chart_point_add(struct chart_line *line, double x, double y);
/* chart_has_points(): is there anything to draw? */
bool chart_has_points(const struct chart *chart);
/* chart_write() writes the chart as an <svg> element; false after it said why.
 * serial keeps the identifiers of charts of one page apart. */
bool chart_write(FILE *page, const struct bench_plan *plan,
                 const struct chart *chart, unsigned serial);

#endif

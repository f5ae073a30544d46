/* SPDX-License-Identifier: BSD-2-Clause */
/* One chart of lines over numbers of indicators, drawn by gnuplot as SVG. Both
 * axes are logarithmic; each line is named at its end. */
#ifndef TAMIS_BENCH_CHART_H
#define TAMIS_BENCH_CHART_H

#include "bench_plan.h"

#define CHART_LINES_MAX  16u
#define CHART_POINTS_MAX 32u

/* Colours are the page's, --ink-0 and so on, for light and for dark. */
enum chart_ink {
    CHART_INK_TEXT,
    CHART_INK_GRID,
    CHART_INK_AXIS,
    CHART_INK_FIRST, /* tamis; lines that are no peer's go on from here */
    CHART_INK_SECOND,
    CHART_INK_THIRD,
    CHART_INK_FOURTH,
    CHART_INK_FIFTH,
    CHART_INK_SIXTH,
    CHART_INK_COUNT
};

struct chart_line {
    char title[40];
    enum chart_ink ink;
    bool is_dashed;
    unsigned width; /* 1: thin, 3: what the chart is about */
    size_t count;
    double x[CHART_POINTS_MAX], y[CHART_POINTS_MAX];
};

struct chart {
    char title[80], y_label[32];
    double y_min, y_max; /* of the points when 0 */
    size_t line_count;
    struct chart_line lines[CHART_LINES_MAX];
};

/* chart_is_possible(): is gnuplot there? Says what to install when not. */
bool chart_is_possible(void);
/* chart_line_find() finds a line by its title or begins it; NULL when there
 * are too many. A line without points is not drawn. */
struct chart_line *chart_line_find(struct chart *chart, const char *title,
                                   enum chart_ink ink);
void chart_point_add(struct chart_line *line, double x, double y);
/* chart_range_join() widens a range of y to hold a chart's points, so that
 * charts beside each other can have one. */
void chart_range_join(const struct chart *chart, double *y_min, double *y_max);
/* chart_has_points(): is there anything to draw? */
bool chart_has_points(const struct chart *chart);
/* chart_write() writes the chart as an <svg> element; false after it said why.
 * serial keeps the identifiers of charts of one page apart. */
bool chart_write(FILE *page, const struct bench_plan *plan,
                 const struct chart *chart, unsigned serial);

#endif

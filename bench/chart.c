/* SPDX-License-Identifier: BSD-2-Clause */
#include "chart.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool chart_is_possible(void)
{
    FILE *answer = popen("gnuplot --version 2>/dev/null", "r");
    char line[64] = "";

    if (answer) {
        if (!fgets(line, sizeof line, answer))
            line[0] = '\0';
        pclose(answer);
    }
    if (!strncmp(line, "gnuplot", 7))
        return true;
    fputs("tamis bench scale: the page is drawn by gnuplot, which is not "
          "here; on Debian: apt-get install gnuplot-nox\n",
          stderr);
    return false;
}

struct chart_line *chart_line_add(struct chart *chart, const char *title,
                                  const char *colour)
{
    struct chart_line *line;

    if (chart->line_count == CHART_LINES_MAX)
        return NULL;
    line = &chart->lines[chart->line_count++];
    memset(line, 0, sizeof *line);
    snprintf(line->title, sizeof line->title, "%s", title);
    line->colour = colour;
    line->width = 1;
    return line;
}

void chart_point_add(struct chart_line *line, double x, double y)
{
    if (!line || line->count == CHART_POINTS_MAX || x <= 0 || y <= 0)
        return;
    line->x[line->count] = x;
    line->y[line->count++] = y;
}

/* The ends of what is drawn, a little wider than the points. */
struct chart_range {
    double x_min, x_max, y_min, y_max;
};

static struct chart_range find_range(const struct chart *chart)
{
    struct chart_range range = {1e300, 0, 1e300, 0};

    for (size_t i = 0; i < chart->line_count; i++)
        for (size_t p = 0; p < chart->lines[i].count; p++) {
            double x = chart->lines[i].x[p], y = chart->lines[i].y[p];

            range.x_min = x < range.x_min ? x : range.x_min;
            range.x_max = x > range.x_max ? x : range.x_max;
            range.y_min = y < range.y_min ? y : range.y_min;
            range.y_max = y > range.y_max ? y : range.y_max;
        }
    range.x_min /= 1.4;
    range.x_max *= 1.4;
    range.y_min /= 1.6;
    range.y_max *= 1.6;
    return range;
}

/* Labels at 1, 2 and 5 of each decade, or at 1 alone where they are many. */
static void write_y_tics(FILE *script, const struct chart_range *range)
{
    const char *joint = "";
    bool is_wide = range->y_max / range->y_min > 3000;

    fputs("set ytics (", script);
    for (int decade = -6; decade < 12; decade++) {
        static const int steps[] = {1, 2, 5};
        double base = 1;

        for (int i = 0; i < (decade < 0 ? -decade : decade); i++)
            base = decade < 0 ? base / 10 : base * 10;
        for (int i = 0; i < (is_wide ? 1 : 3); i++) {
            if (base * steps[i] < range->y_min ||
                base * steps[i] > range->y_max)
                continue;
            fprintf(script, "%s%.6g", joint, base * steps[i]);
            joint = ", ";
        }
    }
    fputs(")\n", script);
}

static void write_axes(FILE *script, const struct chart *chart, unsigned serial)
{
    struct chart_range range = find_range(chart);

    fprintf(script,
            "set terminal svg size 640,360 fixed noenhanced font "
            "'DejaVu Sans,12' background 'white' name 'chart%u'\n"
            "set title \"%s\" font ',15'\n"
            "set xlabel 'indicators listed'\n"
            "set ylabel '%s'\n"
            "set logscale xy\n"
            "set xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n"
            "set xtics ('1' 1, '10' 10, '100' 100, '1 K' 1e3, '10 K' 1e4, '100 "
            "K' 1e5, '1 M' 1e6, "
            "'10 M' 1e7, '100 M' 1e8, '1 G' 1e9)\n",
            serial, chart->title, chart->y_label, range.x_min, range.x_max,
            range.y_min, range.y_max);
    write_y_tics(script, &range);
    fputs("set grid lc rgb '#d8d8d8'\n"
          "set border 3 lc rgb '#555555'\n"
          "set tics nomirror textcolor rgb '#333333'\n"
          "set key outside right center Left reverse samplen 2 spacing 1.3\n",
          script);
}

static void write_script(FILE *script, const struct chart *chart,
                         unsigned serial)
{
    const char *joint = "plot";

    write_axes(script, chart, serial);
    for (size_t i = 0; i < chart->line_count; i++) {
        fprintf(script, "$line%zu << EOD\n", i);
        for (size_t p = 0; p < chart->lines[i].count; p++)
            fprintf(script, "%.9g %.9g\n", chart->lines[i].x[p],
                    chart->lines[i].y[p]);
        fputs("EOD\n", script);
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];

        if (line->count == 0)
            continue;
        fprintf(script,
                "%s $line%zu with linespoints lc rgb '%s' lw %.1f pt %d ps 0.5 "
                "dt %d title \"%s\"",
                joint, i, line->colour, line->width * 0.75 + 0.75,
                line->is_dashed ? 6 : 7, line->is_dashed ? 2 : 1, line->title);
        joint = ", \\\n    ";
    }
    fputc('\n', script);
}

bool chart_has_points(const struct chart *chart)
{
    for (size_t i = 0; i < chart->line_count; i++)
        if (chart->lines[i].count > 0)
            return true;
    return false;
}

/* Copies gnuplot's output from the <svg> on: what stands before is for files
 * of their own. */
static bool copy_svg(FILE *page, FILE *drawing)
{
    char line[8192];
    bool is_begun = false;

    while (fgets(line, sizeof line, drawing)) {
        const char *from = line;

        if (!is_begun) {
            from = strstr(line, "<svg");
            is_begun = from != NULL;
        }
        if (is_begun)
            fputs(from, page);
    }
    return is_begun;
}

bool chart_write(FILE *page, const struct bench_plan *plan,
                 const struct chart *chart, unsigned serial)
{
    const char *path = plan_temporary(plan, ".gnuplot");
    char command[4400];
    FILE *script, *drawing;
    bool is_drawn = false;

    script = fopen(path, "w");
    if (script) {
        write_script(script, chart, serial);
        fclose(script);
        snprintf(command, sizeof command, "gnuplot '%s'", path);
        drawing = popen(command, "r");
        is_drawn = drawing && copy_svg(page, drawing);
        is_drawn = drawing && pclose(drawing) == 0 && is_drawn;
        unlink(path);
    }
    if (!is_drawn)
        fprintf(stderr, "tamis bench scale: gnuplot did not draw '%s'\n",
                chart->title);
    return is_drawn;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH  600
#define HEIGHT 300
/* Two names at the ends of lines are at least this far from each other, as a
 * share of the height that is drawn in. */
#define LABEL_STEP 0.062

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

struct chart_line *chart_line_find(struct chart *chart, const char *title,
                                   enum chart_ink ink)
{
    struct chart_line *line;

    for (size_t i = 0; i < chart->line_count; i++)
        if (!strcmp(chart->lines[i].title, title))
            return &chart->lines[i];
    if (chart->line_count == CHART_LINES_MAX)
        return NULL;
    line = &chart->lines[chart->line_count++];
    memset(line, 0, sizeof *line);
    snprintf(line->title, sizeof line->title, "%s", title);
    line->ink = ink;
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

bool chart_has_points(const struct chart *chart)
{
    for (size_t i = 0; i < chart->line_count; i++)
        if (chart->lines[i].count > 0)
            return true;
    return false;
}

void chart_range_join(const struct chart *chart, double *y_min, double *y_max)
{
    for (size_t i = 0; i < chart->line_count; i++)
        for (size_t p = 0; p < chart->lines[i].count; p++) {
            double y = chart->lines[i].y[p];

            if (*y_min <= 0 || y < *y_min)
                *y_min = y;
            if (y > *y_max)
                *y_max = y;
        }
}

/* The ends of what is drawn, a little wider than the points. */
struct range {
    double x_min, x_max, y_min, y_max;
};

static struct range find_range(const struct chart *chart)
{
    struct range range = {1e300, 0, chart->y_min, chart->y_max};

    chart_range_join(chart, &range.y_min, &range.y_max);
    for (size_t i = 0; i < chart->line_count; i++)
        for (size_t p = 0; p < chart->lines[i].count; p++) {
            double x = chart->lines[i].x[p];

            range.x_min = x < range.x_min ? x : range.x_min;
            range.x_max = x > range.x_max ? x : range.x_max;
        }
    range.x_min /= 1.3;
    range.x_max *= 1.3;
    range.y_min /= 1.5;
    range.y_max *= 1.5;
    return range;
}

/* Labels at 1, 2 and 5 of each decade, or at 1 alone where they are many. */
static void write_y_tics(FILE *script, const struct range *range)
{
    static const int steps[] = {1, 2, 5};
    bool is_wide = range->y_max / range->y_min > 3000;
    const char *joint = "";

    fputs("set ytics (", script);
    for (int decade = -6; decade < 12; decade++)
        for (int i = 0; i < (is_wide ? 1 : 3); i++) {
            double tic = pow(10, decade) * steps[i];

            if (tic < range->y_min || tic > range->y_max)
                continue;
            if (tic >= 1e6)
                fprintf(script, "%s'%g M' %.6g", joint, tic / 1e6, tic);
            else
                fprintf(script, "%s'%.6g' %.6g", joint, tic, tic);
            joint = ", ";
        }
    fputs(")\n", script);
}

/* Inks are told by colours that nobody uses; copy_svg() finds them again. */
static void write_ink(FILE *script, enum chart_ink ink)
{
    fprintf(script, "rgb '#0001%02x' ", (unsigned)ink);
}

static void write_axes(FILE *script, const struct chart *chart,
                       const struct range *range, unsigned serial)
{
    fprintf(script,
            "set terminal svg size %d,%d fixed noenhanced font "
            "'sans-serif,13' name 'chart%u'\n"
            "set lmargin 8\nset rmargin 14\nset tmargin 0.7\nset bmargin 3\n"
            "set logscale xy\n"
            "set xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n"
            "set xtics ('1' 1, '10' 10, '100' 100, '1 K' 1e3, '10 K' 1e4, "
            "'100 K' 1e5, '1 M' 1e6, '10 M' 1e7, '100 M' 1e8, '1 G' 1e9)\n",
            WIDTH, HEIGHT, serial, range->x_min, range->x_max, range->y_min,
            range->y_max);
    write_y_tics(script, range);
    fprintf(script, "set xlabel 'indicators listed' offset 0,0.5 textcolor ");
    write_ink(script, CHART_INK_AXIS);
    fprintf(script, "\nset ylabel '%s' offset 0.9,0 textcolor ",
            chart->y_label);
    write_ink(script, CHART_INK_AXIS);
    fputs("\nset grid lw 0.7 lc ", script);
    write_ink(script, CHART_INK_GRID);
    fputs("\nset border 3 lw 0.8 lc ", script);
    write_ink(script, CHART_INK_AXIS);
    fputs("\nset tics nomirror scale 0.5 textcolor ", script);
    write_ink(script, CHART_INK_AXIS);
    fputs("\nunset key\n", script);
}

/* Where the name of a line stands: its end, moved away from other names. */
struct label {
    const struct chart_line *line;
    double at; /* 0: bottom, 1: top of what is drawn */
};

static int compare_labels(const void *a, const void *b)
{
    double left = ((const struct label *)a)->at;
    double right = ((const struct label *)b)->at;

    return left < right ? -1 : left > right;
}

/* Pushes names upwards from below until none is on another; then what went
 * over the top goes down again. */
static void part_labels(struct label *labels, size_t count)
{
    qsort(labels, count, sizeof *labels, compare_labels);
    for (size_t i = 1; i < count; i++) {
        double gap = labels[i].at - labels[i - 1].at;

        if (gap < LABEL_STEP) {
            /* Half of the way down for those below, where there is room. */
            double room = labels[i - 1].at -
                          (i > 1 ? labels[i - 2].at + LABEL_STEP : 0.0);
            double down = (LABEL_STEP - gap) / 2;

            down = room < 0 ? 0 : room < down ? room : down;
            labels[i - 1].at -= down;
            labels[i].at = labels[i - 1].at + LABEL_STEP;
        }
    }
    for (size_t i = count; i-- > 0;) {
        double top = i + 1 == count ? 1.0 : labels[i + 1].at - LABEL_STEP;

        if (labels[i].at > top)
            labels[i].at = top;
    }
}

static void write_labels(FILE *script, const struct chart *chart,
                         const struct range *range)
{
    struct label labels[CHART_LINES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];

        if (line->count == 0)
            continue;
        labels[count].line = line;
        labels[count++].at = log(line->y[line->count - 1] / range->y_min) /
                             log(range->y_max / range->y_min);
    }
    part_labels(labels, count);
    for (size_t i = 0; i < count; i++) {
        fprintf(script, "set label \"%s\" at graph 1.015, graph %.4f left tc ",
                labels[i].line->title, labels[i].at);
        write_ink(script, labels[i].line->ink);
        fputc('\n', script);
    }
}

static void write_script(FILE *script, const struct chart *chart,
                         unsigned serial)
{
    static const int points[] = {7, 5, 9, 11, 13, 15};
    struct range range = find_range(chart);
    const char *joint = "plot";

    write_axes(script, chart, &range, serial);
    write_labels(script, chart, &range);
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
        fprintf(script, "%s $line%zu with linespoints lc ", joint, i);
        write_ink(script, line->ink);
        fprintf(script, "lw %.1f pt %d ps %.2f dt %d title \"%s\"",
                line->width * 0.8 + 0.6,
                points[(line->ink - CHART_INK_FIRST) % 6],
                line->width > 1 ? 0.55 : 0.45, line->is_dashed ? 2 : 1,
                line->title);
        joint = ", \\\n    ";
    }
    fputc('\n', script);
}

/* Writes what gnuplot drew with the page's colours: rgb(0,1,N) is ink N, and
 * black is what nobody chose a colour for. */
static void copy_line(FILE *page, const char *line)
{
    unsigned red, green, blue;
    int size;

    while (*line) {
        if (sscanf(line, "rgb( %u, %u, %u)%n", &red, &green, &blue, &size) ==
                3 &&
            red == 0 && green == 1 && blue < CHART_INK_COUNT) {
            fprintf(page, "var(--ink-%u)", blue);
            line += size;
        } else if ((*line == '\'' || *line == '"') &&
                   !strncmp(line + 1, "black", 5)) {
            fprintf(page, "%cvar(--ink-0)", *line);
            line += 6;
        } else {
            fputc(*line++, page);
        }
    }
}

/* Copies gnuplot's output from the <svg> on: what stands before is for files
 * of their own. */
static bool copy_svg(FILE *page, FILE *drawing)
{
    char line[8192];
    bool is_begun = false;

    while (fgets(line, sizeof line, drawing)) {
        is_begun = is_begun || strstr(line, "<svg");
        /* The names of charts and of the program would be tooltips. */
        if (is_begun && !strstr(line, "<title>chart") &&
            !strstr(line, "<desc>"))
            copy_line(page, line);
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

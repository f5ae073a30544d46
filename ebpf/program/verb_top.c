/* SPDX-License-Identifier: BSD-2-Clause */
/* top: the indicators that are met most, again and again. */
#include "program/duration.h"
#include "program/folders_help.h"
#include "program/report_view.h"
#include "program/speech.h"
#include "program/stop_signal.h"
#include "program/verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ROWS_USUAL        20
#define INTERVAL_NS_USUAL (2 * SECOND_NS)

static const char help[] =
    "usage: tamis xdp top [OPTION...] INTERFACE\n"
    "\n"
    "The indicators that were met most, with hits a second, every 2 seconds\n"
    "until interrupted; once where standard output is no terminal.\n"
    "\n"
    "  --rows N            so many indicators (default: 20)\n"
    "  --interval TIME     so long from one to the next (default: 2s)\n"
    "  --times N           so often\n" VIEWER_HELP FOLDERS_HELP
    "Exit codes: 0 done, 2 error.\n";

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int say_once(struct report_view *view, size_t rows,
                    struct report_table *table)
{
    if (isatty(STDOUT_FILENO))
        fputs("\033[H\033[2J", stdout); /* from the top of a clear screen */
    report_view_say_standing(view);
    if (!report_view_say_top(view, rows, table))
        return speech_error("no memory for %zu rows", rows);
    return speech_output_is_whole() ? 0 : EXIT_ERROR;
}

static int say_times(struct report_view *view, const struct order *order)
{
    uint64_t interval =
        order->interval_ns ? order->interval_ns : INTERVAL_NS_USUAL;
    uint64_t times = order->times;
    size_t rows = order->row_count ? order->row_count : ROWS_USUAL;
    struct report_table table = {NULL, 0, 0, 0};
    double last = seconds_now(), now;
    int result;

    if (!times)
        times = isatty(STDOUT_FILENO) ? UINT64_MAX : 1;
    for (;;) {
        result = say_once(view, rows, &table);
        if (result || !--times || stop_signal_wait(interval))
            break;
        now = seconds_now();
        table.seconds = now - last;
        last = now;
        result = report_view_refresh(view);
        if (result)
            break;
    }
    free(table.rows);
    return result;
}

static int run(struct order *order)
{
    struct report_view view;
    int result;

    stop_signal_begin();
    if (report_view_open(&view, order))
        return EXIT_ERROR;
    result = say_times(&view, order);
    report_view_close(&view);
    return result;
}

const struct verb verb_top = {"top",
                              "what is met most, live",
                              help,
                              run,
                              TAKES_VIEWER | TAKES_ROWS | TAKES_LIVE,
                              1,
                              1};

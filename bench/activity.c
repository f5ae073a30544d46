/* SPDX-License-Identifier: BSD-2-Clause */
#include "activity.h"
#include "machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Of this process: it has one terminal. */
static struct {
    bool is_open, is_shown;
    double begin, shown_at;
    double done, total;
} activity;

void activity_open(bool is_quiet)
{
    activity.is_open = !is_quiet && isatty(STDERR_FILENO);
    activity.begin = machine_seconds();
}

void activity_work(double done, double total)
{
    activity.done = done;
    activity.total = total;
}

static void write_share(void)
{
    double elapsed = machine_seconds() - activity.begin;

    if (activity.total <= 0)
        return;
    fprintf(stderr, "%3.0f %%  ", activity.done * 100 / activity.total);
    if (activity.done > 0)
        fprintf(stderr, "about %.0f s left  ",
                elapsed * (activity.total / activity.done - 1));
}

void activity_show(const char *format, ...)
{
    va_list arguments;

    if (!activity.is_open)
        return;
    fputs("\r\033[K", stderr);
    write_share();
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
    activity.is_shown = true;
    activity.shown_at = machine_seconds();
}

void activity_part(const char *what, size_t done, size_t total)
{
    if (activity.is_open && machine_seconds() - activity.shown_at > 0.2)
        activity_show("%s: %zu of %zu", what, done, total);
}

void activity_clear(void)
{
    if (activity.is_shown)
        fputs("\r\033[K", stderr);
    activity.is_shown = false;
}

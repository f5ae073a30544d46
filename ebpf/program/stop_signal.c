/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/stop_signal.h"

#include <signal.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t stop, again;

static void take_signal(int number)
{
    if (number == SIGHUP)
        again = 1;
    else
        stop = 1;
}

void stop_signal_begin(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = take_signal; /* without SA_RESTART: waits end */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

bool stop_signal_came(void)
{
    return stop;
}

bool stop_signal_asks_anew(void)
{
    bool is_asked = again;

    again = 0;
    return is_asked;
}

bool stop_signal_wait(uint64_t duration_ns)
{
    struct timespec left = {(time_t)(duration_ns / 1000000000),
                            (long)(duration_ns % 1000000000)};

    if (!stop)
        nanosleep(&left, NULL);
    return stop;
}

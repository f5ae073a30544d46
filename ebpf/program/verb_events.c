/* SPDX-License-Identifier: BSD-2-Clause */
/* events: what was met, as the events that tamis scan writes. */
#include "program/event_writer.h"
#include "program/folders_help.h"
#include "program/speech.h"
#include "program/stop_signal.h"
#include "program/verb.h"

#include <stdio.h>

/* Signals end a wait, but one may come just before it. */
#define WAIT_MS 500

static const char help[] =
    "usage: tamis xdp events [OPTION...] INTERFACE\n"
    "\n"
    "Writes one event per statement about each value that was met: those that\n"
    "the kernel holds now, with --follow those to come too. An indicator "
    "gives\n"
    "one event a second at most. There is one reader at a time.\n"
    "\n"
    "  --follow            go on until interrupted\n"
    "  --format F          ndjson or text (default: text on a terminal)\n"
    "  --sensor NAME       the sensor that events name (default: this "
    "host)\n" VIEWER_HELP FOLDERS_HELP
    "Exit codes: 0 there were events, 1 there were none, 2 error.\n";

static int write_events(struct order *order, tamis_xdp *filter)
{
    struct event_writer writer;
    tamis_error error;
    int result;

    if (event_writer_open(&writer, order, filter))
        return EXIT_ERROR;
    if (tamis_xdp_drop_capabilities(0, &error) < 0) {
        event_writer_close(&writer);
        return speech_failure(NULL, &error);
    }
    viewer_say(&order->viewer);
    do
        result = event_writer_read(&writer, order->is_following ? WAIT_MS : 0);
    while (!result && order->is_following && !stop_signal_came());
    if (!result)
        result = writer.count ? EXIT_MATCHED : EXIT_NOTHING;
    event_writer_close(&writer);
    return result;
}

static int run(struct order *order)
{
    tamis_xdp *filter;
    tamis_error error;
    int result;

    stop_signal_begin();
    if (tamis_xdp_open(&filter, order->arguments[0], &order->filter, &error) <
        0)
        return speech_failure(order->arguments[0], &error);
    result = write_events(order, filter);
    tamis_xdp_close(filter);
    return result;
}

const struct verb verb_events = {"events",
                                 "what was met, one by one",
                                 help,
                                 run,
                                 TAKES_VIEWER | TAKES_EVENTS | TAKES_FOLLOW,
                                 1,
                                 1};

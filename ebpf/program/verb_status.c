/* SPDX-License-Identifier: BSD-2-Clause */
/* status and metrics: how a filter stands and what it met. */
#include "program/attachment.h"
#include "program/folders_help.h"
#include "program/report_view.h"
#include "program/speech.h"
#include "program/verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS_USUAL 10

static const char status_help[] =
    "usage: tamis xdp status [OPTION...] INTERFACE\n"
    "\n"
    "How the filter stands: whether it drops, what is in it, packets counted\n"
    "by reason, hits by kind and feed, and the indicators that were met most.\n"
    "\n"
    "  --json              one JSON object\n"
    "  --rows N            so many indicators (default: 10)\n" VIEWER_HELP
        FOLDERS_HELP
    "Exit codes: 0 attached, 1 not, or not in all its directions, 2 error.\n";

static const char metrics_help[] =
    "usage: tamis xdp metrics [OPTION...] INTERFACE\n"
    "\n"
    "The counters as OpenMetrics text, for Prometheus. Feeds are named; no\n"
    "indicator is.\n"
    "\n"
    "  --clearance L       show up to this TLP label: needed, it is for the\n"
    "                      readers of the dashboard\n"
    "  --audience A,...    who will see it (default: self)\n" FOLDERS_HELP
    "Exit codes: 0 done, 2 error.\n";

static void say_counters(const struct report_view *view)
{
    tamis_xdp_counter counter = {.struct_size = sizeof counter};

    printf("\n%-16s %-8s %16s %18s\n", "PACKETS", "", "COUNT", "BYTES");
    for (uint32_t n = 0; tamis_xdp_report_counter(view->report, n, &counter);
         n++)
        if (counter.packets)
            printf("%-16s %-8s %16" PRIu64 " %18" PRIu64 "\n", counter.name,
                   counter.direction == TAMIS_XDP_EGRESS ? "egress" : "ingress",
                   counter.packets, counter.bytes);
}

static void say_hits(const struct report_view *view, const char *title,
                     int (*get)(const tamis_xdp_report *, uint32_t,
                                tamis_xdp_hits *))
{
    tamis_xdp_hits hits = {.struct_size = sizeof hits};

    for (uint32_t n = 0; get(view->report, n, &hits); n++)
        printf("%s%-32.*s %16" PRIu64 "\n", n ? "" : title, (int)hits.name.size,
               hits.name.data, hits.hits);
}

static int say_status(struct report_view *view, size_t rows)
{
    struct report_table table = {NULL, 0, 0, 0};
    bool has_memory;

    report_view_say_standing(view);
    say_counters(view);
    say_hits(view, "\nHITS BY KIND\n", tamis_xdp_report_kind);
    say_hits(view, "\nHITS BY FEED\n", tamis_xdp_report_feed);
    if (view->status.has_database)
        printf("\n%" PRIu64 " hits of %" PRIu64 " indicators\n",
               view->status.hits, view->status.indicators);
    has_memory = report_view_say_top(view, rows, &table);
    free(table.rows);
    if (!has_memory)
        return speech_error("no memory for %zu rows", rows);
    return speech_output_is_whole() ? 0 : EXIT_ERROR;
}

static int run_status(struct order *order)
{
    size_t rows = order->row_count ? order->row_count : ROWS_USUAL;
    struct report_view view;
    int result;

    if (report_view_open(&view, order))
        return EXIT_ERROR;
    if (order->is_json)
        result = report_view_write_json(&view, rows);
    else
        result = say_status(&view, rows);
    if (!result && !attachment_is_whole(&view.info))
        result = EXIT_NOTHING;
    report_view_close(&view);
    return result;
}

static int run_metrics(struct order *order)
{
    struct report_view view;
    int result;

    /* Unlike a screen, a dashboard has readers whom nobody here sees. */
    if (!order->has_clearance)
        return speech_usage("say who reads them: --clearance is needed, as "
                            "metrics leave this host");
    if (report_view_open(&view, order))
        return EXIT_ERROR;
    result = report_view_write_metrics(&view);
    report_view_close(&view);
    return result;
}

const struct verb verb_status = {
    "status",   "how it stands, what it met",           status_help,
    run_status, TAKES_VIEWER | TAKES_JSON | TAKES_ROWS, 1,
    1};

const struct verb verb_metrics = {"metrics",
                                  "counters for Prometheus",
                                  metrics_help,
                                  run_metrics,
                                  TAKES_VIEWER,
                                  1,
                                  1};

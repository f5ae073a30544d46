/* SPDX-License-Identifier: BSD-2-Clause */
/* A filter as one reader may know it, opened for the verbs that tell of it. */
#ifndef TAMIS_XDP_PROGRAM_REPORT_VIEW_H
#define TAMIS_XDP_PROGRAM_REPORT_VIEW_H

#include "program/order.h"

#include <tamis/xdp_report.h>

/* A change on trial: none, it was not confirmed, nor taken back, or that cannot
 * be read here. */
enum trial_standing { TRIAL_NONE, TRIAL_OVER, TRIAL_NOT_KNOWN };

struct report_view {
    tamis_xdp *filter;
    tamis_xdp_report *report;
    tamis_xdp_info info;
    tamis_xdp_status status;
    const char *interface;
    const tamis_xdp_options *folders;
    enum trial_standing trial; /* where what was enforced lapsed */
};

/* Opens, gives up every capability, says who is shown what, and reads once. 0,
 * or EXIT_ERROR after a message. */
int report_view_open(struct report_view *view, struct order *order);
/* Reads again. 0, or EXIT_ERROR after a message. */
int report_view_refresh(struct report_view *view);
void report_view_close(struct report_view *view);

/* Writes what one of the report's writers gives to standard output. 0, or
 * EXIT_ERROR after a message. */
int report_view_write_json(const struct report_view *view, size_t rows);
int report_view_write_metrics(const struct report_view *view);

/* For people: how it stands; a table of the indicators that were met most, with
 * hits a second since `before` where there is one. */
void report_view_say_standing(const struct report_view *view);

struct report_row {
    tamis_record_id record;
    uint64_t hits;
};
struct report_table {
    struct report_row *rows;
    size_t count, capacity;
    double seconds; /* since the rows were read; 0: there were none */
};
/* False where there is no memory. */
bool report_view_say_top(const struct report_view *view, size_t rows,
                         struct report_table *table);

#endif

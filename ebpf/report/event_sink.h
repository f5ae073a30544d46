/* SPDX-License-Identifier: BSD-2-Clause */
/* One sink of events: what is told to it, of what the kernel wrote. */
#ifndef TAMIS_EBPF_REPORT_EVENT_SINK_H
#define TAMIS_EBPF_REPORT_EVENT_SINK_H

#include <tamis/xdp_report.h>

#include "report/kept_clearance.h"
#include "report/packet_event.h"
#include "report/report_reader.h"
#include "report/told.h"

struct event_sink {
    tamis_allocator heap;
    tamis_xdp_sink asked; /* but for its clearance: */
    struct kept_clearance clearance;
    struct reader reader; /* of the database that is published */
    struct told *told;
};

/* What all events of a filter have in common, now. */
struct event_scene {
    tamis_database *database;
    const tamis_xdp_policy *policy;
    tamis_slice interface;
    __s64 unix_from_boot_ns; /* to add to an event's time */
    __u64 enforced_until_ns; /* CLOCK_BOOTTIME: what drops, drops until then */
};

tamis_status event_sink_begin(struct event_sink *sink,
                              const tamis_xdp_sink *asked,
                              const tamis_allocator *heap, tamis_error *error);
void event_sink_end(struct event_sink *sink);
/* Another database, of an image of that clearance; NULL: none, and nothing is
 * told. */
tamis_status event_sink_open(struct event_sink *sink, tamis_database *database,
                             const tamis_clearance *image, tamis_error *error);
/* Tells what the sink may know of the event. Errors: STOPPED. */
tamis_status event_sink_tell(struct event_sink *sink,
                             const struct event_scene *scene,
                             const struct packet_event *event,
                             tamis_error *error);

#endif

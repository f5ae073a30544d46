/* SPDX-License-Identifier: BSD-2-Clause */
/* One sink of events: what is told to it, of what the kernel wrote. */
#ifndef TAMIS_EBPF_REPORT_EVENT_SINK_H
#define TAMIS_EBPF_REPORT_EVENT_SINK_H

#include <tamis/xdp_events.h>

#include "report/kept_clearance.h"
#include "report/packet_event.h"
#include "report/report_reader.h"
#include "report/told.h"

/* Of the image that packets meet, and of the one before: what that one had
 * written may be read when it is gone. */
enum event_age { EVENT_NOW, EVENT_EARLIER, EVENT_AGES };

struct event_sink {
    tamis_allocator heap;
    tamis_xdp_sink asked; /* but for its clearance: */
    struct kept_clearance clearance;
    struct reader readers[EVENT_AGES]; /* of their databases */
    struct told *told[EVENT_AGES];
    uint64_t lost; /* events of values that can no longer be asked for */
};

/* What all events of an image and a policy have in common. */
struct event_scene {
    enum event_age age;
    enum event_age told; /* whose limit; both have one where records are same */
    bool is_of_another;  /* image than the event: what it lacks is lost */
    tamis_database *database;
    const tamis_xdp_policy *policy;
    tamis_slice interface;
    __s64 unix_from_boot_ns; /* to add to an event's time */
};

tamis_status event_sink_begin(struct event_sink *sink,
                              const tamis_xdp_sink *asked,
                              const tamis_allocator *heap, tamis_error *error);
void event_sink_end(struct event_sink *sink);
/* Another database, of an image of that clearance; NULL: none, and nothing is
 * told. */
tamis_status event_sink_open(struct event_sink *sink, enum event_age age,
                             tamis_database *database,
                             const tamis_clearance *image, tamis_error *error);
/* What is told now is told as of earlier from here on. The limit goes on where
 * the next database has the same records. */
void event_sink_age(struct event_sink *sink, bool has_same_records);
/* Tells what the sink may know of the event. Errors: STOPPED. */
tamis_status event_sink_tell(struct event_sink *sink,
                             const struct event_scene *scene,
                             const struct packet_event *event,
                             tamis_error *error);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's ring of events, read for sinks: xdp_report.h. */
#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "report/attribution.h"
#include "report/event_sink.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* So many at once, that sinks hear of another generation in between. */
#define EVENTS_AT_ONCE 4096

struct tamis_xdp_events {
    tamis_allocator heap;
    tamis_xdp *filter;
    int lock; /* a file: a ring has one reader */
    struct ring_buffer *ring;
    struct event_sink *sinks;
    size_t sink_count;
    struct attribution attribution;
    struct event_scene scene;
    unsigned left; /* of EVENTS_AT_ONCE */
    tamis_status status;
    tamis_error *error;
};

static int tell_sinks(void *context, void *written, size_t size)
{
    tamis_xdp_events *events = context;
    struct packet_event event;

    if (packet_event_read(&event, written, size)) {
        for (size_t i = 0; i < events->sink_count; i++) {
            tamis_status status = event_sink_tell(
                &events->sinks[i], &events->scene, &event, events->error);

            if (status < 0 && events->status == TAMIS_OK)
                events->status = status;
        }
    }
    return events->status < 0 || --events->left == 0 ? -ECANCELED : 0;
}

static tamis_status take_lock(tamis_xdp_events *events, tamis_error *error)
{
    struct filter_path path =
        filter_state_path(&events->filter->folder, "events.lock");

    events->lock = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (events->lock < 0)
        return failure_system(error, errno, "%s", path.text);
    if (flock(events->lock, LOCK_EX | LOCK_NB) == 0)
        return TAMIS_OK;
    return failure_system(error, errno == EWOULDBLOCK ? EBUSY : errno,
                          "another process reads the events of %s",
                          events->filter->folder.interface);
}

tamis_status tamis_xdp_events_create(tamis_xdp_events **events,
                                     tamis_xdp *filter,
                                     const tamis_allocator *allocator,
                                     tamis_error *error)
{
    tamis_allocator heap = heap_from(allocator);
    tamis_xdp_events *made = heap_take(&heap, 1, sizeof *made);
    tamis_status status;

    *events = NULL;
    if (!made)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for events");
    made->heap = heap;
    made->filter = filter;
    made->lock = -1;
    status = take_lock(made, error);
    if (status == TAMIS_OK) {
        made->ring =
            ring_buffer__new(filter->maps.events, tell_sinks, made, NULL);
        if (!made->ring)
            status = failure_system(error, errno, "the ring of events of %s",
                                    filter->folder.interface);
    }
    if (status < 0)
        tamis_xdp_events_destroy(made);
    else
        *events = made;
    return status;
}

void tamis_xdp_events_destroy(tamis_xdp_events *events)
{
    tamis_allocator heap;

    if (!events)
        return;
    heap = events->heap;
    for (size_t i = 0; i < events->sink_count; i++)
        event_sink_end(&events->sinks[i]);
    if (events->sinks)
        heap_give(&heap, events->sinks);
    attribution_close(&events->attribution);
    ring_buffer__free(events->ring);
    if (events->lock >= 0)
        close(events->lock);
    heap_give(&heap, events);
}

tamis_status tamis_xdp_events_add(tamis_xdp_events *events,
                                  const tamis_xdp_sink *sink,
                                  tamis_error *error)
{
    size_t count = events->sink_count + 1;
    tamis_xdp_sink own;
    struct event_sink *sinks;

    tamis_xdp_sink_init(&own);
    XDP_TRY(
        caller_struct_read(&own, sizeof own, sink, "tamis_xdp_sink", error));
    if (!own.callback)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "a sink of events needs a callback");
    sinks = events->sinks ? heap_resize(&events->heap, events->sinks, count,
                                        sizeof *sinks)
                          : heap_take(&events->heap, count, sizeof *sinks);
    if (!sinks)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for a sink of events");
    events->sinks = sinks;
    XDP_TRY(event_sink_begin(&sinks[count - 1], &own, &events->heap, error));
    events->sink_count = count;
    /* All readers are made anew at the next read. */
    attribution_close(&events->attribution);
    return TAMIS_OK;
}

static tamis_status open_sinks(tamis_xdp_events *events, tamis_error *error)
{
    const struct attribution *attribution = &events->attribution;

    for (size_t i = 0; i < events->sink_count; i++)
        XDP_TRY(event_sink_open(&events->sinks[i], attribution->database,
                                &attribution->state.clearance, error));
    return TAMIS_OK;
}

/* How things stand when what was written is read. */
static tamis_status set_scene(tamis_xdp_events *events, tamis_error *error)
{
    const char *interface = events->filter->folder.interface;
    struct xdp_control control;
    struct timespec now;
    __u32 zero = 0;
    int is_new = 0;
    tamis_status status = attribution_follow(
        &events->attribution, events->filter, &events->heap, &is_new, error);

    if (status == TAMIS_OK && is_new) {
        status = open_sinks(events, error);
        if (status < 0)
            attribution_close(&events->attribution);
    }
    if (status < 0)
        return status;
    if (bpf_map_lookup_elem(events->filter->maps.control, &zero, &control) < 0)
        return failure_system(error, errno, "the switches of %s", interface);
    clock_gettime(CLOCK_REALTIME, &now);
    events->scene.database = events->attribution.database;
    events->scene.policy = events->attribution.policy;
    events->scene.interface = (tamis_slice){interface, strlen(interface)};
    events->scene.unix_from_boot_ns = (__s64)now.tv_sec * 1000000000 +
                                      (__s64)now.tv_nsec -
                                      (__s64)filter_now_ns();
    events->scene.enforced_until_ns =
        control.enforce_until_ns < control.alive_until_ns
            ? control.enforce_until_ns
            : control.alive_until_ns;
    return TAMIS_OK;
}

tamis_status tamis_xdp_events_read(tamis_xdp_events *events, int timeout_ms,
                                   tamis_error *error)
{
    struct pollfd ready = {ring_buffer__epoll_fd(events->ring), POLLIN, 0};
    int done;

    if (poll(&ready, 1, timeout_ms) < 0 && errno != EINTR)
        return failure_system(error, errno, "waiting for events of %s",
                              events->filter->folder.interface);
    XDP_TRY(set_scene(events, error));
    events->left = EVENTS_AT_ONCE;
    events->status = TAMIS_OK;
    events->error = error;
    done = ring_buffer__consume(events->ring);
    events->error = NULL;
    if (events->status < 0)
        return events->status;
    if (done < 0 && done != -ECANCELED)
        return failure_system(error, done, "reading the events of %s",
                              events->filter->folder.interface);
    return TAMIS_OK;
}

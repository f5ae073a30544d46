/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter (xdp.h) met, one event at a time, as each of several sinks may
 * know it: a sink is told what it would be told had nothing that is invisible
 * to it ever been compiled.
 */
#ifndef TAMIS_XDP_EVENTS_H
#define TAMIS_XDP_EVENTS_H

#include <tamis/event.h>
#include <tamis/xdp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reads what the kernel wrote and tells it to sinks. One thread. */
typedef struct tamis_xdp_events tamis_xdp_events;

/* One hit of a packet: what tamis_event_write_ndjson() and _text() take.
 * Everything lives until the callback returns. Non-zero stops. */
typedef int (*tamis_xdp_event_callback)(void *context,
                                        const tamis_database *database,
                                        const tamis_hit *hit,
                                        const tamis_event_source *source);

typedef struct tamis_xdp_sink {
    size_t struct_size;
    uint32_t event_flags; /* TAMIS_EVENT_*: for a sink off the host */
    uint32_t reserved;
    tamis_clearance clearance; /* time is not used */
    tamis_slice sensor;
    tamis_xdp_event_callback callback;
    void *context;
} tamis_xdp_sink;

/* tamis_xdp_sink_init() clears *sink and writes TAMIS_CLEARANCE_INIT there. */
TAMIS_API void tamis_xdp_sink_init(tamis_xdp_sink *sink);

/*
 * tamis_xdp_events_create() begins to read the filter's events; there is one
 * reader at a time, another gets SYSTEM with EBUSY. tamis_xdp_events_add() adds
 * a sink, from 0 on; its strings are read during the call only, but for sensor.
 * A sink is told each indicator once a second at most, the first time it is
 * met, for each statement that it sees and that the policy said to report when
 * the packet came.
 *
 * tamis_xdp_events_read() waits up to timeout_ms (-1: without an end) for
 * events, tells them, and returns after the first that were there. While the
 * database is not the one that the image was made of, none are read: they
 * wait in the kernel, and it returns after a second at most. Errors:
 * STOPPED when a callback says so, SYSTEM, MEMORY.
 */
TAMIS_API tamis_status tamis_xdp_events_create(tamis_xdp_events **events,
                                               tamis_xdp *filter,
                                               const tamis_allocator *allocator,
                                               tamis_error *error);
TAMIS_API void tamis_xdp_events_destroy(tamis_xdp_events *events);
TAMIS_API tamis_status tamis_xdp_events_add(tamis_xdp_events *events,
                                            const tamis_xdp_sink *sink,
                                            tamis_error *error);
TAMIS_API tamis_status tamis_xdp_events_read(tamis_xdp_events *events,
                                             int timeout_ms,
                                             tamis_error *error);

/* Which events may be missing. What the kernel lost under overload is told to
 * everyone, by seconds: how many there were would tell of what is listed. */
typedef struct tamis_xdp_loss {
    size_t struct_size;
    uint32_t is_waiting; /* nothing is read: the image's database is gone */
    uint32_t reserved;
    uint64_t seconds;  /* in which a CPU lost some (budget, full ring), of each
                         CPU, since the ring was last read to its end */
    uint64_t swaps;    /* before which some may lie unread, and whose database
                         is gone: nothing of them is told, or by the new one
                         where neither image hides anything from the sink */
    uint64_t events;   /* so many for want of a database; 0 where the image
                         hides something from the sink */
    uint64_t policies; /* in force before some may lie unread, and no longer
                          known: nothing is told of what came under them */
} tamis_xdp_loss;

/* tamis_xdp_events_loss() tells it of the n-th sink that was added, up to the
 * last read. */
TAMIS_API void tamis_xdp_events_loss(const tamis_xdp_events *events, size_t n,
                                     tamis_xdp_loss *loss);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_XDP_EVENTS_H */

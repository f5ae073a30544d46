/* SPDX-License-Identifier: BSD-2-Clause */
/* A filter's events on standard output. */
#ifndef TAMIS_XDP_PROGRAM_EVENT_WRITER_H
#define TAMIS_XDP_PROGRAM_EVENT_WRITER_H

#include "program/order.h"

#include <tamis/xdp_events.h>

struct event_writer {
    tamis_xdp_events *events;
    const char *interface;
    char sensor[256];
    bool is_text;
    uint32_t flags; /* TAMIS_EVENT_* */
    char *buffer;
    size_t capacity;
    uint64_t count;
    tamis_xdp_loss told; /* on standard error */
    bool has_failed;
};

/* Begins to read. 0, or EXIT_ERROR after a message. */
int event_writer_open(struct event_writer *writer, const struct order *order,
                      tamis_xdp *filter);
/* Waits so long for events and writes those that are there. 0, or EXIT_ERROR
 * after a message; also where standard output takes no more. */
int event_writer_read(struct event_writer *writer, int timeout_ms);
void event_writer_close(struct event_writer *writer);

#endif

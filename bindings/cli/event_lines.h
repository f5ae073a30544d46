/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows: events wait in it until their turn to be printed. */
#ifndef TAMIS_CLI_EVENT_LINES_H
#define TAMIS_CLI_EVENT_LINES_H

#include <tamis/event.h>

#include <stdbool.h>

/* Zeroed to begin with. */
struct event_lines {
    char *bytes;
    size_t size, capacity;
};

/* Each is false when memory is out; the text is then as before. */
bool event_lines_add_bytes(struct event_lines *text, const char *bytes,
                           size_t size);
bool event_lines_add(struct event_lines *text, bool is_for_people,
                     const tamis_database *database, const tamis_hit *hit,
                     const tamis_event_source *source);
/* Empties it; room for a few events stays, much more is given back. */
void event_lines_clear(struct event_lines *text);
void event_lines_release(struct event_lines *text);

#endif

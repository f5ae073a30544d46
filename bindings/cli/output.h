/* SPDX-License-Identifier: BSD-2-Clause */
/* Events on standard output. */
#ifndef TAMIS_CLI_OUTPUT_H
#define TAMIS_CLI_OUTPUT_H

#include <tamis/event.h>

#include <stdbool.h>

struct output {
    bool is_text;     /* lines for people instead of NDJSON */
    bool counts_only; /* nothing is written, only counted */
    bool has_failed;  /* standard output took no more */
    uint32_t flags;   /* TAMIS_EVENT_* for every event */
    char *buffer;
    size_t capacity;
    uint64_t event_count;
};

/* format: "ndjson", "text", or NULL for text on a terminal, NDJSON elsewhere.
 * False, with a message, for any other name. */
bool output_open(struct output *output, const char *format);
/* Writes one event; false when standard output failed (said once). */
bool output_event(struct output *output, const tamis_database *database,
                  const tamis_hit *hit, const tamis_event_source *source);
/* Flushes; false when not everything could be written. */
bool output_close(struct output *output);

#endif

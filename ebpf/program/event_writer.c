/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/event_writer.h"

#include "program/speech.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAPACITY_FIRST ((size_t)16 << 10)

static size_t write_event(const struct event_writer *writer,
                          const tamis_database *database, const tamis_hit *hit,
                          const tamis_event_source *source)
{
    if (writer->is_text)
        return tamis_event_write_text(database, hit, source, writer->buffer,
                                      writer->capacity);
    return tamis_event_write_ndjson(database, hit, source, writer->buffer,
                                    writer->capacity);
}

/* Non-zero stops the reading. */
static int take_event(void *context, const tamis_database *database,
                      const tamis_hit *hit, const tamis_event_source *source)
{
    struct event_writer *writer = context;
    size_t size = write_event(writer, database, hit, source);

    if (size > writer->capacity) {
        char *larger = realloc(writer->buffer, size);

        if (!larger) {
            speech_error("no memory for an event of %zu bytes", size);
            writer->has_failed = true;
            return 1;
        }
        writer->buffer = larger;
        writer->capacity = size;
        size = write_event(writer, database, hit, source);
    }
    writer->has_failed = fwrite(writer->buffer, 1, size, stdout) != size;
    writer->count++;
    return writer->has_failed;
}

static void choose_form(struct event_writer *writer, const char *format)
{
    const char *no_colour = getenv("NO_COLOR");
    bool is_terminal = isatty(STDOUT_FILENO);

    writer->is_text = format ? strcmp(format, "text") == 0 : is_terminal;
    if (is_terminal && !(no_colour && *no_colour))
        writer->flags |= TAMIS_EVENT_COLOUR;
}

int event_writer_open(struct event_writer *writer, const struct order *order,
                      tamis_xdp *filter)
{
    tamis_xdp_sink sink;
    tamis_error error;

    memset(writer, 0, sizeof *writer);
    writer->interface = order->arguments[0];
    choose_form(writer, order->format);
    if (order->sensor)
        snprintf(writer->sensor, sizeof writer->sensor, "%s", order->sensor);
    else if (gethostname(writer->sensor, sizeof writer->sensor - 1) != 0)
        strcpy(writer->sensor, "localhost");
    writer->capacity = CAPACITY_FIRST;
    writer->buffer = malloc(writer->capacity);
    if (!writer->buffer)
        return speech_error("no memory for events");
    tamis_xdp_sink_init(&sink);
    sink.event_flags = writer->flags;
    sink.clearance = order->viewer.clearance;
    sink.sensor = (tamis_slice){writer->sensor, strlen(writer->sensor)};
    sink.callback = take_event;
    sink.context = writer;
    if (tamis_xdp_events_create(&writer->events, filter, NULL, &error) >= 0 &&
        tamis_xdp_events_add(writer->events, &sink, &error) >= 0)
        return 0;
    if (error.system_errno == EBUSY)
        speech_error("%s: somebody reads the events already, 'tamis xdp "
                     "events' or an agent; there is one reader at a time",
                     writer->interface);
    else
        speech_failure(writer->interface, &error);
    event_writer_close(writer);
    return EXIT_ERROR;
}

/* Says once what may be missing, and again where that is more. */
static void say_loss(struct event_writer *writer)
{
    const tamis_xdp_loss before = writer->told;
    tamis_xdp_loss now = {.struct_size = sizeof now};

    tamis_xdp_events_loss(writer->events, 0, &now);
    writer->told = now;
    if (now.is_waiting && !before.is_waiting)
        speech_note("%s: events wait in the kernel, as the database's file is "
                    "no longer what the filter was made of; 'tamis xdp swap "
                    "%s' begins anew with the file as it is now",
                    writer->interface, writer->interface);
    if (now.swaps > before.swaps)
        speech_note("%s: of what was met before the last swap events may be "
                    "missing: they were not read, and its database is gone",
                    writer->interface);
    if (now.policies > before.policies)
        speech_note("%s: of what was met before the last changes of the policy "
                    "events may be missing: they were not read, and those "
                    "policies are no longer known",
                    writer->interface);
    if (now.events > before.events)
        speech_note("%s: %" PRIu64 " events are missing: what their values or "
                    "their policy were is no longer known",
                    writer->interface, now.events - before.events);
    if (now.seconds > before.seconds)
        speech_note("%s: events of %" PRIu64 " seconds (of each CPU) are "
                    "missing: more than the kernel keeps until they are read",
                    writer->interface, now.seconds - before.seconds);
}

int event_writer_read(struct event_writer *writer, int timeout_ms)
{
    tamis_error error;
    tamis_status status =
        tamis_xdp_events_read(writer->events, timeout_ms, &error);

    /* A signal ends the waiting, and is no error. */
    if (status < 0 && status != TAMIS_ERROR_STOPPED &&
        !(status == TAMIS_ERROR_SYSTEM && error.system_errno == EINTR))
        return speech_failure(writer->interface, &error);
    say_loss(writer);
    return speech_output_is_whole() && !writer->has_failed ? 0 : EXIT_ERROR;
}

void event_writer_close(struct event_writer *writer)
{
    tamis_xdp_events_destroy(writer->events);
    writer->events = NULL;
    free(writer->buffer);
    writer->buffer = NULL;
}

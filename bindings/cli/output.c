/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"

#include "message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool output_open(struct output *output, const char *format)
{
    const char *no_colour = getenv("NO_COLOR");
    bool is_terminal = isatty(STDOUT_FILENO);

    memset(output, 0, sizeof *output);
    if (format && strcmp(format, "ndjson") != 0 &&
        strcmp(format, "text") != 0) {
        message_usage("--format %s: the formats are ndjson and text", format);
        return false;
    }
    output->is_text = format ? strcmp(format, "text") == 0 : is_terminal;
    if (is_terminal && !(no_colour && no_colour[0]))
        output->flags |= TAMIS_EVENT_COLOUR;
    output->capacity = 16384;
    output->buffer = malloc(output->capacity);
    if (!output->buffer) {
        message_error("no memory for the output buffer");
        return false;
    }
    return true;
}

static void fail(struct output *output)
{
    if (!output->has_failed && errno != EPIPE)
        message_error("cannot write to standard output: %s", strerror(errno));
    output->has_failed = true;
}

bool output_event(struct output *output, const tamis_database *database,
                  const tamis_hit *hit, const tamis_event_source *source)
{
    size_t (*write)(const tamis_database *, const tamis_hit *,
                    const tamis_event_source *, char *, size_t) =
        output->is_text ? tamis_event_write_text : tamis_event_write_ndjson;
    size_t size;

    if (output->counts_only) {
        output->event_count++;
        return true;
    }
    size = write(database, hit, source, output->buffer, output->capacity);
    if (size > output->capacity) {
        char *larger = realloc(output->buffer, size);

        if (!larger) {
            message_error("no memory for an event of %zu bytes", size);
            output->has_failed = true;
            return false;
        }
        output->buffer = larger;
        output->capacity = size;
        size = write(database, hit, source, output->buffer, output->capacity);
    }
    if (fwrite(output->buffer, 1, size, stdout) != size) {
        fail(output);
        return false;
    }
    output->event_count++;
    return true;
}

bool output_close(struct output *output)
{
    if (!output->has_failed && fflush(stdout) != 0)
        fail(output);
    free(output->buffer);
    output->buffer = NULL;
    return !output->has_failed;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include "message.h"
#include "preparing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static tamis_slice sensor_name(const char *sensor)
{
    static char host[256];
    tamis_slice name = {sensor, sensor ? strlen(sensor) : 0};

    if (!sensor && gethostname(host, sizeof host - 1) == 0) {
        name.data = host;
        name.size = strlen(host);
    }
    return name;
}

static void close_database(struct reading *reading)
{
    tamis_matcher_destroy(reading->matcher);
    tamis_patterns_release(reading->patterns);
    tamis_database_release(reading->database);
}

/* Of the open database; 0, or EXIT_ERROR after a message. */
static int open_matcher(struct reading *reading, const char *path,
                        const struct asking *asking)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_error error;

    if (preparing_run(asking, path, reading->database, &reading->patterns))
        return EXIT_ERROR;
    options.clearance = asking->clearance;
    reading->has_patterns = preparing_has_any(reading->patterns);
    options.patterns = reading->patterns;
    if (tamis_matcher_create(&reading->matcher, reading->database, &options,
                             &error) < 0)
        return message_failure(path, &error);
    return 0;
}

int reading_open(struct reading *reading, const char *path,
                 const struct asking *asking, const char *format,
                 const char *sensor)
{
    tamis_database *database;
    tamis_error error;

    memset(reading, 0, sizeof *reading);
    if (tamis_database_open(&database, path, NULL, &error) < 0)
        return message_failure(path, &error);
    return reading_begin(reading, database, path, asking, format, sensor);
}

int reading_begin(struct reading *reading, tamis_database *database,
                  const char *path, const struct asking *asking,
                  const char *format, const char *sensor)
{
    memset(reading, 0, sizeof *reading);
    reading->database = database;
    if (open_matcher(reading, path, asking) ||
        !output_open(&reading->output, format)) {
        close_database(reading);
        return EXIT_ERROR;
    }
    tamis_event_source_init(&reading->source);
    reading->source.flags = reading->output.flags;
    reading->source.sensor = sensor_name(sensor);
    /* With --at any nobody knows when the observation was made. */
    if (!(asking->clearance.flags & TAMIS_CLEARANCE_ANY_TIME))
        reading->source.time_ns = asking->clearance.time_ns;
    asking_say(asking);
    if (!asking->preparing.is_idle)
        preparing_say(reading->patterns, reading->matcher);
    return 0;
}

int reading_close(struct reading *reading, bool is_failed)
{
    tamis_matcher_counts counts;
    bool is_written = output_close(&reading->output);
    bool has_matched = reading->output.event_count > 0;

    tamis_matcher_counts_get(reading->matcher, &counts);
    counts.hidden_by_clock += reading->hidden_by_clock;
    if (counts.hidden_by_clock > 0)
        message_note("%s%" PRIu64 " %s not valid at that time; --at any shows "
                     "%s",
                     reading->is_hidden_at_most ? "up to " : "",
                     counts.hidden_by_clock,
                     counts.hidden_by_clock == 1 ? "match was" : "matches were",
                     counts.hidden_by_clock == 1 ? "it" : "them");
    close_database(reading);
    if (is_failed || !is_written)
        return EXIT_ERROR;
    return has_matched ? EXIT_MATCHED : EXIT_NOTHING;
}

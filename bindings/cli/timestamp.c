/* SPDX-License-Identifier: BSD-2-Clause */
#include "timestamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NANOSECONDS INT64_C(1000000000)

static bool parse_seconds(const char *text, int64_t *time_ns)
{
    char *end;
    long long seconds;

    errno = 0;
    seconds = strtoll(text, &end, 10);
    if (end == text || *end || errno || seconds < 0 ||
        seconds >= INT64_MAX / NANOSECONDS)
        return false;
    *time_ns = seconds * NANOSECONDS;
    return true;
}

bool timestamp_parse(const char *text, int64_t *time_ns)
{
    static const char *const formats[] = {
        "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%MZ",    "%Y-%m-%d %H:%M",    "%Y-%m-%d"};

    if (text[0] == '@')
        return parse_seconds(text + 1, time_ns);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct tm fields;
        const char *end;

        memset(&fields, 0, sizeof fields);
        end = strptime(text, formats[i], &fields);
        if (end && !*end) {
            time_t seconds = timegm(&fields);

            if (seconds < 0 || seconds >= INT64_MAX / NANOSECONDS)
                return false;
            *time_ns = (int64_t)seconds * NANOSECONDS;
            return true;
        }
    }
    return false;
}

void timestamp_write(int64_t time_ns, char *text)
{
    time_t seconds = (time_t)(time_ns / NANOSECONDS);
    struct tm fields;

    if (!gmtime_r(&seconds, &fields) ||
        strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &fields) == 0)
        snprintf(text, 32, "?");
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/duration.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t find_unit(const char *unit)
{
    static const struct {
        const char *name;
        uint64_t seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].seconds * SECOND_NS;
    return 0;
}

bool duration_parse(const char *text, uint64_t *duration_ns)
{
    uint64_t number = 0, unit;

    if (*text < '0' || *text > '9')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > DURATION_NS_MAX / SECOND_NS)
            return false;
    }
    unit = find_unit(text);
    if (!unit || !number || number > DURATION_NS_MAX / unit)
        return false;
    *duration_ns = number * unit;
    return true;
}

const char *duration_format(uint64_t duration_ns, char text[32])
{
    uint64_t seconds = duration_ns / SECOND_NS + (duration_ns % SECOND_NS > 0);

    if (seconds < 60)
        snprintf(text, 32, "%" PRIu64 "s", seconds);
    else if (seconds < 3600)
        snprintf(text, 32, "%" PRIu64 "m%02" PRIu64 "s", seconds / 60,
                 seconds % 60);
    else if (seconds < 2 * 86400)
        snprintf(text, 32, "%" PRIu64 "h%02" PRIu64 "m", seconds / 3600,
                 seconds % 3600 / 60);
    else
        snprintf(text, 32, "%" PRIu64 "d%02" PRIu64 "h", seconds / 86400,
                 seconds % 86400 / 3600);
    return text;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "asking.h"

#include "message.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t asking_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_REALTIME, &time);
    /* Events tell milliseconds. */
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec / 1000000 * 1000000;
}

void asking_begin(struct asking *asking)
{
    memset(asking, 0, sizeof *asking);
    tamis_clearance_init(&asking->clearance);
    asking->clearance.flags = 0;
    asking->clearance.time_ns = asking_now();
    asking->is_default = true;
    asking->is_now = true;
}

int asking_split(const char *option, const char *text, tamis_slice *parts,
                 size_t *count)
{
    size_t before = *count;

    while (*text) {
        size_t size = strcspn(text, ",");

        if (size > 0 && *count == ASKING_AUDIENCE_MAX)
            return message_usage("%s: at most %d names", option,
                                 ASKING_AUDIENCE_MAX);
        if (size > 0) {
            parts[*count].data = text;
            parts[(*count)++].size = size;
        }
        text += size;
        if (*text == ',')
            text++;
    }
    if (*count == before)
        return message_usage("%s names nobody; leave it out for the default, "
                             "or write %s self",
                             option, option);
    return 0;
}

int asking_parse_time(const char *text, int64_t *time_ns, bool *is_any)
{
    *is_any = false;
    if (strcmp(text, "any") == 0) {
        *is_any = true;
        return 0;
    }
    if (strcmp(text, "now") == 0) {
        *time_ns = asking_now();
        return 0;
    }
    if (strcmp(text, "record") == 0)
        return message_usage("--at record is for tamis scan of logs whose "
                             "records tell their time; use now, any or a time");
    if (!timestamp_parse(text, time_ns))
        return message_usage("--at %s: give now, any, or a time such as "
                             "2026-08-22T18:10:19Z, 2026-08-22 or @1787422219",
                             text);
    return 0;
}

static int take_clearance(struct asking *asking, const char *argument)
{
    asking->clearance.tlp = tamis_tlp_parse(argument, strlen(argument));
    asking->is_default = false;
    /* The library reads unknown marks as RED, which is safe for a feed's mark
     * and the opposite for a clearance. */
    if (asking->clearance.tlp == TAMIS_TLP_UNMARKED ||
        (asking->clearance.tlp == TAMIS_TLP_RED &&
         !strcasestr(argument, "red")))
        return message_usage("--clearance %s: the labels are clear, green, "
                             "amber, amber+strict and red",
                             argument);
    return 0;
}

int asking_take(struct asking *asking, int option, const char *argument)
{
    bool is_any;

    switch (option) {
    case OPTION_CLEARANCE:
        return take_clearance(asking, argument);
    case OPTION_AUDIENCE:
        asking->is_default = false;
        if (asking_split("--audience", argument, asking->audience,
                         &asking->clearance.audience_count))
            return EXIT_ERROR;
        asking->clearance.audience = asking->audience;
        return 0;
    case OPTION_AT:
        asking->is_at_record =
            asking->takes_record_time && strcmp(argument, "record") == 0;
        if (asking->is_at_record)
            argument = "now"; /* for records that tell none */
        if (asking_parse_time(argument, &asking->clearance.time_ns, &is_any))
            return EXIT_ERROR;
        asking->clearance.flags = is_any ? TAMIS_CLEARANCE_ANY_TIME : 0;
        asking->is_now = strcmp(argument, "now") == 0;
        return 0;
    default:
        return message_usage("unknown option");
    }
}

void asking_say(const struct asking *asking)
{
    char names[512] = "";
    size_t size = 0;

    for (size_t i = 0; i < asking->clearance.audience_count; i++) {
        int more = snprintf(
            names + size, sizeof names - size, "%s%.*s", i == 0 ? " to " : ", ",
            (int)asking->audience[i].size, asking->audience[i].data);

        if (more < 0 || (size_t)more >= sizeof names - size)
            break;
        size += (size_t)more;
    }
    message_note("showing up to TLP:%s%s",
                 tamis_tlp_name(asking->clearance.tlp), names);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* agent: keeps a filter alive and its image as new as its database. */
#include "program/attachment.h"
#include "program/duration.h"
#include "program/event_writer.h"
#include "program/filter_swap.h"
#include "program/folders_help.h"
#include "program/new_image.h"
#include "program/speech.h"
#include "program/stop_signal.h"
#include "program/verb.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TICK_NS  SECOND_NS
#define TICK_MS  1000
#define LOST_NS  (2 * SECOND_NS)
#define PAUSE_NS (10 * SECOND_NS) /* before what failed is tried again */

static const char help[] =
    "usage: tamis xdp agent [OPTION...] INTERFACE\n"
    "\n"
    "Stays in the foreground and looks after the filter: renews its dead-man\n"
    "switch, and puts its database in anew when the file is replaced (or on\n"
    "SIGHUP) and when a statement begins or ends. A change that nobody\n"
    "confirmed in time is taken back. It ends when the filter is detached, "
    "and\n"
    "with an error when its interface is gone.\n"
    "\n"
    "  --dead-man TIME     let everything pass when no agent runs for so long\n"
    "                      (default: as when it was attached)\n"
    "  --events            write events to standard output\n"
    "  --format F          ndjson or text (default: text on a terminal)\n"
    "  --sensor NAME       the sensor that events name (default: this "
    "host)\n" VIEWER_HELP FOLDERS_HELP
    "Exit codes: 0 it was told to stop, or the filter was detached, 2 error:\n"
    "also when packets do not meet the filter any more.\n";

struct agent {
    struct order *order;
    struct settings settings;
    tamis_xdp *filter;
    struct event_writer writer;
    uint32_t directions;    /* that are attached */
    uint64_t lost_ns;       /* of the monotonic clock; 0: some are */
    uint64_t not_before_ns; /* of the monotonic clock: when to try again */
};

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static tamis_status renew(const struct agent *agent, tamis_error *error)
{
    if (!agent->settings.dead_man_ns)
        return TAMIS_OK;
    return tamis_xdp_renew(agent->filter, agent->settings.dead_man_ns, error);
}

/* Whether the image is no longer what the database says. */
static bool is_old(const struct agent *agent)
{
    const struct settings *settings = &agent->settings;
    struct file_identity identity;
    struct stat file;

    if (settings->next_end_ns < INT64_MAX &&
        clock_ns(CLOCK_REALTIME) >= (uint64_t)settings->next_end_ns)
        return true;
    /* A file that is away for a moment comes back, or is not replaced. */
    if (stat(settings->database, &file) != 0)
        return false;
    identity = file_identity_of(&file);
    return !file_identity_equal(&identity, &settings->identity);
}

/* Others may have changed the settings since. */
static int read_settings(struct agent *agent)
{
    if (settings_read(&agent->settings))
        return EXIT_ERROR;
    if (agent->order->dead_man_ns)
        agent->settings.dead_man_ns = agent->order->dead_man_ns;
    return 0;
}

/* With the lock held: somebody else may have been quicker. */
static int swap_locked(struct agent *agent, bool is_asked)
{
    tamis_xdp_image *image;
    int result;

    if (read_settings(agent))
        return EXIT_ERROR;
    if (trial_settle(&agent->settings, agent->filter))
        return EXIT_ERROR;
    if (!is_asked && !is_old(agent))
        return 0;
    result = filter_swap(agent->filter, &agent->settings, NULL, &image);
    if (image)
        new_image_say(image);
    tamis_xdp_image_destroy(image);
    return result;
}

/* What cannot be swapped is told, and tried again: the old image goes on, and
 * what has ended in it is only reported. */
static void look(struct agent *agent, bool is_asked)
{
    uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
    int lock;

    if (!is_asked && now_ns < agent->not_before_ns)
        return;
    if (read_settings(agent)) {
        agent->not_before_ns = now_ns + PAUSE_NS;
        return;
    }
    if (!is_asked && !is_old(agent) && !trial_is_over(&agent->settings))
        return;
    lock = settings_lock(&agent->settings);
    if (lock < 0 || swap_locked(agent, is_asked))
        agent->not_before_ns = now_ns + PAUSE_NS;
    settings_unlock(lock);
}

static int find_no_settings(const struct agent *agent,
                            const tamis_xdp_info *info)
{
    if (info->directions)
        return speech_error("%s is lost, and with it what the filter was made "
                            "from; detach it and attach anew",
                            agent->settings.folder);
    speech_note("%s: the filter was detached", agent->order->arguments[0]);
    return 0;
}

/* Detaching takes a moment, between the programs and the settings. */
static bool is_lost(struct agent *agent, const tamis_xdp_info *info)
{
    uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);

    if (info->directions || !agent->lost_ns)
        agent->lost_ns = info->directions ? 0 : now_ns;
    return agent->lost_ns && now_ns - agent->lost_ns >= LOST_NS;
}

/* What ends an agent: an exit code, or -1 to go on. */
static int find_end(struct agent *agent)
{
    const char *interface = agent->order->arguments[0];
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_status status;
    tamis_error error;

    /* Not there any more, or another's: then there are settings. */
    status = tamis_xdp_info_get(agent->filter, &info, &error);
    if (status < 0 &&
        (status != TAMIS_ERROR_NOT_FOUND || settings_exist(&agent->settings)))
        return speech_failure(interface, &error);
    if (!settings_exist(&agent->settings))
        return find_no_settings(agent, &info);
    if (is_lost(agent, &info))
        return attachment_say(&info, interface);
    if (!info.directions || info.directions == agent->directions)
        return -1;
    agent->directions = info.directions;
    return attachment_say(&info, interface) ? EXIT_ERROR : -1;
}

static int wait_a_tick(struct agent *agent)
{
    if (agent->order->writes_events)
        return event_writer_read(&agent->writer, TICK_MS);
    stop_signal_wait(TICK_NS);
    return 0;
}

static int work(struct agent *agent)
{
    while (!stop_signal_came()) {
        int end = find_end(agent);
        tamis_error error;

        if (end >= 0)
            return end;
        if (renew(agent, &error) < 0)
            return settings_exist(&agent->settings)
                       ? speech_failure(agent->order->arguments[0], &error)
                       : 0;
        look(agent, stop_signal_asks_anew());
        if (wait_a_tick(agent))
            return EXIT_ERROR;
    }
    return 0;
}

/* The dead-man time is kept, for agents to come. */
static int take_settings(struct agent *agent)
{
    int lock = settings_lock(&agent->settings);
    int result = lock < 0 ? EXIT_ERROR : settings_read(&agent->settings);

    if (!result && agent->order->dead_man_ns &&
        agent->order->dead_man_ns != agent->settings.dead_man_ns) {
        agent->settings.dead_man_ns = agent->order->dead_man_ns;
        result = settings_write(&agent->settings);
    }
    settings_unlock(lock);
    return result;
}

static int begin(struct agent *agent)
{
    char text[32];
    tamis_error error;

    if (take_settings(agent))
        return EXIT_ERROR;
    if (agent->order->writes_events &&
        event_writer_open(&agent->writer, agent->order, agent->filter))
        return EXIT_ERROR;
    if (tamis_xdp_drop_capabilities(TAMIS_XDP_KEEP_BPF, &error) < 0)
        return speech_failure(NULL, &error);
    if (agent->order->writes_events)
        viewer_say(&agent->order->viewer);
    if (agent->settings.dead_man_ns)
        speech_note("everything passes %s after this agent ends",
                    duration_format(agent->settings.dead_man_ns, text));
    return 0;
}

static int run(struct order *order)
{
    struct agent agent;
    tamis_error error;
    int result;

    memset(&agent, 0, sizeof agent);
    agent.order = order;
    stop_signal_begin();
    setvbuf(stdout, NULL, _IOFBF, (size_t)1 << 16);
    if (settings_begin(&agent.settings, order->arguments[0], &order->filter))
        return EXIT_ERROR;
    if (tamis_xdp_open(&agent.filter, order->arguments[0], &order->filter,
                       &error) < 0)
        return speech_failure(order->arguments[0], &error);
    result = begin(&agent);
    if (!result)
        result = work(&agent);
    event_writer_close(&agent.writer);
    settings_end(&agent.settings);
    tamis_xdp_close(agent.filter);
    return result;
}

const struct verb verb_agent = {"agent",
                                "renew, follow, stay",
                                help,
                                run,
                                TAKES_VIEWER | TAKES_EVENTS | TAKES_DEAD_MAN |
                                    TAKES_AGENT,
                                1,
                                1};

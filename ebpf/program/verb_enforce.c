/* SPDX-License-Identifier: BSD-2-Clause */
/* enforce, confirm, monitor: whether the policy drops. */
#include "program/attachment.h"
#include "program/duration.h"
#include "program/folders_help.h"
#include "program/policy_effect.h"
#include "program/speech.h"
#include "program/switches.h"
#include "program/trial.h"
#include "program/verb.h"

#include <stdio.h>
#include <string.h>

static const char enforce_help[] =
    "usage: tamis xdp enforce [OPTION...] INTERFACE\n"
    "\n"
    "Lets the policy drop. With --confirm it goes back to reporting by itself\n"
    "unless 'tamis xdp confirm' is run in time: who locks himself out waits.\n"
    "\n"
    "  --confirm TIME      for so long only, such as 120s or 5m\n"
    "  --answer-nxdomain   answer queries for names that are dropped\n"
    "  --no-answer-nxdomain  drop them\n" FOLDERS_HELP
    "Exit codes: 0 done, 2 error.\n";

static const char confirm_help[] =
    "usage: tamis xdp confirm [OPTION...] INTERFACE\n"
    "\n"
    "Goes on dropping after the time that --confirm gave; a policy or "
    "database\n"
    "that 'policy --confirm' or 'swap --confirm' put in stays.\n"
    "\n" FOLDERS_HELP
    "Exit codes: 0 done, 2 error: also when it was too late.\n";

static const char monitor_help[] =
    "usage: tamis xdp monitor [OPTION...] INTERFACE\n"
    "\n"
    "Drops nothing any more: what the policy would drop is reported.\n"
    "\n" FOLDERS_HELP "Exit codes: 0 done, 2 error.\n";

static int enforce_for(tamis_xdp *filter, uint64_t duration_ns)
{
    tamis_error error;

    if (tamis_xdp_enforce(filter, duration_ns, &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

static int read_info(tamis_xdp *filter, tamis_xdp_info *info)
{
    tamis_error error;

    *info = (tamis_xdp_info){.struct_size = sizeof *info};
    if (tamis_xdp_info_get(filter, info, &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

uint64_t switches_duration(const struct order *order)
{
    return order->confirm_ns ? order->confirm_ns : TAMIS_XDP_FOREVER;
}

void switches_say(const struct order *order)
{
    char text[32];

    if (order->confirm_ns)
        speech_note("it drops for %s, unless confirmed: tamis xdp confirm %s",
                    duration_format(order->confirm_ns, text),
                    order->arguments[0]);
    else
        speech_note("it drops what the policy says");
}

static int answer_names(const struct order *order, tamis_xdp *filter)
{
    tamis_error error;

    if (order->answers_names >= 0 &&
        tamis_xdp_answer_names(filter, order->answers_names, &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

static void warn_stale(const struct order *order, tamis_xdp *filter)
{
    tamis_xdp_info info;

    if (read_info(filter, &info) == 0 && !info.alive_left_ns)
        speech_note("nothing is dropped for now: the dead-man switch was not "
                    "renewed; run 'tamis xdp agent %s'",
                    order->arguments[0]);
}

/* Settings may lack: of a filter that was attached by the library. */
struct settled {
    struct settings settings;
    int lock;
    bool has_settings, was_late;
};

/* Before a switch is turned: what was not confirmed in time is taken back. */
static int settle(struct settled *settled, const struct order *order,
                  tamis_xdp *filter, bool is_ending)
{
    struct settings *settings = &settled->settings;

    if (settings_begin(settings, order->arguments[0], &order->filter))
        return EXIT_ERROR;
    if (!settings_exist(settings))
        return 0;
    settled->lock = settings_lock(settings);
    if (settled->lock < 0 || settings_read(settings))
        return EXIT_ERROR;
    settled->has_settings = true;
    if (is_ending)
        settled->settings.trial_enforces = false;
    settled->was_late = trial_is_over(settings);
    return trial_settle(settings, filter);
}

static int enforce(struct settled *settled, const struct order *order,
                   tamis_xdp *filter)
{
    if (attachment_check(filter, order->arguments[0]) ||
        answer_names(order, filter) ||
        enforce_for(filter, switches_duration(order)))
        return EXIT_ERROR;
    switches_say(order);
    if (settled->has_settings)
        policy_effect_say_none(&settled->settings, order->arguments[0]);
    /* Who has it drop without an end has seen enough of the change. */
    if (!order->confirm_ns && settled->has_settings &&
        trial_confirm(&settled->settings))
        return EXIT_ERROR;
    warn_stale(order, filter);
    return EXIT_MATCHED;
}

static int confirm(struct settled *settled, const struct order *order,
                   tamis_xdp *filter)
{
    const char *interface = order->arguments[0];
    tamis_xdp_info info;

    if (settled->was_late)
        return speech_error("too late: the time to confirm is over");
    if (read_info(filter, &info) || attachment_say(&info, interface))
        return EXIT_ERROR;
    if (!info.enforce_left_ns)
        return speech_error(info.flags & TAMIS_XDP_INFO_LAPSED
                                ? "too late: the time to confirm is over, and "
                                  "%s drops nothing; 'tamis xdp enforce %s' "
                                  "begins again"
                                : "%s drops nothing, there is nothing to "
                                  "confirm; 'tamis xdp enforce %s' has it drop",
                            interface, interface);
    if (info.enforce_left_ns == TAMIS_XDP_FOREVER)
        speech_note("it was confirmed already");
    if (enforce_for(filter, TAMIS_XDP_FOREVER))
        return EXIT_ERROR;
    return settled->has_settings ? trial_confirm(&settled->settings) : 0;
}

/* A change on trial is still taken back, and then drops nothing either. */
static int monitor(struct settled *settled, const struct order *order,
                   tamis_xdp *filter)
{
    struct settings *settings = &settled->settings;

    if (enforce_for(filter, 0))
        return EXIT_ERROR;
    speech_note("%s reports only", order->arguments[0]);
    if (!settled->has_settings || !settings->trial_until_ns)
        return EXIT_MATCHED;
    return settings_write(settings);
}

static int with_filter(const struct order *order,
                       int (*turn)(struct settled *, const struct order *,
                                   tamis_xdp *))
{
    struct settled settled;
    tamis_xdp *filter;
    tamis_error error;
    int result;

    memset(&settled, 0, sizeof settled);
    settled.lock = -1;
    if (tamis_xdp_open(&filter, order->arguments[0], &order->filter, &error) <
        0)
        return speech_failure(order->arguments[0], &error);
    result = settle(&settled, order, filter, turn == monitor);
    /* Dropping ends whatever else fails. */
    if (!result || turn == monitor)
        result |= turn(&settled, order, filter);
    settings_unlock(settled.lock);
    settings_end(&settled.settings);
    tamis_xdp_close(filter);
    return result;
}

static int run_enforce(struct order *order)
{
    return with_filter(order, enforce);
}

static int run_confirm(struct order *order)
{
    return with_filter(order, confirm);
}

static int run_monitor(struct order *order)
{
    return with_filter(order, monitor);
}

const struct verb verb_enforce = {"enforce",
                                  "let the policy drop",
                                  enforce_help,
                                  run_enforce,
                                  TAKES_CONFIRM | TAKES_NAMES,
                                  1,
                                  1};

const struct verb verb_confirm = {
    "confirm", "go on dropping", confirm_help, run_confirm, 0, 1, 1};

const struct verb verb_monitor = {
    "monitor", "drop nothing, report", monitor_help, run_monitor, 0, 1, 1};

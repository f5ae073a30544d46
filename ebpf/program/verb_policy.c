/* SPDX-License-Identifier: BSD-2-Clause */
/* policy: told, and changed while packets go by. */
#include "program/filter_swap.h"
#include "program/folders_help.h"
#include "program/known_feeds.h"
#include "program/new_image.h"
#include "program/permitted_value.h"
#include "program/policy_effect.h"
#include "program/policy_line.h"
#include "program/speech.h"
#include "program/verb.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: tamis xdp policy [OPTION...] INTERFACE [LINE]\n"
    "\n"
    "Without LINE and --file: writes the policy that holds. LINE is one of\n"
    "\n"
    "  set FEED ACTION [ingress|egress]      the same as feed FEED ...\n"
    "  default ACTION [ingress|egress]       feeds that have no line\n"
    "  permit feed FEED                      may be dropped in spite of PAP\n"
    "  permit value VALUE                    so may this indicator\n"
    "  protect VALUE                         never dropped, always reported\n"
    "  unset LINE                            takes such a line back; of a "
    "feed,\n"
    "                                        unset set FEED takes all\n"
    "\n"
    "ACTION is ignore, count, report, drop or drop+report.\n"
    "\n"
    "  --file FILE         this policy in place of the one that holds; what\n"
    "                      --protect named stays protected\n"
    "  --confirm TIME      take it back after so long, unless "
    "confirmed\n" FOLDERS_HELP
    "Exit codes: 0 done, 2 error: the policy is as it was.\n";

/* The policy as it will be. */
static int make_policy(struct order *order, struct settings *settings,
                       tamis_xdp_policy **policy)
{
    char **words = order->arguments + 1;
    int count = order->argument_count - 1;
    bool removes = count > 1 && !strcmp(words[0], "unset");

    if (removes && policy_line_remove(settings, words + 1, count - 1))
        return EXIT_ERROR;
    if (new_image_policy(order, settings, policy))
        return EXIT_ERROR;
    if (!count || removes || policy_line_add(*policy, words, count) == 0)
        return 0;
    tamis_xdp_policy_destroy(*policy);
    *policy = NULL;
    return EXIT_ERROR;
}

/* What does nothing is told. A new image tells of feeds; without one the
 * database is asked. */
static void compare(const struct order *order, const struct settings *settings,
                    const tamis_xdp_policy *policy)
{
    char **words = order->arguments + 1;
    bool permits = order->argument_count == 4 && !strcmp(words[0], "permit") &&
                   !strcmp(words[1], "value");
    tamis_database *database;

    if ((!policy && !permits) ||
        tamis_database_open(&database, settings->database, NULL, NULL) < 0)
        return;
    if (policy)
        known_feeds_compare(policy, database, &settings->image.clearance);
    if (permits)
        permitted_value_compare(words[2], database, &settings->image.clearance);
    tamis_database_release(database);
}

/* Live where it can be, else with a new image: what is protected and which
 * values are permitted is in the image. */
static int hold(const struct order *order, struct settings *settings,
                tamis_xdp *filter, const tamis_xdp_policy *policy)
{
    struct trial trial = {.order = order};
    tamis_xdp_image *image;
    tamis_status status;
    tamis_error error;
    int result;

    if (settings_take_policy(settings, policy))
        return EXIT_ERROR;
    if (trial_begin(&trial, settings, filter)) {
        trial_abandon(&trial, settings, filter);
        return EXIT_ERROR;
    }
    status = tamis_xdp_set_policy(filter, policy, &error);
    if (status >= 0) {
        compare(order, settings, policy);
        trial_say(&trial);
        return settings_write(settings);
    }
    trial_abandon(&trial, settings, filter);
    if (status != TAMIS_ERROR_ARGUMENT)
        return speech_failure(order->arguments[0], &error);
    result = filter_swap(filter, settings, &trial, &image);
    tamis_xdp_image_destroy(image);
    if (!result)
        compare(order, settings, NULL);
    return result;
}

/* The first line that says drop. */
static void say_held_back(tamis_xdp *filter, const char *interface)
{
    tamis_xdp_info info = {.struct_size = sizeof info};

    if (tamis_xdp_info_get(filter, &info, NULL) >= 0 && !info.enforce_left_ns)
        speech_note("nothing is dropped yet: it only reports until it is told "
                    "to: tamis xdp enforce --confirm 120s %s",
                    interface);
}

static int change(struct order *order, struct settings *settings,
                  tamis_xdp *filter)
{
    tamis_xdp_policy *policy;
    bool dropped;
    int result;

    if (settings_read(settings) || trial_settle(settings, filter))
        return EXIT_ERROR;
    if (!order->policy_file && order->argument_count == 1)
        return 0;
    dropped = policy_effect_drops(settings);
    if (make_policy(order, settings, &policy))
        return EXIT_ERROR;
    result = hold(order, settings, filter, policy);
    tamis_xdp_policy_destroy(policy);
    if (!result && !dropped && policy_effect_drops(settings))
        say_held_back(filter, order->arguments[0]);
    return result;
}

static int write_policy(const struct settings *settings)
{
    fwrite(settings->policy_text, 1, settings->policy_size, stdout);
    return speech_output_is_whole() ? EXIT_MATCHED : EXIT_ERROR;
}

static int run_change(struct order *order, struct settings *settings)
{
    tamis_xdp *filter;
    tamis_error error;
    int lock, result;

    if (tamis_xdp_open(&filter, order->arguments[0], &order->filter, &error) <
        0)
        return speech_failure(order->arguments[0], &error);
    lock = settings_lock(settings);
    result = lock < 0 ? EXIT_ERROR : change(order, settings, filter);
    settings_unlock(lock);
    tamis_xdp_close(filter);
    return result;
}

static int run(struct order *order)
{
    struct settings settings;
    int result;

    if (order->policy_file && order->argument_count > 1)
        return speech_usage("--file is the whole policy; leave out the line");
    if (settings_begin(&settings, order->arguments[0], &order->filter))
        return EXIT_ERROR;
    if (order->policy_file || order->argument_count > 1)
        result = run_change(order, &settings);
    else
        result = settings_read(&settings);
    if (!result && trial_is_over(&settings))
        result = run_change(order, &settings);
    if (!result && !order->policy_file && order->argument_count == 1)
        result = write_policy(&settings);
    settings_end(&settings);
    return result;
}

const struct verb verb_policy = {
    "policy", "what is done with whose values", help,
    run,      TAKES_FILE | TAKES_CONFIRM,       1,
    7};

/* SPDX-License-Identifier: BSD-2-Clause */
/* attach, detach: the filter comes and goes. */
#include "program/duration.h"
#include "program/folders_help.h"
#include "program/new_image.h"
#include "program/policy_effect.h"
#include "program/speech.h"
#include "program/switches.h"
#include "program/verb.h"

#include <errno.h>
#include <stdio.h>

static const char attach_help[] =
    "usage: tamis xdp attach [OPTION...] INTERFACE DB\n"
    "\n"
    "Loads the filter, puts what a packet can show of DB into the kernel and\n"
    "attaches it. It reports and drops nothing until it is told to enforce.\n"
    "\n"
    "  --policy FILE       what is done with whose indicators (default: "
    "report)\n"
    "  --protect FILE|VALUE  an address, prefix or name that is never "
    "dropped;\n"
    "                      or a file of them\n"
    "  --protect-host      so are this host's addresses, gateways and\n"
    "                      resolvers, as they are now\n"
    "  --enforce           let the policy drop\n"
    "  --confirm TIME      with --enforce: only for so long, unless confirmed\n"
    "  --dead-man TIME     let everything pass when no agent runs for so long\n"
    "  --answer-nxdomain   answer queries for names that are dropped\n"
    "  --max-tlp L         only statements up to this TLP label go in\n"
    "  --for A,...         only statements that these may see (default: self)\n"
    "  --generic           behind the driver: for devices without native XDP\n"
    "  --ingress, --egress one direction alone (default: both)\n" FOLDERS_HELP
    "Exit codes: 0 attached, 2 error.\n";

static const char detach_help[] =
    "usage: tamis xdp detach [OPTION...] INTERFACE\n"
    "\n"
    "Takes the filter off and removes what was pinned and kept.\n"
    "\n" FOLDERS_HELP "Exit codes: 0 detached, 2 error.\n";

/* Everything that may fail for a reason of ours comes before the kernel. */
static int prepare(struct order *order, struct settings *settings,
                   tamis_xdp_image **image)
{
    tamis_database *database;
    tamis_xdp_policy *policy;
    int result;

    if (settings_begin(settings, order->arguments[0], &order->filter) ||
        settings_take_image_viewer(settings, &order->image) ||
        new_image_policy(order, settings, &policy))
        return EXIT_ERROR;
    settings->dead_man_ns = order->dead_man_ns;
    result = settings_take_policy(settings, policy);
    tamis_xdp_policy_destroy(policy);
    if (result || new_image_open(settings, order->arguments[1], &database))
        return EXIT_ERROR;
    result = new_image_build(settings, database, NULL, image);
    tamis_database_release(database);
    return result;
}

/* All switches stand when the first packet comes. */
static void set_switches(struct order *order, const struct settings *settings)
{
    tamis_xdp_options *options = &order->filter;

    options->alive_ns = settings->dead_man_ns;
    if (order->answers_names == 1)
        options->flags |= TAMIS_XDP_ANSWER_NAMES;
    if (order->is_enforcing)
        options->enforce_ns = switches_duration(order);
}

/* Said here where it fails. */
static int keep_settings(void *settings, const char *state_folder)
{
    (void)state_folder; /* the settings' own */
    return settings_write(settings);
}

static int say_refused(const struct settings *settings, const char *interface,
                       const tamis_error *error)
{
    speech_failure(interface, error);
    if (error->system_errno == EBUSY && settings_exist(settings))
        speech_note("'tamis xdp swap %s DB' puts another database in, 'tamis "
                    "xdp detach %s' takes it off",
                    interface, interface);
    return EXIT_ERROR;
}

static int attach(struct order *order, struct settings *settings,
                  tamis_xdp_image *image)
{
    const char *interface = order->arguments[0];
    tamis_xdp *filter;
    tamis_status status;
    tamis_error error;

    set_switches(order, settings);
    order->filter.prepare = keep_settings;
    order->filter.context = settings;
    status =
        tamis_xdp_attach(&filter, interface, image, &order->filter, &error);
    if (status == TAMIS_ERROR_STOPPED)
        return EXIT_ERROR;
    if (status < 0)
        return say_refused(settings, interface, &error);
    new_image_say(image);
    viewer_say_image(&settings->image);
    if (order->is_enforcing) {
        switches_say(order);
        policy_effect_say_none(settings, interface);
    }
    tamis_xdp_close(filter);
    return 0;
}

static int run_attach(struct order *order)
{
    struct settings settings;
    tamis_xdp_image *image = NULL;
    char text[32];
    int result;

    if (order->confirm_ns && !order->is_enforcing)
        return speech_usage("--confirm goes with --enforce");
    result = prepare(order, &settings, &image);
    if (!result)
        result = attach(order, &settings, image);
    if (!result) {
        if (order->filter.mode == TAMIS_XDP_GENERIC)
            speech_note("generic mode: behind the driver, and slower for it");
        if (!order->is_enforcing)
            speech_note("it reports only; to drop what the policy says: tamis "
                        "xdp enforce %s --confirm 120s",
                        order->arguments[0]);
        if (order->dead_man_ns)
            speech_note("everything passes in %s unless 'tamis xdp agent %s' "
                        "runs",
                        duration_format(order->dead_man_ns, text),
                        order->arguments[0]);
    }
    tamis_xdp_image_destroy(image);
    settings_end(&settings);
    return result;
}

static int run_detach(struct order *order)
{
    const char *interface = order->arguments[0];
    tamis_status status;
    tamis_xdp *filter;
    tamis_error error;

    if (tamis_xdp_open(&filter, interface, &order->filter, &error) < 0)
        return speech_failure(interface, &error);
    status = tamis_xdp_detach(filter, &error);
    tamis_xdp_close(filter);
    if (status < 0)
        return speech_failure(interface, &error);
    speech_note("detached from %s", interface);
    return EXIT_MATCHED;
}

const struct verb verb_attach = {"attach",
                                 "load a filter, reporting only",
                                 attach_help,
                                 run_attach,
                                 TAKES_IMAGE | TAKES_POLICY | TAKES_ATTACH |
                                     TAKES_CONFIRM | TAKES_DEAD_MAN |
                                     TAKES_NAMES,
                                 2,
                                 2};

const struct verb verb_detach = {
    "detach", "take it off", detach_help, run_detach, 0, 1, 1};

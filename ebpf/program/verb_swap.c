/* SPDX-License-Identifier: BSD-2-Clause */
/* swap: another database, from one packet to the next. */
#include "program/attachment.h"
#include "program/filter_swap.h"
#include "program/folders_help.h"
#include "program/new_image.h"
#include "program/speech.h"
#include "program/verb.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: tamis xdp swap [OPTION...] INTERFACE [DB]\n"
    "\n"
    "Puts what DB holds into the kernel in place of what is there (default:\n"
    "the same file, as it is now). Every packet meets the one or the other\n"
    "whole; counts of what is in both go on. On an error the old one stays.\n"
    "\n"
    "  --max-tlp L         only statements up to this TLP label go in\n"
    "  --for A,...         only statements that these may see\n"
    "                      (default for both: as when it was attached)\n"
    "  --policy FILE       another policy (default: the one that holds)\n"
    "  --protect FILE|VALUE  an address, prefix or name more that is never\n"
    "                      dropped; or a file of them\n"
    "  --protect-host      so are this host's addresses, gateways and\n"
    "                      resolvers, as they are now\n"
    "  --confirm TIME      take it back after so long, unless "
    "confirmed\n" FOLDERS_HELP "Exit codes: 0 swapped, 2 error.\n";

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int publish(tamis_xdp *filter, struct settings *settings,
                   struct trial *trial, tamis_xdp_image *image)
{
    tamis_error error;

    if (trial && trial_begin(trial, settings, filter))
        return EXIT_ERROR;
    if (tamis_xdp_publish(filter, image, &error) < 0)
        return speech_failure(settings->database, &error);
    return 0;
}

int filter_swap(tamis_xdp *filter, struct settings *settings,
                struct trial *trial, tamis_xdp_image **image)
{
    double begin = seconds_now(), built;

    *image = NULL;
    if (new_image_renew(settings, filter, image))
        return EXIT_ERROR;
    built = seconds_now();
    if (publish(filter, settings, trial, *image)) {
        if (trial)
            trial_abandon(trial, settings, filter);
        tamis_xdp_image_destroy(*image);
        *image = NULL;
        return EXIT_ERROR;
    }
    speech_note("%s: built in %.0f ms, published in %.0f ms",
                settings->database, (built - begin) * 1e3,
                (seconds_now() - built) * 1e3);
    if (trial)
        trial_say(trial);
    return settings_write(settings);
}

/* What the options change in the settings. */
static int change(struct order *order, struct settings *settings)
{
    tamis_xdp_policy *policy;
    int result;

    if (order->argument_count > 1) {
        if (strlen(order->arguments[1]) >= sizeof settings->database)
            return speech_error("the path of the database is too long");
        strcpy(settings->database, order->arguments[1]);
    }
    if (order->has_image_viewer &&
        settings_take_image_viewer(settings, &order->image))
        return EXIT_ERROR;
    if (new_image_policy(order, settings, &policy))
        return EXIT_ERROR;
    result = settings_take_policy(settings, policy);
    tamis_xdp_policy_destroy(policy);
    return result;
}

static int swap(struct order *order, struct settings *settings,
                tamis_xdp *filter)
{
    struct trial trial = {.order = order};
    tamis_xdp_image *image;
    int result;

    if (attachment_check(filter, order->arguments[0]) ||
        settings_read(settings) || trial_settle(settings, filter) ||
        change(order, settings))
        return EXIT_ERROR;
    result = filter_swap(filter, settings, &trial, &image);
    if (image) {
        new_image_say(image);
        viewer_say_image(&settings->image);
    }
    tamis_xdp_image_destroy(image);
    return result;
}

static int run(struct order *order)
{
    struct settings settings;
    tamis_xdp *filter;
    tamis_error error;
    int lock, result;

    if (settings_begin(&settings, order->arguments[0], &order->filter))
        return EXIT_ERROR;
    if (tamis_xdp_open(&filter, order->arguments[0], &order->filter, &error) <
        0)
        return speech_failure(order->arguments[0], &error);
    lock = settings_lock(&settings);
    result = lock < 0 ? EXIT_ERROR : swap(order, &settings, filter);
    settings_unlock(lock);
    settings_end(&settings);
    tamis_xdp_close(filter);
    return result;
}

const struct verb verb_swap = {"swap",
                               "another database, at once",
                               help,
                               run,
                               TAKES_IMAGE | TAKES_POLICY | TAKES_CONFIRM,
                               1,
                               2};

/* SPDX-License-Identifier: BSD-2-Clause */
/* policy: told, and changed while packets go by. */
#include "program/filter_swap.h"
#include "program/folders_help.h"
#include "program/known_feeds.h"
#include "program/new_image.h"
#include "program/speech.h"
#include "program/switches.h"
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
    "\n"
    "ACTION is ignore, count, report, drop or drop+report.\n"
    "\n"
    "  --file FILE         this policy in place of the one that holds\n"
    "  --confirm TIME      report only after so long, unless "
    "confirmed\n" FOLDERS_HELP
    "Exit codes: 0 done, 2 error: the policy is as it was.\n";

#define LINE_MAX_SIZE TAMIS_XDP_POLICY_LINE_MAX

/* The words as one line of a policy, each in quotes. False: no room. */
static bool join_words(char *line, size_t capacity, char **words, int count)
{
    size_t size = 0;

    for (int i = 0; i < count; i++) {
        const char *word = words[i];

        if (i == 0 && !strcmp(word, "set"))
            word = "feed";
        if (size + 2 * strlen(word) + 4 > capacity)
            return false;
        line[size++] = '"';
        for (; *word; word++) {
            if (*word == '"' || *word == '\\')
                line[size++] = '\\';
            line[size++] = *word;
        }
        line[size++] = '"';
        line[size++] = ' ';
    }
    line[size] = '\0';
    return true;
}

/* The policy as it will be. */
static int make_policy(struct order *order, const struct settings *settings,
                       tamis_xdp_policy **policy)
{
    char line[LINE_MAX_SIZE];
    tamis_error error;

    if (new_image_policy(order, settings->policy_text, settings->policy_size,
                         policy))
        return EXIT_ERROR;
    if (order->argument_count == 1)
        return 0;
    error.message[0] = '\0';
    if (join_words(line, sizeof line, order->arguments + 1,
                   order->argument_count - 1) &&
        !strpbrk(line, "\r\n") &&
        tamis_xdp_policy_parse(*policy, "line", line, strlen(line), &error) >=
            0)
        return 0;
    tamis_xdp_policy_destroy(*policy);
    *policy = NULL;
    /* Without "line:1: ". */
    return speech_error("%s", !strncmp(error.message, "line:1: ", 8)
                                  ? error.message + 8
                              : *error.message ? error.message
                                               : "this is no line of a policy");
}

/* A new image would tell; without one the database is asked. */
static void compare_feeds(const struct settings *settings,
                          const tamis_xdp_policy *policy)
{
    tamis_database *database;

    if (tamis_database_open(&database, settings->database, NULL, NULL) < 0)
        return;
    known_feeds_compare(policy, database, &settings->image.clearance);
    tamis_database_release(database);
}

/* Live where it can be, else with a new image: what is protected and which
 * values are permitted is in the image. */
static int hold(const struct order *order, struct settings *settings,
                tamis_xdp *filter, const tamis_xdp_policy *policy)
{
    tamis_xdp_image *image;
    tamis_status status;
    tamis_error error;
    int result;

    if (settings_take_policy(settings, policy) || switches_hedge(order, filter))
        return EXIT_ERROR;
    status = tamis_xdp_set_policy(filter, policy, &error);
    if (status >= 0) {
        compare_feeds(settings, policy);
        return settings_write(settings);
    }
    if (status != TAMIS_ERROR_ARGUMENT)
        return speech_failure(order->arguments[0], &error);
    result = filter_swap(filter, settings, &image);
    tamis_xdp_image_destroy(image);
    return result;
}

static int change(struct order *order, struct settings *settings,
                  tamis_xdp *filter)
{
    tamis_xdp_policy *policy;
    int result;

    if (settings_read(settings) || make_policy(order, settings, &policy))
        return EXIT_ERROR;
    result = hold(order, settings, filter, policy);
    tamis_xdp_policy_destroy(policy);
    return result;
}

static int write_policy(struct settings *settings)
{
    if (settings_read(settings))
        return EXIT_ERROR;
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
        result = write_policy(&settings);
    settings_end(&settings);
    return result;
}

const struct verb verb_policy = {
    "policy", "what is done with whose values", help,
    run,      TAKES_FILE | TAKES_CONFIRM,       1,
    6};

/* SPDX-License-Identifier: BSD-2-Clause */
/* check: what would be done with a value, and why, without a packet. */
#include "program/check_answer.h"
#include "program/folders_help.h"
#include "program/new_image.h"
#include "program/speech.h"
#include "program/verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: tamis xdp check [OPTION...] INTERFACE|DB VALUE...\n"
    "\n"
    "What the policy says of each VALUE (an address, an address with its "
    "port,\n"
    "a name), and which statements list it. Of an interface's filter, or of\n"
    "what a database would do with --policy and --protect. No packet is sent.\n"
    "\n"
    "  --kind K            ip, ip-port or domain (default: found per value)\n"
    "  --json              one JSON object a line\n"
    "  --policy FILE       of a database: what is done with whose indicators\n"
    "  --protect FILE|VALUE  of a database: never dropped\n"
    "  --protect-host      of a database: nor this host's own "
    "addresses\n" VIEWER_HELP FOLDERS_HELP
    "Exit codes: 0 something would be dropped, reported or counted, 1 nothing\n"
    "would, 2 error.\n";

struct check {
    struct order *order;
    struct settings settings;
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_xdp_image *image;
    struct check_answer answer;
    bool is_listed, has_failed;
};

static bool make_room(struct check_answer *answer)
{
    size_t capacity = answer->capacity ? 2 * answer->capacity : 16;
    struct check_statement *larger;

    if (answer->count < answer->capacity)
        return true;
    larger = realloc(answer->statements, capacity * sizeof *larger);
    if (!larger)
        return false;
    answer->statements = larger;
    answer->capacity = capacity;
    return true;
}

static int take_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct check_answer *answer = context;

    for (size_t i = 0; i < count; i++) {
        const tamis_hit *hit = &hits[i];
        struct check_statement *statement;

        if (!make_room(answer))
            return 1;
        statement = &answer->statements[answer->count++];
        *statement = (struct check_statement){"",
                                              hit->kind,
                                              hit->mode,
                                              hit->entry.tlp,
                                              hit->entry.pap,
                                              hit->entry.feed,
                                              hit->entry.reference};
        tamis_key_format(hit->kind, hit->key.data, hit->key.size,
                         statement->value, sizeof statement->value);
    }
    return 0;
}

/* The value in normal form. */
static int read_value(struct check *check, const char *text)
{
    static tamis_indicator indicator;
    tamis_error error;

    if (tamis_indicator_parse(
            &indicator, check->order->kind, text, strlen(text),
            TAMIS_PARSE_REFANG | TAMIS_PARSE_SINGLE_LABEL, &error) < 0)
        return speech_error("%s: %s", text, error.message);
    if ((indicator.kind != TAMIS_KIND_IP &&
         indicator.kind != TAMIS_KIND_IP_PORT &&
         indicator.kind != TAMIS_KIND_DOMAIN) ||
        indicator.mode == TAMIS_MODE_PREFIX)
        return speech_error("%s: no packet carries this (%s%s); give an "
                            "address, an address with its port, or a name",
                            text, tamis_kind_name(indicator.kind),
                            indicator.mode == TAMIS_MODE_PREFIX ? " prefix"
                                                                : "");
    check->answer.kind = indicator.kind;
    tamis_indicator_format(&indicator, check->answer.value,
                           sizeof check->answer.value);
    return 0;
}

static int ask(struct check *check, const char *text)
{
    struct check_answer *answer = &check->answer;
    tamis_error error;

    if (read_value(check, text))
        return EXIT_ERROR;
    answer->answer = (tamis_xdp_answer){.struct_size = sizeof answer->answer};
    if (tamis_xdp_image_ask(check->image, answer->kind, answer->value,
                            strlen(answer->value), &answer->answer, &error) < 0)
        return speech_failure(text, &error);
    answer->count = 0;
    if (answer->answer.number &&
        tamis_matcher_find_all(check->matcher, answer->kind, answer->value,
                               strlen(answer->value), take_hits, answer,
                               &error) < 0)
        return speech_error("%s: no memory for its statements", text);
    check->is_listed |= check_answer_is_listed(answer);
    if (check->order->is_json)
        check_answer_write_json(answer);
    else
        check_answer_say(answer);
    return 0;
}

static int open_filters_database(struct check *check)
{
    struct file_identity identity;
    char path[PATH_MAX];

    if (check->order->policy_file || check->order->protect_count ||
        check->order->protects_host)
        return speech_usage("--policy and --protect are for a database; a "
                            "filter has its own");
    if (settings_read(&check->settings))
        return EXIT_ERROR;
    identity = check->settings.identity;
    strcpy(path, check->settings.database);
    if (new_image_open(&check->settings, path, &check->database))
        return EXIT_ERROR;
    if (!file_identity_equal(&identity, &check->settings.identity))
        speech_note("%s was replaced since it was put into the kernel: these "
                    "are the answers after the next swap",
                    path);
    return 0;
}

static int open_file(struct check *check)
{
    tamis_xdp_policy *policy;
    int result;

    if (new_image_policy(check->order, &check->settings, &policy))
        return EXIT_ERROR;
    result = settings_take_policy(&check->settings, policy);
    tamis_xdp_policy_destroy(policy);
    if (result)
        return result;
    return new_image_open(&check->settings, check->order->arguments[0],
                          &check->database);
}

/* What is neither an interface with a filter nor a file is told as both. */
static int open_subject(struct check *check)
{
    const char *name = check->order->arguments[0];
    bool is_name = strlen(name) < 16 && !strchr(name, '/');

    if (settings_begin(&check->settings, is_name ? name : "-",
                       &check->order->filter))
        return EXIT_ERROR;
    if (is_name && settings_exist(&check->settings))
        return open_filters_database(check);
    if (access(name, F_OK) != 0)
        return speech_error(
            "%s: no filter %s there, and there is no such file", name,
            settings_are_hidden(&check->settings) ? "can be seen without rights"
                                                  : "is attached");
    return open_file(check);
}

/* The image and the matcher of what both the kernel holds and the asker may
 * see: to others it is as if nothing else had ever been compiled. */
static int open_image(struct check *check)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    struct viewer viewer = check->order->viewer;
    tamis_error error;

    viewer.clearance.audience = viewer.audience;
    if (viewer_narrow(&viewer, &check->settings.image) ||
        settings_take_image_viewer(&check->settings, &viewer) ||
        new_image_build(&check->settings, check->database, NULL, &check->image))
        return EXIT_ERROR;
    options.clearance = check->settings.image.clearance;
    if (tamis_matcher_create(&check->matcher, check->database, &options,
                             &error) < 0)
        return speech_failure(NULL, &error);
    return 0;
}

static int run(struct order *order)
{
    struct check check;
    int result;

    memset(&check, 0, sizeof check);
    check.order = order;
    result = open_subject(&check);
    if (!result) {
        viewer_say(&order->viewer);
        result = open_image(&check);
    }
    for (int i = 1; !result && i < order->argument_count; i++)
        check.has_failed |= ask(&check, order->arguments[i]) != 0;
    tamis_matcher_destroy(check.matcher);
    tamis_xdp_image_destroy(check.image);
    tamis_database_release(check.database);
    free(check.answer.statements);
    settings_end(&check.settings);
    if (result || !speech_output_is_whole() || check.has_failed)
        return EXIT_ERROR;
    return check.is_listed ? EXIT_MATCHED : EXIT_NOTHING;
}

const struct verb verb_check = {"check",
                                "what would be done with a value",
                                help,
                                run,
                                TAKES_VIEWER | TAKES_JSON | TAKES_KIND |
                                    TAKES_POLICY,
                                2,
                                -1};

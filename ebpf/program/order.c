/* SPDX-License-Identifier: BSD-2-Clause */
#include "program/order.h"

#include "program/duration.h"
#include "program/speech.h"
#include "program/verb.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANY_VERB 0xffffffffu

/* The place in the table is what getopt_long() gives, so that names are
 * written once. */
enum {
    OPTION_CLEARANCE,
    OPTION_AUDIENCE,
    OPTION_MAX_TLP,
    OPTION_FOR,
    OPTION_POLICY,
    OPTION_FILE,
    OPTION_PROTECT,
    OPTION_PROTECT_HOST,
    OPTION_GENERIC,
    OPTION_INGRESS,
    OPTION_EGRESS,
    OPTION_ENFORCE,
    OPTION_CONFIRM,
    OPTION_DEAD_MAN,
    OPTION_ANSWER,
    OPTION_NO_ANSWER,
    OPTION_JSON,
    OPTION_ROWS,
    OPTION_INTERVAL,
    OPTION_TIMES,
    OPTION_FORMAT,
    OPTION_SENSOR,
    OPTION_FOLLOW,
    OPTION_KIND,
    OPTION_EVENTS,
    OPTION_BPF_FOLDER,
    OPTION_STATE_FOLDER,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_COUNT
};

static const struct {
    const char *name;
    int has_argument;
    unsigned verbs;
} rules[OPTION_COUNT] = {
    [OPTION_CLEARANCE] = {"clearance", 1, TAKES_VIEWER},
    [OPTION_AUDIENCE] = {"audience", 1, TAKES_VIEWER},
    [OPTION_MAX_TLP] = {"max-tlp", 1, TAKES_IMAGE},
    [OPTION_FOR] = {"for", 1, TAKES_IMAGE},
    [OPTION_POLICY] = {"policy", 1, TAKES_POLICY},
    [OPTION_FILE] = {"file", 1, TAKES_FILE},
    [OPTION_PROTECT] = {"protect", 1, TAKES_POLICY},
    [OPTION_PROTECT_HOST] = {"protect-host", 0, TAKES_POLICY},
    [OPTION_GENERIC] = {"generic", 0, TAKES_ATTACH},
    [OPTION_INGRESS] = {"ingress", 0, TAKES_ATTACH},
    [OPTION_EGRESS] = {"egress", 0, TAKES_ATTACH},
    [OPTION_ENFORCE] = {"enforce", 0, TAKES_ATTACH},
    [OPTION_CONFIRM] = {"confirm", 1, TAKES_CONFIRM},
    [OPTION_DEAD_MAN] = {"dead-man", 1, TAKES_DEAD_MAN},
    [OPTION_ANSWER] = {"answer-nxdomain", 0, TAKES_NAMES},
    [OPTION_NO_ANSWER] = {"no-answer-nxdomain", 0, TAKES_NAMES},
    [OPTION_JSON] = {"json", 0, TAKES_JSON},
    [OPTION_ROWS] = {"rows", 1, TAKES_ROWS},
    [OPTION_INTERVAL] = {"interval", 1, TAKES_LIVE},
    [OPTION_TIMES] = {"times", 1, TAKES_LIVE},
    [OPTION_FORMAT] = {"format", 1, TAKES_EVENTS},
    [OPTION_SENSOR] = {"sensor", 1, TAKES_EVENTS},
    [OPTION_FOLLOW] = {"follow", 0, TAKES_FOLLOW},
    [OPTION_KIND] = {"kind", 1, TAKES_KIND},
    [OPTION_EVENTS] = {"events", 0, TAKES_AGENT},
    [OPTION_BPF_FOLDER] = {"bpf-folder", 1, ANY_VERB},
    [OPTION_STATE_FOLDER] = {"state-folder", 1, ANY_VERB},
    [OPTION_QUIET] = {"quiet", 0, ANY_VERB},
    [OPTION_HELP] = {"help", 0, ANY_VERB},
};

static int take_duration(int option, const char *text, uint64_t *duration_ns)
{
    if (duration_parse(text, duration_ns))
        return 0;
    return speech_usage("--%s %s: give a time such as 120s, 5m or 2h",
                        rules[option].name, text);
}

static int take_number(int option, const char *text, uint64_t *number)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || !value || value > 1000000)
        return speech_usage("--%s %s: give a number from 1 to 1000000",
                            rules[option].name, text);
    *number = value;
    return 0;
}

static int take_protect(struct order *order, const char *text)
{
    if (order->protect_count == ORDER_PROTECT_MAX)
        return speech_usage("--protect: at most %d times; a file may hold more",
                            ORDER_PROTECT_MAX);
    order->protect[order->protect_count++] = text;
    return 0;
}

static int take_kind(struct order *order, const char *text)
{
    order->kind = tamis_kind_find(text, strlen(text));
    if (order->kind != TAMIS_KIND_IP && order->kind != TAMIS_KIND_IP_PORT &&
        order->kind != TAMIS_KIND_DOMAIN)
        return speech_usage("--kind %s: a packet shows ip, ip-port and domain",
                            text);
    return 0;
}

static int take_format(struct order *order, const char *text)
{
    if (strcmp(text, "ndjson") != 0 && strcmp(text, "text") != 0)
        return speech_usage("--format %s: the formats are ndjson and text",
                            text);
    order->format = text;
    return 0;
}

static int take_viewer(struct order *order, int option, const char *text)
{
    switch (option) {
    case OPTION_CLEARANCE:
        order->has_clearance = true;
        return viewer_take_tlp(&order->viewer, "--clearance", text);
    case OPTION_AUDIENCE:
        return viewer_take_audience(&order->viewer, "--audience", text);
    case OPTION_MAX_TLP:
        order->has_image_viewer = true;
        return viewer_take_tlp(&order->image, "--max-tlp", text);
    default:
        order->has_image_viewer = true;
        return viewer_take_audience(&order->image, "--for", text);
    }
}

static void take_switch(struct order *order, int option)
{
    switch (option) {
    case OPTION_GENERIC:
        order->filter.mode = TAMIS_XDP_GENERIC;
        break;
    case OPTION_INGRESS:
        order->filter.directions |= TAMIS_XDP_INGRESS;
        break;
    case OPTION_EGRESS:
        order->filter.directions |= TAMIS_XDP_EGRESS;
        break;
    case OPTION_ENFORCE:
        order->is_enforcing = true;
        break;
    case OPTION_ANSWER:
    case OPTION_NO_ANSWER:
        order->answers_names = option == OPTION_ANSWER;
        break;
    case OPTION_JSON:
        order->is_json = true;
        break;
    case OPTION_PROTECT_HOST:
        order->protects_host = true;
        break;
    case OPTION_FOLLOW:
        order->is_following = true;
        break;
    case OPTION_EVENTS:
        order->writes_events = true;
        break;
    default:
        speech_quiet();
    }
}

/* 0, or EXIT_ERROR after a message. */
static int take_text(struct order *order, int option, const char *text)
{
    switch (option) {
    case OPTION_CLEARANCE:
    case OPTION_AUDIENCE:
    case OPTION_MAX_TLP:
    case OPTION_FOR:
        return take_viewer(order, option, text);
    case OPTION_POLICY:
    case OPTION_FILE:
        order->policy_file = text;
        return 0;
    case OPTION_PROTECT:
        return take_protect(order, text);
    case OPTION_CONFIRM:
        return take_duration(option, text, &order->confirm_ns);
    case OPTION_DEAD_MAN:
        return take_duration(option, text, &order->dead_man_ns);
    case OPTION_INTERVAL:
        return take_duration(option, text, &order->interval_ns);
    case OPTION_ROWS:
        return take_number(option, text, &order->row_count);
    case OPTION_TIMES:
        return take_number(option, text, &order->times);
    case OPTION_FORMAT:
        return take_format(order, text);
    case OPTION_KIND:
        return take_kind(order, text);
    case OPTION_SENSOR:
        order->sensor = text;
        return 0;
    case OPTION_BPF_FOLDER:
        order->filter.bpf_folder = text;
        return 0;
    default:
        order->filter.state_folder = text;
        return 0;
    }
}

static int refuse(char **argv)
{
    if (optopt > ' ' && optopt < 0x7f)
        return speech_usage("-%c is no option here", optopt);
    return speech_usage("%s is no option here, or lacks or has an argument",
                        argv[optind - 1]);
}

static int check_arguments(const struct order *order, int argc)
{
    const struct verb *verb = order->verb;
    int count = argc - optind;

    if (count < verb->arguments_min)
        return count == 0
                   ? speech_usage("which interface?")
                   : speech_usage("an argument lacks; %.*s",
                                  (int)strcspn(verb->help, "\n"), verb->help);
    if (verb->arguments_max >= 0 && count > verb->arguments_max)
        return speech_usage("%s: one argument too many",
                            order->arguments[verb->arguments_max]);
    return -1;
}

/* The options that the verb takes. */
static void list_options(const struct verb *verb, struct option *list)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (rules[i].verbs == ANY_VERB || rules[i].verbs & verb->takes)
            *list++ = (struct option){rules[i].name, rules[i].has_argument,
                                      NULL, 0x1000 + i};
    memset(list, 0, sizeof *list);
}

int order_read(struct order *order, const struct verb *verb, int argc,
               char **argv)
{
    struct option list[OPTION_COUNT + 1];
    int option, result = 0;

    memset(order, 0, sizeof *order);
    order->verb = verb;
    order->answers_names = -1;
    order->filter = (tamis_xdp_options)TAMIS_XDP_OPTIONS_INIT;
    order->filter.directions = 0;
    viewer_begin(&order->viewer);
    viewer_begin(&order->image);
    speech_begin(verb->name);
    list_options(verb, list);
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", list, NULL)) != -1) {
        if (option == '?')
            return refuse(argv);
        option -= 0x1000;
        if (option == OPTION_HELP) {
            fputs(verb->help, stdout);
            return speech_output_is_whole() ? EXIT_MATCHED : EXIT_ERROR;
        }
        if (rules[option].has_argument)
            result = take_text(order, option, optarg);
        else
            take_switch(order, option);
        if (result)
            return result;
    }
    if (!order->filter.directions)
        order->filter.directions = TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS;
    order->arguments = argv + optind;
    order->argument_count = argc - optind;
    return check_arguments(order, argc);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of tamis-xdp. */
#ifndef TAMIS_XDP_PROGRAM_VERB_H
#define TAMIS_XDP_PROGRAM_VERB_H

#include "program/order.h"

/* Options, for the table of who takes which. --quiet and --help: every verb;
 * the folders too. */
enum verb_takes {
    TAKES_VIEWER = 0x1,   /* --clearance, --audience */
    TAKES_IMAGE = 0x2,    /* --max-tlp, --for */
    TAKES_POLICY = 0x4,   /* --policy, --protect */
    TAKES_ATTACH = 0x8,   /* --generic, --ingress, --egress, --enforce */
    TAKES_CONFIRM = 0x10, /* --confirm */
    TAKES_DEAD_MAN = 0x20,
    TAKES_NAMES = 0x40, /* --answer-nxdomain, --no-answer-nxdomain */
    TAKES_JSON = 0x80,
    TAKES_ROWS = 0x100,
    TAKES_LIVE = 0x200,   /* --interval, --times */
    TAKES_EVENTS = 0x400, /* --format, --sensor */
    TAKES_FOLLOW = 0x800,
    TAKES_KIND = 0x1000,
    TAKES_FILE = 0x2000,  /* --file: a whole policy */
    TAKES_AGENT = 0x4000, /* --events */
};

struct verb {
    const char *name, *summary, *help;
    int (*run)(struct order *order);
    unsigned takes; /* enum verb_takes */
    int arguments_min, arguments_max;
};

extern const struct verb verb_agent, verb_attach, verb_check, verb_confirm,
    verb_detach, verb_enforce, verb_events, verb_metrics, verb_monitor,
    verb_policy, verb_status, verb_swap, verb_top;

#endif

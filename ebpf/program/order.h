/* SPDX-License-Identifier: BSD-2-Clause */
/* What the command line asks for: the verb, its options and arguments. */
#ifndef TAMIS_XDP_PROGRAM_ORDER_H
#define TAMIS_XDP_PROGRAM_ORDER_H

#include "program/viewer.h"

#include <tamis/xdp.h>

#include <stdbool.h>

#define ORDER_PROTECT_MAX 256

struct verb;

struct order {
    const struct verb *verb;
    char **arguments; /* behind the options */
    int argument_count;
    struct viewer viewer; /* --clearance, --audience: who is shown it */
    struct viewer image;  /* --max-tlp, --for: what goes into the kernel */
    bool has_image_viewer, has_clearance;
    tamis_xdp_options filter; /* folders, mode, directions */
    const char *policy_file, *format, *sensor;
    const char *protect[ORDER_PROTECT_MAX];
    size_t protect_count;
    bool protects_host;
    tamis_kind kind;
    bool is_enforcing, is_json, is_following, writes_events;
    int answers_names; /* by NXDOMAIN: 1, not: 0, unsaid: -1 */
    uint64_t confirm_ns, dead_man_ns, interval_ns; /* 0: unsaid */
    uint64_t row_count, times;                     /* 0: unsaid */
};

/* Reads the options of argv, whose first is the verb's name. -1 to go on, else
 * an exit code: --help was given, or an error is said. */
int order_read(struct order *order, const struct verb *verb, int argc,
               char **argv);

#endif

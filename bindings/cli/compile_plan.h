/* SPDX-License-Identifier: BSD-2-Clause */
/* What `tamis compile` was asked to do. */
#ifndef TAMIS_CLI_COMPILE_PLAN_H
#define TAMIS_CLI_COMPILE_PLAN_H

#include "asking.h"

#include <tamis/compile.h>
#include <tamis/fingerprint.h>
#include <tamis/manifest.h>

#include <stdbool.h>

#define COMPILE_PATHS_MAX 256

struct compile_plan {
    const char *output, *manifest_path;
    const char *name;           /* of the feed on the command line */
    tamis_feed_info info;       /* its label and policy */
    tamis_feed_options reading; /* its format */
    tamis_compiler_options compiling;
    char *spill_folder;
    tamis_slice audience[ASKING_AUDIENCE_MAX];
    tamis_slice for_audience[ASKING_AUDIENCE_MAX];
    const char *allow[COMPILE_PATHS_MAX], *warn[COMPILE_PATHS_MAX];
    size_t allow_count, warn_count;
    char **paths;
    size_t path_count;
    bool has_feed_option; /* one that says what files here are */
    bool is_json, is_quiet;
    bool is_in_memory; /* there is no output */
};

/* compile_plan_read() reads the command line: -1 to go on, else an exit code
 * (after --help or a message). Only is_in_memory of *plan is read before. */
int compile_plan_read(struct compile_plan *plan, int argc, char **argv);

#endif

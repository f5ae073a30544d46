/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `tamis scan` was asked to do. Nothing behind it looks at argv.
 *
 *   scan_plan    options and arguments, checked
 *   scan_walk    which files, in which order
 *   scan_feed    a file becomes tasks: ranges of a plain file, or one stream
 *   scan_work    tasks to threads, results back in the order of the input
 *   scan_worker  one thread's matcher and buffers; scan_range and scan_stream
 *                bring the bytes, scan_text turns them into events
 *   scan_context the lines around events
 *   scan_modes   options for what is no text: files by digest, records
 *                (scan_hash, scan_records), feeds instead of a database
 *   scan_filter  which of the visible hits are wanted; scan_news asks for what
 *                an older database did not list (new_records, new_database)
 *   scan_follow  files that grow, instead of walk and feed
 *   scan_output  what is printed, in order
 *
 * A new option: a field and a row here. A new way of reading a file's bytes:
 * beside scan_text. A new work on whole files: a kind of task (scan_task.h).
 */
#ifndef TAMIS_CLI_SCAN_PLAN_H
#define TAMIS_CLI_SCAN_PLAN_H

#include "asking.h"
#include "scan_filter.h"
#include "scan_follow.h"
#include "scan_modes.h"
#include "scan_walk.h"

enum scan_answer {
    SCAN_ANSWER_EVENTS,
    SCAN_ANSWER_COUNTS, /* --count: of each file */
    SCAN_ANSWER_NAMES,  /* --files-with-matches */
};

struct scan_plan {
    struct asking asking;
    const char *database; /* NULL: modes.feeds are it */
    const char *format, *sensor;
    char **paths; /* none: standard input */
    int path_count;
    enum scan_answer answer;
    struct walk_rules rules;
    struct scan_modes modes;
    struct scan_filter filter;
    uint64_t event_count_max; /* of each file; 0: no limit */
    unsigned before, after;   /* lines around events */
    bool has_context;
    unsigned job_count; /* 0: as many as cores */
    bool wants_stats, is_quiet, follows;
    struct follow_list follow; /* filled by command_scan.c */
};

/* Takes the command's arguments. -1 to go on, else an exit code: help was
 * asked for, or something is wrong and was told. */
int scan_plan_parse(struct scan_plan *plan, int argc, char **argv);
void scan_plan_release(struct scan_plan *plan);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a scan prints and says, task by task in the order of the input. Called
 * by one thread at a time. */
#ifndef TAMIS_CLI_SCAN_OUTPUT_H
#define TAMIS_CLI_SCAN_OUTPUT_H

#include "reading.h"
#include "scan_plan.h"
#include "scan_task.h"

struct scan_output {
    const struct scan_plan *plan;
    bool names_files;     /* counts are told with the file's name */
    bool has_failed;      /* standard output took no more, or some input did not
                         let itself be read to its end */
    bool is_closed;       /* standard output took no more */
    bool is_hidden_twice; /* hidden_by_clock counts too many, perhaps */
    uint64_t stored_size, stored_total; /* for progress; total 0: unknown */
    uint64_t file_count, size, line_count, event_count, hidden_by_clock;
    uint64_t malformed_count, timeless_count; /* records */
    bool has_field;        /* some record had what is asked for */
    bool has_lacked_field; /* all records of some file had not */
    bool tells_long_lines; /* somebody looked for patterns in them */
};

void scan_output_open(struct scan_output *output, const struct scan_plan *plan);
/* The text that a task has so far; empties it. False when no more is taken. */
bool scan_output_flush(struct scan_output *output, struct scan_task *task);
/* A task is done: its text, its numbers, its failure. False as above. */
bool scan_output_end(struct scan_output *output, struct scan_task *task);
/* Says, once, that a line of the file was taken for several. */
void scan_output_tell_long_line(struct scan_file *file);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* One piece of work and what came of it. */
#ifndef TAMIS_CLI_SCAN_TASK_H
#define TAMIS_CLI_SCAN_TASK_H

#include "event_lines.h"
#include "scan_block.h"

#include <stdatomic.h>

/* One file on its way through. Shared by its tasks, freed with the last. */
struct scan_file {
    atomic_uint reference_count;
    char *path;       /* to open it by; "-" is standard input */
    const char *name; /* as events tell it */
    int descriptor;   /* of a file read in ranges, else -1 */
    uint64_t origin;  /* its first byte in the descriptor */
    uint64_t size;    /* when it was opened */
    struct scan_encoding encoding;
    bool is_slow; /* a pipe: bytes come when they come */
    /* Nobody wants more of it: set while others may still be reading. */
    atomic_bool is_over;
    /* Of scan_output alone: */
    uint64_t event_count;
    bool has_told_failure, has_told_long_line;
    bool has_records, has_field;
};

enum scan_task_kind {
    SCAN_TASK_RANGE,   /* bytes begin..end of a plain file, read by pread() */
    SCAN_TASK_STREAM,  /* a file from its beginning to its end */
    SCAN_TASK_FOLLOW,  /* plan->follow, until a signal: scan_follow.c */
    SCAN_TASK_HASH,    /* a file by its digests and its name */
    SCAN_TASK_RECORDS, /* a structured log from its beginning to its end */
    SCAN_TASK_RECORD_RANGE, /* or the lines that begin in begin..end */
    SCAN_TASK_NOTHING       /* only the sentence in it is told */
};

struct scan_task {
    enum scan_task_kind kind;
    struct scan_file *file;
    uint64_t begin, end;
    bool is_last; /* of its file */
    /* A line that is too long for a range goes over its begin, or its end. */
    bool begins_in_line, ends_in_line;
    /* What the worker found; text is written when its turn has come. */
    struct event_lines text;
    uint64_t event_count, size, line_count, hidden_by_clock;
    /* Of hidden_by_clock, some may be another block's. */
    bool is_hidden_twice;
    uint64_t stored_size; /* of the file itself, read so far */
    uint64_t malformed_count, timeless_count; /* records */
    bool has_records;   /* that are none of the malformed */
    bool has_field;     /* one of them has what is asked for, or may have it */
    bool has_long_line; /* one that was taken for several */
    bool has_failed, has_note; /* the sentence is in error.message */
    tamis_error error;
    /* Of scan_work alone: */
    uint64_t number;     /* of all tasks, from 0 */
    uint64_t line_first; /* of a range's first fresh byte, once placed */
    uint64_t range_lines;
    bool is_counted, is_done;
};

#endif

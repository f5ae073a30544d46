/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines around events, grep's way:
 *
 *   access.log-11- the line before
 *   access.log:12: the line
 *   access.log:12:345: TLP:AMBER domain ... (the line's events)
 *   access.log-13- the line after
 *   --
 *
 * What is shown of a line is cut to SCAN_CONTEXT_SHOWN bytes, and control bytes
 * are escaped. Standard output is the holder's own, and so are his lines.
 */
#ifndef TAMIS_CLI_SCAN_CONTEXT_H
#define TAMIS_CLI_SCAN_CONTEXT_H

#include "event_lines.h"
#include "scan_block.h"

#define SCAN_CONTEXT_SHOWN ((size_t)1024)
#define SCAN_CONTEXT_MAX   10000u /* lines before and after */

struct context_event {
    size_t place; /* in the block */
    size_t end;   /* of its text */
};

/* Of one file. Zeroed to begin with; `before` and `after` are set. */
struct scan_context {
    unsigned before, after;
    struct event_lines events; /* of the present block */
    struct context_event *places;
    size_t event_count, event_capacity;
    /* What a later block may still want: lines that were not printed, the last
     * ones, as they would be printed. */
    char **kept;
    unsigned kept_first, kept_count;
    unsigned after_left; /* lines still to print */
    uint64_t printed_to; /* number of the last line printed, 0: none */
    uint64_t kept_to;    /* and of the last one kept */
    const struct scan_block *block;
    const char *name;
    struct event_lines *text; /* where it is printed */
};

/* False when memory is out. */
bool scan_context_begin(struct scan_context *context, const char *name,
                        struct event_lines *text);
/* An event was added to `events`. False when memory is out. */
bool scan_context_add(struct scan_context *context, size_t place);
/* The block is scanned; `line` is the number of its first fresh byte. False
 * when memory is out. */
bool scan_context_write(struct scan_context *context,
                        const struct scan_block *block, uint64_t line);
void scan_context_release(struct scan_context *context);

#endif

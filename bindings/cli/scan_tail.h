/* SPDX-License-Identifier: BSD-2-Clause */
/* One file that is followed. */
#ifndef TAMIS_CLI_SCAN_TAIL_H
#define TAMIS_CLI_SCAN_TAIL_H

#include "scan_worker.h"

#include <time.h>

struct scan_tail {
    struct scan_file *file;
    int descriptor; /* -1: there is none under this name now */
    dev_t device;
    ino_t number;
    uint64_t place; /* up to which the file was read */
    struct scan_block block;
    char *rest;     /* block.size bytes: the line that is not whole yet */
    uint64_t line;  /* of the block's first fresh byte */
    bool is_old;    /* its name is another file's now */
    bool is_missed; /* that it is not there was told */
    bool is_behind; /* more was there than one look reads */
    time_t changed; /* when bytes came last, by the monotonic clock */
};

enum scan_tail_state {
    SCAN_TAIL_KEPT,
    SCAN_TAIL_REPLACED, /* another file has its name */
    SCAN_TAIL_FAILED    /* memory is out, or the output takes no more */
};

/* False when memory is out. */
bool scan_tail_open(struct scan_tail *tail, const char *path);
void scan_tail_close(struct scan_tail *tail);
/* Opens the file if it is there and is not open. */
void scan_tail_find(struct scan_tail *tail, bool skips_present,
                    struct scan_worker *worker);
/* Is there more of the file than was read? */
bool scan_tail_has_more(const struct scan_tail *tail);
/* Reads what has come, and looks what became of the name. */
enum scan_tail_state scan_tail_read(struct scan_tail *tail,
                                    struct scan_worker *worker);
/* Scans the last line though nothing ended it. */
void scan_tail_finish(struct scan_tail *tail, struct scan_worker *worker);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Scanning files and folders. */
#ifndef TAMIS_CLI_SCAN_FILE_H
#define TAMIS_CLI_SCAN_FILE_H

#include "reading.h"
#include "scan_block.h"

struct scan {
    struct reading reading;
    char *bytes; /* of the block, made by scan_file() */
    uint64_t size, lines, files;
    bool is_failed;  /* some file could not be read to its end */
    bool is_stopped; /* the output takes no more */
    /* of the present file */
    const char *name;
    struct scan_block block;
    uint64_t line;     /* of counted_to */
    size_t counted_to; /* in the block, up to which lines are counted */
};

/* scan_file() scans one file ("-": standard input). What cannot be read is
 * said, counted in is_failed, and does not stop the others. */
void scan_file(struct scan *scan, const char *path);
/* scan_path() does so for a file, or for every file of a folder in the byte
 * order of the names, dot-files left out. */
void scan_path(struct scan *scan, const char *path);

#endif

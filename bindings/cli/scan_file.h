/* SPDX-License-Identifier: BSD-2-Clause */
/* Scanning one file, block by block. */
#ifndef TAMIS_CLI_SCAN_FILE_H
#define TAMIS_CLI_SCAN_FILE_H

#include "reading.h"

struct scan {
    struct reading reading;
    char *block; /* SCAN_BLOCK_SIZE bytes, made by scan_file() */
    uint64_t bytes, lines, files;
    bool is_failed;  /* some file could not be read to its end */
    bool is_stopped; /* the output takes no more */
    /* of the present file */
    const char *name;
    const char *text;      /* the present block */
    uint64_t block_offset; /* of its first byte in the file */
    uint64_t line;         /* of counted_to */
    uint64_t counted_to;   /* offset in the file up to which lines counted */
};

/* scan_file() scans one file ("-": standard input). What cannot be read is
 * said, counted in is_failed, and does not stop the others. */
void scan_file(struct scan *scan, const char *path);
/* scan_path() does so for a file, or for every file of a folder in the byte
 * order of the names, dot-files left out. */
void scan_path(struct scan *scan, const char *path);

#endif

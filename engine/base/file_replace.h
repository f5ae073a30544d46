/* SPDX-License-Identifier: BSD-2-Clause */
/* Replacing a file so that readers see the old one or the new one, whole. */
#ifndef TAMIS_BASE_FILE_REPLACE_H
#define TAMIS_BASE_FILE_REPLACE_H

#include <tamis/status.h>

#include <stdbool.h>

struct file_replace {
    int descriptor;   /* -1 when closed */
    char *path;       /* the final name */
    char *temporary;  /* beside it; mode 0600 until the commit */
    uint64_t size;    /* as it will be */
    bool is_nameless; /* temporary has no name yet: a signal leaves nothing */
};

/* file_replace_open() makes the temporary in the folder of path. */
tamis_status file_replace_open(struct file_replace *file, const char *path,
                               tamis_error *error);
/* How large the file will be; comes before its bytes. */
tamis_status file_replace_set_size(struct file_replace *file, uint64_t size,
                                   tamis_error *error);
/* Bytes inside of that size, in any order and by any number of threads. What is
 * never written is zero. */
tamis_status file_replace_write_at(struct file_replace *file, uint64_t offset,
                                   const void *bytes, size_t size,
                                   tamis_error *error);
/* mode, fsync of file (when sync), rename, fsync of the folder. */
tamis_status file_replace_commit(struct file_replace *file, unsigned mode,
                                 bool sync, tamis_error *error);
/* Removes the temporary unless committed; safe to call always, also on a
 * zeroed struct. */
void file_replace_abandon(struct file_replace *file);

#endif

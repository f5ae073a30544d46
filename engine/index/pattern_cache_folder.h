/* SPDX-License-Identifier: BSD-2-Clause */
/* The folder of the cache: the user's own, and nobody else's. */
#ifndef TAMIS_INDEX_PATTERN_CACHE_FOLDER_H
#define TAMIS_INDEX_PATTERN_CACHE_FOLDER_H

#include <tamis/status.h>

struct pattern_cache_folder {
    char path[4096];
    int descriptor;
};

/* A file that is being made in it, and has its name when it is whole. */
struct pattern_cache_file {
    int descriptor;
    char temporary[64]; /* "": it has no name at all yet */
};

/* Finds or makes it: given, or $XDG_CACHE_HOME/tamis, or ~/.cache/tamis.
 * Errors: SYSTEM, REJECTED (others may read or write it). */
tamis_status pattern_cache_folder_find(struct pattern_cache_folder *folder,
                                       const char *given, tamis_error *error);
void pattern_cache_folder_release(struct pattern_cache_folder *folder);
/* A descriptor of a file that only the user may read or write, or -1. */
int pattern_cache_folder_open(const struct pattern_cache_folder *folder,
                              const char *name);
/* Makes one, mode 0600. Errors: SYSTEM. */
tamis_status pattern_cache_file_make(struct pattern_cache_file *file,
                                     const struct pattern_cache_folder *folder,
                                     tamis_error *error);
/* Gives it its name in this very folder, in place of what has it now; of a
 * link, that is the link. Errors: SYSTEM. */
tamis_status pattern_cache_file_keep(struct pattern_cache_file *file,
                                     const struct pattern_cache_folder *folder,
                                     const char *name, tamis_error *error);
/* Closes it; what was not kept is gone. */
void pattern_cache_file_close(struct pattern_cache_file *file,
                              const struct pattern_cache_folder *folder);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The folder of the cache: the user's own, and nobody else's. */
#ifndef TAMIS_INDEX_PATTERN_CACHE_FOLDER_H
#define TAMIS_INDEX_PATTERN_CACHE_FOLDER_H

#include <tamis/status.h>

struct pattern_cache_folder {
    char path[4096];
    char joined[4096 + 64];
    int descriptor;
};

/* Finds or makes it: given, or $XDG_CACHE_HOME/tamis, or ~/.cache/tamis.
 * Errors: SYSTEM, REJECTED (others may read or write it). */
tamis_status pattern_cache_folder_find(struct pattern_cache_folder *folder,
                                       const char *given, tamis_error *error);
void pattern_cache_folder_release(struct pattern_cache_folder *folder);
/* A descriptor of a file that only the user may read or write, or -1. */
int pattern_cache_folder_open(const struct pattern_cache_folder *folder,
                              const char *name);
/* Its path, valid as long as the folder. */
const char *pattern_cache_folder_join(struct pattern_cache_folder *folder,
                                      const char *name);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The database of a scan that goes on (--follow), read anew when its file is
 * replaced. A thread looks at the file, verifies the new one and prepares its
 * patterns, which may take long, and leaves a matcher; who scans takes it
 * between two lines. A file that is damaged is told, and the old one stays.
 */
#ifndef TAMIS_CLI_SCAN_RELOAD_H
#define TAMIS_CLI_SCAN_RELOAD_H

#include "asking.h"

#include <tamis/tamis.h>

#include <pthread.h>
#include <stdbool.h>
#include <sys/stat.h>

/* What serves: both are the holder's. */
struct scan_generation {
    tamis_database *database;
    tamis_matcher *matcher;
    bool has_patterns;
};

struct scan_reload {
    const char *path;
    const struct asking *asking;
    struct stat facts; /* of the file that was read last, or tried */
    bool is_missed;    /* that it is not there was told */
    bool is_failing;   /* and so was why it cannot be read now */
    bool is_started;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_ended;
    bool is_ending;
    struct scan_generation next; /* matcher NULL: none */
};

/* Before the database is opened, so that no file between is missed. */
void scan_reload_note(struct stat *facts, const char *path);
/* Starts to look. False when no thread is to be had. */
bool scan_reload_begin(struct scan_reload *reload, const char *path,
                       const struct asking *asking, const struct stat *facts);
/* The new generation, if there is one. */
bool scan_reload_take(struct scan_reload *reload,
                      struct scan_generation *generation);
void scan_reload_end(struct scan_reload *reload);
/* Lets go of it. */
void scan_generation_release(struct scan_generation *generation);

#endif

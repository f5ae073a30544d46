/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --follow: files read on as they grow, until a signal ends it.
 *
 * A file that is renamed and made anew (rotation) is followed by its name; the
 * old one is read on until nothing came to it for some seconds, since who
 * writes may still hold it. A file that became shorter is read from its
 * beginning. Only whole lines are scanned; the last one is when its file or
 * the command ends. A database that is replaced takes over between two lines
 * (scan_reload.h).
 */
#ifndef TAMIS_CLI_SCAN_FOLLOW_H
#define TAMIS_CLI_SCAN_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct scan_worker;

/* The files to follow, by their paths. */
struct follow_list {
    char **paths;
    size_t count;
    bool skips_present;         /* only what comes from now on */
    struct stat database_facts; /* before the database was opened */
};

/* Copies the path. False when memory is out. */
bool follow_list_add(struct follow_list *list, const char *path);
void follow_list_release(struct follow_list *list);
/* Before any thread is started: SIGINT, SIGTERM and SIGHUP end following. A
 * second one ends the program, whatever it waits for. False when the system
 * gives no descriptor for it. */
bool scan_follow_prepare(void);
/* The worker's task is SCAN_TASK_FOLLOW. */
void scan_follow(struct scan_worker *worker);

#endif

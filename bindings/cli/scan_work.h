/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tasks to threads, and what comes of them to scan_output in the order in
 * which they were put in, whatever the number of threads.
 *
 * Tasks stand in a ring: a full one makes scan_work_put() wait, so that memory
 * is bounded. The thread that finishes the oldest task writes it, and whatever
 * behind it is done: nobody waits to write but the one who holds the output.
 */
#ifndef TAMIS_CLI_SCAN_WORK_H
#define TAMIS_CLI_SCAN_WORK_H

#include "inode_table.h"
#include "scan_output.h"
#include "scan_task.h"

#include <pthread.h>

#define SCAN_WORK_TASK_MAX 64

/* Text of a task that waits for its turn; more waits in the worker. */
#define SCAN_WORK_TEXT_MAX ((size_t)1 << 20)

struct scan_work {
    pthread_mutex_t lock;
    pthread_cond_t has_room, has_task, has_moved;
    /* Numbers of tasks; each is at most the one before it. */
    uint64_t added, taken, placed, written;
    uint64_t next_line;   /* of the task `placed`, unless it begins a file */
    uint64_t large_count; /* files left out; of the thread that puts in */
    bool is_finished;     /* nothing more is added */
    bool is_stopped;      /* the output takes no more */
    bool is_writing;
    struct scan_output *output;
    struct inode_table inodes; /* of files that were read for their digests */
    struct scan_worker *workers;
    unsigned worker_count;
    struct scan_task tasks[SCAN_WORK_TASK_MAX];
};

/* Starts the threads. 0, or EXIT_ERROR after a message. */
int scan_work_open(struct scan_work *work, const struct scan_plan *plan,
                   const struct reading *reading, struct scan_output *output);
/* Puts in what scan_task.h says of kind, file, begin, end, is_last,
 * has_failed and error. Takes the reference to the file. False when the output
 * takes no more. */
bool scan_work_put(struct scan_work *work, const struct scan_task *task);
/* Waits until all is done, and ends the threads. */
void scan_work_close(struct scan_work *work);

/* For workers. The lines that end in a range are told before its events are
 * written; scan_work_line() then is the number of its first line. */
void scan_work_count(struct scan_work *work, struct scan_task *task,
                     uint64_t lines);
uint64_t scan_work_line(struct scan_work *work, const struct scan_task *task);
/* Writes a task's text before its end: at once if it is the oldest; else, if
 * it must be, when it has become the oldest. False when nobody wants more. */
bool scan_work_flush(struct scan_work *work, struct scan_task *task,
                     bool must_wait);

/* A file's path is copied; one reference. NULL when memory is out. */
struct scan_file *scan_file_create(const char *path);
void scan_file_release(struct scan_file *file);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_work.h"

#include "message.h"
#include "scan_worker.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scan_file *scan_file_create(const char *path)
{
    struct scan_file *file = calloc(1, sizeof *file);

    if (!file || !(file->path = strdup(path))) {
        free(file);
        return NULL;
    }
    atomic_init(&file->reference_count, 1);
    atomic_init(&file->is_over, false);
    file->name = strcmp(path, "-") == 0 ? "(standard input)" : file->path;
    file->descriptor = -1;
    return file;
}

void scan_file_release(struct scan_file *file)
{
    if (!file || atomic_fetch_sub(&file->reference_count, 1) > 1)
        return;
    if (file->descriptor > STDIN_FILENO)
        close(file->descriptor);
    free(file->path);
    free(file);
}

static struct scan_task *task_at(struct scan_work *work, uint64_t number)
{
    return &work->tasks[number % SCAN_WORK_TASK_MAX];
}

/* The following are called with the lock held. */

static void place_tasks(struct scan_work *work)
{
    while (work->placed < work->added) {
        struct scan_task *task = task_at(work, work->placed);

        if (!task->is_counted)
            return;
        work->next_line = task->line_first + task->range_lines;
        work->placed++;
        if (work->placed == work->added)
            return;
        task = task_at(work, work->placed);
        task->line_first = task->begin == 0 ? 1 : work->next_line;
    }
}

static void write_ready(struct scan_work *work)
{
    while (!work->is_writing && work->written < work->taken &&
           task_at(work, work->written)->is_done) {
        struct scan_task *task = task_at(work, work->written);
        bool is_written;

        work->is_writing = true;
        pthread_mutex_unlock(&work->lock);
        is_written = scan_output_end(work->output, task);
        scan_file_release(task->file);
        pthread_mutex_lock(&work->lock);
        work->is_writing = false;
        work->is_stopped |= !is_written;
        work->written++;
        pthread_cond_signal(&work->has_room);
        pthread_cond_broadcast(&work->has_moved);
    }
}

bool scan_work_put(struct scan_work *work, const struct scan_task *task)
{
    struct scan_task *slot;
    struct event_lines text;
    bool goes_on;

    pthread_mutex_lock(&work->lock);
    while (work->added - work->written == SCAN_WORK_TASK_MAX)
        pthread_cond_wait(&work->has_room, &work->lock);
    slot = task_at(work, work->added);
    text = slot->text; /* its memory is used again */
    *slot = *task;
    slot->text = text;
    slot->number = work->added;
    slot->is_counted =
        task->kind != SCAN_TASK_RANGE && task->kind != SCAN_TASK_RECORD_RANGE;
    slot->is_done = false;
    if (work->placed == work->added)
        slot->line_first = task->begin == 0 ? 1 : work->next_line;
    work->added++;
    place_tasks(work);
    goes_on = !work->is_stopped;
    pthread_cond_signal(&work->has_task);
    pthread_mutex_unlock(&work->lock);
    return goes_on;
}

void scan_work_count(struct scan_work *work, struct scan_task *task,
                     uint64_t lines)
{
    pthread_mutex_lock(&work->lock);
    task->line_count = lines;
    task->range_lines = lines;
    task->is_counted = true;
    place_tasks(work);
    pthread_cond_broadcast(&work->has_moved);
    pthread_mutex_unlock(&work->lock);
}

uint64_t scan_work_line(struct scan_work *work, const struct scan_task *task)
{
    uint64_t line;

    pthread_mutex_lock(&work->lock);
    while (work->placed < task->number)
        pthread_cond_wait(&work->has_moved, &work->lock);
    line = task->line_first;
    pthread_mutex_unlock(&work->lock);
    return line;
}

bool scan_work_flush(struct scan_work *work, struct scan_task *task,
                     bool must_wait)
{
    bool is_written = true;

    pthread_mutex_lock(&work->lock);
    while (must_wait && !work->is_stopped &&
           (work->written != task->number || work->is_writing))
        pthread_cond_wait(&work->has_moved, &work->lock);
    if (!work->is_stopped && work->written == task->number &&
        !work->is_writing) {
        work->is_writing = true;
        pthread_mutex_unlock(&work->lock);
        is_written = scan_output_flush(work->output, task);
        pthread_mutex_lock(&work->lock);
        work->is_writing = false;
        work->is_stopped |= !is_written;
    }
    is_written = !work->is_stopped;
    pthread_mutex_unlock(&work->lock);
    return is_written;
}

static void *run_worker(void *context)
{
    struct scan_worker *worker = context;
    struct scan_work *work = worker->work;

    pthread_mutex_lock(&work->lock);
    for (;;) {
        struct scan_task *task;
        bool is_stopped;

        while (work->taken == work->added && !work->is_finished)
            pthread_cond_wait(&work->has_task, &work->lock);
        if (work->taken == work->added)
            break;
        task = task_at(work, work->taken++);
        is_stopped = work->is_stopped;
        pthread_mutex_unlock(&work->lock);
        if (!is_stopped)
            scan_worker_run(worker, task);
        pthread_mutex_lock(&work->lock);
        /* A range that nobody wanted has not been counted. */
        task->is_counted = true;
        place_tasks(work);
        task->is_done = true;
        pthread_cond_broadcast(&work->has_moved);
        write_ready(work);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

static unsigned count_jobs(const struct scan_plan *plan)
{
    long core_count;

    if (plan->follows)
        return 1;
    if (plan->job_count > 0)
        return plan->job_count;
    core_count = sysconf(_SC_NPROCESSORS_ONLN);
    return core_count > 1 ? (unsigned)core_count : 1;
}

int scan_work_open(struct scan_work *work, const struct scan_plan *plan,
                   const struct reading *reading, struct scan_output *output)
{
    unsigned count = count_jobs(plan);

    memset(work, 0, sizeof *work);
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->has_room, NULL);
    pthread_cond_init(&work->has_task, NULL);
    pthread_cond_init(&work->has_moved, NULL);
    inode_table_open(&work->inodes);
    work->output = output;
    work->workers = calloc(count, sizeof *work->workers);
    while (work->workers && work->worker_count < count) {
        struct scan_worker *worker = &work->workers[work->worker_count];

        if (!scan_worker_open(worker, work, plan, reading))
            break;
        if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
            scan_worker_close(worker);
            break;
        }
        work->worker_count++;
    }
    /* With fewer threads than asked for the answer is the same. */
    if (work->worker_count > 0)
        return 0;
    message_error("no memory for a thread to scan with");
    scan_work_close(work);
    return EXIT_ERROR;
}

void scan_work_close(struct scan_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->is_finished = true;
    pthread_cond_broadcast(&work->has_task);
    pthread_mutex_unlock(&work->lock);
    for (unsigned i = 0; i < work->worker_count; i++) {
        pthread_join(work->workers[i].thread, NULL);
        scan_worker_close(&work->workers[i]);
    }
    free(work->workers);
    for (size_t i = 0; i < SCAN_WORK_TASK_MAX; i++)
        event_lines_release(&work->tasks[i].text);
    inode_table_close(&work->inodes);
    pthread_cond_destroy(&work->has_room);
    pthread_cond_destroy(&work->has_task);
    pthread_cond_destroy(&work->has_moved);
    pthread_mutex_destroy(&work->lock);
}

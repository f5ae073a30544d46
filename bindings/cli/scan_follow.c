/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_follow.h"

#include "message.h"
#include "scan_reload.h"
#include "scan_tail.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

/* inotify says when to look; where it cannot (network file systems, no more
 * watches), looking now and then does. */
#define LOOK_EVERY_MS       1000
#define LOOK_EVERY_BLIND_MS 200
/* An old file is let go of after so long without a new byte. */
#define OLD_SECONDS_MAX 10

/* For the signal handler: the one thing that it may write to. */
static int end_descriptor = -1;

struct follow {
    struct scan_worker *worker;
    struct scan_tail *tails;
    size_t tail_count, tail_capacity;
    int watcher; /* inotify, or -1 */
    struct scan_reload reload;
};

bool follow_list_add(struct follow_list *list, const char *path)
{
    char **larger =
        realloc(list->paths, (list->count + 1) * sizeof *list->paths);

    if (!larger)
        return false;
    list->paths = larger;
    list->paths[list->count] = strdup(path);
    return list->paths[list->count] && ++list->count;
}

void follow_list_release(struct follow_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    memset(list, 0, sizeof *list);
}

static const int end_signals[] = {SIGINT, SIGTERM, SIGHUP};
#define END_SIGNAL_COUNT (sizeof end_signals / sizeof *end_signals)

/* The next one, whichever it is, ends the program at once. */
static void take_signal(int number)
{
    int saved = errno;
    uint64_t one = 1;
    ssize_t written = write(end_descriptor, &one, sizeof one);

    (void)written;
    (void)number;
    for (size_t i = 0; i < END_SIGNAL_COUNT; i++) {
        struct sigaction action;

        if (sigaction(end_signals[i], NULL, &action) == 0 &&
            action.sa_handler == take_signal) {
            action.sa_handler = SIG_DFL;
            sigaction(end_signals[i], &action, NULL);
        }
    }
    errno = saved;
}

bool scan_follow_prepare(void)
{
    struct sigaction action;

    end_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (end_descriptor < 0) {
        message_error("cannot prepare for signals: %s", strerror(errno));
        return false;
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = take_signal;
    action.sa_flags = SA_RESTART;
    for (size_t i = 0; i < END_SIGNAL_COUNT; i++)
        sigaddset(&action.sa_mask, end_signals[i]);
    for (size_t i = 0; i < END_SIGNAL_COUNT; i++) {
        struct sigaction before;

        /* What nohup ignores stays ignored. */
        if (sigaction(end_signals[i], NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN)
            sigaction(end_signals[i], &action, NULL);
    }
    return true;
}

/* The file for what is written to it, its folder for what gets its name. */
static void watch(struct follow *follow, const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    size_t size = slash ? (size_t)(slash - path) + 1 : 0;

    if (follow->watcher < 0 || size >= sizeof folder)
        return;
    memcpy(folder, path, size);
    memcpy(folder + size, size > 0 ? "" : ".", size > 0 ? 1 : 2);
    inotify_add_watch(follow->watcher, path,
                      IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
    inotify_add_watch(follow->watcher, folder,
                      IN_CREATE | IN_MOVED_TO | IN_ONLYDIR | IN_MASK_ADD);
}

static struct scan_tail *add_tail(struct follow *follow, const char *path)
{
    struct scan_tail *tail;

    if (follow->tail_count == follow->tail_capacity) {
        size_t capacity = follow->tail_capacity * 2 + 8;
        struct scan_tail *larger =
            realloc(follow->tails, capacity * sizeof *larger);

        if (!larger)
            return NULL;
        follow->tails = larger;
        follow->tail_capacity = capacity;
    }
    tail = &follow->tails[follow->tail_count];
    if (!scan_tail_open(tail, path))
        return NULL;
    follow->tail_count++;
    return tail;
}

static void find_file(struct follow *follow, struct scan_tail *tail,
                      bool skips_present)
{
    bool was_open = tail->descriptor >= 0;

    scan_tail_find(tail, skips_present, follow->worker);
    if (!was_open && tail->descriptor >= 0)
        watch(follow, tail->file->path);
}

/* The name has a new file: the old one stays for a while, under the same
 * name. */
static bool replace(struct follow *follow, size_t index)
{
    const char *path = follow->tails[index].file->path;
    struct scan_tail *fresh = add_tail(follow, path);
    struct scan_tail old;

    if (!fresh)
        return false;
    old = follow->tails[index];
    follow->tails[index] = *fresh;
    *fresh = old;
    fresh->is_old = true;
    find_file(follow, &follow->tails[index], false);
    return true;
}

static time_t seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void drop_tail(struct follow *follow, size_t index)
{
    scan_tail_finish(&follow->tails[index], follow->worker);
    scan_tail_close(&follow->tails[index]);
    follow->tails[index] = follow->tails[--follow->tail_count];
}

/* Goes on with a newer database, if there is one. */
static void renew(struct follow *follow)
{
    struct scan_worker *worker = follow->worker;
    struct scan_generation old, made;

    if (!scan_reload_take(&follow->reload, &made))
        return;
    worker->hidden_before = scan_worker_hidden(worker);
    old = (struct scan_generation){worker->database, worker->matcher, false};
    worker->database = made.database;
    worker->matcher = made.matcher;
    worker->has_patterns = made.has_patterns;
    scan_generation_release(&old);
    message_note_path(follow->reload.path, "was replaced; from here on it is "
                                           "the new one that is asked");
}

/* One look at every file. False when no more is wanted. */
static bool look(struct follow *follow)
{
    size_t count = follow->tail_count;

    renew(follow);
    scan_worker_set_time(follow->worker);
    for (size_t i = 0; i < count; i++) {
        enum scan_tail_state state;

        if (!follow->tails[i].is_old)
            find_file(follow, &follow->tails[i], false);
        state = scan_tail_read(&follow->tails[i], follow->worker);
        if (state == SCAN_TAIL_FAILED)
            return false;
        if (state == SCAN_TAIL_REPLACED && !replace(follow, i))
            return false;
    }
    for (size_t i = follow->tail_count; i > 0; i--) {
        const struct scan_tail *tail = &follow->tails[i - 1];

        if (tail->is_old && seconds_now() - tail->changed > OLD_SECONDS_MAX)
            drop_tail(follow, i - 1);
    }
    return !follow->worker->is_over;
}

/* Waits for a change. False when a signal said that it is over. */
static bool wait_for_change(const struct follow *follow)
{
    struct pollfd waits[2] = {{end_descriptor, POLLIN, 0},
                              {follow->watcher, POLLIN, 0}};
    int time_ms = follow->watcher < 0 ? LOOK_EVERY_BLIND_MS : LOOK_EVERY_MS;
    char events[4096];

    for (size_t i = 0; i < follow->tail_count; i++)
        if (follow->tails[i].is_behind)
            time_ms = 0;
    poll(waits, 2, time_ms);
    /* What happened is seen by looking. */
    if (waits[1].revents & POLLIN)
        while (read(follow->watcher, events, sizeof events) > 0)
            continue;
    return !(waits[0].revents & POLLIN);
}

static void finish(struct follow *follow)
{
    struct scan_task *task = follow->worker->task;

    for (size_t i = 0; i < follow->tail_count; i++) {
        struct scan_tail *tail = &follow->tails[i];

        task->has_failed |= tail->is_missed;
        if (!tail->is_behind || !scan_tail_has_more(tail)) {
            scan_tail_finish(tail, follow->worker);
            continue;
        }
        /* What was read of its last line is none. */
        message_error_path(tail->file->name,
                           "the signal came before it was read to its end; "
                           "the rest was not scanned");
        task->has_failed = true;
    }
}

/* What is new since another database is known of the one that was read. */
static bool begin_reload(struct follow *follow)
{
    const struct scan_plan *plan = follow->worker->plan;
    const char *path = plan->modes.older_database ? NULL : plan->database;

    return scan_reload_begin(&follow->reload, path, &plan->asking,
                             &plan->follow.database_facts);
}

void scan_follow(struct scan_worker *worker)
{
    const struct follow_list *list = &worker->plan->follow;
    struct follow follow = {.worker = worker};
    struct scan_file *file = worker->task->file;
    bool has_room = true;

    follow.watcher = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (size_t i = 0; i < list->count && has_room; i++) {
        struct scan_tail *tail = add_tail(&follow, list->paths[i]);

        has_room = tail;
        if (tail)
            find_file(&follow, tail, list->skips_present);
    }
    has_room = has_room && begin_reload(&follow);
    if (!has_room)
        scan_worker_fail_system(worker, 0, "no memory to follow files");
    if (has_room)
        message_note("following %zu %s", list->count,
                     list->count == 1 ? "file" : "files");
    while (has_room && look(&follow) && wait_for_change(&follow))
        continue;
    /* What was written before the signal was sent. */
    if (has_room && !worker->is_over)
        look(&follow);
    finish(&follow);
    scan_reload_end(&follow.reload);
    /* The task is told and written under its own name. */
    worker->task->file = file;
    for (size_t i = 0; i < follow.tail_count; i++)
        scan_tail_close(&follow.tails[i]);
    free(follow.tails);
    if (follow.watcher >= 0)
        close(follow.watcher);
}

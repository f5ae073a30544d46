/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_tail.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Read in one look, so that other files and signals have their turn. */
#define LOOK_SIZE_MAX ((uint64_t)64 << 20)

static time_t seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

bool scan_tail_open(struct scan_tail *tail, const char *path)
{
    memset(tail, 0, sizeof *tail);
    tail->descriptor = -1;
    tail->file = scan_file_create(path);
    return tail->file;
}

void scan_tail_close(struct scan_tail *tail)
{
    if (tail->descriptor >= 0)
        close(tail->descriptor);
    scan_file_release(tail->file);
    free(tail->rest);
    memset(tail, 0, sizeof *tail);
    tail->descriptor = -1;
}

/* False when memory is out. */
static bool begin(struct scan_tail *tail, struct scan_worker *worker)
{
    free(tail->rest);
    tail->rest = NULL;
    tail->place = 0;
    tail->line = 1;
    tail->changed = seconds_now();
    return scan_block_begin(&tail->block, &worker->buffer, SCAN_LINE_MAX);
}

/* The line that is not whole moves into the worker's buffer, and back. */
static void load(struct scan_tail *tail, struct scan_worker *worker)
{
    /* Buffers do not shrink: what was in it has room. */
    tail->block.bytes = worker->buffer.bytes;
    if (tail->block.size > 0)
        memcpy(worker->buffer.bytes, tail->rest, tail->block.size);
    worker->line = tail->line;
    worker->task->file = tail->file;
}

static bool save(struct scan_tail *tail, struct scan_worker *worker)
{
    size_t size = tail->block.size;
    char *rest = realloc(tail->rest, size > 0 ? size : 1);

    tail->line = worker->line;
    if (!rest) {
        message_error_path(tail->file->name, "no memory to follow it");
        tail->block.size = 0;
        return false;
    }
    tail->rest = rest;
    if (size > 0)
        memcpy(rest, worker->buffer.bytes, size);
    return true;
}

/* At once: the file may never end. */
static void tell_long_line(struct scan_tail *tail, struct scan_worker *worker)
{
    if (!worker->task->has_long_line && !tail->block.has_long_line)
        return;
    if (worker->has_patterns)
        scan_output_tell_long_line(tail->file);
    worker->task->has_long_line = false;
}

/* Scans what is cut, or only counts its lines. */
static void take_block(struct scan_tail *tail, struct scan_worker *worker,
                       bool is_skipped)
{
    struct scan_block *block = &tail->block;
    uint64_t line = worker->line;

    worker->counted_to = block->fresh_first;
    if (!is_skipped)
        scan_text(worker, block);
    tell_long_line(tail, worker);
    if (worker->is_over)
        return;
    worker->line +=
        scan_block_lines(block, worker->counted_to, block->fresh_end);
    worker->task->line_count += worker->line - line;
    scan_block_next(block);
    worker->is_over = !scan_work_flush(worker->work, worker->task, false);
}

static void read_on(struct scan_tail *tail, struct scan_worker *worker,
                    bool is_skipped)
{
    struct scan_block *block = &tail->block;
    uint64_t end = is_skipped ? UINT64_MAX : tail->place + LOOK_SIZE_MAX;
    ssize_t got;

    load(tail, worker);
    do {
        got = pread(tail->descriptor, block->bytes + block->size,
                    block->target - block->size, (off_t)tail->place);
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            char sentence[128];

            snprintf(sentence, sizeof sentence, "cannot be read: %s",
                     strerror(errno));
            message_error_path(tail->file->name, sentence);
            worker->task->has_failed = true;
        }
        if (got <= 0)
            break;
        tail->changed = seconds_now();
        tail->place += (uint64_t)got;
        block->size += (size_t)got;
        if (block->size == block->target ? scan_block_cut(block, false)
                                         : scan_block_cut_line(block))
            take_block(tail, worker, is_skipped);
    } while (!worker->is_over && tail->place < end);
    tail->is_behind = tail->place >= end;
    worker->is_over |= !save(tail, worker);
}

static void say_missed(const struct scan_tail *tail, int system_errno)
{
    char sentence[128];

    snprintf(sentence, sizeof sentence, "%s; it is followed when it is there",
             tail->descriptor < 0 ? strerror(system_errno)
                                  : "it is no regular file");
    message_error_path(tail->file->path, sentence);
}

void scan_tail_find(struct scan_tail *tail, bool skips_present,
                    struct scan_worker *worker)
{
    const char *path = tail->file->path;
    struct stat facts;

    if (tail->descriptor >= 0)
        return;
    tail->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (tail->descriptor >= 0 && fstat(tail->descriptor, &facts) == 0 &&
        S_ISREG(facts.st_mode)) {
        tail->device = facts.st_dev;
        tail->number = facts.st_ino;
        tail->is_missed = false;
        worker->is_over |= !begin(tail, worker);
        if (skips_present && !worker->is_over)
            read_on(tail, worker, true);
        return;
    }
    if (!tail->is_missed)
        say_missed(tail, errno);
    tail->is_missed = true;
    if (tail->descriptor >= 0)
        close(tail->descriptor);
    tail->descriptor = -1;
}

enum scan_tail_state scan_tail_read(struct scan_tail *tail,
                                    struct scan_worker *worker)
{
    struct stat facts;

    if (tail->descriptor < 0)
        return SCAN_TAIL_KEPT;
    if (fstat(tail->descriptor, &facts) == 0 &&
        (uint64_t)facts.st_size < tail->place) {
        message_note_path(tail->file->name,
                          "became shorter; it is read from its beginning");
        scan_tail_finish(tail, worker);
        worker->is_over |= !begin(tail, worker);
    }
    if (worker->is_over)
        return SCAN_TAIL_FAILED;
    read_on(tail, worker, false);
    if (worker->is_over)
        return SCAN_TAIL_FAILED;
    if (tail->is_old || stat(tail->file->path, &facts) < 0 ||
        (facts.st_dev == tail->device && facts.st_ino == tail->number))
        return SCAN_TAIL_KEPT;
    return SCAN_TAIL_REPLACED;
}

bool scan_tail_has_more(const struct scan_tail *tail)
{
    struct stat facts;

    return tail->descriptor >= 0 && fstat(tail->descriptor, &facts) == 0 &&
           (uint64_t)facts.st_size > tail->place;
}

void scan_tail_finish(struct scan_tail *tail, struct scan_worker *worker)
{
    if (tail->descriptor < 0 || worker->is_over ||
        tail->block.size <= tail->block.fresh_first)
        return;
    load(tail, worker);
    scan_block_cut(&tail->block, true);
    take_block(tail, worker, false);
    worker->is_over |= !save(tail, worker);
}

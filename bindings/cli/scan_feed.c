/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_feed.h"

#include "message.h"
#include "record_reader.h"
#include "scan_cut.h"
#include "scan_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest of the magics that <tamis/input.h> knows: xz. */
#define MAGIC_SIZE 6

static bool put_sentence(struct scan_work *work, const char *path,
                         struct scan_task *task)
{
    task->kind = SCAN_TASK_NOTHING;
    task->is_last = true;
    task->file = scan_file_create(path);
    if (task->file)
        return scan_work_put(work, task);
    message_error("no memory for a file's name");
    return false;
}

bool scan_feed_failure(struct scan_work *work, const char *path,
                       int system_errno, const char *sentence)
{
    struct scan_task task;

    memset(&task, 0, sizeof task);
    task.has_failed = true;
    snprintf(task.error.message, sizeof task.error.message, "%s%s%s", sentence,
             system_errno ? ": " : "",
             system_errno ? strerror(system_errno) : "");
    return put_sentence(work, path, &task);
}

bool scan_feed_note(struct scan_work *work, const char *path,
                    const char *sentence)
{
    struct scan_task task;

    memset(&task, 0, sizeof task);
    task.has_note = true;
    snprintf(task.error.message, sizeof task.error.message, "%s", sentence);
    return put_sentence(work, path, &task);
}

static bool is_compressed(const unsigned char *bytes, size_t size)
{
    static const unsigned char xz[] = {0xFD, '7', 'z', 'X', 'Z', 0};

    if (size >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B)
        return true;
    if (size >= 4 && memcmp(bytes + 1, "\xB5\x2F\xFD", 3) == 0)
        return true; /* zstd */
    if (size >= 4 && memcmp(bytes + 1, "\x2A\x4D\x18", 3) == 0)
        return true; /* zstd's skippable frames */
    return size >= sizeof xz && memcmp(bytes, xz, sizeof xz) == 0;
}

bool scan_feed_is_compressed(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    unsigned char head[MAGIC_SIZE];
    ssize_t size = descriptor < 0 ? 0 : pread(descriptor, head, MAGIC_SIZE, 0);

    if (descriptor >= 0)
        close(descriptor);
    return size > 0 && is_compressed(head, (size_t)size);
}

bool scan_feed_follow(struct scan_work *work)
{
    struct scan_task task;

    memset(&task, 0, sizeof task);
    task.kind = SCAN_TASK_FOLLOW;
    task.is_last = true;
    task.file = scan_file_create("--follow");
    if (task.file)
        return scan_work_put(work, &task);
    message_error("no memory to follow files");
    return false;
}

/* Standard output in a file that is scanned would be scanned as it grows. */
static bool is_output(const struct stat *facts)
{
    struct stat output;

    return fstat(STDOUT_FILENO, &output) == 0 && S_ISREG(output.st_mode) &&
           output.st_dev == facts->st_dev && output.st_ino == facts->st_ino;
}

/* Looks whether a file can be read in ranges, and sets it up for it. */
static bool take_plain(struct scan_file *file, int descriptor,
                       const struct stat *facts)
{
    off_t origin = lseek(descriptor, 0, SEEK_CUR);
    unsigned char head[MAGIC_SIZE];
    ssize_t size;

    /* What the kernel makes while it is read has no size. */
    if (!S_ISREG(facts->st_mode) || origin < 0 || origin >= facts->st_size)
        return false;
    size = pread(descriptor, head, sizeof head, origin);
    if (size <= 0 || is_compressed(head, (size_t)size))
        return false;
    file->origin = (uint64_t)origin;
    file->size = (uint64_t)(facts->st_size - origin);
    file->encoding = scan_encoding_find((const char *)head, (size_t)size);
    return true;
}

/* Records that are JSON are read from any line on; others need their header.
 * What is no record at all is told by who reads it from its beginning. */
static bool is_json(const struct scan_file *file)
{
    char head[64];
    ssize_t size =
        pread(file->descriptor, head, sizeof head, (off_t)file->origin);

    return size > 0 && record_form_of(head, (size_t)size) == RECORD_FORM_JSON;
}

static bool put_ranges(struct scan_work *work, struct scan_file *file,
                       enum scan_task_kind kind)
{
    struct scan_task task;
    bool goes_on = true;

    memset(&task, 0, sizeof task);
    task.kind = kind;
    task.file = file;
    while (goes_on && task.begin < file->size && !atomic_load(&file->is_over)) {
        task.end = task.begin + SCAN_BLOCK_SIZE;
        if (kind == SCAN_TASK_RANGE)
            scan_cut(file, &task);
        else if (task.end >= file->size)
            task.end = file->size;
        task.is_last = task.end == file->size;
        atomic_fetch_add(&file->reference_count, 1);
        goes_on = scan_work_put(work, &task);
        task.begin = task.end;
    }
    scan_file_release(file);
    return goes_on;
}

static bool put_whole(struct scan_work *work, struct scan_file *file,
                      enum scan_task_kind kind, bool is_slow)
{
    struct scan_task task;

    memset(&task, 0, sizeof task);
    task.kind = kind;
    file->is_slow = is_slow;
    task.file = file;
    task.is_last = true;
    return scan_work_put(work, &task);
}

/* A file whose digests are asked for, unless it is too large. */
static bool put_hash(struct scan_work *work, const struct scan_plan *plan,
                     struct scan_file *file, const struct stat *facts)
{
    if (plan->modes.file_size_max == 0 ||
        (uint64_t)facts->st_size <= plan->modes.file_size_max)
        return put_whole(work, file, SCAN_TASK_HASH, false);
    scan_file_release(file);
    work->large_count++;
    return true;
}

static enum scan_task_kind whole_kind(const struct scan_plan *plan)
{
    return scan_modes_has_records(&plan->modes) ? SCAN_TASK_RECORDS
                                                : SCAN_TASK_STREAM;
}

bool scan_feed_file(struct scan_work *work, const struct scan_plan *plan,
                    const char *path)
{
    bool is_standard_input = strcmp(path, "-") == 0;
    int descriptor = is_standard_input ? STDIN_FILENO : -1;
    struct scan_file *file;
    struct stat facts;

    /* A pipe with a name waits here for who writes to it, and may be opened
     * once only. */
    if (is_standard_input ? fstat(descriptor, &facts) < 0
                          : stat(path, &facts) < 0)
        return scan_feed_failure(work, path, errno, "cannot be opened");
    if (plan->modes.hashes_files && !S_ISREG(facts.st_mode))
        return scan_feed_failure(work, path, 0, "is no file; it was not read");
    if (S_ISREG(facts.st_mode) && is_output(&facts))
        return scan_feed_failure(work, path, 0,
                                 "standard output goes there; it is not "
                                 "scanned");
    file = scan_file_create(path);
    if (!file) {
        message_error("no memory for a file's name");
        return false;
    }
    if (plan->modes.hashes_files)
        return put_hash(work, plan, file, &facts);
    /* Limits on events are kept, and lines found, by reading in order. */
    if (!S_ISREG(facts.st_mode) || plan->event_count_max > 0 ||
        plan->has_context)
        return put_whole(work, file, whole_kind(plan), !S_ISREG(facts.st_mode));
    if (!is_standard_input)
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        int failure = errno;

        scan_file_release(file);
        return scan_feed_failure(work, path, failure, "cannot be opened");
    }
    if (fstat(descriptor, &facts) == 0 &&
        take_plain(file, descriptor, &facts)) {
        file->descriptor = descriptor;
        if (!scan_modes_has_records(&plan->modes))
            return put_ranges(work, file, SCAN_TASK_RANGE);
        if (is_json(file))
            return put_ranges(work, file, SCAN_TASK_RECORD_RANGE);
        file->descriptor = -1;
    }
    if (!is_standard_input)
        close(descriptor);
    return put_whole(work, file, whole_kind(plan), !S_ISREG(facts.st_mode));
}

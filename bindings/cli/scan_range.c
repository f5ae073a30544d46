/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A range of a plain file, of which other threads scan the rest. Where a line
 * is too long for one range (scan_cut.h), what lies around it is read too.
 */
#include "scan_worker.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct range {
    struct scan_file *file;
    char *bytes; /* the file from `offset` on */
    uint64_t offset;
    size_t size;    /* read */
    bool is_at_end; /* the file ended before what was asked for */
    int failure;    /* or could not be read further: errno */
};

/* Reads on up to a place in the file. */
static void read_up_to(struct range *range, uint64_t end)
{
    while (!range->is_at_end && range->offset + range->size < end) {
        uint64_t place = range->file->origin + range->offset + range->size;
        ssize_t got =
            pread(range->file->descriptor, range->bytes + range->size,
                  (size_t)(end - range->offset) - range->size, (off_t)place);

        if (got < 0 && errno == EINTR)
            continue;
        range->failure = got < 0 ? errno : 0;
        range->size += got < 0 ? 0 : (size_t)got;
        range->is_at_end = got <= 0;
    }
}

static bool has_shrunk(const struct scan_file *file)
{
    struct stat facts;

    return fstat(file->descriptor, &facts) == 0 &&
           (uint64_t)facts.st_size < file->origin + file->size;
}

/* Reads the range, and what is seen of its line around it. */
static bool read_range(struct scan_worker *worker, struct range *range,
                       struct scan_block *block)
{
    const struct scan_task *task = worker->task;
    uint64_t before = task->begins_in_line ? SCAN_CONTEXT : 0;
    uint64_t end = task->end;
    size_t mark =
        task->begin > 0 && block->encoding.unit_size == 2 ? SCAN_MARK_SIZE : 0;

    if (task->ends_in_line)
        end = end + SCAN_CONTEXT < task->file->size ? end + SCAN_CONTEXT
                                                    : task->file->size;
    range->offset = task->begin - before;
    if (!scan_buffer_reserve(&worker->buffer,
                             (size_t)(end - range->offset) + mark))
        return false;
    block->bytes = worker->buffer.bytes;
    range->bytes = block->bytes + mark;
    if (mark)
        scan_encoding_put_mark(block->encoding, block->bytes);
    read_up_to(range, end);
    block->offset = range->offset - mark;
    block->fresh_first = (size_t)before + mark;
    block->scan_end = range->size + mark;
    block->fresh_end = (size_t)(task->end - range->offset) + mark;
    if (block->fresh_end > block->scan_end)
        block->fresh_end = block->scan_end;
    return true;
}

void scan_range(struct scan_worker *worker)
{
    struct scan_task *task = worker->task;
    struct range range = {.file = task->file};
    struct scan_block block = {.encoding = task->file->encoding};

    task->stored_size = task->end - task->begin;
    task->has_long_line = task->ends_in_line;
    if (!read_range(worker, &range, &block))
        scan_worker_fail_system(worker, ENOMEM, "cannot be read");
    else if (range.failure)
        scan_worker_fail_system(worker, range.failure, "cannot be read");
    else if (range.is_at_end && has_shrunk(task->file))
        scan_worker_fail_system(worker, 0,
                                "it became shorter while it was read; what "
                                "was cut off was not scanned");
    if (block.fresh_end <= block.fresh_first)
        return;
    scan_work_count(
        worker->work, task,
        scan_block_lines(&block, block.fresh_first, block.fresh_end));
    scan_text(worker, &block);
}

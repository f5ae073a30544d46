/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A range of a plain file, of which other threads scan the rest. Both of its
 * ends are moved back to where text may be cut; the neighbour, who looks at the
 * same bytes, moves them to the same place.
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

/* Where the text of the range ends, and what is to be seen behind it. */
static void cut_end(struct range *range, const struct scan_task *task,
                    struct scan_block *block)
{
    size_t end = (size_t)(task->end - range->offset);

    block->fresh_end = range->size;
    block->scan_end = range->size;
    if (range->is_at_end || task->end == range->file->size)
        return;
    block->fresh_end =
        scan_encoding_boundary(block->encoding, range->bytes, end);
    block->scan_end = block->fresh_end;
    if (block->fresh_end > 0)
        return;
    read_up_to(range, task->end + SCAN_CONTEXT < range->file->size
                          ? task->end + SCAN_CONTEXT
                          : range->file->size);
    block->fresh_end = end;
    block->scan_end = range->size;
}

/* Where it begins, and what is to be seen before it. */
static void cut_begin(struct range *range, const struct scan_task *task,
                      struct scan_block *block)
{
    size_t begin = (size_t)(task->begin - range->offset);
    size_t from;

    if (task->begin == 0)
        return;
    if (begin > range->size)
        begin = range->size; /* it has shrunk meanwhile */
    block->fresh_first =
        scan_encoding_boundary(block->encoding, range->bytes, begin);
    from = block->fresh_first;
    if (from == 0) {
        block->fresh_first = begin;
        from = begin > SCAN_CONTEXT ? begin - SCAN_CONTEXT : 0;
    }
    if (block->encoding.unit_size == 2) {
        from -= from >= SCAN_MARK_SIZE ? SCAN_MARK_SIZE : from;
        scan_encoding_put_mark(block->encoding, range->bytes + from);
    }
    block->bytes += from;
    block->offset += from;
    block->fresh_first -= from;
    block->fresh_end -= block->fresh_end < from ? block->fresh_end : from;
    block->scan_end -= block->scan_end < from ? block->scan_end : from;
}

void scan_range(struct scan_worker *worker)
{
    struct scan_task *task = worker->task;
    struct range range = {.file = task->file, .bytes = worker->buffer};
    struct scan_block block = {.bytes = worker->buffer};

    if (task->begin > SCAN_LINE_REACH)
        range.offset = task->begin - SCAN_LINE_REACH;
    block.offset = range.offset;
    block.encoding = task->file->encoding;
    task->stored_size = task->end - task->begin;
    read_up_to(&range, task->end);
    cut_end(&range, task, &block);
    cut_begin(&range, task, &block);
    if (range.failure)
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

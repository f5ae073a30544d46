/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file from its beginning to its end: pipes, compressed files, and plain
 * ones where events must be counted as they come.
 *
 * Lines that are there are scanned when no more bytes are waiting, so that what
 * comes slowly through a pipe is answered at once, and was observed then. Where
 * blocks are cut so is a matter of timing; that each match is found once, at
 * its place, is not.
 */
#include "scan_ahead.h"
#include "scan_worker.h"

#include <errno.h>
#include <string.h>

/* Fills the block. Returns why it stopped: BYTES when it is full, EMPTY when
 * nothing is waiting now. */
static enum scan_ahead_state fill_block(struct scan_worker *worker,
                                        struct scan_ahead *ahead,
                                        struct scan_block *block)
{
    enum scan_ahead_state state = SCAN_AHEAD_BYTES;
    tamis_error error;
    bool may_wait = true;
    size_t size;

    while (state == SCAN_AHEAD_BYTES && block->size < block->target) {
        state = scan_ahead_take(ahead, block->bytes + block->size,
                                block->target - block->size, may_wait, &size,
                                &error);
        block->size += size;
        may_wait = !worker->task->file->is_slow;
    }
    if (state == SCAN_AHEAD_FAILED)
        scan_worker_fail(worker, &error);
    return state;
}

/* No more is looked for, but what follows the last event is to be shown. */
static bool owes_lines(const struct scan_worker *worker)
{
    return worker->plan->has_context && worker->context.after_left > 0;
}

static bool goes_on(const struct scan_worker *worker)
{
    return !worker->is_over || owes_lines(worker);
}

static void scan_cut_block(struct scan_worker *worker, struct scan_block *block,
                           bool must_write)
{
    struct scan_task *task = worker->task;

    if (worker->is_over)
        scan_text_after(worker, block);
    else
        scan_text(worker, block);
    if (!goes_on(worker))
        return;
    worker->line +=
        scan_block_lines(block, worker->counted_to, block->fresh_end);
    scan_block_next(block);
    if (!scan_work_flush(worker->work, task,
                         must_write && task->text.size > 0)) {
        worker->is_over = true;
        worker->context.after_left = 0;
    }
}

void scan_stream_from(struct scan_worker *worker, struct scan_ahead *ahead,
                      const char *bytes, size_t size)
{
    enum scan_ahead_state state = SCAN_AHEAD_BYTES;
    struct scan_block block;

    worker->line = 1;
    if (!scan_block_begin(&block, &worker->buffer, SCAN_LINE_MAX)) {
        scan_worker_fail_system(worker, ENOMEM, "cannot be read");
        return;
    }
    if (size > 0)
        memcpy(block.bytes, bytes, size);
    block.size = size;
    if (worker->plan->has_context &&
        !scan_context_begin(&worker->context, worker->task->file->name,
                            &worker->task->text)) {
        scan_worker_fail_system(worker, 0, "no memory for its lines");
        return;
    }
    while (goes_on(worker) &&
           (state == SCAN_AHEAD_BYTES || state == SCAN_AHEAD_EMPTY)) {
        state = fill_block(worker, ahead, &block);
        worker->task->stored_size = scan_ahead_consumed(ahead);
        if (worker->task->file->is_slow)
            scan_worker_set_time(worker);
        if ((state == SCAN_AHEAD_BYTES && scan_block_cut(&block, false)) ||
            (state == SCAN_AHEAD_EMPTY && scan_block_cut_line(&block)))
            scan_cut_block(worker, &block, state == SCAN_AHEAD_EMPTY);
    }
    /* What was read before a damage is scanned all the same. */
    if (goes_on(worker) && block.size > block.fresh_first) {
        scan_block_cut(&block, true);
        scan_cut_block(worker, &block, false);
    }
    worker->task->line_count = worker->line - 1;
    worker->task->has_long_line |= block.has_long_line;
}

void scan_stream(struct scan_worker *worker)
{
    struct scan_ahead *ahead;
    tamis_error error;

    ahead = scan_ahead_open(worker->task->file->path, &error);
    if (!ahead) {
        scan_worker_fail(worker, &error);
        return;
    }
    scan_stream_from(worker, ahead, NULL, 0);
    scan_ahead_close(ahead);
}

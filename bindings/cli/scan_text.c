/* SPDX-License-Identifier: BSD-2-Clause */
/* Free text: what the matcher finds in a block, with its place in the file. */
#include "scan_worker.h"

static void count_up_to(struct scan_worker *worker, size_t place)
{
    if (worker->line == 0)
        worker->line = scan_work_line(worker->work, worker->task);
    if (place <= worker->counted_to)
        return;
    worker->line += scan_block_lines(worker->block, worker->counted_to, place);
    worker->counted_to = place;
}

/* A hit outside the fresh part is another block's. */
static bool is_fresh(const struct scan_block *block, size_t place)
{
    return place >= block->fresh_first && place < block->fresh_end;
}

static int add_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct scan_worker *worker = context;

    for (size_t i = 0; i < hit_count; i++) {
        tamis_event_source source = worker->source;
        size_t place = worker->text_first + (size_t)hits[i].offset;

        if (!is_fresh(worker->block, place))
            continue;
        source.offset = worker->block->offset + place;
        count_up_to(worker, place);
        source.line = worker->line;
        source.has_line = 1;
        if (!scan_worker_add(worker, &hits[i], &source))
            return 1;
    }
    return 0;
}

static void write_context(struct scan_worker *worker,
                          const struct scan_block *block, uint64_t line)
{
    if (!worker->plan->has_context || block->encoding.unit_size != 1 ||
        scan_context_write(&worker->context, block, line))
        return;
    scan_worker_fail_system(worker, 0, "no memory for its lines");
    worker->is_over = true;
    worker->context.after_left = 0;
}

void scan_text(struct scan_worker *worker, const struct scan_block *block)
{
    uint64_t line = worker->line;
    tamis_matcher_counts before = {.struct_size = sizeof before};
    tamis_matcher_counts after = before;
    /* Of the file: what was read of it is shown all the same. */
    bool had_failed = worker->task->has_failed;

    tamis_matcher_counts_get(worker->matcher, &before);

    worker->block = block;
    worker->counted_to = block->fresh_first;
    if (worker->news)
        scan_news(worker, add_hits);
    else
        tamis_matcher_scan(worker->matcher, block->bytes, block->scan_end,
                           add_hits, worker);
    tamis_matcher_counts_get(worker->matcher, &after);
    worker->task->has_long_line |= after.cut_lines > before.cut_lines;
    /* The matcher counts what the clock hides wherever it is. */
    worker->task->is_hidden_twice |=
        (block->fresh_first > 0 || block->fresh_end < block->scan_end) &&
        after.hidden_by_clock > before.hidden_by_clock;
    if (worker->task->has_failed == had_failed)
        write_context(worker, block, line);
    worker->task->size += block->fresh_end - block->fresh_first;
}

void scan_text_after(struct scan_worker *worker, const struct scan_block *block)
{
    worker->block = block;
    worker->counted_to = block->fresh_first;
    write_context(worker, block, worker->line);
}

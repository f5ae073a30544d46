/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool scan_worker_open(struct scan_worker *worker, struct scan_work *work,
                      const struct scan_plan *plan,
                      const struct reading *reading)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;

    memset(worker, 0, sizeof *worker);
    worker->work = work;
    worker->plan = plan;
    worker->reading = reading;
    worker->source = reading->source;
    worker->database = tamis_database_retain(reading->database);
    worker->has_patterns = reading->has_patterns;
    worker->context.before = plan->before;
    worker->context.after = plan->after;
    options.clearance = plan->asking.clearance;
    options.patterns = reading->patterns;
    if (scan_buffer_reserve(&worker->buffer, SCAN_BLOCK_SIZE) &&
        tamis_matcher_create(&worker->matcher, reading->database, &options,
                             NULL) == TAMIS_OK &&
        new_database_matcher(&plan->filter.news.alone, &worker->news))
        return true;
    scan_worker_close(worker);
    return false;
}

void scan_worker_close(struct scan_worker *worker)
{
    tamis_matcher_destroy(worker->matcher);
    tamis_matcher_destroy(worker->news);
    tamis_database_release(worker->database);
    scan_buffer_release(&worker->buffer);
    scan_context_release(&worker->context);
    file_digester_destroy(worker->digester);
    record_reader_destroy(worker->records);
}

/* Lines of UTF-16 are not shown. */
static bool shows_lines(const struct scan_worker *worker)
{
    return worker->plan->has_context && worker->block &&
           worker->block->encoding.unit_size == 1;
}

uint64_t scan_worker_hidden(const struct scan_worker *worker)
{
    tamis_matcher_counts counts = {.struct_size = sizeof counts};

    tamis_matcher_counts_get(worker->matcher, &counts);
    return worker->hidden_before + counts.hidden_by_clock;
}

void scan_worker_run(struct scan_worker *worker, struct scan_task *task)
{
    uint64_t hidden = scan_worker_hidden(worker);

    worker->task = task;
    worker->is_over = false;
    worker->line = 0;
    if (atomic_load(&task->file->is_over))
        return;
    switch (task->kind) {
    case SCAN_TASK_RANGE:
        scan_range(worker);
        break;
    case SCAN_TASK_STREAM:
        scan_stream(worker);
        break;
    case SCAN_TASK_FOLLOW:
        scan_follow(worker);
        break;
    case SCAN_TASK_HASH:
        scan_hash(worker);
        break;
    case SCAN_TASK_RECORDS:
        scan_records(worker);
        break;
    case SCAN_TASK_RECORD_RANGE:
        scan_record_range(worker);
        break;
    case SCAN_TASK_NOTHING:
    default:
        break;
    }
    task->hidden_by_clock = scan_worker_hidden(worker) - hidden;
}

void scan_worker_set_time(struct scan_worker *worker)
{
    if (!worker->plan->asking.is_now)
        return;
    worker->source.time_ns = asking_now();
    tamis_matcher_set_time(worker->matcher, worker->source.time_ns, 0);
    if (worker->records)
        record_reader_set_time(worker->records, worker->source.time_ns);
}

void scan_worker_fail(struct scan_worker *worker, const tamis_error *error)
{
    worker->task->has_failed = true;
    worker->task->error = *error;
}

void scan_worker_fail_system(struct scan_worker *worker, int system_errno,
                             const char *sentence)
{
    tamis_error error;

    memset(&error, 0, sizeof error);
    error.status = TAMIS_ERROR_SYSTEM;
    error.system_errno = system_errno;
    snprintf(error.message, sizeof error.message, "%s%s%s", sentence,
             system_errno ? ": " : "",
             system_errno ? strerror(system_errno) : "");
    scan_worker_fail(worker, &error);
}

bool scan_worker_add(struct scan_worker *worker, const tamis_hit *hit,
                     tamis_event_source *source)
{
    const struct scan_plan *plan = worker->plan;
    struct scan_task *task = worker->task;

    if (!scan_filter_wants(&plan->filter, hit))
        return true;
    task->event_count++;
    worker->is_over = plan->answer == SCAN_ANSWER_NAMES ||
                      task->event_count == plan->event_count_max;
    if (plan->answer != SCAN_ANSWER_EVENTS)
        return !worker->is_over;
    source->file.data = task->file->name;
    source->file.size = strlen(task->file->name);
    if (!event_lines_add(
            shows_lines(worker) ? &worker->context.events : &task->text,
            worker->reading->output.is_text, worker->database, hit, source) ||
        (shows_lines(worker) &&
         !scan_context_add(&worker->context,
                           (size_t)(source->offset - worker->block->offset)))) {
        scan_worker_fail_system(worker, 0, "no memory for its events");
        worker->is_over = true;
    }
    if (task->text.size > SCAN_WORK_TEXT_MAX &&
        !scan_work_flush(worker->work, task, true))
        worker->is_over = true;
    return !worker->is_over;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* One thread of a scan: its matcher, its buffers, the task in its hands. */
#ifndef TAMIS_CLI_SCAN_WORKER_H
#define TAMIS_CLI_SCAN_WORKER_H

#include "file_digests.h"
#include "reading.h"
#include "record_reader.h"
#include "scan_context.h"
#include "scan_plan.h"
#include "scan_work.h"

struct scan_worker {
    pthread_t thread;
    struct scan_work *work;
    const struct scan_plan *plan;
    const struct reading *reading;
    tamis_matcher *matcher;
    tamis_database *database;  /* the matcher's; --follow changes both */
    bool has_patterns;         /* which the matcher looks for */
    uint64_t hidden_before;    /* by the clock, in matchers before this one */
    tamis_matcher *news;       /* of new records alone, asked first; or NULL */
    tamis_event_source source; /* what all events have in common */
    struct scan_buffer buffer; /* of what is scanned now */
    /* Made by the tasks that need them: */
    struct file_digester *digester;
    struct record_reader *records;
    /* Of the present task: */
    struct scan_task *task;
    const struct scan_block *block;
    struct scan_context context; /* where the plan has one */
    uint64_t line;               /* of counted_to; 0: not known yet */
    size_t counted_to; /* in the block, up to which lines are counted */
    size_t text_first; /* in the block, from where hits' offsets count */
    bool is_over;      /* nobody wants more of the task */
};

/* False when memory is out; then nothing is left open. */
bool scan_worker_open(struct scan_worker *worker, struct scan_work *work,
                      const struct scan_plan *plan,
                      const struct reading *reading);
void scan_worker_close(struct scan_worker *worker);
void scan_worker_run(struct scan_worker *worker, struct scan_task *task);
/* Moves the clock to now, unless --at gave a time. */
void scan_worker_set_time(struct scan_worker *worker);
/* What the clock alone has hidden so far. */
uint64_t scan_worker_hidden(const struct scan_worker *worker);
/* Ends the task with a sentence; what was found stays. */
void scan_worker_fail(struct scan_worker *worker, const tamis_error *error);
/* The same for what the system says; sentence tells what could not be done. */
void scan_worker_fail_system(struct scan_worker *worker, int system_errno,
                             const char *sentence);
/* Adds a hit to the task, if it is wanted, and holds to the limits. Fills in
 * the source's file. False when no more is wanted. */
bool scan_worker_add(struct scan_worker *worker, const tamis_hit *hit,
                     tamis_event_source *source);

/* What a task's bytes are read with: scan_range.c, scan_stream.c. */
void scan_range(struct scan_worker *worker);
void scan_stream(struct scan_worker *worker);
/* The rest of a stream whose first bytes were taken already, at most
 * SCAN_BLOCK_SIZE. */
struct scan_ahead;
void scan_stream_from(struct scan_worker *worker, struct scan_ahead *ahead,
                      const char *bytes, size_t size);
/* Or all of it: scan_hash.c, scan_records.c. */
void scan_hash(struct scan_worker *worker);
void scan_records(struct scan_worker *worker);
void scan_record_range(struct scan_worker *worker);
/* What is found in them: scan_text.c. The block is cut. */
void scan_text(struct scan_worker *worker, const struct scan_block *block);
/* The same of what is new: scan_news.c. Gives the callback the worker. */
void scan_news(struct scan_worker *worker, tamis_hit_callback callback);
/* Lines alone, after the last event that was wanted. */
void scan_text_after(struct scan_worker *worker,
                     const struct scan_block *block);

#endif

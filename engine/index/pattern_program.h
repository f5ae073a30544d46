/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamis-pattern-compiler: a program that compiles pattern sets. It judges
 * nothing itself; processes that it forks do, each with limits, and whatever
 * becomes of one, the pattern that it died of is refused and the rest goes on.
 */
#ifndef TAMIS_INDEX_PATTERN_PROGRAM_H
#define TAMIS_INDEX_PATTERN_PROGRAM_H

#include "index/pattern_request.h"
#include "index/pattern_set_work.h"

#include <sys/types.h>

/* Units that one process is given: a batch of it. */
#define PATTERN_BATCH_MAX 64u

/* What a worker writes for each unit of its batch, before the bytes. */
struct pattern_answer {
    uint64_t size; /* 0: refused */
    uint64_t culprit;
    struct pattern_refusal refusal;
};

struct pattern_worker {
    pid_t process; /* 0: none */
    int pipe;
    struct pattern_span batch[PATTERN_BATCH_MAX];
    size_t count, next;  /* the unit that it is at */
    uint64_t begun_ms;   /* with that unit */
    struct buffer bytes; /* of its answer so far */
};

/* CPU time that a unit may take: the kernel counts seconds, and the one that is
 * running is not a whole one. */
static inline uint64_t
pattern_worker_ms_max(const struct pattern_request *request)
{
    return (request->pattern_ms_max / 1000 + UINT64_C(2)) * 1000;
}

/* Forks a process for worker->batch. Errors: SYSTEM, with errno. */
tamis_status pattern_worker_begin(struct pattern_worker *worker,
                                  const struct pattern_work *work,
                                  const struct pattern_request *request);
/* Kills it if it lives. */
void pattern_worker_end(struct pattern_worker *worker);

/* All of the work. Errors: MEMORY, LIMIT, SYSTEM (with errno), STOPPED (nobody
 * listens). */
tamis_status pattern_program_work(struct pattern_work *work,
                                  const struct pattern_request *request,
                                  int listener);

uint64_t pattern_program_now_ms(void);

#endif

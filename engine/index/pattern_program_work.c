/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who compiles what: as many workers as asked for, each with a batch, watched
 * by the clock. A worker that is gone before its batch is done died of the unit
 * that it was at.
 */
#include "base/crew.h"
#include "base/error.h"
#include "index/pattern_program.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A unit may wait for a CPU this many times longer than it may use one. */
#define WALL_FACTOR 4u
#define POLL_MS     100

struct crew_of_workers {
    struct pattern_work *work;
    const struct pattern_request *request;
    int listener;
    unsigned count;
    uint64_t begun_ms, told_ms;
    struct pattern_worker workers[CREW_SIZE_MAX];
};

uint64_t pattern_program_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Batches are small near the end, so that all workers have some. */
static tamis_status start_worker(struct crew_of_workers *crew,
                                 struct pattern_worker *worker)
{
    size_t left = (crew->work->spans.size + crew->work->later.size) /
                  sizeof(struct pattern_span);
    size_t share = (left + 2 * crew->count - 1) / (2 * crew->count);
    size_t wanted = share < PATTERN_BATCH_MAX ? share : PATTERN_BATCH_MAX;
    tamis_status status = TAMIS_OK;

    worker->count = 0;
    while (worker->count < wanted &&
           pattern_work_take(crew->work, &worker->batch[worker->count]))
        if (worker->batch[worker->count++].count > 1)
            break; /* a large unit goes alone */
    if (!worker->count)
        return TAMIS_OK;
    status = pattern_worker_begin(worker, crew->work, crew->request);
    return status;
}

/* The unit that a worker was at is to blame; the rest is for another. */
static tamis_status blame_unit(struct crew_of_workers *crew,
                               struct pattern_worker *worker, bool is_late)
{
    struct pattern_compiled compiled = {.culprit = SIZE_MAX};
    size_t at = worker->next;

    pattern_worker_end(worker);
    if (at == worker->count)
        return TAMIS_OK;
    compiled.refusal.offset = UINT64_MAX;
    snprintf(
        compiled.refusal.reason, sizeof compiled.refusal.reason,
        "compiling it takes more than %u s or %u MB, or ends the compiler%s",
        crew->request->pattern_ms_max / 1000,
        (unsigned)(crew->request->memory_max >> 20),
        is_late ? " (it was too slow)" : "");
    for (size_t i = at + 1; i < worker->count; i++)
        TRY(pattern_work_return(crew->work, &worker->batch[i]));
    return pattern_work_give(crew->work, &worker->batch[at], &compiled);
}

/* Whole answers out of what has been read. */
static tamis_status take_answers(struct crew_of_workers *crew,
                                 struct pattern_worker *worker)
{
    struct pattern_answer answer;
    size_t used = 0;

    while (worker->next < worker->count &&
           worker->bytes.size - used >= sizeof answer) {
        struct pattern_compiled compiled = {0};
        char *bytes = (char *)worker->bytes.bytes + used + sizeof answer;
        size_t size;

        memcpy(&answer, worker->bytes.bytes + used, sizeof answer);
        size = crew->work->is_check ? 0 : (size_t)answer.size;
        if (worker->bytes.size - used - sizeof answer < size)
            break;
        compiled.bytes = answer.size ? bytes : NULL;
        compiled.size = size;
        compiled.culprit = (size_t)answer.culprit;
        compiled.refusal = answer.refusal;
        TRY(pattern_work_give(crew->work, &worker->batch[worker->next++],
                              &compiled));
        used += sizeof answer + size;
        worker->begun_ms = pattern_program_now_ms();
    }
    if (used)
        memmove(worker->bytes.bytes, worker->bytes.bytes + used,
                worker->bytes.size - used);
    worker->bytes.size -= used;
    return TAMIS_OK;
}

static tamis_status read_worker(struct crew_of_workers *crew,
                                struct pattern_worker *worker)
{
    for (;;) {
        ssize_t size;

        TRY(buffer_reserve(&worker->bytes, 1 << 20));
        size = read(worker->pipe, worker->bytes.bytes + worker->bytes.size,
                    1 << 20);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && errno == EAGAIN)
            return take_answers(crew, worker);
        if (size <= 0)
            break;
        worker->bytes.size += (size_t)size;
        if (worker->bytes.size > PATTERN_IMAGE_SIZE_MAX)
            return TAMIS_ERROR_LIMIT;
    }
    TRY(take_answers(crew, worker));
    return blame_unit(crew, worker, false);
}

static tamis_status tell_progress(struct crew_of_workers *crew)
{
    uint64_t now = pattern_program_now_ms();
    struct pattern_frame frame = {.kind = PATTERN_FRAME_PROGRESS,
                                  .done = crew->work->done,
                                  .total = crew->work->total};

    if (now - crew->told_ms < POLL_MS)
        return TAMIS_OK;
    crew->told_ms = now;
    /* Never waits: who does not listen now hears the next one. */
    if (send(crew->listener, &frame, sizeof frame,
             MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
        errno != EAGAIN && errno != EINTR)
        return TAMIS_ERROR_STOPPED;
    return TAMIS_OK;
}

static tamis_status watch_workers(struct crew_of_workers *crew,
                                  unsigned *running)
{
    struct pollfd polls[CREW_SIZE_MAX];
    uint64_t limit = pattern_worker_ms_max(crew->request) * WALL_FACTOR;

    *running = 0;
    for (unsigned i = 0; i < crew->count; i++) {
        struct pattern_worker *worker = &crew->workers[i];

        if (!worker->process)
            TRY(start_worker(crew, worker));
        polls[i] =
            (struct pollfd){worker->process ? worker->pipe : -1, POLLIN, 0};
        *running += worker->process != 0;
    }
    if (!*running)
        return TAMIS_OK;
    if (poll(polls, crew->count, POLL_MS) < 0 && errno != EINTR)
        return TAMIS_ERROR_SYSTEM;
    for (unsigned i = 0; i < crew->count; i++) {
        struct pattern_worker *worker = &crew->workers[i];

        if (worker->process && polls[i].revents)
            TRY(read_worker(crew, worker));
        else if (worker->process &&
                 pattern_program_now_ms() - worker->begun_ms > limit)
            TRY(blame_unit(crew, worker, true));
    }
    return TAMIS_OK;
}

/* Time is over: what is compiled is used, all else refused. */
static tamis_status refuse_rest(struct crew_of_workers *crew)
{
    const struct pattern_request *request = crew->request;
    struct pattern_refusal refusal = {.offset = UINT64_MAX};

    for (unsigned i = 0; i < crew->count; i++) {
        struct pattern_worker *worker = &crew->workers[i];

        if (!worker->process)
            continue;
        pattern_worker_end(worker);
        for (; worker->next < worker->count; worker->next++)
            TRY(pattern_work_return(crew->work, &worker->batch[worker->next]));
    }
    snprintf(refusal.reason, sizeof refusal.reason,
             "it was not compiled before the time for all patterns, %g s, was "
             "over; allow more, or leave out those that take long",
             request->asked_ms / 1000.0);
    crew->work->image.header.unfinished_ms = request->asked_ms;
    return pattern_work_refuse_rest(crew->work, &refusal);
}

tamis_status pattern_program_work(struct pattern_work *work,
                                  const struct pattern_request *request,
                                  int listener)
{
    static struct crew_of_workers crew; /* too large for a stack */
    tamis_status status = TAMIS_OK;
    unsigned running = 1;
    int reason;

    crew.work = work;
    crew.request = request;
    crew.listener = listener;
    crew.count = crew_size(request->threads);
    crew.begun_ms = pattern_program_now_ms();
    for (unsigned i = 0; i < crew.count; i++)
        buffer_init(&crew.workers[i].bytes, &work->allocator);
    while (!status && running) {
        status = watch_workers(&crew, &running);
        if (!status)
            status = tell_progress(&crew);
        if (!status &&
            pattern_program_now_ms() - crew.begun_ms > request->total_ms_max) {
            status = running ? refuse_rest(&crew) : TAMIS_OK;
            break;
        }
    }
    reason = errno;
    for (unsigned i = 0; i < crew.count; i++) {
        pattern_worker_end(&crew.workers[i]);
        buffer_release(&crew.workers[i].bytes);
    }
    errno = reason;
    return status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/adder.h"

#include "base/crew.h"
#include "base/error.h"
#include "base/memory.h"
#include "compile/batch.h"
#include "compile/compiler.h"

#include <pthread.h>
#include <signal.h>

/* From so many statements on it pays to have them added by further threads. */
#define STATEMENTS_MIN 20000u
/* Batches for each thread, so that one waits while another is worked on. */
#define BATCHES_PER_THREAD 2u
#define BATCHES_MAX        (BATCHES_PER_THREAD * CREW_SIZE_MAX + 1)

struct worker {
    struct adder *adder;
    struct shard *shard;
    pthread_t thread;
};

struct adder {
    tamis_compiler *compiler;
    struct shard *shards[CREW_SIZE_MAX]; /* the first is the caller's */
    size_t shard_count;
    uint64_t taken_count; /* statements */
    bool is_alone;        /* no threads were made, nor will be */
    struct batch *current;
    struct worker workers[CREW_SIZE_MAX];
    size_t worker_count;
    pthread_mutex_t lock;
    pthread_cond_t has_work;  /* for workers */
    pthread_cond_t has_moved; /* for the caller */
    /* Under the lock: */
    struct batch *free, *first, *last; /* first to last: in their order */
    size_t busy_count;                 /* batches that are worked on */
    bool is_cutting;
    bool is_ending;
    tamis_status status; /* of the threads */
};

tamis_status adder_create(struct adder **adder, tamis_compiler *compiler)
{
    struct adder *made =
        memory_allocate_array(&compiler->allocator, 1, sizeof *made);

    *adder = NULL;
    if (!made)
        return TAMIS_ERROR_MEMORY;
    made->compiler = compiler;
    made->is_alone = compiler->adds_alone;
    if (shard_create(&made->shards[0], compiler) != TAMIS_OK) {
        memory_release(&compiler->allocator, made);
        return TAMIS_ERROR_MEMORY;
    }
    made->shard_count = 1;
    *adder = made;
    return TAMIS_OK;
}

/* Takes the first batch of those that wait. Under the lock. */
static struct batch *take_batch(struct adder *adder)
{
    struct batch *batch = adder->first;

    adder->first = batch->next;
    adder->busy_count++;
    adder->is_cutting = true;
    return batch;
}

/* Stencils are cut in the order of batches, for one batch at a time. */
static bool can_take(const struct adder *adder)
{
    return adder->first && !adder->is_cutting;
}

/* Works on a batch that was taken. Under the lock, which is let go. */
static void work_on(struct adder *adder, struct batch *batch,
                    struct shard *shard)
{
    tamis_status status = adder->status;

    pthread_mutex_unlock(&adder->lock);
    if (status == TAMIS_OK)
        status = batch_cut(batch, adder->compiler);
    pthread_mutex_lock(&adder->lock);
    adder->is_cutting = false;
    pthread_cond_signal(&adder->has_work);
    pthread_cond_signal(&adder->has_moved);
    pthread_mutex_unlock(&adder->lock);
    if (status == TAMIS_OK)
        status = batch_add_to(batch, shard);
    pthread_mutex_lock(&adder->lock);
    if (status != TAMIS_OK && adder->status == TAMIS_OK)
        adder->status = status;
    batch->next = adder->free;
    adder->free = batch;
    adder->busy_count--;
    pthread_cond_signal(&adder->has_moved);
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    struct adder *adder = worker->adder;

    pthread_mutex_lock(&adder->lock);
    while (!adder->is_ending) {
        if (can_take(adder))
            work_on(adder, take_batch(adder), worker->shard);
        else
            pthread_cond_wait(&adder->has_work, &adder->lock);
    }
    pthread_mutex_unlock(&adder->lock);
    return NULL;
}

static bool make_worker(struct adder *adder)
{
    struct worker *worker = &adder->workers[adder->worker_count];
    struct shard **shard = &adder->shards[adder->shard_count];
    sigset_t all, before;
    int code;

    if (shard_create(shard, adder->compiler) != TAMIS_OK)
        return false;
    worker->adder = adder;
    worker->shard = *shard;
    /* Signals are the host's business, on threads of its own. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&worker->thread, NULL, run, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code != 0) {
        shard_destroy(*shard);
        return false;
    }
    adder->shard_count++;
    adder->worker_count++;
    return true;
}

static void end_threads(struct adder *adder)
{
    struct batch *lists[3] = {adder->current, NULL, NULL};

    pthread_mutex_lock(&adder->lock);
    adder->is_ending = true;
    pthread_cond_broadcast(&adder->has_work);
    pthread_mutex_unlock(&adder->lock);
    for (size_t i = 0; i < adder->worker_count; i++)
        pthread_join(adder->workers[i].thread, NULL);
    lists[1] = adder->free;
    lists[2] = adder->first;
    for (size_t i = 0; i < 3; i++) {
        while (lists[i]) {
            struct batch *next = lists[i]->next;

            batch_destroy(lists[i]);
            lists[i] = next;
        }
    }
    adder->current = adder->free = adder->first = NULL;
    pthread_cond_destroy(&adder->has_work);
    pthread_cond_destroy(&adder->has_moved);
    pthread_mutex_destroy(&adder->lock);
    adder->worker_count = 0;
}

/* Makes as many threads as the compiler may have, and as there can be. */
static void start_threads(struct adder *adder)
{
    size_t wanted = adder->compiler->threads - 1;

    adder->is_alone = true; /* it is tried once */
    if (pthread_mutex_init(&adder->lock, NULL) != 0)
        return;
    /* Conditions of the C library hold no memory: these do not fail. */
    pthread_cond_init(&adder->has_work, NULL);
    pthread_cond_init(&adder->has_moved, NULL);
    adder->current = batch_create();
    for (size_t i = 0; i < BATCHES_PER_THREAD * (wanted + 1); i++) {
        struct batch *batch = batch_create();

        if (!batch)
            break;
        batch->next = adder->free;
        adder->free = batch;
    }
    while (adder->current && adder->free && adder->worker_count < wanted &&
           make_worker(adder))
        ;
    if (adder->worker_count == 0) {
        end_threads(adder);
        return;
    }
    adder->is_alone = false;
    batch_clear(adder->current, adder->taken_count);
}

void adder_close(struct adder *adder)
{
    if (adder->worker_count > 0)
        end_threads(adder);
    adder->is_alone = true;
    for (size_t i = 0; i < adder->shard_count; i++)
        shard_close(adder->shards[i]);
}

void adder_destroy(struct adder *adder)
{
    if (!adder)
        return;
    adder_close(adder);
    for (size_t i = 0; i < adder->shard_count; i++)
        shard_destroy(adder->shards[i]);
    memory_release(&adder->compiler->allocator, adder);
}

/* Waits, working meanwhile, until no more than busy_max batches are worked on
 * and none waits, or until one is free. Under the lock. */
static void wait_for(struct adder *adder, bool for_free)
{
    while (for_free ? !adder->free : adder->first || adder->busy_count > 0) {
        if (can_take(adder))
            work_on(adder, take_batch(adder), adder->shards[0]);
        else
            pthread_cond_wait(&adder->has_moved, &adder->lock);
    }
}

/* Gives the current batch to whoever takes it. Under the lock. */
static void hand_over(struct adder *adder)
{
    struct batch *batch = adder->current;

    batch->next = NULL;
    if (adder->first)
        adder->last->next = batch;
    else
        adder->first = batch;
    adder->last = batch;
    adder->current = NULL;
    pthread_cond_signal(&adder->has_work);
}

static tamis_status next_batch(struct adder *adder)
{
    tamis_status status;

    pthread_mutex_lock(&adder->lock);
    hand_over(adder);
    wait_for(adder, true);
    adder->current = adder->free;
    adder->free = adder->current->next;
    status = adder->status;
    pthread_mutex_unlock(&adder->lock);
    batch_clear(adder->current, adder->taken_count);
    return status;
}

/* The caller's thread does it. */
static tamis_status add_at_once(struct adder *adder,
                                const struct batch_input *input)
{
    struct stencil stencil;
    uint64_t number = adder->taken_count;

    adder->taken_count += input->count;
    TRY(stencil_cut(&stencil, adder->compiler, input->feed_id, input->common,
                    input->reason));
    return shard_add_borrowed(adder->shards[0], &stencil, input->values,
                              input->count, number);
}

tamis_status adder_put(struct adder *adder, const struct batch_input *input)
{
    struct batch_input left = *input;
    size_t taken;

    if (!adder->is_alone && adder->worker_count == 0 &&
        adder->taken_count >= STATEMENTS_MIN)
        start_threads(adder);
    if (adder->worker_count == 0)
        return add_at_once(adder, input);
    while (left.count > 0) {
        TRY(batch_add(adder->current, &left, &taken));
        adder->taken_count += taken;
        left.values += taken;
        left.count -= taken;
        if (taken == 0)
            TRY(next_batch(adder));
    }
    return TAMIS_OK;
}

tamis_status adder_settle(struct adder *adder)
{
    tamis_status status = TAMIS_OK;

    if (adder->worker_count > 0) {
        if (adder->current->run_count > 0)
            TRY(next_batch(adder));
        pthread_mutex_lock(&adder->lock);
        wait_for(adder, false);
        status = adder->status;
        pthread_mutex_unlock(&adder->lock);
    }
    TRY(status);
    return shard_fold(adder->shards, adder->shard_count, adder->compiler);
}

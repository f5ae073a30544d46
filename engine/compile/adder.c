/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/adder.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#define BATCH_COUNT 4u
#define ITEM_COUNT  512u
#define TEXT_SIZE   ((size_t)64 * 1024) /* at first; grows for long ones */

struct item {
    tamis_statement statement;
    uint32_t feed_id;
    tamis_reason reason;
};

/* Statements, and the bytes that they borrow. Its text never moves once a
 * slice points into it: a batch that is out of text is handed over. */
struct batch {
    struct item items[ITEM_COUNT];
    size_t count;
    char *text;
    size_t text_size, text_capacity;
    tamis_slice last_file; /* most statements of a batch share one */
};

struct adder {
    tamis_compiler *compiler;
    adder_work work;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_room;
    struct batch batches[BATCH_COUNT];
    /* Numbers of batches, counted from the first: given to the thread, and
     * done by it. Under the lock, as are the next two. */
    size_t given, done;
    bool is_ending;
    tamis_status status; /* of the thread */
};

static tamis_status add_batch(struct adder *adder, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];

        TRY(adder->work(adder->compiler, item->feed_id, &item->statement,
                        item->reason));
    }
    return TAMIS_OK;
}

static void *run(void *argument)
{
    struct adder *adder = argument;

    pthread_mutex_lock(&adder->lock);
    for (;;) {
        tamis_status status = TAMIS_OK;

        while (adder->done == adder->given && !adder->is_ending)
            pthread_cond_wait(&adder->has_work, &adder->lock);
        if (adder->is_ending)
            break;
        if (adder->status == TAMIS_OK) {
            const struct batch *batch =
                &adder->batches[adder->done % BATCH_COUNT];

            pthread_mutex_unlock(&adder->lock);
            status = add_batch(adder, batch);
            pthread_mutex_lock(&adder->lock);
        }
        if (status != TAMIS_OK)
            adder->status = status;
        adder->done++;
        pthread_cond_signal(&adder->has_room);
    }
    pthread_mutex_unlock(&adder->lock);
    return NULL;
}

static void release(struct adder *adder)
{
    for (size_t i = 0; i < BATCH_COUNT; i++)
        memory_release(&memory_default, adder->batches[i].text);
    memory_release(&memory_default, adder);
}

static bool start(struct adder *adder)
{
    sigset_t all, before;
    int code;

    if (pthread_mutex_init(&adder->lock, NULL) != 0)
        return false;
    /* Conditions of the C library hold no memory: these do not fail. */
    pthread_cond_init(&adder->has_work, NULL);
    pthread_cond_init(&adder->has_room, NULL);
    /* Signals are the host's business, on threads of its own. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&adder->thread, NULL, run, adder);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0)
        return true;
    pthread_cond_destroy(&adder->has_work);
    pthread_cond_destroy(&adder->has_room);
    pthread_mutex_destroy(&adder->lock);
    return false;
}

tamis_status adder_create(struct adder **adder, tamis_compiler *compiler,
                          adder_work work)
{
    struct adder *made =
        memory_allocate_array(&memory_default, 1, sizeof *made);

    *adder = NULL;
    if (!made)
        return TAMIS_ERROR_MEMORY;
    made->compiler = compiler;
    made->work = work;
    for (size_t i = 0; i < BATCH_COUNT; i++) {
        struct batch *batch = &made->batches[i];

        batch->text = memory_allocate(&memory_default, TEXT_SIZE);
        batch->text_capacity = TEXT_SIZE;
        if (!batch->text) {
            release(made);
            return TAMIS_ERROR_MEMORY;
        }
    }
    if (!start(made)) {
        release(made);
        return TAMIS_ERROR_LIMIT;
    }
    *adder = made;
    return TAMIS_OK;
}

void adder_destroy(struct adder *adder)
{
    if (!adder)
        return;
    pthread_mutex_lock(&adder->lock);
    adder->is_ending = true;
    pthread_cond_signal(&adder->has_work);
    pthread_mutex_unlock(&adder->lock);
    pthread_join(adder->thread, NULL);
    pthread_cond_destroy(&adder->has_work);
    pthread_cond_destroy(&adder->has_room);
    pthread_mutex_destroy(&adder->lock);
    release(adder);
}

/* The batch that is being filled, which only the caller's thread touches. */
static struct batch *current(struct adder *adder)
{
    return &adder->batches[adder->given % BATCH_COUNT];
}

static void clear(struct batch *batch)
{
    batch->count = 0;
    batch->text_size = 0;
    batch->last_file = slice_make(NULL, 0);
}

/* Gives the current batch away and waits until the next one is free, or all
 * of them. */
static tamis_status hand_over(struct adder *adder, size_t left_max)
{
    tamis_status status;

    pthread_mutex_lock(&adder->lock);
    adder->given++;
    pthread_cond_signal(&adder->has_work);
    while (adder->given - adder->done > left_max)
        pthread_cond_wait(&adder->has_room, &adder->lock);
    status = adder->status;
    pthread_mutex_unlock(&adder->lock);
    clear(current(adder));
    return status;
}

static size_t slices_size(const tamis_slice *slices, size_t count)
{
    size_t size = count * sizeof *slices + sizeof(void *);

    for (size_t i = 0; i < count; i++)
        size += slices[i].size;
    return size;
}

/* Bytes that a statement's copy takes at most. */
static size_t text_needed(const tamis_statement *statement)
{
    return statement->value.size + statement->reference.size +
           statement->context.size + statement->file.size +
           slices_size(statement->tags, statement->tag_count) +
           slices_size(statement->audience, statement->audience_count);
}

/* Only an empty batch has no slices that point into its text. */
static tamis_status make_room(struct adder *adder, size_t needed)
{
    struct batch *batch = current(adder);
    char *text;

    if (batch->count > 0 &&
        (batch->count == ITEM_COUNT ||
         needed > batch->text_capacity - batch->text_size)) {
        TRY(hand_over(adder, BATCH_COUNT - 1));
        batch = current(adder);
    }
    if (needed <= batch->text_capacity - batch->text_size)
        return TAMIS_OK;
    text = memory_reallocate(&memory_default, batch->text, needed);
    if (!text)
        return TAMIS_ERROR_MEMORY;
    batch->text = text;
    batch->text_capacity = needed;
    return TAMIS_OK;
}

static tamis_slice copy(struct batch *batch, tamis_slice slice)
{
    char *to = batch->text + batch->text_size;

    if (slice.size == 0)
        return slice;
    memcpy(to, slice.data, slice.size);
    batch->text_size += slice.size;
    return slice_make(to, slice.size);
}

static const tamis_slice *copy_slices(struct batch *batch,
                                      const tamis_slice *slices, size_t count)
{
    size_t skew = batch->text_size % sizeof(void *);
    char *to;

    if (count == 0)
        return NULL;
    batch->text_size += skew ? sizeof(void *) - skew : 0;
    to = batch->text + batch->text_size;
    batch->text_size += count * sizeof *slices;
    for (size_t i = 0; i < count; i++) {
        tamis_slice copied = copy(batch, slices[i]);

        memcpy(to + i * sizeof copied, &copied, sizeof copied);
    }
    return (const tamis_slice *)(const void *)to;
}

static tamis_slice copy_file(struct batch *batch, tamis_slice file)
{
    if (!slice_equal(batch->last_file, file))
        batch->last_file = copy(batch, file);
    return batch->last_file;
}

tamis_status adder_put(struct adder *adder, uint32_t feed_id,
                       const tamis_statement *statement, tamis_reason reason)
{
    struct batch *batch;
    struct item *item;

    TRY(make_room(adder, text_needed(statement)));
    batch = current(adder);
    item = &batch->items[batch->count++];
    item->feed_id = feed_id;
    item->reason = reason;
    item->statement = *statement;
    item->statement.value = copy(batch, statement->value);
    item->statement.reference = copy(batch, statement->reference);
    item->statement.context = copy(batch, statement->context);
    item->statement.file = copy_file(batch, statement->file);
    item->statement.tags =
        copy_slices(batch, statement->tags, statement->tag_count);
    item->statement.audience =
        copy_slices(batch, statement->audience, statement->audience_count);
    return TAMIS_OK;
}

tamis_status adder_wait(struct adder *adder)
{
    return hand_over(adder, 0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_ahead.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE  ((size_t)256 << 10)
#define CHUNK_COUNT 4u

struct scan_ahead {
    pthread_mutex_t lock;
    pthread_cond_t has_moved;
    tamis_input *input; /* the reading thread's */
    atomic_uint_fast64_t consumed;
    unsigned owner_count;
    /* Chunks by number; the one at `given` is partly taken. */
    uint64_t filled, given;
    size_t taken; /* of the chunk at `given` */
    size_t sizes[CHUNK_COUNT];
    bool is_at_end, is_abandoned;
    tamis_status status;
    tamis_error error;
    char *bytes; /* CHUNK_COUNT chunks */
};

/* With the lock held; lets go of it. */
static void drop(struct scan_ahead *ahead)
{
    bool is_last = --ahead->owner_count == 0;

    pthread_mutex_unlock(&ahead->lock);
    if (!is_last)
        return;
    tamis_input_close(ahead->input);
    pthread_cond_destroy(&ahead->has_moved);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->bytes);
    free(ahead);
}

static void *read_ahead(void *context)
{
    struct scan_ahead *ahead = context;

    pthread_mutex_lock(&ahead->lock);
    while (!ahead->is_at_end && !ahead->is_abandoned) {
        unsigned chunk = (unsigned)(ahead->filled % CHUNK_COUNT);
        uint64_t consumed, total;
        tamis_status status;
        tamis_error error;
        size_t size;

        if (ahead->filled - ahead->given == CHUNK_COUNT) {
            pthread_cond_wait(&ahead->has_moved, &ahead->lock);
            continue;
        }
        pthread_mutex_unlock(&ahead->lock);
        status =
            tamis_input_read(ahead->input, ahead->bytes + chunk * CHUNK_SIZE,
                             CHUNK_SIZE, &size, &error);
        tamis_input_progress(ahead->input, &consumed, &total);
        atomic_store(&ahead->consumed, consumed);
        pthread_mutex_lock(&ahead->lock);
        ahead->status = status;
        if (status < 0)
            ahead->error = error;
        ahead->is_at_end = status < 0 || size == 0;
        ahead->sizes[chunk] = size;
        ahead->filled += !ahead->is_at_end;
        pthread_cond_broadcast(&ahead->has_moved);
    }
    drop(ahead);
    return NULL;
}

static bool start(struct scan_ahead *ahead)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int result;

    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    ahead->owner_count = 2;
    result = pthread_create(&thread, &attributes, read_ahead, ahead);
    pthread_attr_destroy(&attributes);
    if (result != 0)
        ahead->owner_count = 1;
    return result == 0;
}

struct scan_ahead *scan_ahead_open(const char *path, tamis_error *error)
{
    struct scan_ahead *ahead = calloc(1, sizeof *ahead);
    tamis_input *input;

    if (tamis_input_open(&input, path, error) < 0) {
        free(ahead);
        return NULL;
    }
    if (ahead && (ahead->bytes = malloc(CHUNK_SIZE * CHUNK_COUNT))) {
        ahead->input = input;
        atomic_init(&ahead->consumed, 0);
        pthread_mutex_init(&ahead->lock, NULL);
        pthread_cond_init(&ahead->has_moved, NULL);
        if (start(ahead))
            return ahead;
        scan_ahead_close(ahead);
    } else {
        free(ahead);
        tamis_input_close(input);
    }
    memset(error, 0, sizeof *error);
    error->status = TAMIS_ERROR_MEMORY;
    snprintf(error->message, sizeof error->message,
             "no memory to read it with");
    return NULL;
}

enum scan_ahead_state scan_ahead_take(struct scan_ahead *ahead, char *bytes,
                                      size_t capacity, bool may_wait,
                                      size_t *size, tamis_error *error)
{
    enum scan_ahead_state state = SCAN_AHEAD_BYTES;

    *size = 0;
    pthread_mutex_lock(&ahead->lock);
    while (may_wait && ahead->filled == ahead->given && !ahead->is_at_end)
        pthread_cond_wait(&ahead->has_moved, &ahead->lock);
    if (ahead->filled == ahead->given) {
        state = !ahead->is_at_end   ? SCAN_AHEAD_EMPTY
                : ahead->status < 0 ? SCAN_AHEAD_FAILED
                                    : SCAN_AHEAD_END;
        if (state == SCAN_AHEAD_FAILED)
            *error = ahead->error;
    } else {
        unsigned chunk = (unsigned)(ahead->given % CHUNK_COUNT);
        size_t left = ahead->sizes[chunk] - ahead->taken;

        *size = left < capacity ? left : capacity;
        /* Nobody writes to a filled chunk. */
        pthread_mutex_unlock(&ahead->lock);
        memcpy(bytes, ahead->bytes + chunk * CHUNK_SIZE + ahead->taken, *size);
        pthread_mutex_lock(&ahead->lock);
        ahead->taken += *size;
        if (ahead->taken == ahead->sizes[chunk]) {
            ahead->taken = 0;
            ahead->given++;
            pthread_cond_broadcast(&ahead->has_moved);
        }
    }
    pthread_mutex_unlock(&ahead->lock);
    return state;
}

uint64_t scan_ahead_consumed(const struct scan_ahead *ahead)
{
    return atomic_load(&ahead->consumed);
}

void scan_ahead_close(struct scan_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->is_abandoned = true;
    pthread_cond_broadcast(&ahead->has_moved);
    drop(ahead);
}

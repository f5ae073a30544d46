/* SPDX-License-Identifier: BSD-2-Clause */
/* Chunks in a ring: the thread fills what is free, the caller empties what is
 * full. A chunk that is not full is the last. */
#include "record_walk.h"

#include "message.h"

#include <tamis/cursor.h>
#include <tamis/fingerprint.h>

#include <pthread.h>
#include <stdlib.h>

#define CHUNK_SIZE  2048u
#define CHUNK_COUNT 4u
#define ENTRY_COUNT 16

struct chunk {
    struct record_walk_item items[CHUNK_SIZE];
    size_t count;
};

struct record_walk {
    tamis_database *database;
    tamis_cursor *cursor;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t has_moved;
    /* Chunks since the beginning; at most CHUNK_COUNT apart. */
    uint64_t filled, emptied;
    bool is_over;
    /* Of the caller alone: */
    size_t next;
    struct chunk chunks[CHUNK_COUNT];
};

static unsigned find_actions(tamis_cursor *cursor)
{
    tamis_entry entries[ENTRY_COUNT];
    unsigned actions = 0;
    size_t skip = 0;
    size_t count;

    while ((count = tamis_cursor_entries(cursor, skip, ENTRY_COUNT, entries)) >
           0) {
        for (size_t i = 0; i < count; i++)
            actions |= 1u << entries[i].action;
        if (count < ENTRY_COUNT)
            break;
        skip += count;
    }
    return actions;
}

static void fill(struct record_walk *walk, struct chunk *chunk)
{
    chunk->count = 0;
    while (chunk->count < CHUNK_SIZE) {
        struct record_walk_item *item = &chunk->items[chunk->count];

        if (!tamis_cursor_next(walk->cursor, &item->record))
            return;
        item->actions = find_actions(walk->cursor);
        item->is_fingerprint =
            tamis_record_is_fingerprint(walk->database, &item->record);
        chunk->count++;
    }
}

static void *run(void *context)
{
    struct record_walk *walk = context;
    bool goes_on = true;

    while (goes_on) {
        struct chunk *chunk;

        pthread_mutex_lock(&walk->lock);
        while (walk->filled - walk->emptied == CHUNK_COUNT && !walk->is_over)
            pthread_cond_wait(&walk->has_moved, &walk->lock);
        goes_on = !walk->is_over;
        chunk = &walk->chunks[walk->filled % CHUNK_COUNT];
        pthread_mutex_unlock(&walk->lock);
        if (!goes_on)
            break;
        fill(walk, chunk);
        goes_on = chunk->count == CHUNK_SIZE;
        pthread_mutex_lock(&walk->lock);
        walk->filled++;
        pthread_cond_signal(&walk->has_moved);
        pthread_mutex_unlock(&walk->lock);
    }
    return NULL;
}

int record_walk_open(struct record_walk **walk, tamis_database *database,
                     const tamis_clearance *clearance)
{
    tamis_clearance at_any_time = *clearance;
    struct record_walk *made = calloc(1, sizeof *made);
    tamis_error error;

    *walk = NULL;
    if (!made) {
        message_error("no memory to compare two databases");
        return EXIT_ERROR;
    }
    at_any_time.flags |= TAMIS_CLEARANCE_ANY_TIME;
    if (tamis_cursor_create(&made->cursor, database, &at_any_time, &error) <
        0) {
        free(made);
        return message_failure(NULL, &error);
    }
    made->database = database;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->has_moved, NULL);
    made->has_thread = pthread_create(&made->thread, NULL, run, made) == 0;
    *walk = made;
    return 0;
}

/* The chunk at hand; the first time, or without a thread, it is waited for. */
static struct chunk *take_chunk(struct record_walk *walk)
{
    struct chunk *chunk = &walk->chunks[walk->emptied % CHUNK_COUNT];

    if (!walk->has_thread) {
        if (walk->filled == walk->emptied) {
            fill(walk, chunk);
            walk->filled++;
        }
        return chunk;
    }
    pthread_mutex_lock(&walk->lock);
    while (walk->filled == walk->emptied)
        pthread_cond_wait(&walk->has_moved, &walk->lock);
    pthread_mutex_unlock(&walk->lock);
    return chunk;
}

const struct record_walk_item *record_walk_next(struct record_walk *walk)
{
    const struct chunk *chunk =
        walk->next == 0 ? take_chunk(walk)
                        : &walk->chunks[walk->emptied % CHUNK_COUNT];

    if (walk->next == CHUNK_SIZE) {
        pthread_mutex_lock(&walk->lock);
        walk->emptied++;
        pthread_cond_signal(&walk->has_moved);
        pthread_mutex_unlock(&walk->lock);
        walk->next = 0;
        chunk = take_chunk(walk);
    }
    return walk->next < chunk->count ? &chunk->items[walk->next++] : NULL;
}

void record_walk_close(struct record_walk *walk)
{
    if (!walk)
        return;
    pthread_mutex_lock(&walk->lock);
    walk->is_over = true;
    pthread_cond_signal(&walk->has_moved);
    pthread_mutex_unlock(&walk->lock);
    if (walk->has_thread)
        pthread_join(walk->thread, NULL);
    pthread_cond_destroy(&walk->has_moved);
    pthread_mutex_destroy(&walk->lock);
    tamis_cursor_destroy(walk->cursor);
    free(walk);
}

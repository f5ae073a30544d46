/* SPDX-License-Identifier: BSD-2-Clause */
/* The publishing side. */
#include "match/live.h"

#include "base/error.h"
#include "match/matcher.h"

#include <errno.h>
#include <string.h>

tamis_status tamis_live_create(tamis_live **live, tamis_database *database,
                               const tamis_allocator *allocator,
                               tamis_error *error)
{
    tamis_allocator chosen = memory_choose(allocator);
    tamis_live *made;

    *live = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a live object needs a database, but it is NULL");
    made = memory_allocate_array(&chosen, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for a live object");
    made->allocator = chosen;
    if (pthread_mutex_init(&made->mutex, NULL) != 0) {
        memory_release(&chosen, made);
        return error_set(error, TAMIS_ERROR_MEMORY, "no memory for a mutex");
    }
    made->database = tamis_database_retain(database);
    made->generation = 1;
    *live = made;
    return TAMIS_OK;
}

void tamis_live_destroy(tamis_live *live)
{
    tamis_allocator allocator;

    if (!live)
        return;
    allocator = live->allocator;
    tamis_database_release(live->database);
    pthread_mutex_destroy(&live->mutex);
    memory_release(&allocator, live);
}

/* An offline reader is moved on by the publisher itself. */
static void move_offline_reader(tamis_reader *reader)
{
    unsigned expected = READER_OFFLINE;
    tamis_matcher *next, *old = NULL;

    if (!atomic_compare_exchange_strong_explicit(
            &reader->state, &expected, READER_MOVING, memory_order_acquire,
            memory_order_relaxed))
        return;
    next = atomic_exchange_explicit(&reader->next, NULL, memory_order_acq_rel);
    if (next) {
        old = reader->matcher;
        reader->matcher = next;
    }
    atomic_store_explicit(&reader->state, READER_OFFLINE, memory_order_release);
    tamis_matcher_destroy(old);
}

void live_destroy_old(tamis_reader *reader)
{
    tamis_matcher *old =
        atomic_exchange_explicit(&reader->old, NULL, memory_order_acquire);

    while (old) {
        tamis_matcher *below = old->retired;

        tamis_matcher_destroy(old);
        old = below;
    }
}

uint32_t live_reclaim(tamis_live *live)
{
    uint32_t pins = 0;

    for (tamis_reader *reader = live->readers; reader;
         reader = reader->following) {
        move_offline_reader(reader);
        live_destroy_old(reader);
        pins +=
            atomic_load_explicit(&reader->next, memory_order_relaxed) != NULL;
    }
    return pins;
}

static void write_state(const tamis_live *live, uint32_t pins, bool is_new,
                        tamis_live_state *state)
{
    if (!state)
        return;
    state->generation = live->generation;
    state->reader_count = live->reader_count;
    state->pin_count = pins;
    state->is_new = is_new;
    state->reserved = 0;
}

void tamis_live_reclaim(tamis_live *live, tamis_live_state *state)
{
    uint32_t pins;

    pthread_mutex_lock(&live->mutex);
    pins = live_reclaim(live);
    write_state(live, pins, false, state);
    pthread_mutex_unlock(&live->mutex);
}

/* A matcher of the new generation for each reader, or for none. */
static tamis_status make_matchers(tamis_live *live, tamis_database *database,
                                  tamis_error *error)
{
    tamis_status status = TAMIS_OK;

    for (tamis_reader *reader = live->readers; reader && status == TAMIS_OK;
         reader = reader->following)
        status = tamis_matcher_create(&reader->made, database, &reader->options,
                                      error);
    if (status == TAMIS_OK)
        return status;
    for (tamis_reader *reader = live->readers; reader;
         reader = reader->following) {
        tamis_matcher_destroy(reader->made);
        reader->made = NULL;
    }
    return status;
}

/* A matcher that a reader never took up is not needed any more. */
static void hand_over(tamis_live *live)
{
    for (tamis_reader *reader = live->readers; reader;
         reader = reader->following) {
        tamis_matcher_destroy(atomic_exchange_explicit(
            &reader->next, reader->made, memory_order_acq_rel));
        reader->made = NULL;
    }
}

static tamis_status publish(tamis_live *live, tamis_database *database,
                            tamis_live_state *state, tamis_error *error)
{
    tamis_database *before = live->database;

    TRY(make_matchers(live, database, error));
    live->database = tamis_database_retain(database);
    live->generation++;
    hand_over(live);
    write_state(live, live_reclaim(live), true, state);
    tamis_database_release(before);
    return TAMIS_OK;
}

tamis_status tamis_live_publish(tamis_live *live, tamis_database *database,
                                tamis_live_state *state, tamis_error *error)
{
    tamis_status status;

    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "there is no database to publish: it is NULL");
    TRY(tamis_database_verify(database, error));
    pthread_mutex_lock(&live->mutex);
    status = publish(live, database, state, error);
    pthread_mutex_unlock(&live->mutex);
    return status;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* True when the file is another than the one last looked at, which it becomes.
 * The first call of all takes the file for a new one. */
static tamis_status notice_file(tamis_live *live, const char *path,
                                bool *is_other, tamis_error *error)
{
    struct stat facts;

    if (stat(path, &facts) != 0)
        return error_set_system(error, errno, "cannot look at %s", path);
    pthread_mutex_lock(&live->mutex);
    *is_other = !live->has_followed || !is_same_file(&facts, &live->followed);
    live->followed = facts;
    live->has_followed = true;
    pthread_mutex_unlock(&live->mutex);
    return TAMIS_OK;
}

tamis_status tamis_live_follow(tamis_live *live, const char *path,
                               const tamis_database_options *options,
                               tamis_live_state *state, tamis_error *error)
{
    tamis_database *database;
    tamis_status status;
    bool is_other = false;

    TRY(notice_file(live, path, &is_other, error));
    if (!is_other) {
        tamis_live_reclaim(live, state);
        return TAMIS_OK;
    }
    TRY(tamis_database_open(&database, path, options, error));
    status = tamis_live_publish(live, database, state, error);
    tamis_database_release(database);
    return status;
}

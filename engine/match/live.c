/* SPDX-License-Identifier: BSD-2-Clause */
/* The publishing side. */
#include "match/live.h"

#include "base/error.h"
#include "database/database.h"
#include "match/matcher.h"

#include <errno.h>
#include <string.h>

static bool open_mutexes(tamis_live *live)
{
    if (pthread_mutex_init(&live->mutex, NULL) != 0)
        return false;
    if (pthread_mutex_init(&live->follow_mutex, NULL) == 0) {
        if (pthread_mutex_init(&live->publish_mutex, NULL) == 0)
            return true;
        pthread_mutex_destroy(&live->follow_mutex);
    }
    pthread_mutex_destroy(&live->mutex);
    return false;
}

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
    if (!open_mutexes(made)) {
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
    tamis_patterns_release(live->patterns);
    tamis_database_release(live->database);
    for (size_t i = 0; i < live->retired_count; i++)
        database_unwatch(live->retired[i]);
    memory_release(&allocator, live->retired);
    memory_release(&allocator, live->folder);
    memory_release(&allocator, live->program);
    memory_release(&allocator, live->patterns_audience);
    pthread_mutex_destroy(&live->publish_mutex);
    pthread_mutex_destroy(&live->follow_mutex);
    pthread_mutex_destroy(&live->mutex);
    memory_release(&allocator, live);
}

/* An offline reader is moved on by the publisher itself. */
static void move_offline_reader(tamis_reader *reader)
{
    unsigned expected = READER_OFFLINE;
    tamis_matcher *next, *old = NULL;

    if (!atomic_compare_exchange_strong(&reader->state, &expected,
                                        READER_MOVING))
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

/* Pattern streams that hold an older generation; forgets those that nobody
 * holds. */
static uint32_t count_stream_pins(tamis_live *live)
{
    uint32_t pins = 0;
    size_t kept = 0;

    for (size_t i = 0; i < live->retired_count; i++) {
        tamis_database *database = live->retired[i];

        if (database_is_gone(database)) {
            database_unwatch(database);
            continue;
        }
        live->retired[kept++] = database;
        if (database != live->database)
            pins += (uint32_t)atomic_load_explicit(&database->stream_pins,
                                                   memory_order_relaxed);
    }
    live->retired_count = kept;
    return pins;
}

/* Room for one more generation, so that to retire it cannot fail. */
static tamis_status reserve_retired(tamis_live *live, tamis_error *error)
{
    void *retired = live->retired;

    count_stream_pins(live);
    if (memory_grow(&live->allocator, &retired, &live->retired_capacity,
                    live->retired_count + 1, sizeof *live->retired) != 0)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to list generations");
    live->retired = retired;
    return TAMIS_OK;
}

static void retire(tamis_live *live, tamis_database *database)
{
    for (size_t i = 0; i < live->retired_count; i++)
        if (live->retired[i] == database)
            return;
    database_watch(database);
    live->retired[live->retired_count++] = database;
}

static void write_state(tamis_live *live, uint32_t pins, bool is_new,
                        tamis_live_state *state)
{
    uint32_t stream_pins = count_stream_pins(live);

    if (!state)
        return;
    state->generation = live->generation;
    state->reader_count = live->reader_count;
    state->pin_count = pins;
    state->is_new = is_new;
    state->stream_pin_count = stream_pins;
}

void tamis_live_reclaim(tamis_live *live, tamis_live_state *state)
{
    uint32_t pins;

    pthread_mutex_lock(&live->mutex);
    pins = live_reclaim(live);
    write_state(live, pins, false, state);
    pthread_mutex_unlock(&live->mutex);
}

tamis_status live_make_matcher(tamis_matcher **matcher,
                               const tamis_reader *reader,
                               tamis_database *database,
                               tamis_patterns *patterns, tamis_error *error)
{
    tamis_matcher_options options = reader->options;

    options.patterns = patterns;
    return tamis_matcher_create(matcher, database, &options, error);
}

/* A matcher of the new generation for each reader, or for none. */
static tamis_status make_matchers(tamis_live *live, tamis_database *database,
                                  tamis_patterns *patterns, tamis_error *error)
{
    tamis_status status = TAMIS_OK;

    for (tamis_reader *reader = live->readers; reader && status == TAMIS_OK;
         reader = reader->following)
        status =
            live_make_matcher(&reader->made, reader, database, patterns, error);
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
        tamis_matcher_destroy(atomic_exchange(&reader->next, reader->made));
        reader->made = NULL;
    }
}

static tamis_status swap(tamis_live *live, tamis_database *database,
                         tamis_patterns *patterns, tamis_live_state *state,
                         tamis_error *error)
{
    tamis_database *before = live->database;

    TRY(reserve_retired(live, error));
    TRY(make_matchers(live, database, patterns, error));
    retire(live, before);
    live->database = tamis_database_retain(database);
    tamis_patterns_release(live->patterns);
    live->patterns = tamis_patterns_retain(patterns);
    live->generation++;
    hand_over(live);
    write_state(live, live_reclaim(live), true, state);
    tamis_database_release(before);
    return TAMIS_OK;
}

tamis_status live_publish(tamis_live *live, tamis_database *database,
                          tamis_live_state *state, tamis_error *error)
{
    tamis_patterns *patterns = NULL;
    tamis_status status;

    if (live->wants_patterns)
        TRY(tamis_patterns_prepare(&patterns, database, &live->patterns_options,
                                   error));
    pthread_mutex_lock(&live->mutex);
    status = swap(live, database, patterns, state, error);
    pthread_mutex_unlock(&live->mutex);
    tamis_patterns_release(patterns);
    return status;
}

tamis_status tamis_live_publish(tamis_live *live, tamis_database *database,
                                tamis_live_state *state, tamis_error *error)
{
    tamis_status status;

    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "there is no database to publish: it is NULL");
    TRY(tamis_database_verify(database, error));
    pthread_mutex_lock(&live->publish_mutex);
    status = live_publish(live, database, state, error);
    pthread_mutex_unlock(&live->publish_mutex);
    return status;
}

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && is_same_time(&a->st_mtim, &b->st_mtim) &&
           is_same_time(&a->st_ctim, &b->st_ctim);
}

static tamis_status publish_file(tamis_live *live, const char *path,
                                 const tamis_database_options *options,
                                 tamis_live_state *state, tamis_error *error)
{
    tamis_database *database;
    tamis_status status;

    TRY(tamis_database_open(&database, path, options, error));
    status = tamis_live_publish(live, database, state, error);
    tamis_database_release(database);
    return status;
}

/* A file is done with when it serves, and when it never will: want of memory or
 * descriptors passes. */
static bool is_final(tamis_status status)
{
    return status == TAMIS_OK || status == TAMIS_ERROR_CORRUPT ||
           status == TAMIS_ERROR_UNSUPPORTED || status == TAMIS_ERROR_LIMIT;
}

/* With follow_mutex held. */
static tamis_status follow(tamis_live *live, const char *path,
                           const tamis_database_options *options,
                           tamis_live_state *state, tamis_error *error)
{
    struct stat facts;
    tamis_status status;

    if (stat(path, &facts) != 0)
        return error_set_system(error, errno, "cannot look at %s", path);
    if (live->has_followed && is_same_file(&facts, &live->followed)) {
        tamis_live_reclaim(live, state);
        return TAMIS_OK;
    }
    status = publish_file(live, path, options, state, error);
    if (is_final(status)) {
        live->followed = facts;
        live->has_followed = true;
    }
    return status;
}

tamis_status tamis_live_follow(tamis_live *live, const char *path,
                               const tamis_database_options *options,
                               tamis_live_state *state, tamis_error *error)
{
    tamis_status status;

    /* Or an older file could be published behind a newer one. */
    pthread_mutex_lock(&live->follow_mutex);
    status = follow(live, path, options, state, error);
    pthread_mutex_unlock(&live->follow_mutex);
    return status;
}

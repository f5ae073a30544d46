/* SPDX-License-Identifier: BSD-2-Clause */
/* The reading side: no lock, no allocation, nothing that fails. */
#include "base/error.h"
#include "match/live.h"
#include "match/matcher.h"

#include <sched.h>
#include <string.h>

/* The clearance's names die with the caller's options. */
tamis_status live_copy_audience(const tamis_live *live,
                                tamis_clearance *clearance, tamis_slice **copy)
{
    size_t size = 0, count = clearance->audience_count;
    tamis_slice *names;
    char *bytes;

    *copy = NULL;
    if (count == 0)
        return TAMIS_OK;
    for (size_t i = 0; i < count; i++)
        size += clearance->audience[i].size;
    names = memory_allocate(&live->allocator, count * sizeof *names + size);
    if (!names)
        return TAMIS_ERROR_MEMORY;
    bytes = (char *)(names + count);
    for (size_t i = 0; i < count; i++) {
        names[i] = (tamis_slice){bytes, clearance->audience[i].size};
        if (names[i].size > 0)
            memcpy(bytes, clearance->audience[i].data, names[i].size);
        bytes += names[i].size;
    }
    clearance->audience = *copy = names;
    return TAMIS_OK;
}

static void release_reader(tamis_reader *reader)
{
    const tamis_allocator *allocator = &reader->live->allocator;

    tamis_matcher_destroy(reader->matcher);
    tamis_matcher_destroy(atomic_load(&reader->next));
    live_destroy_old(reader);
    memory_release(allocator, reader->audience);
    memory_release(allocator, reader);
}

static tamis_status join(tamis_reader *reader, tamis_error *error)
{
    tamis_live *live = reader->live;
    tamis_status status;

    pthread_mutex_lock(&live->mutex);
    status = live_make_matcher(&reader->matcher, reader, live->database,
                               live->patterns, error);
    if (status == TAMIS_OK) {
        reader->following = live->readers;
        live->readers = reader;
        live->reader_count++;
    }
    pthread_mutex_unlock(&live->mutex);
    return status;
}

tamis_status tamis_reader_create(tamis_reader **reader, tamis_live *live,
                                 const tamis_matcher_options *options,
                                 tamis_error *error)
{
    tamis_reader *made;
    tamis_status status;

    *reader = NULL;
    if (options && options->patterns)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a reader has the patterns of its live object "
                         "(tamis_live_match_patterns()), not its own");
    made = memory_allocate_array(&live->allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for a reader (%zu bytes)", sizeof *made);
    made->live = live;
    if (options)
        made->options = *options;
    else
        tamis_matcher_options_init(&made->options);
    status =
        live_copy_audience(live, &made->options.clearance, &made->audience);
    if (status < 0)
        error_set(error, status, "no memory for a reader's audience");
    else
        status = join(made, error);
    if (status < 0) {
        release_reader(made);
        return status;
    }
    *reader = made;
    return TAMIS_OK;
}

void tamis_reader_destroy(tamis_reader *reader)
{
    tamis_reader **place;
    tamis_live *live;

    if (!reader)
        return;
    live = reader->live;
    pthread_mutex_lock(&live->mutex);
    for (place = &live->readers; *place; place = &(*place)->following)
        if (*place == reader) {
            *place = reader->following;
            live->reader_count--;
            break;
        }
    pthread_mutex_unlock(&live->mutex);
    release_reader(reader);
}

/* Waits out the few stores of a publisher that moves this reader on. */
static void go_online(tamis_reader *reader)
{
    unsigned expected = READER_OFFLINE;

    while (!atomic_compare_exchange_weak_explicit(
        &reader->state, &expected, READER_ONLINE, memory_order_acquire,
        memory_order_relaxed)) {
        expected = READER_OFFLINE;
        sched_yield();
    }
}

/* Only this thread pushes; the publisher takes the whole stack. */
static void push_old(tamis_reader *reader, tamis_matcher *matcher)
{
    tamis_matcher *top =
        atomic_load_explicit(&reader->old, memory_order_relaxed);

    do
        matcher->retired = top;
    while (!atomic_compare_exchange_weak_explicit(&reader->old, &top, matcher,
                                                  memory_order_release,
                                                  memory_order_relaxed));
}

static void move_on(tamis_reader *reader)
{
    tamis_matcher *next =
        atomic_exchange_explicit(&reader->next, NULL, memory_order_acq_rel);

    if (!next)
        return;
    push_old(reader, reader->matcher);
    reader->matcher = next;
}

tamis_matcher *tamis_reader_quiet(tamis_reader *reader)
{
    if (atomic_load_explicit(&reader->state, memory_order_relaxed) !=
        READER_ONLINE)
        go_online(reader);
    if (atomic_load_explicit(&reader->next, memory_order_relaxed))
        move_on(reader);
    return reader->matcher;
}

/* A publisher that still saw this reader online has left it a matcher: either
 * it sees the reader offline now, or the reader sees the matcher. */
static bool is_left_behind(tamis_reader *reader)
{
    unsigned expected = READER_OFFLINE;

    return atomic_load(&reader->next) != NULL &&
           atomic_compare_exchange_strong(&reader->state, &expected,
                                          READER_ONLINE);
}

void tamis_reader_offline(tamis_reader *reader)
{
    if (atomic_load_explicit(&reader->state, memory_order_relaxed) !=
        READER_ONLINE)
        return;
    do {
        move_on(reader);
        atomic_store(&reader->state, READER_OFFLINE);
    } while (is_left_behind(reader));
    live_destroy_old(reader);
}

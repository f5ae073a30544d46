/* SPDX-License-Identifier: BSD-2-Clause */
/* What a live object and its readers share. */
#ifndef TAMIS_MATCH_LIVE_H
#define TAMIS_MATCH_LIVE_H

#include "base/memory.h"

#include <tamis/live.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/stat.h>

/*
 * A reader owns its matchers; who may touch which is told by `state`:
 *
 *   OFFLINE   the publisher, after it made the state MOVING
 *   MOVING    the publisher only; the reader's thread waits a few stores long
 *   ONLINE    the reader's thread; the publisher leaves the next matcher in
 *             `next`, and the reader pushes the one it moved on from to `old`
 *
 * Going offline, a reader stores the state and then looks at `next`; a
 * publisher stores `next` and then looks at the state. Both in one order for
 * all threads, so that one of them sees what the other did.
 *
 * `next` is taken by exchange and so is the whole stack `old`: each matcher has
 * one owner at any time.
 */
enum reader_state { READER_OFFLINE, READER_MOVING, READER_ONLINE };

struct tamis_reader {
    _Atomic(tamis_matcher *) next; /* made by the publisher */
    atomic_uint state;
    tamis_matcher *matcher;       /* the reader's own, see above */
    _Atomic(tamis_matcher *) old; /* a stack, for the publisher to destroy */
    uint8_t apart[64]; /* what only the control plane writes, on other lines */
    tamis_live *live;
    tamis_matcher_options options;
    tamis_slice *audience;   /* copies that options point to */
    tamis_matcher *made;     /* by a publish not yet decided */
    tamis_reader *following; /* the list of readers */
};

struct tamis_live {
    tamis_allocator allocator;
    pthread_mutex_t mutex; /* publish, register, reclaim: never a batch */
    tamis_database *database;
    tamis_patterns *patterns; /* of that database; NULL: none are matched */
    tamis_reader *readers;
    uint32_t reader_count;
    tamis_database **retired; /* older generations, watched: database.h */
    size_t retired_count, retired_capacity;
    uint64_t generation;
    pthread_mutex_t follow_mutex; /* taken before the others */
    struct stat followed;         /* the file that follow is done with */
    bool has_followed;
    pthread_mutex_t publish_mutex; /* taken before mutex: patterns take long */
    bool wants_patterns;
    tamis_patterns_options patterns_options;
    /* Copies that patterns_options point to. */
    char *folder, *program;
    tamis_clearance patterns_clearance;
    tamis_slice *patterns_audience;
};

/* Makes the audience of a clearance one of the live object's own: *copy, which
 * is NULL for none. Errors: MEMORY. */
tamis_status live_copy_audience(const tamis_live *live,
                                tamis_clearance *clearance, tamis_slice **copy);

/* A reader's matcher for the database, with patterns. */
tamis_status live_make_matcher(tamis_matcher **matcher,
                               const tamis_reader *reader,
                               tamis_database *database,
                               tamis_patterns *patterns, tamis_error *error);
/* With publish_mutex held: the database's patterns are prepared, if they are
 * asked for, and readers get it. */
tamis_status live_publish(tamis_live *live, tamis_database *database,
                          tamis_live_state *state, tamis_error *error);

/* Destroys what the reader moved on from. */
void live_destroy_old(tamis_reader *reader);
/* With the mutex held: what readers left behind is destroyed. Returns how many
 * have yet to take up the current generation. */
uint32_t live_reclaim(tamis_live *live);

#endif

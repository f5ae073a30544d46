/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The current generation: publishing a new database under readers that never
 * stop asking.
 *
 * A live object holds the current database. Each reading thread has a reader,
 * which owns a matcher. At a quiet point, between two batches, the reader takes
 * up the newest generation; inside a batch it never sees two. Publishing
 * verifies the new database and makes a matcher for every reader first, so
 * that a reader neither allocates nor fails when it moves on. Patterns, where
 * they are asked for, are part of that: no reader ever waits for a compiler.
 *
 * A reader that is going to block (poll, read, sleep) goes offline: the
 * publisher then moves it on itself, and no idle thread holds an old database.
 *
 * Cost of a quiet point with nothing new: one load. There are no hidden
 * threads: whoever publishes or follows a file calls from a thread of his own.
 */
#ifndef TAMIS_LIVE_H
#define TAMIS_LIVE_H

#include <tamis/match.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The current generation. Any thread may call; publishing is serialised. */
typedef struct tamis_live tamis_live;
/* One thread's place in it. */
typedef struct tamis_reader tamis_reader;

/* What a publish, a follow or a reclaim left behind. */
typedef struct tamis_live_state {
    size_t struct_size;
    uint64_t generation; /* counts publishes, from 1 */
    uint32_t reader_count;
    uint32_t pin_count;        /* readers that still hold an older generation */
    uint32_t is_new;           /* follow: a new file was published */
    uint32_t stream_pin_count; /* pattern streams that hold an older one */
} tamis_live_state;

/*
 * tamis_live_create() makes a live object that serves database (a reference is
 * taken). allocator may be NULL. Errors: ARGUMENT, MEMORY.
 * tamis_live_destroy() takes NULL; every reader must be destroyed before.
 */
TAMIS_API tamis_status tamis_live_create(tamis_live **live,
                                         tamis_database *database,
                                         const tamis_allocator *allocator,
                                         tamis_error *error);
TAMIS_API void tamis_live_destroy(tamis_live *live);

/*
 * tamis_live_match_patterns() has literals and patterns of every generation
 * prepared (tamis/patterns.h) before readers get it, those of the current one
 * at once. Where that fails, so does the publish. Called once; options (NULL:
 * the defaults, with the live object's allocator) are copied, but for what
 * progress_context and allocator point to. Their clearance is the widest that
 * a reader can have and still match every pattern that it sees. A reader's
 * matcher tells them (tamis_matcher_patterns()): pattern_stream.h says how
 * streams of patterns go with generations.
 *
 * Cost: seconds, unless they are in the cache. Errors: as
 * tamis_patterns_prepare() and tamis_live_publish(); ARGUMENT the second time.
 */
TAMIS_API tamis_status tamis_live_match_patterns(
    tamis_live *live, const tamis_patterns_options *options,
    tamis_error *error);

/*
 * tamis_live_publish() makes database the current generation: it is verified,
 * its patterns are prepared if they are asked for, a matcher is made for every
 * reader, and only then do readers get it. On failure everything stays as it
 * was. state may be NULL.
 *
 * Cost: verify reads the whole file; the swap itself is a few stores a reader.
 * Errors: CORRUPT, MEMORY, and what tamis_patterns_prepare() and
 * tamis_matcher_create() give. Threads: any.
 */
TAMIS_API tamis_status tamis_live_publish(tamis_live *live,
                                          tamis_database *database,
                                          tamis_live_state *state,
                                          tamis_error *error);

/*
 * tamis_live_follow() publishes the file at path if it is another one (inode,
 * size or a time of change) than at the last call; the first call publishes.
 * Call it from time to time, or when inotify tells of a change.
 *
 * The old generation goes on serving when the file cannot be opened or is
 * damaged. A damaged file, or one whose patterns take more than their limits,
 * is an error once and tried again when it changes; what may pass (no memory,
 * no descriptors, no permission) is an error at every call until it has.
 * Threads: any; one follows at a time.
 */
TAMIS_API tamis_status tamis_live_follow(tamis_live *live, const char *path,
                                         const tamis_database_options *options,
                                         tamis_live_state *state,
                                         tamis_error *error);

/* tamis_live_reclaim() lets go of what readers have moved on from, and tells
 * how many have not. Publishing and following do so too. */
TAMIS_API void tamis_live_reclaim(tamis_live *live, tamis_live_state *state);

/*
 * tamis_reader_create() registers a reader, offline. options are those of its
 * matchers, but for patterns, which are the live object's: NULL. The clearance
 * is copied. Errors: as tamis_matcher_create().
 * tamis_reader_destroy() takes NULL and is called by the reader's thread.
 */
TAMIS_API tamis_status tamis_reader_create(tamis_reader **reader,
                                           tamis_live *live,
                                           const tamis_matcher_options *options,
                                           tamis_error *error);
TAMIS_API void tamis_reader_destroy(tamis_reader *reader);

/*
 * tamis_reader_quiet() is the quiet point before a batch: whatever came out of
 * the matcher before (record ids, hits, slices) is dead. Returns the matcher
 * of the newest generation, valid until the next quiet point or offline.
 * Goes online if the reader was not. Cost: one load when nothing is new.
 */
TAMIS_API tamis_matcher *tamis_reader_quiet(tamis_reader *reader);

/*
 * tamis_reader_offline() says that the thread may block: it holds no older
 * generation than the current one, now and later, until its next quiet point.
 * What it moved on from is let go of, which may unmap a file.
 */
TAMIS_API void tamis_reader_offline(tamis_reader *reader);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_LIVE_H */

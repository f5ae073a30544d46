/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Readers ask in batches while a publisher swaps two databases under them,
 * again and again. Each lists every name of its own half and a pattern that is
 * only its own: a batch that saw two generations would find a mixture. Each
 * reader also has a stream of patterns, which stays with the generation that it
 * began in.
 */
#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM "/nonexistent"
#endif

#define READERS   3
#define PUBLISHES 300
#define NAMES     32

static atomic_int is_over;
static int has_patterns; /* this library is built with them */

struct task {
    tamis_live *live;
    tamis_pattern_stream *stream; /* NULL: none has begun */
    int stream_half;              /* the generation of it */
    uint64_t batches, streams;
    int failed, sleeps;
};

static void stop_at(tamis_status status, const tamis_error *error)
{
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", tamis_status_name(status), error->message);
        exit(1);
    }
}

static tamis_slice text(const char *words)
{
    tamis_slice slice = {words, strlen(words)};

    return slice;
}

/* Of generation 0 or 1, as PROBE says it. */
#define PROBE "generation 0\ngeneration 1\n"

static void add_pattern(tamis_compiler *compiler, uint32_t feed, int half)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_error error;
    char pattern[32];

    snprintf(pattern, sizeof pattern, "/^gen[a-z]+ %d$/", half);
    statement.kind = TAMIS_KIND_PATTERN;
    statement.value = text(pattern);
    stop_at(tamis_compiler_add(compiler, feed, &statement, &error), &error);
}

/* Names half * NAMES .. half * NAMES + NAMES - 1. */
static tamis_database *make_database(int half, void **bytes)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_compiler *compiler;
    tamis_database *database;
    tamis_error error;
    uint32_t feed;
    void *made;
    size_t size;

    info.name = text("feed");
    info.tlp = TAMIS_TLP_GREEN;
    stop_at(tamis_compiler_create(&compiler, NULL, &error), &error);
    stop_at(tamis_compiler_add_feed(compiler, &info, &feed, &error), &error);
    for (int i = 0; i < NAMES; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;
        char name[32];

        snprintf(name, sizeof name, "n%d.com", half * NAMES + i);
        statement.value = text(name);
        stop_at(tamis_compiler_add(compiler, feed, &statement, &error), &error);
    }
    add_pattern(compiler, feed, half);
    stop_at(tamis_compiler_write_memory(compiler, &made, &size, &error),
            &error);
    *bytes = aligned_alloc(64, (size + 63) / 64 * 64);
    if (!*bytes)
        exit(1);
    memcpy(*bytes, made, size);
    tamis_compiler_free_memory(compiler, made, size);
    tamis_compiler_destroy(compiler);
    stop_at(tamis_database_open_memory(&database, *bytes, size, NULL, &error),
            &error);
    return database;
}

/* Adds 1 for the pattern of generation 0, 256 for that of generation 1. */
static int note_hits(void *context, const tamis_hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *(unsigned *)context += hits[i].offset < sizeof PROBE / 2 ? 1 : 256;
    return 0;
}

static int check_pattern(tamis_matcher *matcher, int half)
{
    unsigned found = 0, expected = half == 0 ? 1 : 256;

    tamis_matcher_scan(matcher, PROBE, sizeof PROBE - 1, note_hits, &found);
    return found == (has_patterns ? expected : 0);
}

/* All names of one half and none of the other, or a mixture was seen. */
static int check_batch(tamis_matcher *matcher)
{
    char names[2 * NAMES][32];
    tamis_slice slices[2 * NAMES];
    tamis_record_id records[2 * NAMES];
    size_t hits[2] = {0, 0};

    for (int i = 0; i < 2 * NAMES; i++) {
        snprintf(names[i], sizeof names[i], "www.n%d.com", i);
        slices[i] = text(names[i]);
    }
    tamis_matcher_find_domains(matcher, 2 * NAMES, slices, records);
    for (int i = 0; i < 2 * NAMES; i++)
        hits[i / NAMES] += records[i] != TAMIS_RECORD_NONE;
    return hits[0] + hits[1] == NAMES && (hits[0] == 0 || hits[1] == 0) &&
           check_pattern(matcher, hits[1] == NAMES);
}

static int count_hits(void *context, const tamis_hit *hits, size_t count)
{
    (void)hits;
    *(size_t *)context += count;
    return 0;
}

/* Only its own generation finds what the stream holds now. */
static int end_stream(struct task *task, tamis_matcher *matcher)
{
    const char *rest = task->stream_half ? "eration 1" : "eration 0";
    size_t found = 0;
    tamis_status status = tamis_pattern_stream_scan(
        matcher, task->stream, rest, strlen(rest), count_hits, &found);

    if (status == TAMIS_OK)
        status =
            tamis_pattern_stream_end(matcher, task->stream, count_hits, &found);
    tamis_pattern_stream_destroy(task->stream);
    task->stream = NULL;
    task->streams++;
    return status == TAMIS_OK && found == 1;
}

/* With a matcher of the stream's own generation, whichever is current. */
static int go_on(struct task *task, tamis_matcher *matcher)
{
    tamis_patterns *own = tamis_pattern_stream_patterns(task->stream);
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *older;
    tamis_error error;
    int is_good;

    if (tamis_matcher_patterns(matcher) == own)
        return end_stream(task, matcher);
    options.patterns = own;
    stop_at(tamis_matcher_create(&older, tamis_patterns_database(own), &options,
                                 &error),
            &error);
    is_good = end_stream(task, older);
    tamis_matcher_destroy(older);
    return is_good;
}

static int begin_stream(struct task *task, tamis_matcher *matcher)
{
    unsigned found = 0;
    size_t none = 0;
    tamis_error error;

    tamis_matcher_scan(matcher, PROBE, sizeof PROBE - 1, note_hits, &found);
    task->stream_half = found == 256;
    stop_at(tamis_pattern_stream_create(
                &task->stream, tamis_matcher_patterns(matcher), &error),
            &error);
    return tamis_pattern_stream_scan(matcher, task->stream, "gen", 3,
                                     count_hits, &none) == TAMIS_OK &&
           none == 0;
}

static int check_stream(struct task *task, tamis_matcher *matcher)
{
    if (!has_patterns)
        return tamis_matcher_patterns(matcher) == NULL;
    return task->stream ? go_on(task, matcher) : begin_stream(task, matcher);
}

static void *read_batches(void *context)
{
    struct task *task = context;
    tamis_reader *reader;
    tamis_error error;

    stop_at(tamis_reader_create(&reader, task->live, NULL, &error), &error);
    while (!atomic_load(&is_over)) {
        if (!check_batch(tamis_reader_quiet(reader)) ||
            !check_stream(task, tamis_reader_quiet(reader)))
            task->failed = 1;
        task->batches++;
        if (task->sleeps && task->batches % 3 == 0)
            tamis_reader_offline(reader);
    }
    tamis_reader_destroy(reader);
    tamis_pattern_stream_destroy(task->stream);
    return NULL;
}

static void publish_all(tamis_live *live, tamis_database *const databases[2])
{
    tamis_live_state state = {.struct_size = sizeof state};
    tamis_error error;

    for (int i = 0; i < PUBLISHES; i++) {
        stop_at(
            tamis_live_publish(live, databases[(i + 1) % 2], &state, &error),
            &error);
        if (i % 7 == 0)
            tamis_live_reclaim(live, &state);
        if (state.stream_pin_count > READERS)
            stop_at(TAMIS_ERROR_LIMIT,
                    &(tamis_error){.message = "more pins than streams"});
    }
    atomic_store(&is_over, 1);
}

/* The folder is this program's own: each half is compiled once. */
static void match_patterns(tamis_live *live, const char *folder)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_error error;
    tamis_status status;

    options.folder = folder;
    options.program = TAMIS_PATTERN_PROGRAM;
    options.flags = TAMIS_PATTERNS_STREAMS;
    status = tamis_live_match_patterns(live, &options, &error);
    has_patterns = status != TAMIS_ERROR_UNSUPPORTED;
    if (has_patterns)
        stop_at(status, &error);
}

static void remove_folder(const char *folder)
{
    char command[100];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0)
        fprintf(stderr, "%s is left behind\n", folder);
}

int main(void)
{
    char folder[] = "/tmp/tamis-threads-XXXXXX";
    pthread_t threads[READERS];
    struct task tasks[READERS];
    tamis_database *databases[2];
    void *bytes[2];
    tamis_live_state state = {.struct_size = sizeof state};
    tamis_live *live;
    tamis_error error;
    int failed = 0;

    for (int i = 0; i < 2; i++)
        databases[i] = make_database(i, &bytes[i]);
    if (!mkdtemp(folder))
        return 1;
    stop_at(tamis_live_create(&live, databases[0], NULL, &error), &error);
    match_patterns(live, folder);
    for (int i = 0; i < READERS; i++) {
        tasks[i] = (struct task){.live = live, .sleeps = i == 0};
        if (pthread_create(&threads[i], NULL, read_batches, &tasks[i]) != 0)
            return 1;
    }
    publish_all(live, databases);
    for (int i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        failed |= tasks[i].failed;
        printf("reader %d: %llu batches, %llu streams%s\n", i,
               (unsigned long long)tasks[i].batches,
               (unsigned long long)tasks[i].streams,
               tasks[i].failed ? ", one saw two generations" : "");
    }
    tamis_live_reclaim(live, &state);
    failed |= state.stream_pin_count != 0;
    tamis_live_destroy(live);
    for (int i = 0; i < 2; i++) {
        tamis_database_release(databases[i]);
        free(bytes[i]);
    }
    remove_folder(folder);
    return failed;
}

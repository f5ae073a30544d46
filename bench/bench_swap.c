/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * swap: readers ask without a pause while databases are published under them.
 *
 * Two databases of the same size have nothing in common, and the queries are
 * all listed in the first: a batch answers all or nothing, or the reader saw
 * two generations at once.
 */
#include "bench.h"
#include "compile_run.h"
#include "machine.h"
#include "made_feed.h"
#include "synthetic.h"

#include <tamis/live.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH        64u
#define QUIET_POINTS 20000000u
#define READERS_MAX  64u

struct swap {
    const struct bench_plan *plan;
    struct result_log *log;
    char *paths[2];
    tamis_database *databases[2];
    tamis_live *live;
    struct key_list listed; /* of the first database */
    atomic_bool is_over;
};

struct asker {
    struct swap *swap;
    pthread_t thread;
    uint64_t key_count, hit_count;
    double seconds;
};

static void require(tamis_status status, const tamis_error *error)
{
    if (status < 0) {
        fprintf(stderr, "tamis bench swap: %s\n", error->message);
        exit(2);
    }
}

static void make_database(struct swap *swap, unsigned n, size_t size)
{
    struct bench_plan plan = *swap->plan;
    char *feed = strdup(plan_temporary(&plan, ".txt"));
    char *feeds[] = {feed};
    struct compile_job job = {NULL, NULL, "clear", feeds, 1, 1, 0};
    struct compile_figures figures;
    tamis_error error;

    plan.seed += n;
    swap->paths[n] =
        strdup(plan_temporary(&plan, n ? "-second.tamis" : "-first.tamis"));
    job.database = swap->paths[n];
    made_feed_write(&plan, feed, KEY_SHA256, size);
    if (!compile_run(&plan, &job, &figures))
        exit(2);
    unlink(feed);
    free(feed);
    require(
        tamis_database_open(&swap->databases[n], swap->paths[n], NULL, &error),
        &error);
}

static tamis_reader *open_reader(struct swap *swap)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_reader *reader;
    tamis_error error;

    require(tamis_reader_create(&reader, swap->live, &options, &error), &error);
    return reader;
}

static void *ask(void *context)
{
    struct asker *asker = context;
    struct swap *swap = asker->swap;
    tamis_reader *reader = open_reader(swap);
    double begin = machine_seconds();
    uint32_t records[BATCH];
    size_t at = 0, last = swap->listed.count - BATCH;

    /* One batch at least: a thread may be started when all is over. */
    do {
        tamis_matcher *matcher = tamis_reader_quiet(reader);
        size_t hits = tamis_matcher_find_digests(
            matcher, BATCH, KEY_DIGEST_SIZE,
            swap->listed.digests + at * KEY_DIGEST_SIZE, records);

        if (hits != 0 && hits != BATCH) {
            fprintf(stderr,
                    "tamis bench swap: a batch hit %zu of %u: it saw two "
                    "generations\n",
                    hits, BATCH);
            exit(2);
        }
        asker->hit_count += hits;
        asker->key_count += BATCH;
        at = at + BATCH > last ? 0 : at + BATCH;
    } while (!atomic_load_explicit(&swap->is_over, memory_order_relaxed));
    asker->seconds = machine_seconds() - begin;
    tamis_reader_destroy(reader);
    return NULL;
}

static double seconds_of_publish(struct swap *swap, unsigned n)
{
    double begin = machine_seconds();
    tamis_error error;

    require(tamis_live_publish(swap->live, swap->databases[n], NULL, &error),
            &error);
    return machine_seconds() - begin;
}

static void take(const struct swap *swap, struct result *result,
                 double *samples, unsigned count)
{
    result_take(result, samples, count);
    result_write(swap->plan, swap->log, result);
}

/* Readers that ask throughout: alone, or with a publish every 50 ms. */
static void measure_readers(struct swap *swap, struct result *result,
                            bool is_swapping)
{
    struct asker askers[READERS_MAX];
    double publish[1000], key_ns = 0;
    uint64_t keys = 0, hits = 0;
    unsigned repeats = swap->plan->repeats;

    memset(askers, 0, sizeof askers);
    atomic_store(&swap->is_over, false);
    for (unsigned i = 0; i < result->threads; i++) {
        askers[i].swap = swap;
        if (pthread_create(&askers[i].thread, NULL, ask, &askers[i]))
            exit(2);
    }
    for (unsigned i = 0; i < repeats; i++) {
        usleep(is_swapping ? 50000 : (unsigned)(swap->plan->seconds * 1e6));
        if (is_swapping)
            publish[i] = seconds_of_publish(swap, (i + 1) % 2) * 1e3;
    }
    atomic_store(&swap->is_over, true);
    for (unsigned i = 0; i < result->threads; i++) {
        pthread_join(askers[i].thread, NULL);
        key_ns += askers[i].seconds * 1e9 / (double)askers[i].key_count /
                  result->threads;
        keys += askers[i].key_count;
        hits += askers[i].hit_count;
    }
    result->hit_share = (double)hits / (double)keys;
    result_name(result, is_swapping ? "ask-swapping" : "ask", "ns/key");
    take(swap, result, &key_ns, 1);
    result->hit_share = RESULT_NO_HITS;
    if (is_swapping) {
        result_name(result, "publish", "ms");
        take(swap, result, publish, repeats);
    }
}

/* A quiet point where nothing is new: what every batch pays. */
static void measure_quiet(struct swap *swap, struct result *result)
{
    tamis_reader *reader = open_reader(swap);
    double samples[1000];

    for (unsigned r = 0; r < swap->plan->repeats; r++) {
        double begin = machine_seconds();

        for (unsigned i = 0; i < QUIET_POINTS; i++)
            if (!tamis_reader_quiet(reader))
                exit(2);
        samples[r] = (machine_seconds() - begin) * 1e9 / QUIET_POINTS;
    }
    tamis_reader_destroy(reader);
    result_name(result, "quiet-point", "ns");
    take(swap, result, samples, swap->plan->repeats);
}

static void measure_size(struct swap *swap, size_t size)
{
    struct result result = result_open("swap", "tamis", "sha256", size);
    tamis_error error;

    synthetic_listed(&swap->listed, KEY_SHA256, size, swap->plan->seed);
    make_database(swap, 0, size);
    make_database(swap, 1, size);
    require(tamis_live_create(&swap->live, swap->databases[0], NULL, &error),
            &error);
    measure_quiet(swap, &result);
    result.batch = BATCH;
    for (unsigned t = 0; t < swap->plan->thread_count; t++) {
        result.threads = swap->plan->threads[t];
        seconds_of_publish(swap, 0); /* all listed */
        measure_readers(swap, &result, false);
        seconds_of_publish(swap, 1); /* all clean */
        measure_readers(swap, &result, false);
        measure_readers(swap, &result, true);
    }
    tamis_live_destroy(swap->live);
    for (unsigned n = 0; n < 2; n++) {
        tamis_database_release(swap->databases[n]);
        unlink(swap->paths[n]);
        free(swap->paths[n]);
    }
    key_list_close(&swap->listed);
}

int bench_swap(const struct bench_plan *plan)
{
    struct result_log log = {.count = 0};
    struct swap swap = {.plan = plan, .log = &log};

    for (size_t i = 0; i < plan->size_count; i++)
        measure_size(&swap, plan->sizes[i] < BATCH ? BATCH : plan->sizes[i]);
    result_log_close(&log);
    return 0;
}

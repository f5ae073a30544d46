/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_run.h"
#include "activity.h"
#include "machine.h"

#include <tamis/database.h>
#include <tamis/match.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What one call of the scan gets: what `tamis scan` gives it. */
#define BLOCK_SIZE    ((size_t)1 << 20)
#define REPEATS_MAX   1000u
#define CPU_OF_SCALAR 1u

struct tally {
    uint64_t hits, sum;
    /* Hits must lie in the next of these values; NULL: anywhere. */
    const struct scan_value *value, *value_end;
    uint64_t offset; /* of the block in the text */
    bool is_outside; /* a hit lay in none */
};

struct run {
    const struct bench_plan *plan;
    const struct made_text *text;
    tamis_database *database;
    size_t *blocks; /* where each ends */
    size_t block_count;
};

/* The blocks that a thread takes one after the other. */
struct worker {
    const struct run *run;
    atomic_size_t *next;
    tamis_matcher *matcher;
    struct tally tally;
};

static void fail(const char *what)
{
    activity_clear();
    fprintf(stderr, "tamis bench: %s\n", what);
    exit(2);
}

/* A number that two records hardly share. */
static uint64_t weigh(tamis_record_id record)
{
    uint64_t x = (record + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15);

    return x ^ x >> 29;
}

static void place_hit(struct tally *tally, const tamis_hit *hit)
{
    uint64_t offset = tally->offset + hit->offset;

    while (tally->value < tally->value_end &&
           tally->value->offset + tally->value->size <= offset)
        tally->value++;
    tally->is_outside |=
        tally->value == tally->value_end || tally->value->offset > offset ||
        offset + hit->length > tally->value->offset + tally->value->size;
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct tally *tally = context;

    tally->hits += hit_count;
    for (size_t i = 0; i < hit_count; i++) {
        tally->sum += weigh(hits[i].record);
        if (tally->value)
            place_hit(tally, &hits[i]);
    }
    return 0;
}

static tamis_matcher *open_matcher(tamis_database *database)
{
    tamis_matcher *matcher;
    tamis_error error;

    if (tamis_matcher_create(&matcher, database, NULL, &error) < 0)
        fail(error.message);
    return matcher;
}

static void scan_blocks(struct worker *worker)
{
    const struct run *run = worker->run;
    size_t n;

    while ((n = atomic_fetch_add(worker->next, 1)) < run->block_count) {
        size_t start = n ? run->blocks[n - 1] : 0;

        worker->tally.offset = start;
        if (tamis_matcher_scan(worker->matcher, run->text->bytes + start,
                               run->blocks[n] - start, note_hits,
                               &worker->tally) < 0)
            fail("a scan was stopped");
    }
}

static void *work(void *context)
{
    scan_blocks(context);
    return NULL;
}

/* One pass over all blocks: its seconds, and what it found. */
static double pass(const struct run *run, unsigned threads, bool is_placed,
                   struct tally *all)
{
    struct worker workers[64];
    pthread_t ids[64];
    atomic_size_t next = 0;
    double begin;

    memset(all, 0, sizeof *all);
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (struct worker){.run = run, .next = &next};
        workers[i].matcher = open_matcher(run->database);
        if (is_placed) {
            workers[i].tally.value = run->text->values;
            workers[i].tally.value_end =
                run->text->values + run->text->value_count;
        }
    }
    begin = machine_seconds();
    for (unsigned i = 1; i < threads; i++)
        if (pthread_create(&ids[i], NULL, work, &workers[i]) != 0)
            fail("cannot start a thread");
    scan_blocks(&workers[0]);
    for (unsigned i = 1; i < threads; i++)
        pthread_join(ids[i], NULL);
    begin = machine_seconds() - begin;
    for (unsigned i = 0; i < threads; i++) {
        all->hits += workers[i].tally.hits;
        all->sum += workers[i].tally.sum;
        all->is_outside |= workers[i].tally.is_outside;
        tamis_matcher_destroy(workers[i].matcher);
    }
    return begin;
}

/* --- what must be found --------------------------------------------------- */

static struct tally ask_values(const struct run *run)
{
    struct tally tally = {.hits = 0};
    tamis_matcher *matcher = open_matcher(run->database);
    tamis_error error;

    for (size_t i = 0; i < run->text->value_count; i++) {
        const struct scan_value *value = &run->text->values[i];
        uint64_t before = tally.hits;

        if (tamis_matcher_find_all(matcher, value->kind,
                                   run->text->bytes + value->offset,
                                   value->size, note_hits, &tally, &error) < 0)
            fail(error.message);
        if (value->has && tally.hits == before) {
            fprintf(stderr, "tamis bench: %.*s\n", (int)value->size,
                    run->text->bytes + value->offset);
            fail("a listed value is not found");
        }
    }
    tamis_matcher_destroy(matcher);
    return tally;
}

static tamis_database *open_database(const char *path, enum pages pages,
                                     uint32_t cpu_limit)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    tamis_database *database;
    tamis_error error;

    options.flags = pages_flags(pages);
    options.cpu_limit = cpu_limit;
    if (tamis_database_open(&database, path, &options, &error) < 0)
        fail(error.message);
    return database;
}

static struct tally scan_with_scalars(const struct run *run, const char *path)
{
    struct run scalar = *run;
    struct tally tally;

    scalar.database = open_database(path, PAGES_MAP, CPU_OF_SCALAR);
    pass(&scalar, 1, false, &tally);
    tamis_database_release(scalar.database);
    return tally;
}

static struct tally check(const struct run *run, const char *path)
{
    struct tally expected, found;
    char text[160];

    activity_show("%s: what must be found", run->text->name);
    expected =
        run->text->values ? ask_values(run) : scan_with_scalars(run, path);
    pass(run, 1, run->text->values != NULL, &found);
    if (found.is_outside)
        fail("a hit lies where no listed value is");
    if (found.hits != expected.hits || found.sum != expected.sum) {
        snprintf(text, sizeof text,
                 "the scan of %s found %llu events; there are %llu",
                 run->text->name, (unsigned long long)found.hits,
                 (unsigned long long)expected.hits);
        fail(text);
    }
    return found;
}

/* --- rows ----------------------------------------------------------------- */

void scan_write_speed(const struct bench_plan *plan, struct result_log *log,
                      struct result *result, size_t bytes, double *samples,
                      unsigned count)
{
    double speeds[REPEATS_MAX];

    result->queries = bytes;
    for (unsigned i = 0; i < count; i++) {
        speeds[i] = (double)bytes / samples[i] / 1e6;
        samples[i] *= 1e9 / (double)bytes;
    }
    result_name(result, "scan", "ns/B");
    result_take(result, samples, count);
    result_write(plan, log, result);
    result_name(result, "speed", "MB/s");
    result_take(result, speeds, count);
    result_write(plan, log, result);
}

static void measure(const struct run *run, struct result_log *log,
                    struct result *result, const struct tally *expected)
{
    double samples[REPEATS_MAX];
    struct tally found;

    for (unsigned t = 0; t < run->plan->thread_count; t++) {
        result->threads = run->plan->threads[t];
        for (unsigned i = 0; i < run->plan->repeats; i++) {
            activity_show("%s, %zu listed: pass %u of %u", run->text->name,
                          result->indicators, i + 1, run->plan->repeats);
            samples[i] = pass(run, result->threads, false, &found);
            if (found.hits != expected->hits || found.sum != expected->sum)
                fail("two scans of one text differ");
        }
        scan_write_speed(run->plan, log, result, run->text->size, samples,
                         run->plan->repeats);
    }
}

static void cut_blocks(struct run *run)
{
    size_t end = 0;

    run->blocks =
        memory_get(run->text->size / (BLOCK_SIZE / 2) + 2, sizeof *run->blocks);
    while (end < run->text->size) {
        end = made_text_cut(run->text, end, BLOCK_SIZE);
        run->blocks[run->block_count++] = end;
    }
}

bool scan_run(const struct bench_plan *plan, struct result_log *log,
              const char *database, size_t indicators,
              const struct made_text *text)
{
    struct run run = {.plan = plan, .text = text};
    struct result result = result_open("scan", "tamis", text->name, indicators);
    double events;

    result.hit_share = text->hit_share < 0 ? RESULT_NO_HITS : text->hit_share;
    cut_blocks(&run);
    for (size_t p = 0; p < plan->pages_count; p++) {
        struct tally expected;

        run.database = open_database(database, plan->pages[p], plan->cpu_limit);
        snprintf(result.pages, sizeof result.pages, "%s",
                 pages_name(plan->pages[p]));
        expected = check(&run, database);
        measure(&run, log, &result, &expected);
        events = (double)expected.hits;
        tamis_database_release(run.database);
        if (p > 0)
            continue;
        result.threads = plan->threads[0];
        result_name(&result, "events", "events");
        result_take(&result, &events, 1);
        result_write(plan, log, &result);
    }
    free(run.blocks);
    return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* compile: text feeds into a database, in a process of its own each time;
 * beside it, what peers take to build of ready keys. */
#include "activity.h"
#include "bench.h"
#include "build_run.h"
#include "compile_run.h"
#include "made_feed.h"
#include "peer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPEATS_MAX 1000u

/* All runs of one subject, one kind and one size. */
struct series {
    const struct bench_plan *plan;
    struct result_log *log;
    struct result result;
    struct compile_figures *figures; /* of each run */
    unsigned count;
    unsigned threads; /* 0: as many as the subject takes */
};

static void write_row(struct series *series, const char *metric,
                      const char *unit,
                      double (*take)(const struct series *, unsigned run))
{
    double samples[REPEATS_MAX];

    for (unsigned i = 0; i < series->count; i++)
        samples[i] = take(series, i);
    result_name(&series->result, metric, unit);
    result_take(&series->result, samples, series->count);
    result_write(series->plan, series->log, &series->result);
}

static double take_seconds(const struct series *series, unsigned run)
{
    return series->figures[run].seconds;
}

static double take_processor(const struct series *series, unsigned run)
{
    return series->figures[run].processor_seconds;
}

static double take_peak(const struct series *series, unsigned run)
{
    return (double)series->figures[run].peak_bytes / 1048576.0;
}

static double take_file(const struct series *series, unsigned run)
{
    return (double)series->figures[run].file_bytes /
           (double)series->result.indicators;
}

static void write_phases(struct series *series)
{
    double samples[REPEATS_MAX];
    char metric[24];

    for (size_t n = 0; n < series->figures[0].phase_count; n++) {
        for (unsigned i = 0; i < series->count; i++)
            samples[i] = series->figures[i].phases[n].seconds;
        snprintf(metric, sizeof metric, "phase-%s",
                 series->figures[0].phases[n].name);
        result_name(&series->result, metric, "s");
        result_take(&series->result, samples, series->count);
        result_write(series->plan, series->log, &series->result);
    }
}

static void write_rows(struct series *series, const char *subject)
{
    series->result = result_open("compile", subject, series->result.kind,
                                 (size_t)series->figures[0].kept);
    series->result.threads = series->threads;
    write_row(series, "compile", "s", take_seconds);
    write_row(series, "processor", "s", take_processor);
    write_row(series, "peak-memory", "MiB", take_peak);
    if (series->figures[0].file_bytes > 0)
        write_row(series, "file", "B/indicator", take_file);
    write_phases(series);
}

/* Peers are built once: they are there for the scale of things. */
static void build_peers(struct series *series, enum key_kind kind, size_t size,
                        const char *feed)
{
    const struct peer *peer;

    series->count = 1;
    series->threads = series->plan->threads[0]; /* to be found beside it */
    for (size_t n = 1; (peer = peer_get(n)); n++) {
        if (!peer_can(peer, kind) || peer->is_key_stream ||
            !plan_wants_peer(series->plan, peer->name))
            continue;
        activity_show("%s of %zu: %s is built", key_kind_name(kind), size,
                      peer->name);
        if (build_run(series->plan, peer, kind, size, feed, series->figures))
            write_rows(series, peer->name);
    }
}

static bool compile_feed(struct series *series, struct compile_job *job,
                         enum key_kind kind, size_t size)
{
    const struct bench_plan *plan = series->plan;
    bool is_good = true;

    for (unsigned t = 0; is_good && t < plan->thread_count; t++) {
        series->threads = job->threads = plan->threads[t];
        series->count = plan->repeats;
        for (unsigned i = 0; is_good && i < plan->repeats; i++) {
            activity_show("%s of %zu: compile %u of %u", key_kind_name(kind),
                          size, i + 1, plan->repeats);
            is_good = compile_run(plan, job, &series->figures[i]);
        }
        if (is_good)
            write_rows(series, "tamis");
    }
    return is_good;
}

static int compile_kind(const struct bench_plan *plan, struct result_log *log,
                        enum key_kind kind, size_t size)
{
    char *feed = strdup(plan_temporary(plan, ".txt"));
    char *database = strdup(plan_temporary(plan, ".tamis"));
    char *feeds[] = {feed};
    struct compile_job job = {database, NULL, "clear", feeds, 1, 1, 0};
    struct series series = {.plan = plan, .log = log};
    bool is_good = feed && database;

    series.figures = memory_get(plan->repeats, sizeof *series.figures);
    snprintf(series.result.kind, sizeof series.result.kind, "%s",
             key_kind_name(kind));
    if (is_good) {
        made_feed_write(plan, feed, kind, size);
        is_good = compile_feed(&series, &job, kind, size);
    }
    unlink(database);
    if (is_good)
        build_peers(&series, kind, size, feed);
    unlink(feed);
    free(feed);
    free(database);
    free(series.figures);
    return is_good ? 0 : 2;
}

int bench_compile(const struct bench_plan *plan)
{
    struct result_log log = {.count = 0};
    int code = 0;

    for (size_t i = 0; !code && i < plan->size_count; i++)
        for (unsigned kind = KEY_KIND_COUNT + 1; !code && kind-- > 0;)
            if (plan->is_kind_wanted[kind])
                code = compile_kind(plan, &log, (enum key_kind)kind,
                                    plan->sizes[i]);
    result_log_close(&log);
    return code;
}

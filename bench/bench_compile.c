/* SPDX-License-Identifier: BSD-2-Clause */
/* compile: text feeds into a database, in a process of its own each time. */
#include "bench.h"
#include "compile_run.h"
#include "made_feed.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_rows(const struct bench_plan *plan, struct result_log *log,
                       struct result *result,
                       const struct compile_figures *figures)
{
    double samples[1000];
    const double per_indicator = 1.0 / (double)result->indicators;
    unsigned count = plan->repeats;

    for (unsigned i = 0; i < count; i++)
        samples[i] = figures[i].seconds;
    result_name(result, "compile", "s");
    result_take(result, samples, count);
    result_write(plan, log, result);
    for (unsigned i = 0; i < count; i++)
        samples[i] = figures[i].processor_seconds;
    result_name(result, "processor", "s");
    result_take(result, samples, count);
    result_write(plan, log, result);
    for (unsigned i = 0; i < count; i++)
        samples[i] = (double)figures[i].peak_bytes / 1048576.0;
    result_name(result, "peak-memory", "MiB");
    result_take(result, samples, count);
    result_write(plan, log, result);
    for (unsigned i = 0; i < count; i++)
        samples[i] = (double)figures[i].file_bytes * per_indicator;
    result_name(result, "file", "B/indicator");
    result_take(result, samples, count);
    result_write(plan, log, result);
}

static int compile_kind(const struct bench_plan *plan, struct result_log *log,
                        enum key_kind kind, size_t size)
{
    struct compile_figures figures[1000];
    char *feed = strdup(plan_temporary(plan, ".txt"));
    char *database = strdup(plan_temporary(plan, ".tamis"));
    char *feeds[] = {feed};
    struct compile_job job = {database, NULL, "clear", feeds, 1, 1};
    struct result result = result_open(
        "compile", "tamis",
        kind == KEY_KIND_COUNT ? "mixed" : key_kind_name(kind), size);
    bool is_good = feed && database;

    if (is_good)
        made_feed_write(plan, feed, kind, size);
    for (unsigned i = 0; is_good && i < plan->repeats; i++)
        is_good = compile_run(&job, &figures[i]);
    if (is_good) {
        result.indicators = (size_t)figures[0].kept;
        result.threads = 0; /* as many as the compiler takes */
        write_rows(plan, log, &result, figures);
    }
    unlink(feed);
    unlink(database);
    free(feed);
    free(database);
    return is_good ? 0 : 2;
}

int bench_compile(const struct bench_plan *plan)
{
    struct result_log log = {NULL, 0, 0};
    int code = 0;

    for (size_t i = 0; !code && i < plan->size_count; i++) {
        code = compile_kind(plan, &log, KEY_KIND_COUNT, plan->sizes[i]);
        for (unsigned kind = 0; !code && kind < KEY_KIND_COUNT; kind++)
            if (plan->is_kind_wanted[kind])
                code = compile_kind(plan, &log, (enum key_kind)kind,
                                    plan->sizes[i]);
    }
    result_log_close(&log);
    return code;
}

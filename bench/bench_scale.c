/* SPDX-License-Identifier: BSD-2-Clause */
/* scale: how many indicators, on this machine, at what cost? */
#include "activity.h"
#include "bench.h"
#include "build_run.h"
#include "chart.h"
#include "compile_run.h"
#include "database_keys.h"
#include "made_feed.h"
#include "open_run.h"
#include "peer.h"
#include "scale_compare.h"
#include "scale_page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scale {
    struct bench_plan *plan;
    struct bench_plan all_pages; /* the same, for open */
    struct result_log log, older;
    char *feed, *database;
    char *made_feeds[1];
    struct compile_job job;
    double work_done, work_total; /* in indicators handled, roughly */
};

/* What one part of a step costs, for the bar: passes and indicators. */
static double part_work(const struct bench_plan *plan, size_t size)
{
    return 1e6 * (1 + plan->seconds * plan->repeats) + (double)size;
}

static bool has_own_feeds(const struct bench_plan *plan)
{
    return plan->manifest || plan->feed_count > 0;
}

static void write_figure(struct scale *scale, struct result *result,
                         const char *metric, const char *unit, double *samples)
{
    result_name(result, metric, unit);
    result_take(result, samples, scale->plan->repeats);
    result_write(scale->plan, &scale->log, result);
}

/* What peers take to build of the lines of the made feed. */
static void build_peers(struct scale *scale, size_t size)
{
    struct compile_figures figures;
    const struct peer *peer;

    for (size_t n = 1; (peer = peer_get(n)); n++) {
        struct result result = result_open("compile", peer->name, "mixed", 0);

        if (!peer_can(peer, KEY_MIXED) || peer->is_key_stream ||
            !plan_wants_peer(scale->plan, peer->name))
            continue;
        activity_show("mixed of %zu: %s is built", size, peer->name);
        if (!build_run(scale->plan, peer, KEY_MIXED, size, scale->feed,
                       &figures))
            continue;
        result.indicators = (size_t)figures.kept;
        result.threads = 0;
        result_name(&result, "compile", "s");
        result_take(&result, &figures.seconds, 1);
        result_write(scale->plan, &scale->log, &result);
    }
}

/* Compiles `size` indicators of the made or the operator's feeds. */
static bool compile_step(struct scale *scale, size_t size)
{
    struct compile_figures figures;
    double seconds[1000], processor[1000], peak[1000], file[1000], bytes[1000];
    struct result result;

    if (!has_own_feeds(scale->plan))
        made_feed_write(scale->plan, scale->feed, KEY_MIXED, size);
    for (unsigned i = 0; i < scale->plan->repeats; i++) {
        if (!compile_run(scale->plan, &scale->job, &figures))
            return false;
        seconds[i] = figures.seconds;
        processor[i] = figures.processor_seconds;
        peak[i] = (double)figures.peak_bytes / 1048576.0;
        file[i] = (double)figures.file_bytes / (double)(figures.kept + 1);
        bytes[i] = (double)figures.file_bytes / 1048576.0;
    }
    result = result_open("compile", "tamis", "mixed", (size_t)figures.kept);
    result.threads = 0;
    write_figure(scale, &result, "compile", "s", seconds);
    write_figure(scale, &result, "processor", "s", processor);
    write_figure(scale, &result, "peak-memory", "MiB", peak);
    write_figure(scale, &result, "file", "B/indicator", file);
    write_figure(scale, &result, "file-size", "MiB", bytes);
    if (!has_own_feeds(scale->plan)) {
        build_peers(scale, size);
        if (!bench_scan_size(scale->plan, &scale->log, scale->feed,
                             scale->database, size))
            return false;
    }
    unlink(scale->feed);
    result = result_open("open", "tamis", "mixed", (size_t)figures.kept);
    return open_run(&scale->all_pages, &scale->log, scale->database, &result);
}

static bool lookup_step(struct scale *scale, enum key_kind kind, size_t size)
{
    struct key_list listed;

    if (!has_own_feeds(scale->plan)) {
        if (!bench_lookup_keys(&listed, kind, size, scale->plan->seed))
            return true;
    } else if (!database_keys_read(&listed, kind, scale->database)) {
        return false;
    }
    if (listed.count > 0)
        bench_lookup_list(scale->plan, &scale->log, &listed);
    key_list_close(&listed);
    return true;
}

static bool run_step(struct scale *scale, size_t size)
{
    const struct bench_plan *plan = scale->plan;
    double work = part_work(plan, size);

    activity_show("mixed of %zu: compile", size);
    if (!compile_step(scale, size))
        return false;
    scale->work_done += 2 * work;
    for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++) {
        if (!plan->is_kind_wanted[kind])
            continue;
        activity_work(scale->work_done, scale->work_total);
        if (!lookup_step(scale, (enum key_kind)kind, size))
            return false;
        scale->work_done += work;
    }
    activity_work(scale->work_done, scale->work_total);
    return true;
}

/* The sizes of the operator's feeds: those of --sizes that are smaller than
 * all they hold, and all. */
static bool fit_sizes(struct scale *scale)
{
    struct bench_plan *plan = scale->plan;
    struct compile_figures all;
    size_t count = 0;

    scale->job.manifest = plan->manifest;
    scale->job.tlp = plan->tlp;
    scale->job.feeds = plan->feeds;
    scale->job.feed_count = plan->feed_count;
    activity_show("reading the feeds once");
    if (!compile_run(scale->plan, &scale->job, &all))
        return false;
    for (size_t i = 0; i < plan->size_count; i++)
        if ((double)plan->sizes[i] < 0.8 * (double)all.kept)
            plan->sizes[count++] = plan->sizes[i];
    if (count == PLAN_LIST_MAX)
        count--;
    plan->sizes[count++] = (size_t)all.kept;
    plan->size_count = count;
    return all.kept > 0;
}

static bool run_steps(struct scale *scale)
{
    struct bench_plan *plan = scale->plan;
    size_t largest = 0;

    scale->work_total = 1;
    scale->job.share = 1;
    if (has_own_feeds(plan) && !fit_sizes(scale))
        return false;
    for (size_t i = 0; i < plan->size_count; i++) {
        for (unsigned kind = 0; kind < KEY_KIND_COUNT; kind++)
            if (plan->is_kind_wanted[kind])
                scale->work_total += part_work(plan, plan->sizes[i]);
        scale->work_total += 2 * part_work(plan, plan->sizes[i]);
        if (plan->sizes[i] > largest)
            largest = plan->sizes[i];
    }
    for (size_t i = 0; i < plan->size_count; i++) {
        if (has_own_feeds(plan))
            scale->job.share = (double)plan->sizes[i] / (double)largest;
        if (!run_step(scale, plan->sizes[i]))
            return false;
    }
    return true;
}

/* A size as one gives it: 10K, 1M. */
static int write_size(char *text, size_t capacity, const char *joint,
                      size_t size)
{
    if (size % 1000000 == 0 && size > 0)
        return snprintf(text, capacity, "%s%zuM", joint, size / 1000000);
    if (size % 1000 == 0 && size > 0)
        return snprintf(text, capacity, "%s%zuK", joint, size / 1000);
    return snprintf(text, capacity, "%s%zu", joint, size);
}

/* What was asked, as the page shows it: what is not the default. */
static void write_command(char *text, size_t capacity,
                          const struct bench_plan *plan)
{
    int size = snprintf(text, capacity, "tamis bench scale --sizes ");

    for (size_t i = 0; i < plan->size_count; i++)
        size += write_size(text + size, capacity - (size_t)size, i ? "," : "",
                           plan->sizes[i]);
    size += snprintf(text + size, capacity - (size_t)size,
                     " --queries %zu --repeats %u --seconds %g", plan->queries,
                     plan->repeats, plan->seconds);
    if (plan->pages_count > 1 || plan->pages[0] != PAGES_MAP)
        for (size_t i = 0; i < plan->pages_count; i++)
            size += snprintf(text + size, capacity - (size_t)size, "%s%s",
                             i ? "," : " --pages ", pages_name(plan->pages[i]));
    if (plan->peers)
        size += snprintf(text + size, capacity - (size_t)size, " --peers %.99s",
                         plan->peers);
    if (plan->manifest)
        size += snprintf(text + size, capacity - (size_t)size,
                         " --feeds %.200s", plan->manifest);
    if (plan->feed_count)
        size += snprintf(text + size, capacity - (size_t)size,
                         " --tlp %.20s %.200s%s", plan->tlp, plan->feeds[0],
                         plan->feed_count > 1 ? " ..." : "");
    if (plan->compare)
        snprintf(text + size, capacity - (size_t)size, " --compare %.200s",
                 plan->compare);
}

static int finish(struct scale *scale)
{
    struct bench_plan *plan = scale->plan;
    char command[2048], path[4096];
    size_t worse = 0;

    write_command(command, sizeof command, plan);
    snprintf(path, sizeof path, "%s.html", plan->output);
    activity_clear();
    if (!scale_page_write(plan, path, &scale->log,
                          plan->compare ? &scale->older : NULL, command))
        return 2;
    printf("%s.jsonl: %zu figures\n%s: the page\n", plan->output,
           scale->log.count, path);
    if (plan->compare)
        worse = scale_compare_text(stdout, &scale->log, &scale->older);
    /* Code 1 without the lines that say why would help nobody. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "tamis bench scale: cannot write: %s\n",
                strerror(errno));
        return 2;
    }
    return worse > 0;
}

int bench_scale(struct bench_plan *plan)
{
    struct scale scale = {.plan = plan};
    char path[4096];
    int code = 2;

    if (!chart_is_possible() ||
        (plan->compare && !result_log_read(&scale.older, plan->compare)))
        return 2;
    snprintf(path, sizeof path, "%s.jsonl", plan->output);
    plan->results = fopen(path, "w");
    if (!plan->results) {
        fprintf(stderr, "tamis bench scale: cannot write %s: %s\n", path,
                strerror(errno));
        return 2;
    }
    plan->format = PLAN_JSON;
    scale.all_pages = *plan;
    for (unsigned i = 0; i < PAGES_COUNT; i++)
        scale.all_pages.pages[i] = (enum pages)i;
    scale.all_pages.pages_count = PAGES_COUNT;
    scale.feed = strdup(plan_temporary(plan, ".txt"));
    scale.database = strdup(plan_temporary(plan, "-mixed.tamis"));
    scale.made_feeds[0] = scale.feed;
    scale.job = (struct compile_job){
        scale.database, NULL, "clear", scale.made_feeds, 1, 1, 0};
    if (scale.feed && scale.database && run_steps(&scale))
        code = finish(&scale);
    if (scale.database)
        unlink(scale.database);
    free(scale.feed);
    free(scale.database);
    fclose(plan->results);
    result_log_close(&scale.log);
    result_log_close(&scale.older);
    return code;
}

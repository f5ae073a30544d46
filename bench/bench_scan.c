/* SPDX-License-Identifier: BSD-2-Clause */
/* scan: text against a mixed feed, and what others do with both. */
#include "activity.h"
#include "bench.h"
#include "compile_run.h"
#include "made_feed.h"
#include "scan_peer.h"
#include "scan_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One feed, compiled, and its lines. */
struct scan {
    const struct bench_plan *plan;
    struct result_log *log;
    const char *feed, *database;
    struct key_list lines;
    size_t size;
};

static bool scan_with_all(const struct scan *scan, const struct made_text *text)
{
    bool is_good =
        scan_run(scan->plan, scan->log, scan->database, scan->size, text);

    if (is_good)
        scan_peers_run(scan->plan, scan->log, &scan->lines, scan->feed,
                       scan->size, text);
    return is_good;
}

static bool scan_all_texts(const struct scan *scan)
{
    const struct bench_plan *plan = scan->plan;
    bool is_scale = !strcmp(plan->verb, "scale");
    struct made_text text;
    bool is_good = true;

    for (size_t i = 0; is_good && i < plan->hit_share_count; i++) {
        /* No log is listed more than this. */
        if (plan->hit_shares[i] > 0.1)
            continue;
        activity_show("%zu listed: a log, %g %% listed", scan->size,
                      plan->hit_shares[i] * 100);
        made_text_proxy(&text, plan->text_size, &scan->lines, scan->size,
                        plan->hit_shares[i], plan->seed);
        is_good = scan_with_all(scan, &text);
        made_text_close(&text);
        if (is_scale)
            return is_good;
    }
    if (is_good) {
        made_text_prose(&text, plan->text_size, plan->seed);
        is_good = scan_with_all(scan, &text);
        made_text_close(&text);
    }
    if (is_good && plan->log) {
        if (!made_text_log(&text, plan->text_size, plan->log))
            return false;
        is_good = scan_with_all(scan, &text);
        made_text_close(&text);
    }
    return is_good;
}

bool bench_scan_size(const struct bench_plan *plan, struct result_log *log,
                     const char *feed, const char *database, size_t size)
{
    struct scan scan = {plan, log, feed, database, {.kind = KEY_MIXED}, size};
    bool is_good;

    made_feed_read(&scan.lines, feed);
    is_good = scan_all_texts(&scan);
    key_list_close(&scan.lines);
    return is_good;
}

static bool scan_size(const struct bench_plan *plan, struct result_log *log,
                      size_t size)
{
    char *feed = strdup(plan_temporary(plan, ".txt"));
    char *database = strdup(plan_temporary(plan, ".tamis"));
    char *feeds[] = {feed};
    struct compile_job job = {database, NULL, "clear", feeds, 1, 1, 0};
    struct compile_figures figures;
    bool is_good = feed && database;

    if (is_good) {
        activity_show("%zu listed: compile", size);
        made_feed_write(plan, feed, KEY_MIXED, size);
        is_good = compile_run(plan, &job, &figures) &&
                  bench_scan_size(plan, log, feed, database, size);
    }
    unlink(feed);
    unlink(database);
    free(feed);
    free(database);
    return is_good;
}

int bench_scan(const struct bench_plan *plan)
{
    struct result_log log = {.count = 0};
    bool is_good = true;

    scan_peers_tell(plan);
    for (size_t i = 0; is_good && i < plan->size_count; i++)
        is_good = scan_size(plan, &log, plan->sizes[i]);
    result_log_close(&log);
    return is_good ? 0 : 2;
}

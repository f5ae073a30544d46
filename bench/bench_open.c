/* SPDX-License-Identifier: BSD-2-Clause */
/* open: a database of mixed indicators, and of each kind, warm and cold. */
#include "activity.h"
#include "bench.h"
#include "compile_run.h"
#include "made_feed.h"
#include "open_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_kind(const struct bench_plan *plan, struct result_log *log,
                     enum key_kind kind, size_t size)
{
    char *feed = strdup(plan_temporary(plan, ".txt"));
    char *database = strdup(plan_temporary(plan, ".tamis"));
    char *feeds[] = {feed};
    struct compile_job job = {database, NULL, "clear", feeds, 1, 1, 0};
    struct compile_figures figures;
    struct result like;
    bool is_good = feed && database;

    if (is_good) {
        activity_show("%s of %zu: compile", key_kind_name(kind), size);
        made_feed_write(plan, feed, kind, size);
        is_good = compile_run(plan, &job, &figures);
        unlink(feed);
    }
    if (is_good) {
        like = result_open("open", "tamis", key_kind_name(kind),
                           (size_t)figures.kept);
        is_good = open_run(plan, log, database, &like);
    }
    unlink(database);
    free(feed);
    free(database);
    return is_good ? 0 : 2;
}

int bench_open(const struct bench_plan *plan)
{
    struct result_log log = {.count = 0};
    int code = 0;

    for (size_t i = 0; !code && i < plan->size_count; i++)
        for (unsigned kind = KEY_KIND_COUNT + 1; !code && kind-- > 0;)
            if (plan->is_kind_wanted[kind])
                code =
                    open_kind(plan, &log, (enum key_kind)kind, plan->sizes[i]);
    result_log_close(&log);
    return code;
}

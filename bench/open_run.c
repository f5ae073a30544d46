/* SPDX-License-Identifier: BSD-2-Clause */
#include "open_run.h"
#include "activity.h"
#include "machine.h"
#include "touch_run.h"

#include <tamis/match.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens, makes a matcher and asks one key: what a host waits for. Returns
 * seconds, negative on failure. */
static double open_once(const char *path, const tamis_database_options *options)
{
    static const uint8_t digest[KEY_DIGEST_SIZE] = {1};
    double begin = machine_seconds();
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_record_id record;
    tamis_error error;

    if (tamis_database_open(&database, path, options, &error) < 0 ||
        tamis_matcher_create(&matcher, database, NULL, &error) < 0) {
        fprintf(stderr, "tamis bench: %s: %s\n", path, error.message);
        return -1;
    }
    tamis_matcher_find_digests(matcher, 1, KEY_DIGEST_SIZE, digest, &record);
    begin = machine_seconds() - begin;
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    return begin;
}

/* Takes the file's pages out of the page cache, as far as the kernel likes. */
static void forget_pages(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        return;
    fdatasync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
}

static bool open_repeated(const struct bench_plan *plan, struct result_log *log,
                          const char *path, struct result result,
                          uint32_t flags)
{
    bool is_cold = !strcmp(result.metric, "open-cold");
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    double samples[1000];

    options.flags = flags;
    options.cpu_limit = plan->cpu_limit;
    activity_show("%s of %zu: %s, %s", result.kind, result.indicators,
                  result.metric, result.pages);
    if (!is_cold)
        open_once(path, &options);
    for (unsigned i = 0; i < plan->repeats; i++) {
        if (is_cold)
            forget_pages(path);
        samples[i] = open_once(path, &options) * 1e3;
        if (samples[i] < 0)
            return false;
    }
    result_take(&result, samples, plan->repeats);
    result_write(plan, log, &result);
    return true;
}

static bool measure_touched(const struct bench_plan *plan,
                            struct result_log *log, const char *path,
                            struct result result, enum pages pages)
{
    unsigned long long grown;
    double figure;

    if (!touch_run(plan, path, pages, &grown))
        return false;
    snprintf(result.pages, sizeof result.pages, "%s", pages_name(pages));
    figure = (double)grown / 1048576.0;
    result_name(&result, "resident", "MiB");
    result_take(&result, &figure, 1);
    result_write(plan, log, &result);
    figure = (double)grown / (double)(result.indicators + 1);
    result_name(&result, "touched", "B/indicator");
    result_take(&result, &figure, 1);
    result_write(plan, log, &result);
    return true;
}

static void measure_file(const struct bench_plan *plan, struct result_log *log,
                         const char *path, struct result result)
{
    struct stat file;
    double figure = 0;

    if (stat(path, &file) == 0)
        figure = (double)file.st_size / (double)(result.indicators + 1);
    result_name(&result, "file", "B/indicator");
    result_take(&result, &figure, 1);
    result_write(plan, log, &result);
}

bool open_run(const struct bench_plan *plan, struct result_log *log,
              const char *path, const struct result *like)
{
    struct result result = *like;

    measure_file(plan, log, path, result);
    for (size_t p = 0; p < plan->pages_count; p++) {
        enum pages pages = plan->pages[p];
        uint32_t flags = pages_flags(pages);

        snprintf(result.pages, sizeof result.pages, "%s", pages_name(pages));
        result_name(&result, "open", "ms");
        if (!open_repeated(plan, log, path, result, flags))
            return false;
        result_name(&result, "open-verify", "ms");
        if (pages == PAGES_MAP && !open_repeated(plan, log, path, result,
                                                 flags | TAMIS_DATABASE_VERIFY))
            return false;
        result_name(&result, "open-cold", "ms");
        if (!open_repeated(plan, log, path, result, flags) ||
            !measure_touched(plan, log, path, result, pages))
            return false;
    }
    return true;
}

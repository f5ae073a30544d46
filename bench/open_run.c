/* SPDX-License-Identifier: BSD-2-Clause */
#include "open_run.h"
#include "machine.h"
#include "random_stream.h"
#include "synthetic.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lookups of each kind before resident memory is read: enough to touch every
 * page that clean traffic touches. */
#define TOUCHES 1000000u

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

static void ask_some(tamis_matcher *matcher, const struct key_list *keys)
{
    uint32_t records[64];

    for (size_t i = 0; i + 64 <= keys->count; i += 64) {
        if (keys->kind == KEY_SHA256)
            tamis_matcher_find_digests(matcher, 64, KEY_DIGEST_SIZE,
                                       keys->digests + i * KEY_DIGEST_SIZE,
                                       records);
        else if (keys->kind == KEY_DOMAIN)
            tamis_matcher_find_domains(matcher, 64, keys->names + i, records);
        else
            tamis_matcher_find_addresses(matcher, 64, keys->addresses + i,
                                         records);
    }
}

static uint64_t resident(void)
{
    return machine_memory_of_self("/proc/self/smaps_rollup", "Rss:");
}

/* What the process grows by when it opens the database and asks a million
 * clean keys of each kind. */
static bool measure_resident(const struct bench_plan *plan,
                             struct result_log *log, const char *path,
                             struct result result)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    struct query_list queries[KEY_KIND_COUNT];
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_error error;
    uint64_t before;
    double grown;

    for (unsigned k = 0; k < KEY_KIND_COUNT; k++) {
        struct key_list none;

        key_list_open(&none, (enum key_kind)k, 0, true);
        synthetic_queries(&queries[k], &none, TOUCHES, 0, plan->seed);
        key_list_close(&none);
    }
    options.flags = plan->pages == PLAN_COPY ? TAMIS_DATABASE_COPY : 0;
    before = resident();
    if (tamis_database_open(&database, path, &options, &error) < 0 ||
        tamis_matcher_create(&matcher, database, NULL, &error) < 0) {
        fprintf(stderr, "tamis bench: %s: %s\n", path, error.message);
        return false;
    }
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        ask_some(matcher, &queries[k].keys);
    grown = (double)(int64_t)(resident() - before) / 1048576.0;
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        query_list_close(&queries[k]);
    if (grown < 0)
        grown = 0;
    result_take(&result, &grown, 1);
    result_write(plan, log, &result);
    grown = grown * 1048576.0 / (double)(result.indicators + 1);
    result_name(&result, "touched", "B/indicator");
    result_take(&result, &grown, 1);
    result_write(plan, log, &result);
    return true;
}

bool open_run(const struct bench_plan *plan, struct result_log *log,
              const char *path, const struct result *like)
{
    static const struct {
        const char *metric, *pages;
        uint32_t flags;
    } ways[] = {
        {"open", "map", 0},
        {"open", "copy", TAMIS_DATABASE_COPY},
        {"open-verify", "map", TAMIS_DATABASE_VERIFY},
        {"open-cold", "map", 0},
    };
    struct result result = *like;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        result_name(&result, ways[i].metric, "ms");
        snprintf(result.pages, sizeof result.pages, "%s", ways[i].pages);
        if (!open_repeated(plan, log, path, result, ways[i].flags))
            return false;
    }
    result_name(&result, "resident", "MiB");
    snprintf(result.pages, sizeof result.pages, "%s",
             plan->pages == PLAN_COPY ? "copy" : "map");
    return measure_resident(plan, log, path, result);
}

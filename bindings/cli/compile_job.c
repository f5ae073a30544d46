/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile_job.h"

#include "message.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a reader's sink needs to know. */
struct feeding {
    tamis_compiler *compiler;
    uint32_t feed_id;
    const char *name;
};

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    struct feeding *feeding = context;

    return tamis_compiler_add(feeding->compiler, feeding->feed_id, statement,
                              error);
}

static tamis_status add_values(void *context, const tamis_statement *common,
                               const tamis_statement_value *values,
                               size_t value_count, tamis_error *error)
{
    struct feeding *feeding = context;

    return tamis_compiler_add_values(feeding->compiler, feeding->feed_id,
                                     common, values, value_count, error);
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct feeding *feeding = context;

    return tamis_compiler_reject(feeding->compiler, feeding->feed_id, statement,
                                 reason, error);
}

static void show_reading(void *context, uint64_t consumed, uint64_t total)
{
    struct feeding *feeding = context;

    progress_update(feeding->name, consumed, total, true);
}

static bool remember_feed(struct compile_feeds *feeds,
                          const tamis_feed_info *info)
{
    if (feeds->count == feeds->capacity) {
        size_t capacity = feeds->capacity ? feeds->capacity * 2 : 16;
        void *larger = realloc(feeds->items, capacity * sizeof *feeds->items);

        if (!larger)
            return false;
        feeds->items = larger;
        feeds->capacity = capacity;
    }
    feeds->items[feeds->count].name = strndup(info->name.data, info->name.size);
    feeds->items[feeds->count].tlp = info->tlp;
    return feeds->items[feeds->count++].name != NULL;
}

static int declare_feed(struct compile_job *job, const tamis_feed_info *info,
                        uint32_t *feed_id)
{
    tamis_error error;

    if (tamis_compiler_add_feed(job->compiler, info, feed_id, &error) < 0)
        return message_failure(NULL, &error);
    if (!remember_feed(&job->feeds, info)) {
        message_error("no memory for the list of feeds");
        return EXIT_ERROR;
    }
    return 0;
}

/* "--fingerprints 64" makes a feed of the number. */
static void suggest_bits(const struct compile_job *job, const char *path,
                         tamis_error *error)
{
    size_t size = strlen(error->message);

    if (job->plan.compiling.fingerprint_bits == 0 || !path[0] ||
        path[strspn(path, "0123456789")] || access(path, F_OK) == 0)
        return;
    snprintf(error->message + size, sizeof error->message - size,
             "; write --fingerprints=%s", path);
}

/* Reads one path into a declared feed. A feed that cannot be read is said at
 * once and makes the write fail, unless --keep-going. */
static int read_feed(struct compile_job *job, uint32_t feed_id,
                     const char *path, const tamis_feed_options *options)
{
    struct feeding feeding = {job->compiler, feed_id, path};
    tamis_feed_sink sink = {add, reject, show_reading, &feeding, add_values};
    tamis_error error;
    tamis_status status;

    progress_begin(!job->plan.is_quiet);
    status = tamis_feed_read(path, options, &sink, NULL, &error);
    progress_clear();
    if (status >= 0)
        return 0;
    suggest_bits(job, path, &error);
    message_failure(path, &error);
    if (status == TAMIS_ERROR_MEMORY || status == TAMIS_ERROR_LIMIT ||
        tamis_compiler_feed_failed(job->compiler, feed_id, &error) < 0)
        return EXIT_ERROR;
    job->failed_count++;
    return 0;
}

/* The last part of a path, slashes behind it left out. */
static tamis_slice base_name(const char *path)
{
    size_t end = strlen(path);
    tamis_slice name;

    while (end > 1 && path[end - 1] == '/')
        end--;
    name.size = end;
    while (name.size > 0 && path[name.size - 1] != '/')
        name.size--;
    name.data = path + name.size;
    name.size = end - name.size;
    return name;
}

/* Allow and warn lists are the operator's own: everyone may know of them. */
static int read_operator_list(struct compile_job *job, const char *path,
                              tamis_action action)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    tamis_slice base = base_name(path);
    char name[300];
    uint32_t feed_id;
    int result;

    snprintf(name, sizeof name, "%s:%.*s",
             action == TAMIS_ACTION_ALLOW ? "allow" : "warn",
             base.size > 256 ? 256 : (int)base.size, base.data);
    info.name.data = name;
    info.name.size = strlen(name);
    info.tlp = TAMIS_TLP_CLEAR;
    info.action = action;
    info.max_shrink_pct = 100;
    options.flags = TAMIS_FEED_PATTERNS;
    result = declare_feed(job, &info, &feed_id);
    return result ? result : read_feed(job, feed_id, path, &options);
}

static int read_manifest_feeds(struct compile_job *job)
{
    tamis_manifest_feed feed;
    tamis_error error;
    const char *path;
    uint32_t feed_id;
    int result = 0;

    for (size_t n = 0;
         !result && tamis_manifest_feed_get(job->manifest, n, &feed); n++) {
        result = declare_feed(job, &feed.info, &feed_id);
        if (!result && tamis_manifest_check_digest(&feed, &error) < 0) {
            message_failure(feed.path, &error);
            tamis_compiler_feed_failed(job->compiler, feed_id, &error);
            job->failed_count++;
        } else if (!result) {
            result = read_feed(job, feed_id, feed.path, &feed.options);
        }
    }
    for (size_t n = 0;
         !result && (path = tamis_manifest_allow(job->manifest, n)); n++)
        result = read_operator_list(job, path, TAMIS_ACTION_ALLOW);
    for (size_t n = 0;
         !result && (path = tamis_manifest_warn(job->manifest, n)); n++)
        result = read_operator_list(job, path, TAMIS_ACTION_WARN);
    return result;
}

/* The feeds of the command line: one with --name, else one per path. */
static int read_plan_feeds(struct compile_job *job)
{
    struct compile_plan *plan = &job->plan;
    uint32_t feed_id = 0;
    int result = 0;

    for (size_t i = 0; !result && i < plan->path_count; i++) {
        plan->info.name = base_name(plan->paths[i]);
        if (plan->name) {
            plan->info.name.data = plan->name;
            plan->info.name.size = strlen(plan->name);
        }
        if (i == 0 || !plan->name)
            result = declare_feed(job, &plan->info, &feed_id);
        if (!result)
            result = read_feed(job, feed_id, plan->paths[i], &plan->reading);
    }
    for (size_t i = 0; !result && i < plan->allow_count; i++)
        result = read_operator_list(job, plan->allow[i], TAMIS_ACTION_ALLOW);
    for (size_t i = 0; !result && i < plan->warn_count; i++)
        result = read_operator_list(job, plan->warn[i], TAMIS_ACTION_WARN);
    return result;
}

static int define_audiences(struct compile_job *job)
{
    const tamis_slice *members;
    size_t member_count;
    tamis_slice name;
    tamis_error error;

    for (size_t n = 0; tamis_manifest_audience(job->manifest, n, &name,
                                               &members, &member_count);
         n++)
        if (tamis_compiler_define_audience(job->compiler, name, members,
                                           member_count, &error) < 0)
            return message_failure(job->plan.manifest_path, &error);
    return 0;
}

/* What does not fit into memory goes beside the database, unless TMPDIR says
 * where. */
static int choose_spill_folder(struct compile_plan *plan)
{
    const char *slash = strrchr(plan->output, '/');
    size_t size = slash ? (size_t)(slash - plan->output) + 1 : 0;
    const char *named = getenv("TMPDIR");

    if (named && named[0])
        return 0;
    plan->spill_folder = size ? strndup(plan->output, size) : strdup(".");
    plan->compiling.spill_folder = plan->spill_folder;
    if (plan->spill_folder)
        return 0;
    message_error("no memory for the name of a folder");
    return EXIT_ERROR;
}

static int begin(struct compile_job *job)
{
    struct compile_plan *plan = &job->plan;
    tamis_error error;

    if (!plan->is_in_memory && choose_spill_folder(plan))
        return EXIT_ERROR;
    if (plan->manifest_path &&
        tamis_manifest_open(&job->manifest, plan->manifest_path, &error) < 0)
        return message_failure(plan->manifest_path, &error);
    if (job->manifest && plan->compiling.organisation.size == 0)
        plan->compiling.organisation =
            tamis_manifest_organisation(job->manifest);
    /* A clock decides only whether a snapshot is too old to be compiled. */
    plan->compiling.clock_ns = plan->compiling.time_ns == TAMIS_TIME_MIN
                                   ? asking_now()
                                   : plan->compiling.time_ns;
    if (plan->output && access(plan->output, F_OK) == 0)
        plan->compiling.previous = plan->output;
    if (tamis_compiler_create(&job->compiler, &plan->compiling, &error) < 0)
        return message_failure(NULL, &error);
    return job->manifest ? define_audiences(job) : 0;
}

int compile_job_read(struct compile_job *job)
{
    int result = begin(job);

    if (!result && job->manifest)
        result = read_manifest_feeds(job);
    return result ? result : read_plan_feeds(job);
}

void compile_job_release(struct compile_job *job)
{
    tamis_compiler_destroy(job->compiler);
    tamis_manifest_release(job->manifest);
    free(job->plan.spill_folder);
    for (size_t i = 0; i < job->feeds.count; i++)
        free(job->feeds.items[i].name);
    free(job->feeds.items);
}

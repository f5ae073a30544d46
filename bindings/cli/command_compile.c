/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis compile: feeds through their readers into the compiler. */
#include "asking.h"
#include "command.h"
#include "compile_plan.h"
#include "compile_report.h"
#include "message.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct compiling {
    struct compile_plan plan;
    tamis_manifest *manifest;
    tamis_compiler *compiler;
    struct compile_feeds feeds;
    size_t failed_count; /* feeds that could not be read; each was said */
};

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

static void show_building(void *context, const char *phase, uint64_t done,
                          uint64_t total)
{
    (void)context;
    progress_update(phase, done, total, false);
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

static int declare_feed(struct compiling *compiling,
                        const tamis_feed_info *info, uint32_t *feed_id)
{
    tamis_error error;

    if (tamis_compiler_add_feed(compiling->compiler, info, feed_id, &error) < 0)
        return message_failure(NULL, &error);
    if (!remember_feed(&compiling->feeds, info)) {
        message_error("no memory for the list of feeds");
        return EXIT_ERROR;
    }
    return 0;
}

/* "--fingerprints 64" makes a feed of the number. */
static void suggest_bits(const struct compiling *compiling, const char *path,
                         tamis_error *error)
{
    size_t size = strlen(error->message);

    if (compiling->plan.compiling.fingerprint_bits == 0 || !path[0] ||
        path[strspn(path, "0123456789")] || access(path, F_OK) == 0)
        return;
    snprintf(error->message + size, sizeof error->message - size,
             "; write --fingerprints=%s", path);
}

/* Reads one path into a declared feed. A feed that cannot be read is said at
 * once and makes the write fail, unless --keep-going. */
static int read_feed(struct compiling *compiling, uint32_t feed_id,
                     const char *path, const tamis_feed_options *options)
{
    struct feeding feeding = {compiling->compiler, feed_id, path};
    tamis_feed_sink sink = {add, reject, show_reading, &feeding, add_values};
    tamis_error error;
    tamis_status status;

    progress_begin(!compiling->plan.is_quiet);
    status = tamis_feed_read(path, options, &sink, NULL, &error);
    progress_clear();
    if (status >= 0)
        return 0;
    suggest_bits(compiling, path, &error);
    message_failure(path, &error);
    if (status == TAMIS_ERROR_MEMORY || status == TAMIS_ERROR_LIMIT ||
        tamis_compiler_feed_failed(compiling->compiler, feed_id, &error) < 0)
        return EXIT_ERROR;
    compiling->failed_count++;
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
static int read_operator_list(struct compiling *compiling, const char *path,
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
    result = declare_feed(compiling, &info, &feed_id);
    return result ? result : read_feed(compiling, feed_id, path, &options);
}

static int read_manifest_feeds(struct compiling *compiling)
{
    tamis_manifest_feed feed;
    tamis_error error;
    const char *path;
    uint32_t feed_id;
    int result = 0;

    for (size_t n = 0;
         !result && tamis_manifest_feed_get(compiling->manifest, n, &feed);
         n++) {
        result = declare_feed(compiling, &feed.info, &feed_id);
        if (!result && tamis_manifest_check_digest(&feed, &error) < 0) {
            message_failure(feed.path, &error);
            tamis_compiler_feed_failed(compiling->compiler, feed_id, &error);
            compiling->failed_count++;
        } else if (!result) {
            result = read_feed(compiling, feed_id, feed.path, &feed.options);
        }
    }
    for (size_t n = 0;
         !result && (path = tamis_manifest_allow(compiling->manifest, n)); n++)
        result = read_operator_list(compiling, path, TAMIS_ACTION_ALLOW);
    for (size_t n = 0;
         !result && (path = tamis_manifest_warn(compiling->manifest, n)); n++)
        result = read_operator_list(compiling, path, TAMIS_ACTION_WARN);
    return result;
}

/* The feeds of the command line: one with --name, else one per path. */
static int read_plan_feeds(struct compiling *compiling)
{
    struct compile_plan *plan = &compiling->plan;
    uint32_t feed_id = 0;
    int result = 0;

    for (size_t i = 0; !result && i < plan->path_count; i++) {
        plan->info.name = base_name(plan->paths[i]);
        if (plan->name) {
            plan->info.name.data = plan->name;
            plan->info.name.size = strlen(plan->name);
        }
        if (i == 0 || !plan->name)
            result = declare_feed(compiling, &plan->info, &feed_id);
        if (!result)
            result =
                read_feed(compiling, feed_id, plan->paths[i], &plan->reading);
    }
    for (size_t i = 0; !result && i < plan->allow_count; i++)
        result =
            read_operator_list(compiling, plan->allow[i], TAMIS_ACTION_ALLOW);
    for (size_t i = 0; !result && i < plan->warn_count; i++)
        result =
            read_operator_list(compiling, plan->warn[i], TAMIS_ACTION_WARN);
    return result;
}

static int define_audiences(struct compiling *compiling)
{
    const tamis_slice *members;
    size_t member_count;
    tamis_slice name;
    tamis_error error;

    for (size_t n = 0; tamis_manifest_audience(compiling->manifest, n, &name,
                                               &members, &member_count);
         n++)
        if (tamis_compiler_define_audience(compiling->compiler, name, members,
                                           member_count, &error) < 0)
            return message_failure(compiling->plan.manifest_path, &error);
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

static int begin(struct compiling *compiling)
{
    struct compile_plan *plan = &compiling->plan;
    tamis_error error;

    if (choose_spill_folder(plan))
        return EXIT_ERROR;

    if (plan->manifest_path &&
        tamis_manifest_open(&compiling->manifest, plan->manifest_path, &error) <
            0)
        return message_failure(plan->manifest_path, &error);
    if (compiling->manifest && plan->compiling.organisation.size == 0)
        plan->compiling.organisation =
            tamis_manifest_organisation(compiling->manifest);
    /* A clock decides only whether a snapshot is too old to be compiled. */
    plan->compiling.clock_ns = plan->compiling.time_ns == TAMIS_TIME_MIN
                                   ? asking_now()
                                   : plan->compiling.time_ns;
    if (access(plan->output, F_OK) == 0)
        plan->compiling.previous = plan->output;
    if (tamis_compiler_create(&compiling->compiler, &plan->compiling, &error) <
        0)
        return message_failure(NULL, &error);
    return compiling->manifest ? define_audiences(compiling) : 0;
}

static int write_database(struct compiling *compiling)
{
    struct compile_plan *plan = &compiling->plan;
    tamis_error error;
    tamis_status status;

    progress_begin(!plan->is_quiet);
    status = tamis_compiler_write(compiling->compiler, plan->output,
                                  show_building, NULL, &error);
    progress_clear();
    if (!plan->is_quiet)
        compile_report_text(compiling->compiler, &compiling->feeds);
    if (plan->is_json)
        compile_report_json(compiling->compiler, &compiling->feeds);
    if (status >= 0)
        compile_report_warnings(compiling->compiler, &compiling->feeds);
    if (status < 0 && compiling->failed_count > 0) {
        message_error("%s was not written, because of %zu %s; --keep-going "
                      "compiles the others",
                      plan->output, compiling->failed_count,
                      compiling->failed_count == 1 ? "feed" : "feeds");
        return EXIT_ERROR;
    }
    if (status < 0)
        return message_failure(NULL, &error);
    if (fflush(stdout) != 0) {
        message_error("cannot write to standard output");
        return EXIT_ERROR;
    }
    return EXIT_MATCHED;
}

int command_compile(int argc, char **argv)
{
    struct compiling compiling;
    int result;

    memset(&compiling, 0, sizeof compiling);
    message_begin("compile", false);
    result = compile_plan_read(&compiling.plan, argc, argv);
    if (result >= 0)
        return result;
    result = begin(&compiling);
    if (!result && compiling.manifest)
        result = read_manifest_feeds(&compiling);
    if (!result)
        result = read_plan_feeds(&compiling);
    if (!result)
        result = write_database(&compiling);
    tamis_compiler_destroy(compiling.compiler);
    tamis_manifest_release(compiling.manifest);
    free(compiling.plan.spill_folder);
    for (size_t i = 0; i < compiling.feeds.count; i++)
        free(compiling.feeds.items[i].name);
    free(compiling.feeds.items);
    return result;
}

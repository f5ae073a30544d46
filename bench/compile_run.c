/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile_run.h"
#include "bench.h"
#include "child.h"
#include "machine.h"

#include <tamis/compile.h>
#include <tamis/manifest.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- the child ------------------------------------------------------------ */

struct sampling {
    tamis_compiler *compiler;
    uint32_t feed_id;
    double share;
};

/* By the value, not by chance: nested samples from any order of feeds. */
static bool is_sampled(const struct sampling *sampling,
                       const tamis_statement *statement)
{
    return sampling->share >= 1 ||
           key_value(statement->value.data, statement->value.size) <=
               sampling->share * 1073741824.0;
}

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    struct sampling *sampling = context;

    if (!is_sampled(sampling, statement))
        return TAMIS_OK;
    return tamis_compiler_add(sampling->compiler, sampling->feed_id, statement,
                              error);
}

/* All of them at once, as the command line does; of a sample each is looked at
 * in add(). */
static tamis_status add_values(void *context, const tamis_statement *common,
                               const tamis_statement_value *values,
                               size_t value_count, tamis_error *error)
{
    struct sampling *sampling = context;

    return tamis_compiler_add_values(sampling->compiler, sampling->feed_id,
                                     common, values, value_count, error);
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct sampling *sampling = context;

    return tamis_compiler_reject(sampling->compiler, sampling->feed_id,
                                 statement, reason, error);
}

/* A feed that cannot be read is said and left out: a benchmark goes on. */
static tamis_status read_feed(tamis_compiler *compiler,
                              const tamis_feed_info *info,
                              const tamis_feed_options *options,
                              const char *path, double share)
{
    struct sampling sampling = {compiler, 0, share};
    tamis_feed_sink sink = {add, reject, NULL, &sampling,
                            share >= 1 ? add_values : NULL};
    tamis_error error;
    tamis_status status;

    status = tamis_compiler_add_feed(compiler, info, &sampling.feed_id, &error);
    if (status >= 0) {
        status = tamis_feed_read(path, options, &sink, NULL, &error);
        if (status < 0 && status != TAMIS_ERROR_MEMORY) {
            fprintf(stderr, "tamis bench: %s: left out: %s\n", path,
                    error.message);
            return TAMIS_OK;
        }
    }
    if (status < 0)
        fprintf(stderr, "tamis bench: %s: %s\n", path, error.message);
    return status;
}

static tamis_status read_manifest(tamis_compiler *compiler, const char *path,
                                  double share)
{
    tamis_manifest *manifest;
    tamis_manifest_feed feed;
    tamis_error error;
    const tamis_slice *members;
    size_t member_count;
    tamis_slice name;
    tamis_status status = tamis_manifest_open(&manifest, path, &error);

    if (status < 0) {
        fprintf(stderr, "tamis bench: %s: %s\n", path, error.message);
        return status;
    }
    for (size_t n = 0;
         status >= 0 &&
         tamis_manifest_audience(manifest, n, &name, &members, &member_count);
         n++)
        status = tamis_compiler_define_audience(compiler, name, members,
                                                member_count, &error);
    for (size_t n = 0;
         status >= 0 && tamis_manifest_feed_get(manifest, n, &feed); n++)
        status =
            read_feed(compiler, &feed.info, &feed.options, feed.path, share);
    tamis_manifest_release(manifest);
    return status;
}

static tamis_status read_files(tamis_compiler *compiler, char **paths,
                               const char *tlp, double share)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    tamis_status status = TAMIS_OK;

    info.tlp = tamis_tlp_parse(tlp, strlen(tlp));
    for (; status >= 0 && *paths; paths++) {
        info.name.data = *paths;
        info.name.size = strlen(*paths);
        status = read_feed(compiler, &info, &options, *paths, share);
    }
    return status;
}

/* What the compiler does, and since when. */
struct phases {
    struct compile_phase list[COMPILE_PHASES_MAX];
    size_t count;
    double begin;
};

/* Ends the phase that runs; the time until a first name is told belongs to
 * it. Phases that come again are one. */
static void end_phase(struct phases *phases, const char *name)
{
    double now = machine_seconds();
    size_t n = 0;

    while (n < phases->count && strcmp(phases->list[n].name, name) != 0)
        n++;
    if (n < COMPILE_PHASES_MAX) {
        snprintf(phases->list[n].name, sizeof phases->list[n].name, "%s", name);
        phases->list[n].seconds += now - phases->begin;
        phases->count += n == phases->count;
    }
    phases->begin = now;
}

struct watch {
    struct phases phases;
    char name[16]; /* of the phase that runs; "": not told yet */
};

static void watch_progress(void *context, const char *phase, uint64_t done,
                           uint64_t total)
{
    struct watch *watch = context;

    (void)done;
    (void)total;
    if (!strncmp(watch->name, phase, sizeof watch->name - 1))
        return;
    if (watch->name[0])
        end_phase(&watch->phases, watch->name);
    snprintf(watch->name, sizeof watch->name, "%s", phase);
}

static void print_figures(const tamis_compiler *compiler, const char *path,
                          double seconds, const struct phases *phases)
{
    tamis_compile_report report = {.struct_size = sizeof report};
    struct stat file;

    tamis_compiler_report(compiler, UINT32_MAX, &report);
    if (stat(path, &file) != 0)
        file.st_size = 0;
    printf("%.9f %.9f %llu %llu %llu\n", seconds, child_seconds(),
           child_peak_memory(),
           (unsigned long long)report.outcomes[TAMIS_OUTCOME_KEPT],
           (unsigned long long)file.st_size);
    for (size_t i = 0; i < phases->count; i++)
        printf("%s %.9f\n", phases->list[i].name, phases->list[i].seconds);
}

/* compile-once DATABASE SHARE THREADS MEMORY_LIMIT FOLDER, then `manifest PATH`
 * or `TLP FEED...` */
int bench_compile_once(int argc, char **argv)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    struct watch watch = {.phases = {.begin = machine_seconds()}};
    tamis_error error;
    tamis_status status;
    double begin = machine_seconds(), share;

    if (argc < 7)
        return 2;
    share = strtod(argv[1], NULL);
    options.flags = TAMIS_COMPILER_NO_SYNC | TAMIS_COMPILER_KEEP_GOING;
    options.threads = (uint32_t)strtoul(argv[2], NULL, 10);
    options.memory_limit = strtoull(argv[3], NULL, 10);
    options.spill_folder = argv[4];
    status = tamis_compiler_create(&compiler, &options, &error);
    if (status < 0) {
        fprintf(stderr, "tamis bench: %s\n", error.message);
        return 2;
    }
    if (!strcmp(argv[5], "manifest"))
        status = read_manifest(compiler, argv[6], share);
    else
        status = read_files(compiler, argv + 6, argv[5], share);
    end_phase(&watch.phases, "read");
    if (status >= 0) {
        status = tamis_compiler_write(compiler, argv[0], watch_progress, &watch,
                                      &error);
        if (status < 0)
            fprintf(stderr, "tamis bench: %s\n", error.message);
    }
    end_phase(&watch.phases, watch.name[0] ? watch.name : "write");
    if (status >= 0)
        print_figures(compiler, argv[0], machine_seconds() - begin,
                      &watch.phases);
    tamis_compiler_destroy(compiler);
    return status < 0 ? 2 : 0;
}

/* --- the parent ----------------------------------------------------------- */

static bool read_answer(const char *answer, struct compile_figures *figures)
{
    const char *at = answer;

    memset(figures, 0, sizeof *figures);
    if (sscanf(at, "%lf %lf %llu %llu %llu", &figures->seconds,
               &figures->processor_seconds, &figures->peak_bytes,
               &figures->kept, &figures->file_bytes) != 5)
        return false;
    while ((at = strchr(at, '\n')) &&
           figures->phase_count < COMPILE_PHASES_MAX) {
        struct compile_phase *phase = &figures->phases[figures->phase_count];

        at++;
        if (sscanf(at, "%15s %lf", phase->name, &phase->seconds) == 2)
            figures->phase_count++;
    }
    return true;
}

bool compile_run(const struct bench_plan *plan, const struct compile_job *job,
                 struct compile_figures *figures)
{
    const char *words[CHILD_WORDS_MAX + 1] = {"compile-once", job->database};
    char share[32], threads[16], limit[24], answer[1024];
    size_t n = 2;

    snprintf(share, sizeof share, "%.17g", job->share);
    snprintf(threads, sizeof threads, "%u", job->threads);
    snprintf(limit, sizeof limit, "%" PRIu64, plan->memory_limit);
    words[n++] = share;
    words[n++] = threads;
    words[n++] = limit;
    words[n++] = plan->folder;
    words[n++] = job->manifest ? "manifest" : job->tlp;
    if (job->manifest)
        words[n++] = job->manifest;
    for (size_t i = 0; !job->manifest && i < job->feed_count; i++)
        words[n++] = job->feeds[i];
    return child_run(words, answer, sizeof answer) &&
           read_answer(answer, figures);
}

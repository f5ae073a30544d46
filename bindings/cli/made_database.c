/* SPDX-License-Identifier: BSD-2-Clause */
#include "made_database.h"

#include "message.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool reserve(struct made_words *words, int more)
{
    int capacity = words->capacity ? words->capacity : 16;
    char **larger;

    while (capacity < words->count + more)
        capacity *= 2;
    larger = realloc(words->words, (size_t)capacity * sizeof *larger);
    if (!larger)
        return false;
    words->words = larger;
    words->capacity = capacity;
    if (words->count == 0)
        words->words[words->count++] = "compile";
    return true;
}

bool made_words_add(struct made_words *words, char *name, char *value)
{
    if (!reserve(words, 3))
        return false;
    words->words[words->count++] = name;
    if (value)
        words->words[words->count++] = value;
    return true;
}

bool made_words_add_path(struct made_words *words, char *path)
{
    char **larger =
        realloc(words->paths, (size_t)(words->path_count + 1) * sizeof *larger);

    if (!larger)
        return false;
    words->paths = larger;
    words->paths[words->path_count++] = path;
    return true;
}

/* Puts the paths behind the options. */
static bool finish(struct made_words *words)
{
    if (!reserve(words, words->path_count + 3))
        return false;
    words->words[words->count++] = "--";
    for (int i = 0; i < words->path_count; i++)
        words->words[words->count++] = words->paths[i];
    words->words[words->count] = NULL;
    return true;
}

void made_words_release(struct made_words *words)
{
    free(words->words);
    free(words->paths);
    memset(words, 0, sizeof *words);
}

void made_database_hide(const void *bytes, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = ((uintptr_t)bytes + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)bytes + size) / page * page;

    if (begin < end)
        (void)madvise((void *)begin, end - begin, MADV_DONTDUMP);
}

static void say_report(const struct made_database *made)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    tamis_compiler_report(made->job.compiler, UINT32_MAX, &report);
    message_note("%" PRIu64 " statements of %zu %s: %" PRIu64 " kept, %" PRIu64
                 " rejected%s",
                 report.read, made->job.feeds.count,
                 made->job.feeds.count == 1 ? "feed" : "feeds",
                 report.outcomes[TAMIS_OUTCOME_KEPT],
                 report.outcomes[TAMIS_OUTCOME_REJECTED],
                 report.outcomes[TAMIS_OUTCOME_REJECTED] > 0
                     ? " (tamis compile tells why)"
                     : "");
}

static int write_and_open(struct made_database *made, bool is_holders_view)
{
    tamis_error error;

    if (tamis_compiler_write_memory(made->job.compiler, &made->bytes,
                                    &made->size, &error) < 0) {
        if (made->job.failed_count == 0)
            return message_failure(NULL, &error);
        message_error("nothing was scanned, because of a feed");
        return EXIT_ERROR;
    }
    made_database_hide(made->bytes, made->size);
    if (tamis_database_open_memory(&made->database, made->bytes, made->size,
                                   NULL, &error) < 0)
        return message_failure(NULL, &error);
    if (is_holders_view) {
        say_report(made);
        compile_report_warnings(made->job.compiler, &made->job.feeds);
    }
    return 0;
}

int made_database_open(struct made_database *made, struct made_words *words,
                       bool is_quiet, bool is_holders_view)
{
    int result;

    memset(made, 0, sizeof *made);
    if (!finish(words)) {
        message_error("no memory for the options");
        return EXIT_ERROR;
    }
    optind = 0; /* getopt_long() begins anew */
    made->job.plan.is_in_memory = true;
    result = compile_plan_read(&made->job.plan, words->count, words->words);
    if (result >= 0)
        return result;
    made->job.plan.is_quiet = is_quiet;
    result = compile_job_read(&made->job);
    return result ? result : write_and_open(made, is_holders_view);
}

void made_database_close(struct made_database *made)
{
    tamis_database_release(made->database);
    if (made->bytes)
        tamis_compiler_free_memory(made->job.compiler, made->bytes, made->size);
    compile_job_release(&made->job);
}

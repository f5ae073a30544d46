/* SPDX-License-Identifier: BSD-2-Clause */
#include "preparing.h"

#include "find_program.h"
#include "message.h"
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Milliseconds to compile all patterns in, and the most that can be asked. */
#define TIME_DEFAULT 120000u
#define SECONDS_MAX  1000000u
/* Patterns that are not matched and told by name. */
#define REFUSALS_NAMED 10u

static int take_time(struct preparing *preparing, const char *argument)
{
    char *end = NULL;
    unsigned long seconds = 0;

    if (argument[0] >= '0' && argument[0] <= '9')
        seconds = strtoul(argument, &end, 10);
    if (!end || *end || seconds < 1 || seconds > SECONDS_MAX)
        return message_usage("--pattern-time %s: give a whole number of "
                             "seconds from 1 to %u",
                             argument, SECONDS_MAX);
    preparing->milliseconds = (uint32_t)seconds * 1000;
    return 0;
}

int preparing_take(struct preparing *preparing, int option,
                   const char *argument)
{
    switch (option) {
    case OPTION_NO_PATTERNS:
        preparing->is_off = true;
        return 0;
    case OPTION_NO_PATTERN_CACHE:
        preparing->is_cacheless = true;
        return 0;
    case OPTION_PATTERN_CACHE:
        preparing->folder = argument;
        return 0;
    case OPTION_PATTERN_TIME:
        return take_time(preparing, argument);
    default:
        return -1;
    }
}

void preparing_fill(const struct preparing *preparing,
                    tamis_patterns_options *options)
{
    options->flags = preparing->is_cacheless ? TAMIS_PATTERNS_NO_CACHE : 0;
    options->folder = preparing->folder;
    options->total_limit =
        preparing->milliseconds ? preparing->milliseconds : TIME_DEFAULT;
}

static int show(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    progress_update("compiling patterns", done, total, false);
    return 0;
}

tamis_status preparing_make(const struct asking *asking,
                            tamis_database *database,
                            tamis_patterns_options *options,
                            tamis_patterns **patterns, tamis_error *error)
{
    const struct preparing *preparing = &asking->preparing;
    char program[4096];
    tamis_status status;

    *patterns = NULL;
    if (preparing->is_off || preparing->is_idle)
        return TAMIS_OK;
    preparing_fill(preparing, options);
    options->clearance = &asking->clearance;
    if (program_locate("tamis-pattern-compiler", program, sizeof program))
        options->program = program;
    status = tamis_patterns_prepare(patterns, database, options, error);
    options->program = NULL; /* it was this function's */
    return status;
}

bool preparing_has_any(const tamis_patterns *patterns)
{
    tamis_patterns_info info = {.struct_size = sizeof info};

    if (patterns)
        tamis_patterns_info_get(patterns, &info);
    return info.count > 0;
}

int preparing_run(const struct asking *asking, const char *path,
                  tamis_database *database, tamis_patterns **patterns)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_error error;
    tamis_status status;

    options.progress = show;
    progress_begin(!asking->preparing.is_quiet && !asking->preparing.is_off);
    status = preparing_make(asking, database, &options, patterns, &error);
    progress_clear();
    if (status == TAMIS_OK)
        return 0;
    message_failure(path, &error);
    message_error("--no-patterns asks for all else");
    return EXIT_ERROR;
}

/* Refusals of patterns that the matcher sees: the first ones by name. */
static void say_refusals(const tamis_patterns *patterns, tamis_matcher *matcher)
{
    tamis_patterns_refusal refusal;
    char name[256], sentence[256];
    tamis_record record;
    uint64_t count = 0;

    for (size_t n = 0; tamis_patterns_refused(patterns, n, &refusal); n++) {
        if (!tamis_matcher_record(matcher, refusal.record, &record) ||
            ++count > REFUSALS_NAMED)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)refusal.key.size,
                 refusal.key.data);
        snprintf(sentence, sizeof sentence, "%.*s", (int)refusal.message.size,
                 refusal.message.data);
        message_note_path(name, sentence);
    }
    if (count > REFUSALS_NAMED)
        message_note("and %" PRIu64 " more that are refused",
                     count - REFUSALS_NAMED);
}

static void say_uncached(const tamis_patterns *patterns)
{
    tamis_patterns_info info = {.struct_size = sizeof info};

    if (!patterns)
        return;
    tamis_patterns_info_get(patterns, &info);
    if (info.uncached.size > 0)
        message_note("compiled patterns are not kept for next time: %.*s",
                     (int)info.uncached.size, info.uncached.data);
}

void preparing_say(const tamis_patterns *patterns, tamis_matcher *matcher)
{
    uint64_t count = tamis_matcher_unmatched_patterns(matcher);

    say_uncached(patterns);
    if (count == 0)
        return;
    message_note("%" PRIu64 " %s not matched%s", count,
                 count == 1 ? "pattern is" : "patterns are",
                 patterns ? "" : " (--no-patterns)");
    if (patterns)
        say_refusals(patterns, matcher);
}

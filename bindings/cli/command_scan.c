/* SPDX-License-Identifier: BSD-2-Clause */
/* tamis scan: logs and any other text. scan_plan.h tells how it is cut. */
#include "command.h"
#include "database_head.h"
#include "message.h"
#include "progress.h"
#include "scan_feed.h"
#include "scan_plan.h"
#include "scan_reload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct scan {
    struct scan_plan plan;
    struct made_database made; /* of feeds */
    struct reading reading;
    struct scan_output output;
    struct scan_work work;
};

static double seconds_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void say_stats(const struct scan_output *output, double seconds)
{
    message_error("%" PRIu64 " files, %" PRIu64 " lines, %" PRIu64
                  " bytes, %" PRIu64 " events in %.3f s, %.1f MB/s",
                  output->file_count, output->line_count, output->size,
                  output->event_count, seconds,
                  (double)output->size / 1e6 / (seconds > 0 ? seconds : 1e-9));
}

static bool take_file(void *context, const char *path)
{
    struct scan *scan = context;

    if (scan->plan.follows && strcmp(path, "-") == 0)
        return scan_feed_failure(&scan->work, path, 0,
                                 "is not followed; leave --follow out");
    if (scan->plan.follows && scan_feed_is_compressed(path))
        return scan_feed_note(&scan->work, path,
                              "passed over: compressed files do not grow");
    if (scan->plan.follows)
        return follow_list_add(&scan->plan.follow, path);
    return scan_feed_file(&scan->work, &scan->plan, path);
}

static void fail_folder(void *context, const char *path, int system_errno)
{
    struct scan *scan = context;

    scan_feed_failure(&scan->work, path, system_errno, "cannot be read");
}

static void skip_item(void *context, const char *path, const char *what)
{
    struct scan *scan = context;

    char sentence[64];

    snprintf(sentence, sizeof sentence, "passed over: it is %s", what);
    scan_feed_note(&scan->work, path, sentence);
}

static bool add_size(void *context, const char *path)
{
    struct scan *scan = context;
    struct stat facts;

    if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode) &&
        (scan->plan.modes.file_size_max == 0 ||
         (uint64_t)facts.st_size <= scan->plan.modes.file_size_max))
        scan->output.stored_total += (uint64_t)facts.st_size;
    return true;
}

static void pass_folder(void *context, const char *path, int system_errno)
{
    (void)context;
    (void)path;
    (void)system_errno;
}

static void pass_item(void *context, const char *path, const char *what)
{
    (void)context;
    (void)path;
    (void)what;
}

/* How much there is to read, where somebody watches. */
static void measure(struct scan *scan)
{
    struct walk_visitor visitor = {scan, add_size, pass_folder, pass_item};

    if (scan->plan.is_quiet || scan->plan.follows || !isatty(STDERR_FILENO))
        return;
    for (int i = 0; i < scan->plan.path_count; i++)
        scan_walk(&scan->plan.rules, scan->plan.paths[i], &visitor);
}

static void say_records(struct scan_output *output)
{
    if (output->malformed_count > 1)
        message_error("%" PRIu64 " records were malformed",
                      output->malformed_count);
    if (output->timeless_count > 0)
        message_note("%" PRIu64 " %s told no time; --at record was --at now "
                     "there",
                     output->timeless_count,
                     output->timeless_count == 1 ? "record" : "records");
    if (!output->has_lacked_field || output->has_field)
        return;
    message_error("no record of any file has a field that is asked for; look "
                  "at the names and at the option");
    output->has_failed = true;
}

/* Free text does not tell which of its words are file names. */
static void say_field_patterns(const struct scan *scan)
{
    const struct scan_modes *modes = &scan->plan.modes;
    uint64_t count = tamis_matcher_field_patterns(scan->reading.matcher);

    if (count == 0 || modes->hashes_files || scan_modes_has_records(modes))
        return;
    message_note("%" PRIu64 " %s of one kind (filename:/.../ and the like) and "
                 "not looked for in free text; --zeek, --eve, --json-field, "
                 "--tsv-column, --hash-files and `tamis lookup --kind` ask %s",
                 count,
                 count == 1 ? "pattern is about values"
                            : "patterns are about values",
                 count == 1 ? "it" : "them");
}

static int scan_all(struct scan *scan)
{
    struct walk_visitor visitor = {scan, take_file, fail_folder, skip_item};
    double began = seconds_now();
    bool goes_on = true;

    say_field_patterns(scan);
    scan_output_open(&scan->output, &scan->plan);
    scan->output.tells_long_lines = scan->reading.has_patterns;
    measure(scan);
    if (scan->plan.follows && !scan_follow_prepare())
        return reading_close(&scan->reading, true);
    if (scan_work_open(&scan->work, &scan->plan, &scan->reading, &scan->output))
        return reading_close(&scan->reading, true);
    progress_begin(!scan->plan.is_quiet && !scan->plan.follows);
    if (scan->plan.path_count == 0)
        scan_feed_file(&scan->work, &scan->plan, "-");
    for (int i = 0; i < scan->plan.path_count && goes_on; i++)
        goes_on = scan_walk(&scan->plan.rules, scan->plan.paths[i], &visitor);
    if (scan->plan.follows && scan->plan.follow.count > 0 && goes_on)
        scan_feed_follow(&scan->work);
    scan_work_close(&scan->work);
    progress_clear();
    say_records(&scan->output);
    if (scan->work.large_count > 0)
        message_note("%" PRIu64 " %s left out: larger than --max-size",
                     scan->work.large_count,
                     scan->work.large_count == 1 ? "file was" : "files were");
    if (scan->plan.wants_stats)
        say_stats(&scan->output, seconds_now() - began);
    scan->reading.output.event_count = scan->output.event_count;
    scan->reading.output.has_failed = scan->output.is_closed;
    scan->reading.hidden_by_clock = scan->output.hidden_by_clock;
    /* The matcher knows no filter. */
    scan->reading.is_hidden_at_most = scan->output.is_hidden_twice ||
                                      scan->plan.filter.has_kinds ||
                                      scan->plan.modes.older_database;
    return reading_close(&scan->reading, scan->output.has_failed);
}

static void say_news(const struct scan_plan *plan)
{
    const struct new_records *news = &plan->filter.news;

    if (news->count == 0) {
        message_note("nothing is listed that %s did not list; nothing was "
                     "scanned",
                     plan->modes.older_database);
        return;
    }
    message_note("%" PRIu64 " %s new since %s", news->count,
                 news->count == 1 ? "indicator is" : "indicators are",
                 plan->modes.older_database);
    if (news->fault)
        message_note("everything is searched for, and what is not new left "
                     "out: %s",
                     news->fault);
}

/* Takes the database, as reading_begin() does. */
static int find_news(struct scan_plan *plan, tamis_database *database)
{
    struct new_records *news = &plan->filter.news;

    if (!plan->modes.older_database)
        return 0;
    if (new_records_find(news, database, plan->modes.older_database,
                         &plan->asking)) {
        tamis_database_release(database);
        return EXIT_ERROR;
    }
    plan->asking.preparing.is_idle = !news->needs_patterns;
    return 0;
}

/* A log where the database belongs is no damaged one. */
static int fail_open(const char *path, const tamis_error *error)
{
    if (database_head_find(path) != DATABASE_HEAD_OTHER)
        return message_failure(path, error);
    message_error_path(path, "does not begin as a database does; the first "
                             "argument is the database, or --feed FEED "
                             "stands in for it");
    return EXIT_ERROR;
}

static int open_and_scan(struct scan *scan)
{
    struct scan_plan *plan = &scan->plan;
    const char *path = plan->modes.has_feeds ? "feeds" : plan->database;
    tamis_database *database;
    tamis_error error;

    scan_reload_note(&plan->follow.database_facts, plan->database);
    if (plan->modes.has_feeds)
        database = tamis_database_retain(scan->made.database);
    else if (tamis_database_open(&database, path, NULL, &error) < 0)
        return fail_open(path, &error);
    if (find_news(plan, database) ||
        reading_begin(&scan->reading, database, path, &plan->asking,
                      plan->format, plan->sensor))
        return EXIT_ERROR;
    if (plan->modes.older_database)
        say_news(plan);
    if (plan->modes.older_database && plan->filter.news.count == 0)
        return reading_close(&scan->reading, false);
    return scan_all(scan);
}

/* Feeds stand in for the database; one that is given besides would be read as
 * text, and never asked. */
static int refuse_databases(const struct scan_plan *plan)
{
    for (int i = 0; plan->modes.has_feeds && i < plan->path_count; i++) {
        if (database_head_find(plan->paths[i]) != DATABASE_HEAD_IS)
            continue;
        message_error_path(plan->paths[i],
                           "is a database, and would be read as text: --feed "
                           "and --feeds stand in for it; leave one of them "
                           "out");
        return EXIT_ERROR;
    }
    return 0;
}

static int make_and_scan(struct scan *scan)
{
    struct scan_plan *plan = &scan->plan;
    int result = refuse_databases(plan);

    if (result)
        return result;
    if (plan->modes.has_feeds)
        result = made_database_open(&scan->made, &plan->modes.feeds,
                                    plan->is_quiet, plan->asking.is_default);
    if (!result)
        result = open_and_scan(scan);
    made_database_close(&scan->made);
    return result;
}

int command_scan(int argc, char **argv)
{
    struct scan *scan = calloc(1, sizeof *scan);
    int result;

    if (!scan) {
        message_begin("scan", false);
        message_error("no memory to begin with");
        return EXIT_ERROR;
    }
    result = scan_plan_parse(&scan->plan, argc, argv);
    if (result < 0)
        result = make_and_scan(scan);
    scan_plan_release(&scan->plan);
    free(scan);
    return result;
}

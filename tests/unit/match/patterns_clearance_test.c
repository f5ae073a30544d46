/* SPDX-License-Identifier: BSD-2-Clause */
/* What a clearance is told of preparing and matching patterns does not depend
 * on patterns that are invisible to it. */
#include "unit/match/small_database.h"

#include <tamis/pattern_stream.h>

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array)    (sizeof(array) / sizeof *(array))
#define STATEMENTS_MAX  32
#define ANY(feed, text) PATTERN_OF(feed, TAMIS_TLP_GREEN, text)
#define RED(text)       PATTERN_OF("red", TAMIS_TLP_RED, text)
#define PATTERN_OF(feed, tlp, text)                                            \
    {                                                                          \
        feed, tlp, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, text                   \
    }
#define EXPLODES "/(([a-z]+)+x){1,4000}([0-9]+y){1,4000}/"

static const struct small_statement visible[] = {
    ANY("f", "/evil[0-9]+/"),
    ANY("f", "/bad/ !/known/"),
    ANY("f", "/^*ahead/"),
    ANY("f", "filename:/tool\\.exe$/"),
    ANY("allow", "/drill/"),
    {"f", TAMIS_TLP_GREEN, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "two words"},
};

static const struct small_statement hidden[] = {
    RED("/secret[0-9]/"),
    RED("/^*b/"),
    RED("/evil7/ !/really/"),
    RED(EXPLODES),
    RED("filename:/secret/"),
    RED("domain:/^x/"),
    PATTERN_OF("circle@somebody", TAMIS_TLP_GREEN, "/evil8/"),
    PATTERN_OF("circle@somebody", TAMIS_TLP_GREEN, "user-agent:/x^/"),
    {"red", TAMIS_TLP_RED, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "words"},
    {"allow red", TAMIS_TLP_RED, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO,
     "/evil9/"},
};

static const char text[] = "evil1 and two words\nevil7 evil8 secret1\n"
                           "bad\nbad known\nevil2 drill\nevil9\n";

/* All that somebody is told, as text. */
struct told {
    char text[8192];
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void tell(struct told *told,
                                                       const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(told->text + told->size, sizeof told->text - told->size,
                     format, arguments);
    va_end(arguments);
    told->size += (size_t)size;
    cr_assert_lt(told->size, sizeof told->text);
}

static int tell_hits(void *context, const tamis_hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tell(context, "%llu+%u %.*s [%.*s]\n",
             (unsigned long long)hits[i].offset, hits[i].length,
             (int)hits[i].key.size, hits[i].key.data,
             (int)hits[i].observed.size, hits[i].observed.data);
    return 0;
}

/* How often it is called is a matter of time. */
static int note_progress(void *context, uint64_t done, uint64_t total)
{
    cr_assert_leq(done, total);
    if (total > *(uint64_t *)context)
        *(uint64_t *)context = total;
    return 0;
}

static void tell_patterns(struct told *told, const tamis_patterns *patterns)
{
    tamis_patterns_info info = {.struct_size = sizeof info};
    tamis_patterns_refusal refusal;

    tamis_patterns_info_get(patterns, &info);
    tell(told, "%llu, compiled %llu, %llu bytes, stream %zu, not kept: %.*s\n",
         (unsigned long long)info.count, (unsigned long long)info.compiled,
         (unsigned long long)info.size, tamis_pattern_stream_size(patterns),
         (int)info.uncached.size, info.uncached.data);
    for (size_t n = 0; tamis_patterns_refused(patterns, n, &refusal); n++)
        tell(told, "refused %.*s: %.*s\n", (int)refusal.key.size,
             refusal.key.data, (int)refusal.message.size, refusal.message.data);
}

static void tell_matches(struct told *told, tamis_database *database,
                         tamis_patterns *patterns,
                         const tamis_clearance *clearance)
{
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_pattern_stream *stream;
    tamis_matcher *matcher;

    asking.patterns = patterns;
    asking.clearance = *clearance;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &asking, NULL),
                 TAMIS_OK);
    tell(told, "%llu not matched\n",
         (unsigned long long)tamis_matcher_unmatched_patterns(matcher));
    tamis_matcher_scan(matcher, text, sizeof text - 1, tell_hits, told);
    tamis_matcher_find_all(matcher, TAMIS_KIND_FILENAME, "/secret/tool.exe", 16,
                           tell_hits, told, NULL);
    cr_assert_eq(tamis_pattern_stream_create(&stream, patterns, NULL),
                 TAMIS_OK);
    tell(told, "stream\n");
    tamis_pattern_stream_scan(matcher, stream, text, 30, tell_hits, told);
    tamis_pattern_stream_scan(matcher, stream, text + 30, sizeof text - 31,
                              tell_hits, told);
    tamis_pattern_stream_end(matcher, stream, tell_hits, told);
    tamis_pattern_stream_destroy(stream);
    tamis_matcher_destroy(matcher);
}

/* Names of what is kept in the cache: they are hashes of all that it is. */
static void tell_folder(struct told *told, const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);

    cr_assert_geq(count, 2);
    for (int i = 0; i < count; i++) {
        tell(told, "%s\n", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

/* Where it is prepared: in a folder of its own, that is removed. */
static tamis_status look(struct told *told,
                         const struct small_statement *statements, size_t count,
                         tamis_patterns_options options)
{
    char folder[] = "/tmp/tamis-clearance-XXXXXX", command[64];
    tamis_error error = {.message = ""};
    tamis_database *database;
    tamis_patterns *patterns;
    uint64_t progress = 0;
    tamis_status status;
    void *bytes;

    told->size = 0;
    cr_assert(mkdtemp(folder));
    database = small_database(statements, count, &bytes);
    options.folder = folder;
    options.progress = note_progress;
    options.progress_context = &progress;
    status = tamis_patterns_prepare(&patterns, database, &options, &error);
    tell(told, "%d %s, of %llu\n", status, error.message,
         (unsigned long long)progress);
    if (status == TAMIS_OK) {
        tell_patterns(told, patterns);
        tell_matches(told, database, patterns, options.clearance);
    }
    tell_folder(told, folder);
    tamis_patterns_release(patterns);
    tamis_database_release(database);
    free(bytes);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
    return status;
}

/* The first `count` of visible, with and without all that is hidden. */
static tamis_status check(size_t count, const tamis_patterns_options *options)
{
    struct small_statement both[STATEMENTS_MAX];
    static struct told without, with;
    tamis_status status;

    memcpy(both, hidden, sizeof hidden);
    memcpy(both + COUNT(hidden), visible, count * sizeof *visible);
    status = look(&with, both, COUNT(hidden) + count, *options);
    if (status != TAMIS_ERROR_UNSUPPORTED || count == 0) {
        look(&without, visible, count, *options);
        cr_assert_str_eq(with.text, without.text);
    }
    return status;
}

static void begin(tamis_patterns_options *options, tamis_clearance *clearance)
{
    tamis_clearance_init(clearance);
    clearance->tlp = TAMIS_TLP_GREEN;
    tamis_patterns_options_init(options);
    options->clearance = clearance;
    options->program = TAMIS_PATTERN_PROGRAM;
    options->flags = TAMIS_PATTERNS_STREAMS;
    /* What explodes alone takes longer than that. */
    options->pattern_limit = 60000;
    options->total_limit = 20000;
}

static const tamis_slice stranger[] = {{"stranger", 8}};

Test(patterns_clearance, what_is_told_is_what_it_would_be_without_the_others)
{
    tamis_patterns_options options;
    tamis_clearance clearance;

    begin(&options, &clearance);
    clearance.audience = stranger;
    clearance.audience_count = 1;
    for (size_t count = 0; count <= COUNT(visible); count++) {
        tamis_status status = check(count, &options);

        if (status == TAMIS_ERROR_UNSUPPORTED)
            cr_skip_test("built without patterns");
        cr_assert_eq(status, TAMIS_OK, "of %zu", count);
    }
}

/* It holds of errors too, and of what a build without patterns says. */
Test(patterns_clearance, nobody_compiles_where_nothing_is_visible)
{
    tamis_patterns_options options;
    tamis_clearance clearance;

    begin(&options, &clearance);
    clearance.audience = stranger;
    clearance.audience_count = 1;
    options.program = "/nonexistent/program";
    cr_assert_eq(check(0, &options), TAMIS_OK);
    cr_assert_lt(check(1, &options), TAMIS_OK);
}

/* What the others are, so that there is something to be kept from. */
Test(patterns_clearance, a_wider_one_has_them_all)
{
    static const struct small_statement both[] = {ANY("f", "/evil[0-9]+/"),
                                                  RED("/secret[0-9]/")};
    tamis_patterns_options options;
    tamis_clearance clearance;
    struct told narrow, wide;
    tamis_status status;

    begin(&options, &clearance);
    status = look(&narrow, both, 2, options);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("built without patterns");
    clearance.tlp = TAMIS_TLP_RED;
    look(&wide, both, 2, options);
    cr_assert(strstr(narrow.text, "1, compiled 1,"), "%s", narrow.text);
    cr_assert(!strstr(narrow.text, "secret"), "%s", narrow.text);
    cr_assert(strstr(wide.text, "2, compiled 2,"), "%s", wide.text);
    cr_assert(strstr(wide.text, "/secret[0-9]/"), "%s", wide.text);
}

/* Prepared for one, asked by another. */
Test(patterns_clearance, a_wider_matcher_tells_how_many_it_does_not_match)
{
    static const struct small_statement both[] = {
        RED("/a/"), ANY("f", "/evil[0-9]+/"), RED("/secret[0-9]/")};
    tamis_patterns_options options;
    tamis_clearance clearance;
    tamis_error error = {.message = ""};
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_status status;
    struct told told = {.size = 0};
    void *bytes;

    begin(&options, &clearance);
    options.flags |= TAMIS_PATTERNS_NO_CACHE;
    database = small_database(both, COUNT(both), &bytes);
    status = tamis_patterns_prepare(&patterns, database, &options, &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    clearance.tlp = TAMIS_TLP_RED;
    tell_matches(&told, database, patterns, &clearance);
    cr_assert(strstr(told.text, "2 not matched\n"), "%s", told.text);
    cr_assert(strstr(told.text, "/evil[0-9]+/"), "%s", told.text);
    cr_assert(!strstr(told.text, "/secret[0-9]/"), "%s", told.text);
    tamis_patterns_release(patterns);
    options.clearance = NULL; /* the holder's own */
    cr_assert_eq(tamis_patterns_prepare(&patterns, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    told.size = 0;
    tell_matches(&told, database, patterns, &clearance);
    cr_assert(strstr(told.text, "0 not matched\n"), "%s", told.text);
    cr_assert(strstr(told.text, "/secret[0-9]/"), "%s", told.text);
    tamis_patterns_release(patterns);
    tamis_database_release(database);
    free(bytes);
}

Test(patterns_clearance, one_that_is_none_is_refused)
{
    tamis_patterns_options options;
    tamis_clearance clearance;
    tamis_error error = {.message = ""};
    tamis_database *database;
    tamis_patterns *patterns;
    void *bytes;

    begin(&options, &clearance);
    clearance.tlp = 77;
    database = small_database(visible, COUNT(visible), &bytes);
    cr_assert_eq(tamis_patterns_prepare(&patterns, database, &options, &error),
                 TAMIS_ERROR_LABEL);
    cr_assert_null(patterns);
    cr_assert_gt(strlen(error.message), 0);
    tamis_database_release(database);
    free(bytes);
}

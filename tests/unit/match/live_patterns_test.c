/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of generations that follow each other. */
#include "unit/match/small_database.h"

#include <tamis/live.h>
#include <tamis/pattern_stream.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM "/nonexistent"
#endif

static const struct small_statement old_statements[] = {
    {"f", TAMIS_TLP_GREEN, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/old[0-9]/"},
};
static const struct small_statement new_statements[] = {
    {"f", TAMIS_TLP_GREEN, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/new[0-9]/"},
};

/* A folder of this test's own, with a link to the program that compiles: what
 * takes the link away makes preparing fail. */
struct fixture {
    tamis_database *old, *new;
    void *old_bytes, *new_bytes;
    tamis_live *live;
    char folder[64], program[80];
    tamis_patterns_options options;
    tamis_error error;
};

static void link_program(const struct fixture *fixture)
{
    cr_assert_eq(symlink(TAMIS_PATTERN_PROGRAM, fixture->program), 0);
}

static void open_fixture(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    fixture->old = small_database(old_statements, 1, &fixture->old_bytes);
    fixture->new = small_database(new_statements, 1, &fixture->new_bytes);
    cr_assert_eq(
        tamis_live_create(&fixture->live, fixture->old, NULL, &fixture->error),
        TAMIS_OK);
    strcpy(fixture->folder, "/tmp/tamis-live-XXXXXX");
    cr_assert(mkdtemp(fixture->folder));
    snprintf(fixture->program, sizeof fixture->program, "%s/compiler",
             fixture->folder);
    link_program(fixture);
    tamis_patterns_options_init(&fixture->options);
    fixture->options.folder = fixture->folder;
    fixture->options.program = fixture->program;
}

/* The caller's names are gone as soon as the call has returned. */
static void match_patterns(struct fixture *fixture)
{
    char folder[64], program[80];
    tamis_status status;

    strcpy(folder, fixture->folder);
    strcpy(program, fixture->program);
    fixture->options.folder = folder;
    fixture->options.program = program;
    status = tamis_live_match_patterns(fixture->live, &fixture->options,
                                       &fixture->error);
    memset(folder, 'x', sizeof folder - 1);
    memset(program, 'x', sizeof program - 1);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", fixture->error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", fixture->error.message);
}

static void close_fixture(struct fixture *fixture)
{
    char command[100];

    tamis_live_destroy(fixture->live);
    tamis_database_release(fixture->old);
    tamis_database_release(fixture->new);
    free(fixture->old_bytes);
    free(fixture->new_bytes);
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    cr_assert_eq(system(command), 0);
}

static tamis_reader *join(struct fixture *fixture)
{
    tamis_reader *reader;

    cr_assert_eq(
        tamis_reader_create(&reader, fixture->live, NULL, &fixture->error),
        TAMIS_OK, "%s", fixture->error.message);
    return reader;
}

static int count_hits(void *context, const tamis_hit *hits, size_t count)
{
    (void)hits;
    *(size_t *)context += count;
    return 0;
}

static bool finds(tamis_reader *reader, const char *text)
{
    size_t count = 0;

    cr_assert_eq(tamis_matcher_scan(tamis_reader_quiet(reader), text,
                                    strlen(text), count_hits, &count),
                 TAMIS_OK);
    return count > 0;
}

Test(live_patterns, readers_have_those_of_the_generation_they_are_in)
{
    struct fixture fixture;
    tamis_reader *early, *late;

    open_fixture(&fixture);
    early = join(&fixture);
    cr_assert_not(finds(early, "old1"), "nobody asked for patterns yet");
    match_patterns(&fixture);
    late = join(&fixture);
    cr_assert(finds(early, "old1"));
    cr_assert(finds(late, "old1"));
    cr_assert_eq(
        tamis_live_publish(fixture.live, fixture.new, NULL, &fixture.error),
        TAMIS_OK, "%s", fixture.error.message);
    cr_assert(finds(early, "new1"));
    cr_assert(finds(late, "new1"));
    cr_assert_not(finds(late, "old1"));
    cr_assert_eq(tamis_matcher_unmatched_patterns(tamis_reader_quiet(late)), 0);
    tamis_reader_destroy(early);
    tamis_reader_destroy(late);
    close_fixture(&fixture);
}

Test(live_patterns, those_that_cannot_be_prepared_fail_the_publish)
{
    tamis_live_state state = {.struct_size = sizeof state};
    struct fixture fixture;
    tamis_reader *reader;

    open_fixture(&fixture);
    match_patterns(&fixture);
    reader = join(&fixture);
    cr_assert(finds(reader, "old1"));
    unlink(fixture.program);
    cr_assert_eq(
        tamis_live_publish(fixture.live, fixture.new, &state, &fixture.error),
        TAMIS_ERROR_SYSTEM);
    cr_assert(strstr(fixture.error.message, fixture.program), "%s",
              fixture.error.message);
    tamis_live_reclaim(fixture.live, &state);
    cr_assert_eq(state.generation, 2, "the first one, then with patterns");
    cr_assert(finds(reader, "old1"));
    cr_assert_not(finds(reader, "new1"));
    cr_assert_eq(
        tamis_live_publish(fixture.live, fixture.old, &state, &fixture.error),
        TAMIS_OK, "these are in the cache: %s", fixture.error.message);
    link_program(&fixture);
    cr_assert_eq(
        tamis_live_publish(fixture.live, fixture.new, &state, &fixture.error),
        TAMIS_OK, "%s", fixture.error.message);
    cr_assert(finds(reader, "new1"));
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

Test(live_patterns, asking_for_them_may_fail_and_be_tried_again)
{
    struct fixture fixture;
    tamis_reader *reader;
    tamis_status status;

    open_fixture(&fixture);
    reader = join(&fixture);
    unlink(fixture.program);
    status = tamis_live_match_patterns(fixture.live, &fixture.options,
                                       &fixture.error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", fixture.error.message);
    cr_assert_eq(status, TAMIS_ERROR_SYSTEM);
    cr_assert_eq(tamis_live_publish(fixture.live, fixture.new, NULL, NULL),
                 TAMIS_OK, "without patterns, as before");
    cr_assert_not(finds(reader, "new1"));
    link_program(&fixture);
    match_patterns(&fixture);
    cr_assert(finds(reader, "new1"));
    cr_assert_eq(tamis_live_match_patterns(fixture.live, &fixture.options,
                                           &fixture.error),
                 TAMIS_ERROR_ARGUMENT, "once");
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

/* Nor does a program have to be there for what nobody may see. */
Test(live_patterns, the_clearance_they_are_prepared_with_is_kept)
{
    static const struct small_statement hidden_statements[] = {
        {"r", TAMIS_TLP_RED, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/red[0-9]/"},
        {"s@somebody", TAMIS_TLP_GREEN, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO,
         "/shared[0-9]/"},
    };
    char name[] = "stranger";
    tamis_slice audience = {name, sizeof name - 1};
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    struct fixture fixture;
    tamis_database *hidden;
    tamis_reader *reader;
    void *bytes;

    open_fixture(&fixture);
    clearance.tlp = TAMIS_TLP_GREEN;
    clearance.audience = &audience;
    clearance.audience_count = 1;
    fixture.options.clearance = &clearance;
    match_patterns(&fixture);
    memset(&clearance, 'x', sizeof clearance);
    memset(&audience, 'x', sizeof audience);
    memset(name, 'x', sizeof name);
    unlink(fixture.program);
    hidden = small_database(hidden_statements, 2, &bytes);
    cr_assert_eq(tamis_live_publish(fixture.live, hidden, NULL, &fixture.error),
                 TAMIS_OK, "%s", fixture.error.message);
    reader = join(&fixture);
    cr_assert_not(finds(reader, "red1"), "nobody prepared it");
    cr_assert_eq(tamis_matcher_unmatched_patterns(tamis_reader_quiet(reader)),
                 2, "and a wider reader is told");
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
    tamis_database_release(hidden);
    free(bytes);
}

Test(live_patterns, a_reader_brings_none_of_its_own)
{
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    struct fixture fixture;
    tamis_reader *reader;
    tamis_status status;

    open_fixture(&fixture);
    status = tamis_patterns_prepare(&asking.patterns, fixture.old,
                                    &fixture.options, &fixture.error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", fixture.error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", fixture.error.message);
    cr_assert_eq(tamis_reader_create(&reader, fixture.live, &asking, NULL),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_null(reader);
    tamis_patterns_release(asking.patterns);
    close_fixture(&fixture);
}

static size_t feed(tamis_matcher *matcher, tamis_pattern_stream *stream,
                   const char *chunk)
{
    size_t count = 0;

    cr_assert_eq(tamis_pattern_stream_scan(matcher, stream, chunk,
                                           strlen(chunk), count_hits, &count),
                 TAMIS_OK);
    return count;
}

Test(live_patterns, a_stream_begins_in_a_readers_generation_and_ends_in_it)
{
    tamis_live_state state = {.struct_size = sizeof state};
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_pattern_stream *stream;
    struct fixture fixture;
    tamis_reader *reader;
    tamis_matcher *matcher, *older;

    open_fixture(&fixture);
    fixture.options.flags = TAMIS_PATTERNS_STREAMS;
    reader = join(&fixture);
    cr_assert_null(tamis_matcher_patterns(tamis_reader_quiet(reader)));
    match_patterns(&fixture);
    matcher = tamis_reader_quiet(reader);
    cr_assert_eq(tamis_pattern_stream_create(
                     &stream, tamis_matcher_patterns(matcher), &fixture.error),
                 TAMIS_OK, "%s", fixture.error.message);
    cr_assert_eq(feed(matcher, stream, "ol"), 0);
    tamis_live_reclaim(fixture.live, &state);
    cr_assert_eq(state.stream_pin_count, 0);
    cr_assert_eq(
        tamis_live_publish(fixture.live, fixture.new, &state, &fixture.error),
        TAMIS_OK, "%s", fixture.error.message);
    cr_assert_eq(state.stream_pin_count, 1);
    matcher = tamis_reader_quiet(reader);
    asking.patterns = tamis_pattern_stream_patterns(stream);
    cr_assert_neq(tamis_matcher_patterns(matcher), asking.patterns);
    cr_assert_eq(
        tamis_pattern_stream_scan(matcher, stream, "d1", 2, count_hits, NULL),
        TAMIS_ERROR_ARGUMENT, "of another generation");
    cr_assert_eq(tamis_patterns_database(asking.patterns), fixture.old);
    cr_assert_eq(tamis_matcher_create(&older,
                                      tamis_patterns_database(asking.patterns),
                                      &asking, &fixture.error),
                 TAMIS_OK, "%s", fixture.error.message);
    cr_assert_eq(feed(older, stream, "d1"), 1);
    tamis_matcher_destroy(older);
    tamis_pattern_stream_destroy(stream);
    tamis_live_reclaim(fixture.live, &state);
    cr_assert_eq(state.stream_pin_count, 0);
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
}

/* Also where the generation has none that can be seen. */
Test(live_patterns, a_stream_of_a_generation_without_patterns_is_one)
{
    static const struct small_statement statements[] = {
        {"f", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "a.com"},
    };
    tamis_pattern_stream *stream;
    struct fixture fixture;
    tamis_database *bare;
    tamis_reader *reader;
    tamis_matcher *matcher;
    void *bytes;

    open_fixture(&fixture);
    fixture.options.flags = TAMIS_PATTERNS_STREAMS;
    match_patterns(&fixture);
    bare = small_database(statements, 1, &bytes);
    cr_assert_eq(tamis_live_publish(fixture.live, bare, NULL, &fixture.error),
                 TAMIS_OK, "%s", fixture.error.message);
    reader = join(&fixture);
    matcher = tamis_reader_quiet(reader);
    cr_assert_eq(tamis_pattern_stream_create(
                     &stream, tamis_matcher_patterns(matcher), &fixture.error),
                 TAMIS_OK, "%s", fixture.error.message);
    cr_assert_eq(feed(matcher, stream, "old1 new1"), 0);
    tamis_pattern_stream_destroy(stream);
    tamis_reader_destroy(reader);
    close_fixture(&fixture);
    tamis_database_release(bare);
    free(bytes);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Literals and regexes in chunks: what is reported, to whom, and what is held.
 */
#include "support/failing_allocator.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define STATEMENT(feed, tlp, kind, value)                                      \
    {                                                                          \
        feed, tlp, TAMIS_KIND_##kind, TAMIS_MODE_AUTO, value                   \
    }
#define PATTERN(feed, value) STATEMENT(feed, TAMIS_TLP_CLEAR, PATTERN, value)
#define LITERAL(feed, value) STATEMENT(feed, TAMIS_TLP_CLEAR, LITERAL, value)

struct fixture {
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    tamis_pattern_stream *stream;
    void *bytes;
    size_t size;
    char text[4096];
};

static struct fixture fixture;

static void prepare(const struct small_statement *statements, size_t count,
                    uint32_t flags)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_error error = {.message = ""};
    tamis_status status;

    fixture.database = small_database(statements, count, &fixture.bytes);
    options.flags = TAMIS_PATTERNS_NO_CACHE | flags;
    options.program = TAMIS_PATTERN_PROGRAM;
    status = tamis_patterns_prepare(&fixture.patterns, fixture.database,
                                    &options, &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
}

static tamis_matcher *make_matcher(const char *circle)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_slice audience = {circle, circle ? strlen(circle) : 0};
    tamis_error error = {.message = ""};
    tamis_matcher *matcher;

    options.patterns = fixture.patterns;
    if (circle) {
        options.clearance.audience = &audience;
        options.clearance.audience_count = 1;
    }
    cr_assert_eq(
        tamis_matcher_create(&matcher, fixture.database, &options, &error),
        TAMIS_OK, "%s", error.message);
    return matcher;
}

static void open_stream(void)
{
    tamis_error error = {.message = ""};

    cr_assert_eq(
        tamis_pattern_stream_create(&fixture.stream, fixture.patterns, &error),
        TAMIS_OK, "%s", error.message);
}

static void open_fixture(const struct small_statement *statements, size_t count)
{
    prepare(statements, count, TAMIS_PATTERNS_STREAMS);
    fixture.matcher = make_matcher(NULL);
    open_stream();
}

static void close_fixture(void)
{
    tamis_pattern_stream_destroy(fixture.stream);
    tamis_matcher_destroy(fixture.matcher);
    tamis_patterns_release(fixture.patterns);
    tamis_database_release(fixture.database);
    free(fixture.bytes);
}

/* "offset+length KEY FEED [observed]" a hit; stops when it has no context. */
static int write_hits(void *context, const tamis_hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int size = snprintf(
            fixture.text + fixture.size, sizeof fixture.text - fixture.size,
            "%llu+%u %.*s %.*s [%.*s]\n", (unsigned long long)hits[i].offset,
            hits[i].length, (int)hits[i].key.size, hits[i].key.data,
            (int)hits[i].entry.feed.size, hits[i].entry.feed.data,
            (int)hits[i].observed.size, hits[i].observed.data);

        fixture.size += (size_t)size;
        cr_assert_lt(fixture.size, sizeof fixture.text);
    }
    return !context;
}

static void begin_text(void)
{
    fixture.size = 0;
    fixture.text[0] = 0;
}

static const char *feed(tamis_matcher *matcher, const char *chunk)
{
    begin_text();
    cr_assert_eq(tamis_pattern_stream_scan(matcher, fixture.stream, chunk,
                                           strlen(chunk), write_hits, &fixture),
                 TAMIS_OK);
    return fixture.text;
}

static const char *end(tamis_matcher *matcher)
{
    begin_text();
    cr_assert_eq(
        tamis_pattern_stream_end(matcher, fixture.stream, write_hits, &fixture),
        TAMIS_OK);
    return fixture.text;
}

Test(pattern_stream, a_pattern_is_reported_once_where_it_first_ends)
{
    static const struct small_statement statements[] = {
        LITERAL("f", "two words"), PATTERN("f", "/ev[i1]l/"),
        PATTERN("f", "/^GET/"),    PATTERN("f", "/done$/"),
        PATTERN("f", "/^x$/m"),    PATTERN("f", "filename:/evil/"),
    };

    open_fixture(statements, COUNT(statements));
    for (size_t round = 0; round < 2; round++) {
        cr_assert_str_eq(feed(fixture.matcher, "GE"), "");
        cr_assert_str_eq(feed(fixture.matcher, "T e"), "2+1 /^GET/ f [GET]\n");
        cr_assert_str_eq(feed(fixture.matcher, "v1l\nGET two wo"),
                         "7+1 /ev[i1]l/ f [GET ev1l]\n");
        cr_assert_str_eq(feed(fixture.matcher, ""), "");
        cr_assert_str_eq(feed(fixture.matcher, "rds two words evil\nx"),
                         "13+9 two words f [GET two words]\n");
        cr_assert_str_eq(feed(fixture.matcher, "\ndone"),
                         "38+1 /^x$/m f [x]\n");
        cr_assert_str_eq(end(fixture.matcher), "43+1 /done$/ f [done]\n");
    }
    cr_assert_str_eq(end(fixture.matcher), "");
    close_fixture();
}

Test(pattern_stream, an_exception_anywhere_takes_a_pattern_back)
{
    static const struct small_statement statements[] = {
        PATTERN("f", "/evil/ !/known good/"),
    };

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(feed(fixture.matcher, "is evil?"), "");
    cr_assert_str_eq(end(fixture.matcher),
                     "6+1 /evil/ !/known good/ f [is evil]\n");
    feed(fixture.matcher, "is evil? known ");
    feed(fixture.matcher, "good");
    cr_assert_str_eq(end(fixture.matcher), "");
    close_fixture();
}

Test(pattern_stream, what_is_allowed_covers_itself_and_what_ends_behind_it)
{
    static const struct small_statement statements[] = {
        LITERAL("f", "evil"),
        LITERAL("f", "worse"),
        LITERAL("allow", "drill"),
        LITERAL("f", "drill"),
    };

    open_fixture(statements, COUNT(statements));
    cr_assert_str_eq(feed(fixture.matcher, "evil drill"),
                     "0+4 evil f [evil]\n");
    cr_assert_str_eq(feed(fixture.matcher, " worse"), "");
    cr_assert_str_eq(end(fixture.matcher), "");
    cr_assert_str_eq(feed(fixture.matcher, "worse"), "0+5 worse f [worse]\n");
    close_fixture();
}

/* What a circle gets is what it gets without the other's patterns. */
Test(pattern_stream, what_a_circle_may_not_see_changes_nothing_for_it)
{
    static const struct small_statement statements[] = {
        STATEMENT("one@red-one", TAMIS_TLP_RED, LITERAL, "evil"),
        STATEMENT("two@red-two", TAMIS_TLP_RED, LITERAL, "evil"),
        STATEMENT("two@red-two", TAMIS_TLP_RED, PATTERN, "/v.l/"),
        STATEMENT("one@red-one", TAMIS_TLP_RED, PATTERN, "/l b/"),
        STATEMENT("allow@red-two", TAMIS_TLP_RED, PATTERN, "/l b/"),
        STATEMENT("two@red-two", TAMIS_TLP_RED, LITERAL, "bad"),
        STATEMENT("one@red-one", TAMIS_TLP_RED, LITERAL, "bad"),
    };
    tamis_matcher *one, *two;

    open_fixture(statements, COUNT(statements));
    one = make_matcher("red-one");
    two = make_matcher("red-two");
    cr_assert_str_eq(feed(one, "evil evil b"), "0+4 evil one@red-one [evil]\n"
                                               "10+1 /l b/ one@red-one "
                                               "[evil evil b]\n");
    cr_assert_str_eq(feed(one, "ad bad"),
                     "10+3 bad one@red-one [evil evil bad]\n");
    cr_assert_str_eq(end(one), "");
    cr_assert_str_eq(feed(two, "evil evil b"),
                     "0+4 evil two@red-two [evil]\n"
                     "3+1 /v.l/ two@red-two [evil]\n");
    cr_assert_str_eq(feed(two, "ad bad"), "");
    cr_assert_str_eq(end(two), "");
    tamis_matcher_destroy(one);
    tamis_matcher_destroy(two);
    close_fixture();
}

Test(pattern_stream, a_stopped_stream_is_at_its_begin)
{
    static const struct small_statement statements[] = {
        LITERAL("f", "evil"),
        PATTERN("f", "/^evil$/"),
    };

    open_fixture(statements, COUNT(statements));
    cr_assert_eq(tamis_pattern_stream_scan(fixture.matcher, fixture.stream,
                                           "an evil", 7, write_hits, NULL),
                 TAMIS_ERROR_STOPPED);
    cr_assert_str_eq(feed(fixture.matcher, "evil"), "0+4 evil f [evil]\n");
    cr_assert_str_eq(end(fixture.matcher), "3+1 /^evil$/ f [evil]\n");
    close_fixture();
}

Test(pattern_stream, only_patterns_prepared_for_streams_have_them)
{
    static const struct small_statement statements[] = {LITERAL("f", "evil")};
    static const struct small_statement none[] = {
        STATEMENT("f", TAMIS_TLP_CLEAR, DOMAIN, "a.example"),
    };
    tamis_error error = {.message = ""};

    prepare(statements, COUNT(statements), 0);
    cr_assert_eq(tamis_pattern_stream_size(fixture.patterns), 0);
    cr_assert_eq(
        tamis_pattern_stream_create(&fixture.stream, fixture.patterns, &error),
        TAMIS_ERROR_ARGUMENT);
    cr_assert_null(fixture.stream);
    cr_assert_eq(tamis_pattern_stream_create(&fixture.stream, NULL, &error),
                 TAMIS_ERROR_ARGUMENT);
    fixture.matcher = make_matcher(NULL);
    close_fixture();
    open_fixture(none, COUNT(none));
    cr_assert_gt(tamis_pattern_stream_size(fixture.patterns), 0);
    cr_assert_str_eq(feed(fixture.matcher, "a.example"), "");
    cr_assert_str_eq(end(fixture.matcher), "");
    close_fixture();
}

Test(pattern_stream, a_matcher_of_other_patterns_is_refused)
{
    static const struct small_statement statements[] = {LITERAL("f", "evil")};
    tamis_matcher *other;

    open_fixture(statements, COUNT(statements));
    cr_assert_eq(tamis_matcher_create(&other, fixture.database, NULL, NULL),
                 TAMIS_OK);
    cr_assert_eq(tamis_pattern_stream_scan(other, fixture.stream, "evil", 4,
                                           write_hits, &fixture),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(
        tamis_pattern_stream_end(other, fixture.stream, write_hits, &fixture),
        TAMIS_ERROR_ARGUMENT);
    cr_assert_str_eq(feed(fixture.matcher, "evil"), "0+4 evil f [evil]\n");
    tamis_matcher_destroy(other);
    close_fixture();
}

Test(pattern_stream, a_publish_tells_how_many_streams_hold_older_generations)
{
    static const struct small_statement statements[] = {LITERAL("f", "evil")};
    static const struct small_statement newer[] = {
        STATEMENT("f", TAMIS_TLP_CLEAR, DOMAIN, "a.example"),
    };
    tamis_live_state state = {.struct_size = sizeof state};
    tamis_pattern_stream *second;
    tamis_database *next;
    tamis_live *live;
    void *bytes;

    open_fixture(statements, COUNT(statements));
    next = small_database(newer, COUNT(newer), &bytes);
    cr_assert_eq(tamis_live_create(&live, fixture.database, NULL, NULL),
                 TAMIS_OK);
    tamis_live_reclaim(live, &state);
    cr_assert_eq(state.stream_pin_count, 0, "it is the current one");
    cr_assert_str_eq(feed(fixture.matcher, "ev"), "");
    cr_assert_eq(tamis_live_publish(live, next, &state, NULL), TAMIS_OK);
    cr_assert_eq(state.stream_pin_count, 1);
    cr_assert_eq(state.pin_count, 0, "there are no readers");
    cr_assert_str_eq(feed(fixture.matcher, "il"), "0+4 evil f [evil]\n");
    cr_assert_eq(tamis_pattern_stream_create(&second, fixture.patterns, NULL),
                 TAMIS_OK);
    tamis_live_reclaim(live, &state);
    cr_assert_eq(state.stream_pin_count, 2, "made behind the publish");
    tamis_pattern_stream_destroy(second);
    tamis_live_reclaim(live, &state);
    cr_assert_eq(state.stream_pin_count, 1);
    cr_assert_eq(tamis_live_publish(live, fixture.database, &state, NULL),
                 TAMIS_OK);
    cr_assert_eq(state.stream_pin_count, 0, "it is current again");
    cr_assert_eq(tamis_live_publish(live, next, &state, NULL), TAMIS_OK);
    cr_assert_eq(state.stream_pin_count, 1);
    close_fixture();
    tamis_live_reclaim(live, &state);
    cr_assert_eq(state.stream_pin_count, 0);
    tamis_live_destroy(live);
    tamis_database_release(next);
    free(bytes);
}

/* Prepares, and makes a matcher and a stream; then drops all. */
static tamis_status try_with(const tamis_allocator *allocator)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_pattern_stream *stream = NULL;
    tamis_matcher *matcher = NULL;
    tamis_patterns *patterns;
    tamis_error error = {.message = ""};
    tamis_status status;

    options.flags = TAMIS_PATTERNS_NO_CACHE | TAMIS_PATTERNS_STREAMS;
    options.program = TAMIS_PATTERN_PROGRAM;
    options.allocator = asking.allocator = allocator;
    status =
        tamis_patterns_prepare(&patterns, fixture.database, &options, &error);
    asking.patterns = patterns;
    if (status == TAMIS_OK)
        status =
            tamis_matcher_create(&matcher, fixture.database, &asking, &error);
    if (status == TAMIS_OK)
        status = tamis_pattern_stream_create(&stream, patterns, &error);
    if (status == TAMIS_OK)
        status = tamis_pattern_stream_scan(matcher, stream, "evil", 4,
                                           write_hits, &fixture);
    tamis_pattern_stream_destroy(stream);
    tamis_matcher_destroy(matcher);
    tamis_patterns_release(patterns);
    return status;
}

Test(pattern_stream, every_allocation_may_fail)
{
    static const struct small_statement statements[] = {
        LITERAL("f", "evil"),
        PATTERN("f", "/evil/ !/good/"),
    };
    struct failing_allocator failing;
    tamis_status status;

    open_fixture(statements, COUNT(statements));
    for (uint64_t n = 1;; n++) {
        begin_text();
        failing_allocator_begin(&failing, n);
        status = try_with(&failing.allocator);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed)
            break;
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %d", (int)n);
    }
    cr_assert_eq(status, TAMIS_OK);
    close_fixture();
}

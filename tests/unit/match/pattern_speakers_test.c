/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of one kind of value and free text: it is not searched for them, but
 * those that allow or warn speak of what was found in it. */
#include "unit/match/small_database.h"

#include <tamis/stream.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define OF(feed, kind, mode, value)                                            \
    {                                                                          \
        feed, TAMIS_TLP_CLEAR, TAMIS_KIND_##kind, TAMIS_MODE_##mode, value     \
    }
#define PATTERN(feed, value) OF(feed, PATTERN, AUTO, value)

struct world {
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    void *bytes;
    size_t size;
    char text[4096];
};

static struct world world;

static void open_world(const struct small_statement *statements, size_t count)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_error error = {.message = ""};
    tamis_status status;

    world.database = small_database(statements, count, &world.bytes);
    options.flags = TAMIS_PATTERNS_NO_CACHE;
    options.program = TAMIS_PATTERN_PROGRAM;
    status = tamis_patterns_prepare(&world.patterns, world.database, &options,
                                    &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    asking.patterns = world.patterns;
    cr_assert_eq(
        tamis_matcher_create(&world.matcher, world.database, &asking, &error),
        TAMIS_OK, "%s", error.message);
}

static void close_world(void)
{
    tamis_matcher_destroy(world.matcher);
    tamis_patterns_release(world.patterns);
    tamis_database_release(world.database);
    free(world.bytes);
}

static void begin_text(void)
{
    world.size = 0;
    world.text[0] = 0;
}

/* "offset KEY [observed] !WARNING" a hit. */
static int write_hits(void *context, const tamis_hit *hits, size_t count)
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        tamis_slice warning = {"", 0};
        int size;

        if (hits[i].warning_count > 0)
            warning = hits[i].warnings[0];
        size = snprintf(
            world.text + world.size, sizeof world.text - world.size,
            "%llu %.*s [%.*s]%s%.*s\n", (unsigned long long)hits[i].offset,
            (int)hits[i].key.size, hits[i].key.data, (int)hits[i].observed.size,
            hits[i].observed.data, warning.size > 0 ? " !" : "",
            (int)warning.size, warning.data);
        world.size += (size_t)size;
        cr_assert_lt(world.size, sizeof world.text);
    }
    return 0;
}

static const char *scan(const char *text)
{
    begin_text();
    cr_assert_eq(
        tamis_matcher_scan(world.matcher, text, strlen(text), write_hits, NULL),
        TAMIS_OK);
    return world.text;
}

/* As a stream, in chunks of a few bytes. */
static const char *stream(const char *text)
{
    tamis_stream state;
    size_t size = strlen(text);

    begin_text();
    cr_assert_eq(tamis_stream_begin(&state, sizeof state), TAMIS_OK);
    for (size_t done = 0; done < size; done += 5)
        cr_assert_eq(tamis_stream_scan(world.matcher, &state, text + done,
                                       size - done < 5 ? size - done : 5,
                                       write_hits, NULL),
                     TAMIS_OK);
    cr_assert_eq(tamis_stream_end(world.matcher, &state, write_hits, NULL),
                 TAMIS_OK);
    return world.text;
}

static const struct small_statement statements[] = {
    OF("f", DOMAIN, SUFFIX, "evil.example"),
    OF("f", URL, AUTO, "http://site.example/bad?x=1"),
    OF("f", EMAIL, AUTO, "@mail.example"),
    PATTERN("f", "url:/gate/"),
    PATTERN("allow", "domain:/^good[0-9]/"),
    PATTERN("allow", "url:/^https:.*x=1$/"),
    PATTERN("allow", "email:/^postmaster@/"),
    PATTERN("warn:list", "domain:/dyn/"),
    PATTERN("allow", "url:/evil\\.example\\/fine/"),
    PATTERN("f", "/two/"),
    PATTERN("f", "/three/"),
};

static const struct {
    const char *text, *expected;
} rows[] = {
    {"evil.example", "0 evil.example [evil.example]\n"},
    {"x good1.evil.example y", ""},
    {"GOOD1[.]evil[.]example", ""},
    {"http://site.example/bad?x=1",
     "0 site.example/bad?x=1 [site.example/bad?x=1]\n"},
    {"https://site.example/bad?x=1", ""},
    {"a@mail.example", "0 @mail.example [a@mail.example]\n"},
    {"postmaster@mail.example", ""},
    /* The host of an allowed URL is not allowed. */
    {"http://evil.example/fine", "7 evil.example [evil.example]\n"},
    {"http://h.example/gate", ""},
    {"dyn.evil.example", "0 evil.example [dyn.evil.example] !warn:list\n"},
};

Test(pattern_speakers, allow_and_warn_of_what_text_and_streams_hold)
{
    tamis_matcher_counts counts;

    open_world(statements, COUNT(statements));
    for (size_t i = 0; i < COUNT(rows); i++) {
        cr_expect_str_eq(scan(rows[i].text), rows[i].expected, "%s: %s",
                         rows[i].text, world.text);
        cr_expect_str_eq(stream(rows[i].text), rows[i].expected,
                         "stream: %s: %s", rows[i].text, world.text);
    }
    tamis_matcher_counts_get(world.matcher, &counts);
    cr_expect_gt(counts.hidden_by_allow, 0);
    close_world();
}

Test(pattern_speakers, leave_what_is_found_in_lines_as_it_is)
{
    open_world(statements, COUNT(statements));
    cr_expect_str_eq(scan("a.evil.example two\nthree good2.evil.example three\n"
                          "b.evil.example"),
                     "0 evil.example [a.evil.example]\n"
                     "17 /two/ [a.evil.example two]\n"
                     "23 /three/ [three]\n"
                     "50 evil.example [b.evil.example]\n",
                     "%s", world.text);
    close_world();
}

Test(pattern_speakers, those_that_list_are_counted_as_far_as_they_are_seen)
{
    static const struct small_statement some[] = {
        {"red", TAMIS_TLP_RED, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "url:/y/"},
        PATTERN("f", "user-agent:/z/"),
        PATTERN("f", "/z/"),
        OF("f", LITERAL, AUTO, "z"),
        OF("f", USER_AGENT, AUTO, "z"),
        PATTERN("allow", "user-agent:/zz/"),
    };
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_matcher *green;

    open_world(some, COUNT(some));
    options.patterns = world.patterns;
    options.clearance.tlp = TAMIS_TLP_GREEN;
    cr_assert_eq(tamis_matcher_create(&green, world.database, &options, NULL),
                 TAMIS_OK);
    cr_expect_eq(tamis_matcher_field_patterns(world.matcher), 2);
    cr_expect_eq(tamis_matcher_field_patterns(green), 1);
    tamis_matcher_destroy(green);
    cr_assert_eq(tamis_matcher_create(&green, world.database, NULL, NULL),
                 TAMIS_OK);
    cr_expect_eq(tamis_matcher_field_patterns(green), 0);
    tamis_matcher_destroy(green);
    close_world();
}

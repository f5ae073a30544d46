/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random patterns of four feeds, two of them RED in circles of their own, on
 * random lines: what one circle gets is byte for byte what it would get had the
 * other never been compiled, and each pattern matches the lines that it matches
 * alone.
 */
#include "support/random.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tamis/compile.h>
#include <tamis/tamis.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define ROUNDS     12
#define STATEMENTS 14
#define LINES      40

static const char *const regexes[] = {
    "/ab/",  "/^a/",       "/c$/",        "/a.*c/i",         "/[bc]{2}/",
    "/b+a/", "/ca|cb/",    "/ab/ !/ca/",  "/a/ !/^b/",       "/B/i",
    "/^$/",  "/abcabcab/", "/a\\n?b/",    "/c[^a]c/ !/bb/i", "/cc/",
    "/ba$/", "/^c.b/",     "/(ab|ba)+c/",
};

static const struct {
    const char *name, *circle;
    tamis_tlp tlp;
    tamis_action action;
} feeds[] = {
    {"open", NULL, TAMIS_TLP_CLEAR, TAMIS_ACTION_LIST},
    {"ours", "org-a", TAMIS_TLP_RED, TAMIS_ACTION_LIST},
    {"allow", NULL, TAMIS_TLP_CLEAR, TAMIS_ACTION_ALLOW},
    {"ours-good", "org-a", TAMIS_TLP_RED, TAMIS_ACTION_ALLOW},
    {"theirs", "org-b", TAMIS_TLP_RED, TAMIS_ACTION_LIST},
    {"theirs-good", "org-b", TAMIS_TLP_RED, TAMIS_ACTION_ALLOW},
};

#define FEEDS      (sizeof feeds / sizeof *feeds)
#define FEEDS_OURS 4u /* those that org-a may see come first */

struct statement {
    size_t feed, regex;
};

struct world {
    struct statement statements[STATEMENTS];
    char text[LINES * 12];
    size_t size;
};

struct answer {
    char text[1 << 16];
    size_t size;
};

static tamis_slice slice(const char *text)
{
    tamis_slice made = {text, text ? strlen(text) : 0};

    return made;
}

static void make_world(struct world *world, struct random *random)
{
    for (size_t i = 0; i < STATEMENTS; i++) {
        static const uint8_t chances[] = {0, 0, 0, 1, 1, 1, 4, 4, 4, 2, 3, 5};

        world->statements[i].feed =
            chances[random_below(random, sizeof chances)];
        world->statements[i].regex =
            random_below(random, sizeof regexes / sizeof *regexes);
    }
    world->size = 0;
    for (size_t line = 0; line < LINES; line++) {
        size_t size = random_below(random, 10);

        for (size_t i = 0; i < size; i++)
            world->text[world->size++] = "abcB"[random_below(random, 4)];
        if (random_below(random, 8) == 0)
            world->text[world->size++] = '\r';
        world->text[world->size++] = '\n';
    }
}

static tamis_database *compile(const struct world *world, size_t feed_count,
                               size_t only, void **bytes)
{
    uint32_t numbers[FEEDS];
    tamis_compiler *compiler;
    tamis_error error;

    cr_assert_eq(tamis_compiler_create(&compiler, NULL, &error), TAMIS_OK);
    for (size_t i = 0; i < feed_count; i++) {
        tamis_feed_info info = TAMIS_FEED_INFO_INIT;
        tamis_slice circle = slice(feeds[i].circle);

        info.name = slice(feeds[i].name);
        info.tlp = feeds[i].tlp;
        info.action = feeds[i].action;
        info.audience = &circle;
        info.audience_count = feeds[i].circle != NULL;
        info.max_shrink_pct = 100;
        cr_assert_eq(
            tamis_compiler_add_feed(compiler, &info, &numbers[i], &error),
            TAMIS_OK, "%s", error.message);
    }
    for (size_t i = 0; i < STATEMENTS; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        if (world->statements[i].feed >= feed_count ||
            (only < STATEMENTS && i != only))
            continue;
        statement.kind = TAMIS_KIND_PATTERN;
        statement.value = slice(regexes[world->statements[i].regex]);
        cr_assert_eq(tamis_compiler_add(compiler,
                                        numbers[world->statements[i].feed],
                                        &statement, &error),
                     TAMIS_OK);
    }
    for (size_t i = 0; i < feed_count; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        /* No feed is empty. */
        statement.value = slice("filler.example");
        cr_assert_eq(
            tamis_compiler_add(compiler, numbers[i], &statement, &error),
            TAMIS_OK);
    }
    return compiled_database(compiler, bytes);
}

static int write_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct answer *answer = context;

    for (size_t i = 0; i < count; i++)
        answer->size += (size_t)snprintf(
            answer->text + answer->size, sizeof answer->text - answer->size,
            "%llu+%u %.*s %.*s [%.*s]\n", (unsigned long long)hits[i].offset,
            hits[i].length, (int)hits[i].entry.feed.size,
            hits[i].entry.feed.data, (int)hits[i].key.size, hits[i].key.data,
            (int)hits[i].observed.size, hits[i].observed.data);
    cr_assert_lt(answer->size, sizeof answer->text);
    return 0;
}

static void ask(tamis_database *database, const char *text, size_t size,
                struct answer *answer)
{
    tamis_patterns_options preparing = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_slice circle = slice("org-a");
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    tamis_error error;
    tamis_status status;

    answer->size = 0;
    answer->text[0] = 0;
    preparing.flags = TAMIS_PATTERNS_NO_CACHE;
    preparing.program = TAMIS_PATTERN_PROGRAM;
    status = tamis_patterns_prepare(&patterns, database, &preparing, &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    options.patterns = patterns;
    options.clearance.audience = &circle;
    options.clearance.audience_count = 1;
    cr_assert_eq(tamis_matcher_create(&matcher, database, &options, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(tamis_matcher_scan(matcher, text, size, write_hits, answer),
                 TAMIS_OK);
    tamis_matcher_destroy(matcher);
    tamis_patterns_release(patterns);
}

static void scan_world(const struct world *world, size_t feed_count,
                       struct answer *answer)
{
    void *bytes;
    tamis_database *database = compile(world, feed_count, STATEMENTS, &bytes);

    ask(database, world->text, world->size, answer);
    tamis_database_release(database);
    free(bytes);
}

Test(patterns_property, a_circle_gets_what_it_would_without_the_other)
{
    static struct answer with, without;
    struct random random;
    size_t hits = 0;

    random_begin(&random, "patterns");
    for (size_t round = 0; round < ROUNDS; round++) {
        struct world world;

        make_world(&world, &random);
        scan_world(&world, FEEDS, &with);
        scan_world(&world, FEEDS_OURS, &without);
        cr_assert_str_eq(with.text, without.text, "round %zu", round);
        hits += with.size;
    }
    cr_assert_gt(hits, 0);
}

/* Lines of the answer whose hit is in text[from..end]. */
static size_t count_between(const struct answer *answer, size_t from,
                            size_t end)
{
    size_t count = 0;

    for (const char *at = answer->text; *at; at = strchr(at, '\n') + 1) {
        size_t offset = (size_t)strtoull(at, NULL, 10);

        count += offset >= from && offset <= end;
    }
    return count;
}

/* Every fourth line of it, alone: as many as match. */
static size_t check_lines(tamis_database *database, const struct world *world,
                          const struct answer *all, size_t first)
{
    static struct answer one;
    size_t total = 0, line = 0;

    for (size_t from = 0; from < world->size; line++) {
        const char *end = memchr(world->text + from, '\n', world->size - from);
        size_t size = (size_t)(end - world->text) - from;

        if (line % 4 == first % 4) {
            ask(database, world->text + from, size + 1, &one);
            cr_assert_eq(count_between(all, from, from + size), one.size > 0,
                         "\"%.*s\" %s", (int)size, world->text + from,
                         regexes[world->statements[0].regex]);
            total += one.size > 0;
        }
        from += size + 1;
    }
    return total;
}

/* One pattern on all lines, and on each of them by itself. */
Test(patterns_property, a_line_is_matched_as_if_it_were_alone)
{
    static struct answer all;
    struct random random;
    size_t total = 0;

    random_begin(&random, "lines");
    for (size_t round = 0; round < ROUNDS; round++) {
        struct world world;
        tamis_database *database;
        void *bytes;

        make_world(&world, &random);
        world.statements[0].feed = 0;
        database = compile(&world, 1, 0, &bytes);
        ask(database, world.text, world.size, &all);
        total += check_lines(database, &world, &all, round);
        tamis_database_release(database);
        free(bytes);
    }
    cr_assert_gt(total, 0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream of patterns on random cuts: what the same stream gives in one chunk,
 * what each pattern gives alone, and of one line what a scan of it gives.
 */
#include "support/random.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array)  (sizeof(array) / sizeof *(array))
#define TEXT_SIZE_MAX 1500
#define ROUNDS        400
#define HITS_MAX      64

static const struct small_statement listed[] = {
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "abab"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "b c"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO,
     "a much longer literal"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/^[ab]c/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/ca$/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/bb$/m"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/^ca/m"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/\\bcc\\b/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/a.{3,9}C/i"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/c$|aab/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/d[^e]*e/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO,
     "/bcb/ !/[de] d/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/e$/ !/aaaa/"},
    {"r", TAMIS_TLP_RED, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/a.b/"},
};
/* The same, some of it covered by what is allowed or warned. */
static const struct small_statement covered[] = {
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "abab"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "b c"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/bb$/m"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/\\bcc\\b/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/d[^e]*e$/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO,
     "/bcb/ !/[de] d/"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/^$/m"},
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/(?:ee)*/"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO,
     "/ca\\b/ !/dd/"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "bb\nc"},
    /* Ends where the listed one does, and is known a byte later. */
    {"f", TAMIS_TLP_CLEAR, TAMIS_KIND_LITERAL, TAMIS_MODE_AUTO, "dcc"},
    {"allow", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/dcc\\b/"},
    {"warn", TAMIS_TLP_CLEAR, TAMIS_KIND_PATTERN, TAMIS_MODE_AUTO, "/cab/"},
};

static const char *const parts[] = {
    "a",        "b", "c",  "d",  "e",  "ab",
    "bcb",      " ", "\n", "ca", "cc", "a much longer",
    " literal",
};

struct side {
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    tamis_pattern_stream *stream;
    void *bytes;
};

struct found {
    size_t count;
    struct {
        uint64_t offset;
        uint32_t length, warnings;
        tamis_slice key;
        size_t observed_size;
        char observed[TAMIS_PATTERN_STREAM_OBSERVED];
    } hits[HITS_MAX];
};

static void open_side(struct side *side,
                      const struct small_statement *statements, size_t count)
{
    tamis_patterns_options options = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_matcher_options asking = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_error error = {.message = ""};
    tamis_status status;

    side->database = small_database(statements, count, &side->bytes);
    options.flags = TAMIS_PATTERNS_NO_CACHE | TAMIS_PATTERNS_STREAMS;
    options.program = TAMIS_PATTERN_PROGRAM;
    status = tamis_patterns_prepare(&side->patterns, side->database, &options,
                                    &error);
    if (status == TAMIS_ERROR_UNSUPPORTED)
        cr_skip_test("%s", error.message);
    cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    asking.patterns = side->patterns;
    cr_assert_eq(
        tamis_matcher_create(&side->matcher, side->database, &asking, &error),
        TAMIS_OK, "%s", error.message);
    cr_assert_eq(
        tamis_pattern_stream_create(&side->stream, side->patterns, &error),
        TAMIS_OK, "%s", error.message);
}

static void close_side(struct side *side)
{
    tamis_pattern_stream_destroy(side->stream);
    tamis_matcher_destroy(side->matcher);
    tamis_patterns_release(side->patterns);
    tamis_database_release(side->database);
    free(side->bytes);
}

static int note(void *context, const tamis_hit *hits, size_t count)
{
    struct found *found = context;

    for (size_t i = 0; i < count; i++) {
        cr_assert_lt(found->count, HITS_MAX);
        found->hits[found->count].offset = hits[i].offset;
        found->hits[found->count].length = hits[i].length;
        found->hits[found->count].warnings = hits[i].warning_count;
        found->hits[found->count].key = hits[i].key;
        found->hits[found->count].observed_size =
            hits[i].observed.size < TAMIS_PATTERN_STREAM_OBSERVED
                ? hits[i].observed.size
                : TAMIS_PATTERN_STREAM_OBSERVED;
        memcpy(found->hits[found->count].observed, hits[i].observed.data,
               found->hits[found->count].observed_size);
        found->count++;
    }
    return 0;
}

static void run(struct side *side, const char *text, size_t size,
                struct random *random, size_t chunk_max, struct found *found)
{
    found->count = 0;
    for (size_t at = 0; at < size;) {
        size_t chunk = random_between(random, 1, chunk_max);

        if (chunk > size - at)
            chunk = size - at;
        cr_assert_eq(tamis_pattern_stream_scan(side->matcher, side->stream,
                                               text + at, chunk, note, found),
                     TAMIS_OK);
        at += chunk;
    }
    cr_assert_eq(
        tamis_pattern_stream_end(side->matcher, side->stream, note, found),
        TAMIS_OK);
}

static size_t make_text(struct random *random, char *text, bool is_line)
{
    size_t size = 0, count = random_below(random, 400);

    for (size_t i = 0; i < count; i++) {
        const char *part = parts[random_below(random, COUNT(parts))];

        if ((is_line && *part == '\n') || size + strlen(part) > TEXT_SIZE_MAX)
            continue;
        memcpy(text + size, part, strlen(part));
        size += strlen(part);
    }
    return size;
}

static bool is_equal(const struct found *a, size_t i, const struct found *b,
                     size_t j)
{
    return a->hits[i].offset == b->hits[j].offset &&
           a->hits[i].length == b->hits[j].length &&
           a->hits[i].key.size == b->hits[j].key.size &&
           !memcmp(a->hits[i].key.data, b->hits[j].key.data,
                   a->hits[i].key.size);
}

/* In whatever order. */
static void assert_same(const struct found *a, const struct found *b,
                        const char *what, const char *text, size_t size)
{
    for (size_t i = 0; i < a->count; i++) {
        size_t j = 0;

        while (j < b->count && !is_equal(a, i, b, j))
            j++;
        cr_assert_lt(j, b->count, "%s misses %.*s at %llu of [%.*s]", what,
                     (int)a->hits[i].key.size, a->hits[i].key.data,
                     (unsigned long long)a->hits[i].offset, (int)size, text);
    }
    cr_assert_eq(a->count, b->count, "%s: %zu and %zu of [%.*s]", what,
                 a->count, b->count, (int)size, text);
}

static uint64_t end_of(const struct found *found, size_t i)
{
    return found->hits[i].offset + found->hits[i].length;
}

/* With all that is told, in the order of where they end. */
static void assert_equal(const struct found *a, const struct found *b,
                         const char *text, size_t size)
{
    assert_same(a, b, "a cut", text, size);
    for (size_t i = 0; i < a->count; i++) {
        size_t j = 0;

        cr_assert_eq(end_of(a, i), end_of(b, i), "the order of [%.*s]",
                     (int)size, text);
        while (!is_equal(a, i, b, j))
            j++;
        cr_assert_eq(a->hits[i].warnings, b->hits[j].warnings);
        cr_assert_eq(a->hits[i].observed_size, b->hits[j].observed_size);
        cr_assert_eq(memcmp(a->hits[i].observed, b->hits[j].observed,
                            a->hits[i].observed_size),
                     0);
    }
}

static void run_cuts(const char *test, const struct small_statement *statements,
                     size_t count)
{
    static struct found whole, cut;
    char text[TEXT_SIZE_MAX];
    struct random random;
    struct side side;
    size_t total = 0;

    random_begin(&random, test);
    open_side(&side, statements, count);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t size = make_text(&random, text, false);

        whole.count = 0;
        run(&side, text, size, &random, 1, &cut);
        /* A chunk of the whole, and cuts of each size. */
        cr_assert_eq(tamis_pattern_stream_scan(side.matcher, side.stream, text,
                                               size, note, &whole),
                     TAMIS_OK);
        cr_assert_eq(
            tamis_pattern_stream_end(side.matcher, side.stream, note, &whole),
            TAMIS_OK);
        assert_equal(&whole, &cut, text, size);
        run(&side, text, size, &random, random_between(&random, 2, 600), &cut);
        assert_equal(&whole, &cut, text, size);
        total += whole.count;
    }
    cr_assert_gt(total, ROUNDS);
    close_side(&side);
}

Test(pattern_stream_property, a_cut_changes_nothing)
{
    run_cuts("pattern_stream_cuts", listed, COUNT(listed));
}

Test(pattern_stream_property, a_cut_changes_nothing_of_what_is_covered)
{
    run_cuts("pattern_stream_covered", covered, COUNT(covered));
}

Test(pattern_stream_property, it_is_what_each_pattern_gives_alone)
{
    static struct side alone[COUNT(listed)];
    static struct found all, one, sum;
    char text[TEXT_SIZE_MAX];
    struct random random;
    struct side side;

    random_begin(&random, "pattern_stream_alone");
    open_side(&side, listed, COUNT(listed));
    for (size_t i = 0; i < COUNT(listed); i++)
        open_side(&alone[i], &listed[i], 1);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t size = make_text(&random, text, false);

        run(&side, text, size, &random, 20, &all);
        sum.count = 0;
        for (size_t i = 0; i < COUNT(listed); i++) {
            run(&alone[i], text, size, &random, TEXT_SIZE_MAX, &one);
            cr_assert_leq(one.count, 1);
            if (one.count)
                sum.hits[sum.count++] = one.hits[0];
        }
        assert_same(&sum, &all, "all", text, size);
    }
    for (size_t i = 0; i < COUNT(listed); i++)
        close_side(&alone[i]);
    close_side(&side);
}

Test(pattern_stream_property, one_line_gives_what_a_scan_of_it_gives)
{
    static struct found block, cut;
    char text[TEXT_SIZE_MAX];
    struct random random;
    struct side side;

    random_begin(&random, "pattern_stream_line");
    open_side(&side, listed, COUNT(listed));
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t size = make_text(&random, text, true);

        block.count = 0;
        cr_assert_eq(tamis_matcher_scan(side.matcher, text, size, note, &block),
                     TAMIS_OK);
        run(&side, text, size, &random, 9, &cut);
        assert_same(&block, &cut, "a stream", text, size);
    }
    close_side(&side);
}

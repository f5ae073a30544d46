/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"
#include "index/pattern_required.h"
#include "index/pattern_set_compile.h"
#include "pattern_hits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S(text)                                                                \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }
#define L     PATTERN_LITERAL
#define I     PATTERN_CASELESS
#define FIELD 1u

static struct pattern_set *build(const struct pattern_source *sources,
                                 size_t count, uint32_t mode)
{
    struct pattern_set_options options = {.mode = mode, .field = FIELD};
    struct pattern_set *set;
    tamis_error error;

    cr_assert_eq(pattern_set_build(&set, sources, count, &options, &error),
                 TAMIS_OK, "%s", error.message);
    return set;
}

struct scan_case {
    const char *what;
    struct pattern_source sources[3];
    tamis_slice text;
    const char *as_unit, *as_lines;
};

static const struct scan_case scan_cases[] = {
    {"a literal has a start",
     {{S("bad"), L, 1, 7}},
     S("a bad badbad"),
     "7@2-5 7@6-9 7@9-12",
     "7@2-5 7@6-9 7@9-12"},
    {"a regex has an end",
     {{S("b[aeiou]d"), 0, 1, 7}},
     S("a bid"),
     "7@-5",
     "7@-5"},
    {"case is folded where asked for",
     {{S("BaD"), L | I, 1, 1}, {S("bAd"), L, 1, 2}, {S("b.D"), I, 1, 3}},
     S("BAD bad"),
     "1@0-3 3@-3 1@4-7 3@-7",
     "1@0-3 3@-3 1@4-7 3@-7"},
    {"a literal holds any byte",
     {{S("a\0b\n"), L, 1, 5}},
     S("xa\0b\n"),
     "5@1-5",
     ""},
    {"a metacharacter in a literal is itself",
     {{S("a.*"), L, 1, 5}},
     S("abba.*"),
     "5@3-6",
     "5@3-6"},
    {"single reports the first end",
     {{S("ab"), L | PATTERN_SINGLE, 1, 1}, {S("b+"), PATTERN_SINGLE, 1, 2}},
     S("ab abb\nabb"),
     "1@0-2 2@-2",
     "1@0-2 2@-2 1@7-9 2@-9"},
    {"anchors are the unit's ends",
     {{S("^x|y$"), 0, 1, 1}},
     S("xy\nxy\r\nxy"),
     "1@-1 1@-9",
     "1@-1 1@-2 1@-4 1@-5 1@-8 1@-9"},
    {"a carriage return inside of a line stays",
     {{S("a\\rb"), 0, 1, 1}},
     S("a\rb"),
     "1@-3",
     "1@-3"},
    {"a line feed is in no line",
     {{S("a\\sb"), 0, 1, 1}},
     S("a\nb"),
     "1@-3",
     ""},
    {"other fields are left out",
     {{S("bad"), L, 2, 1}, {S("ad"), L, 3, 2}},
     S("bad"),
     "2@1-3",
     "2@1-3"},
    {"ids need not be distinct",
     {{S("ba"), L, 1, 1}, {S("ad"), L, 1, 1}},
     S("bad"),
     "1@0-2 1@1-3",
     "1@0-2 1@1-3"},
    {"nothing is found in nothing", {{S("bad"), L, 1, 1}}, {NULL, 0}, "", ""},
    {"an empty set finds nothing", {{{NULL, 0}, 0, 0, 0}}, S("bad"), "", ""},
};

static void expect(struct pattern_hits *hits, const char *expected,
                   const char *what)
{
    char *text = pattern_hits_write(hits);

    cr_assert_str_eq(text, expected, "%s: %s, not %s", what, text, expected);
    free(text);
    pattern_hits_release(hits);
}

static void check_blocks(const struct scan_case *given)
{
    struct pattern_set *set = build(given->sources, 3, PATTERN_MODE_BLOCK);
    struct pattern_scratch *scratch;
    struct pattern_hits hits = {0};

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_set_scan(set, scratch, given->text,
                                  pattern_hits_collect, &hits),
                 TAMIS_OK);
    expect(&hits, given->as_unit, given->what);
    cr_assert_eq(pattern_set_scan_lines(set, scratch, given->text,
                                        pattern_hits_collect, &hits),
                 TAMIS_OK);
    expect(&hits, given->as_lines, given->what);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

static void check_stream(const struct scan_case *given)
{
    struct pattern_set *set = build(given->sources, 3, PATTERN_MODE_STREAM);
    struct pattern_scratch *scratch;
    struct pattern_stream *stream;
    struct pattern_hits hits = {0};

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_stream_create(&stream, set, NULL), TAMIS_OK);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < given->text.size; i++)
            cr_assert_eq(
                pattern_stream_scan(stream, scratch,
                                    (tamis_slice){given->text.data + i, 1},
                                    pattern_hits_collect, &hits),
                TAMIS_OK);
        cr_assert_eq(
            pattern_stream_end(stream, scratch, pattern_hits_collect, &hits),
            TAMIS_OK);
        expect(&hits, given->as_unit, given->what);
    }
    pattern_stream_destroy(stream);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

Test(pattern_set, units_and_lines_report_what_each_pattern_would)
{
    for (size_t i = 0; i < sizeof scan_cases / sizeof *scan_cases; i++)
        check_blocks(&scan_cases[i]);
}

Test(pattern_set, stream_of_single_bytes_reports_what_a_block_does)
{
    for (size_t i = 0; i < sizeof scan_cases / sizeof *scan_cases; i++)
        check_stream(&scan_cases[i]);
}

static int stop_at_once(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    (void)id;
    (void)from;
    (void)to;
    ++*(int *)context;
    return 1;
}

Test(pattern_set, callback_stops_a_scan_and_a_stream_until_it_ends)
{
    const struct pattern_source sources[] = {{S("a"), L, 1, 1},
                                             {S("[ab]"), 0, 1, 2}};
    struct pattern_set *set = build(sources, 2, PATTERN_MODE_BLOCK);
    struct pattern_scratch *scratch;
    struct pattern_stream *stream;
    tamis_slice text = S("aaaa\naaa");
    int count = 0;

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_set_scan(set, scratch, text, stop_at_once, &count),
                 TAMIS_ERROR_STOPPED);
    cr_assert_eq(
        pattern_set_scan_lines(set, scratch, text, stop_at_once, &count),
        TAMIS_ERROR_STOPPED);
    cr_assert_eq(count, 2);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);

    set = build(sources, 2, PATTERN_MODE_STREAM);
    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_stream_create(&stream, set, NULL), TAMIS_OK);
    for (int turn = 0; turn < 3; turn++)
        cr_assert_eq(
            pattern_stream_scan(stream, scratch, text, stop_at_once, &count),
            TAMIS_ERROR_STOPPED);
    cr_assert_eq(count, 3);
    cr_assert_eq(pattern_stream_end(stream, scratch, NULL, NULL), TAMIS_OK);
    cr_assert_eq(
        pattern_stream_scan(stream, scratch, text, stop_at_once, &count),
        TAMIS_ERROR_STOPPED);
    cr_assert_eq(count, 4);
    pattern_stream_destroy(stream);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

static const struct {
    struct pattern_source source;
    const char *reason; /* NULL: accepted */
    uint64_t offset;
} check_cases[] = {
    {{S("evil[0-9]+"), 0, 1, 0}, NULL, 0},
    {{S("a(b"), L, 1, 0}, NULL, 0},
    {{S("a(b"), 0, 1, 0}, "Missing close parenthesis", 1},
    {{S("xa**"), 0, 1, 0}, "Invalid repeat", 3},
    {{S("(a)\\1"), 0, 1, 0}, "Back-references are unsupported", UINT64_MAX},
    {{S("a(?=b)"), 0, 1, 0}, "Zero-width assertions", UINT64_MAX},
    {{S(".*"), 0, 1, 0}, "matches nothing at all", UINT64_MAX},
    {{S("ab\0c"), 0, 1, 0}, "zero byte", 2},
    {{S(""), L, 1, 0}, "empty", UINT64_MAX},
    {{S("a"), 1u << 30, 1, 0}, "flags", UINT64_MAX},
};

Test(pattern_set, refused_source_is_told_why_and_where)
{
    for (size_t i = 0; i < sizeof check_cases / sizeof *check_cases; i++) {
        tamis_error error;
        tamis_status status = pattern_source_check(&check_cases[i].source,
                                                   PATTERN_MODE_BLOCK, &error);

        if (!check_cases[i].reason) {
            cr_assert_eq(status, TAMIS_OK, "%s", error.message);
            continue;
        }
        cr_assert_eq(status, TAMIS_ERROR_REJECTED, "case %zu", i);
        cr_assert(strstr(error.message, check_cases[i].reason), "%s",
                  error.message);
        cr_assert_eq(error.offset, check_cases[i].offset, "%s: %llu",
                     error.message, (unsigned long long)error.offset);
    }
}

static void write_rejection(void *context, size_t index, const char *reason,
                            uint64_t offset)
{
    char *text = context;

    snprintf(text + strlen(text), 200, "%zu:%lld:%.20s|", index,
             (long long)offset, reason);
}

Test(pattern_set, refused_sources_are_named_and_the_others_kept)
{
    const struct pattern_source sources[] = {
        {S("x"), L, 2, 1}, {S("a(b"), 0, 1, 2}, {S("b+"), 0, 1, 3},
        {S(""), L, 1, 4},  {S("c*"), 0, 1, 5},  {S("a"), L, 1, 6}};
    char text[1024] = "";
    struct pattern_set_options options = {.mode = PATTERN_MODE_BLOCK,
                                          .field = FIELD,
                                          .rejected = write_rejection,
                                          .rejected_context = text};
    struct pattern_set *set;
    struct pattern_scratch *scratch;
    struct pattern_hits hits = {0};

    cr_assert_eq(pattern_set_build(&set, sources, 6, &options, NULL), TAMIS_OK);
    cr_assert_str_eq(text, "1:1:Missing close parent|3:-1:it is empty|"
                           "4:-1:it matches nothing a|");
    cr_assert_eq(pattern_set_count(set), 2);
    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_set_scan(set, scratch, (tamis_slice)S("xab"),
                                  pattern_hits_collect, &hits),
                 TAMIS_OK);
    expect(&hits, "6@1-2 3@-3", "kept");
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

Test(pattern_set, class_that_only_seems_to_name_one_has_no_literal)
{
    static const struct {
        const char *regex;
        const char *literal; /* NULL: none */
    } cases[] = {
        {"[[:x]evil|[y:]]abcdefgh", NULL},
        {"[[.x]evil|[y.]]abcdefgh", NULL},
        {"[[=x]evil|[y=]]abcdefgh", NULL},
        {"[[:x1:]]abcdefgh", NULL},
        {"[\\c]]abcdefgh", NULL},
        {"[[:alpha:]]abcdefgh", "abcdefgh"},
        {"[[:^alpha:]]abcdefgh", "abcdefgh"},
        {"[[x:]abcdefgh", "abcdefgh"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pattern_source source = {
            {cases[i].regex, strlen(cases[i].regex)}, 0, 1, 1};
        struct pattern_literal literal;
        bool has = pattern_required_find(&source, &literal);

        cr_assert_eq(has, cases[i].literal != NULL, "%s", cases[i].regex);
        if (has)
            cr_assert(literal.bytes.size == strlen(cases[i].literal) &&
                          !memcmp(literal.bytes.data, cases[i].literal,
                                  literal.bytes.size),
                      "%s", cases[i].regex);
    }
}

/* As many gates as a set may have are parts of an image that can be opened;
 * empty lists stand for them here. */
Test(pattern_set, image_has_room_for_a_part_for_each_source)
{
    static const struct pattern_set_options options = {
        .mode = PATTERN_MODE_BLOCK, .field = FIELD};
    static const uint64_t no_key[2];
    static const uint32_t counts[] = {1u << 20, (1u << 20) + 1, 1200000};
    struct pattern_selection selection = {.allocator = memory_default};
    tamis_error error = {.message = ""};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct pattern_image image;
        struct pattern_set *set;

        cr_assert_eq(
            pattern_image_begin(&image, &memory_default, PATTERN_MODE_BLOCK, 0),
            TAMIS_OK);
        for (uint32_t n = 0; n < counts[i]; n++)
            cr_assert_eq(
                pattern_image_add(&image, PATTERN_PART_REFUSALS, 0, no_key, 0),
                TAMIS_OK);
        cr_assert_eq(pattern_image_finish(&image, no_key), TAMIS_OK);
        cr_assert_eq(
            pattern_set_open(&set,
                             (tamis_slice){(const char *)image.bytes.bytes,
                                           image.bytes.size},
                             &selection, &options, &error),
            TAMIS_OK, "%u parts: %s", counts[i], error.message);
        pattern_set_destroy(set);
        pattern_image_release(&image);
    }
}

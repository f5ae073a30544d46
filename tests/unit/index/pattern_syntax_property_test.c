/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random regexes: whatever is refused from the text alone, before it is in a
 * database, the engine refuses too. Most of what it refuses is told so.
 */
#include "index/pattern_set_build.h"
#include "indicator/pattern_syntax.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define ROUNDS     4000
#define PIECES_MAX 6

static const char *const pieces[] = {
    "a",     "b",       "(",       ")",        "(?:",   "|",      "*",
    "+",     "?",       "{2}",     "{0}",      "{1,3}", "{3,1}",  "{2,}",
    "{",     "}",       "{,3}",    "[",        "]",     "[a-c]",  "[^a]",
    "[z-a]", "[]a]",    "[[:x:]]", "\\1",      "\\b",   "\\B",    "\\d",
    "\\.",   "\\x41",   "\\x{41}", "^",        "$",     "\\A",    "\\z",
    ".",     "(?=",     "(?!",     "(?<=",     "(?>",   "(?i)",   "(?s:",
    "(?(",   "(?R)",    "\\K",     "\\Q",      "\\E",   "-",      "\\",
    "\\12",  "{40000}", "\\p{L}",  "(?<n>",    "(?#",   "\\0",    "\\cA",
    "/",     ",",       "\\N",     "[:alpha:", "[-",    "(?P<x>",
};

/* Ends and starts of a text, at its ends and elsewhere. */
static const char *const anchored[] = {
    "a",   "a",   "$",   "$",   "^",  "^",  "(?:",   "(?:",
    ")",   ")",   "|",   "*",   "+",  "?",  "{1,2}", "{2,}",
    "\\z", "\\Z", "\\A", "\\b", "b?", "(b", "\\n",
};

static size_t write_regex(struct random *random, const char *const *from,
                          size_t from_count, char *text)
{
    size_t count = 1 + random_below(random, PIECES_MAX), size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *piece = from[random_below(random, from_count)];

        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

Test(pattern_syntax_property, what_is_refused_by_its_text_the_engine_refuses)
{
    static const uint32_t flags[] = {0, PATTERN_MULTILINE, PATTERN_CASELESS,
                                     PATTERN_DOTALL};
    size_t refused = 0, told = 0;
    struct random random;
    tamis_error error;

    if (pattern_set_supported(&error) != TAMIS_OK)
        cr_skip_test("%s", error.message);
    random_begin(&random, "regexes");
    for (size_t round = 0; round < ROUNDS; round++) {
        char text[PIECES_MAX * 10];
        struct pattern_source source = {.fields = 1};
        struct pattern_fault fault;
        tamis_status status;

        source.bytes = (tamis_slice){
            text,
            write_regex(&random, pieces, sizeof pieces / sizeof *pieces, text)};
        source.flags = PATTERN_SINGLE | flags[random_below(&random, 4)];
        status = pattern_source_check(&source, PATTERN_MODE_BLOCK, &error);
        refused += status == TAMIS_ERROR_REJECTED;
        if (!pattern_find_fault(source.bytes, &fault))
            continue;
        told++;
        cr_assert_eq(status, TAMIS_ERROR_REJECTED, "%.*s: %s",
                     (int)source.bytes.size, text, fault.reason);
        cr_assert_lt(fault.offset, source.bytes.size);
    }
    cr_expect_gt(told * 4, refused * 3);
}

static bool is_anchor(const char *message)
{
    return strstr(message, "Embedded end anchors") ||
           strstr(message, "Embedded start anchors");
}

/* What is refused for an end or a start that is not at the end or the start is
 * told, most of it ($^ is not); what is not refused is not told. */
Test(pattern_syntax_property, ends_and_starts_elsewhere_are_told_as_refused)
{
    struct random random;
    size_t refused = 0, kept = 0, missed = 0;
    tamis_error error;

    if (pattern_set_supported(&error) != TAMIS_OK)
        cr_skip_test("%s", error.message);
    random_begin(&random, "anchors");
    for (size_t round = 0; round < ROUNDS; round++) {
        char text[PIECES_MAX * 10];
        struct pattern_source source = {.fields = 1, .flags = PATTERN_SINGLE};
        struct pattern_fault fault;
        tamis_status status;
        bool is_told, is_anchored;

        source.bytes = (tamis_slice){
            text, write_regex(&random, anchored,
                              sizeof anchored / sizeof *anchored, text)};
        status = pattern_source_check(&source, PATTERN_MODE_BLOCK, &error);
        is_told = pattern_find_fault(source.bytes, &fault);
        is_anchored = status != TAMIS_OK && is_anchor(error.message);
        if (status == TAMIS_OK)
            cr_assert_not(is_told, "%.*s: %s", (int)source.bytes.size, text,
                          fault.reason);
        missed += is_anchored && !is_told;
        kept += status == TAMIS_OK;
        refused += is_anchored;
    }
    cr_expect_gt(kept, ROUNDS / 20);
    cr_expect_gt(refused, ROUNDS / 20);
    cr_expect_lt(missed * 2, refused, "%zu of %zu", missed, refused);
}

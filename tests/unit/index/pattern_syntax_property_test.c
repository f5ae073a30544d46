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

static size_t write_regex(struct random *random, char *text)
{
    size_t count = 1 + random_below(random, PIECES_MAX), size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *piece =
            pieces[random_below(random, sizeof pieces / sizeof *pieces)];

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

        source.bytes = (tamis_slice){text, write_regex(&random, text)};
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

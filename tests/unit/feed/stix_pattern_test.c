/* SPDX-License-Identifier: BSD-2-Clause */
/* The patterning language: what parses, and what does not. */
#include "unit/feed/stix_outcome.h"

#include "base/memory.h"
#include "base/slice.h"
#include "feed/stix_atoms.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(rows) stix_outcome_check(rows, sizeof rows / sizeof *rows)

Test(stix_pattern, strings_blanks_and_comments_are_read_as_the_grammar_says)
{
    static const struct stix_outcome_row rows[] = {
        {"[file:name = 'it\\'s']", "filename it's"},
        {"[file:name = 'a\\\\b']", "filename a\\b"},
        {"[file:name = 'a\\nb']", "!syntax"},
        {"[file:name = 'a\"b']", "filename a\"b"},
        {"[file:name = '']", "filename "},
        {"[file:name = \"a\"]", "!syntax"},
        {"[file:name = 'a", "!syntax"},
        {"[file:name = 'a\\", "!syntax"},
        {"[file:name='a']", "filename a"},
        {"  [ file : name == 'a' ]  ", "filename a"},
        {"[file:name\n=\t'a'\r\n]", "filename a"},
        {"[file:name\xc2\xa0=\xe2\x80\x83'a'\xe3\x80\x80]", "filename a"},
        {"/* c */[file:name /* ] */ = 'a'] // end", "filename a"},
        {"[file:name = 'a' // ]\n]", "filename a"},
        {"[file:name = '/* a */']", "filename /* a */"},
        {"[file:name = 'a' /* open ]", "!syntax"},
        {"[file:name = '\xd0\xb6']", "filename \xd0\xb6"},
        {"[\xd0\xb6:name = 'a']", "!syntax"},
        {"[url:value = 'a'] OR[url:value = 'b']", "url a; url b"},
        {"[url:value IN('a','b')]", "url a; url b"},
    };

    CHECK(rows);
}

Test(stix_pattern, what_the_grammar_does_not_know_is_a_syntax_error)
{
    static const char *const patterns[] = {
        "",
        " ",
        "[]",
        "[",
        "]",
        "()",
        "evil.com",
        "[url:value]",
        "[url:value =]",
        "[url:value = 'a'",
        "[url:value = 'a']]",
        "[url:value = 'a'] OR",
        "[url:value = 'a'] or [url:value = 'b']",
        "[url:value = 'a' and url:value = 'b']",
        "[url:value = 'a' OR]",
        "[url:value = 'a' AND OR url:value = 'b']",
        "[url:value = 'a' url:value = 'b']",
        "[url:value = 'a'] [url:value = 'b']",
        "[url = 'a']",
        "[url: = 'a']",
        "[:value = 'a']",
        "[url:value. = 'a']",
        "[url:value[] = 'a']",
        "[url:value['a'] = 'a']",
        "[url:value[1.5] = 'a']",
        "[file:hashes.SHA-256 = 'a']",
        "['url':value = 'a']",
        "[1url:value = 'a']",
        "[url:1value = 'a']",
        "[url:value = a]",
        "[url:value = 'a' = 'b']",
        "[url:value === 'a']",
        "[url:value =! 'a']",
        "[url:value > true]",
        "[url:value LIKE 5]",
        "[url:value MATCHES b'aGk=']",
        "[ipv4-addr:value ISSUBSET 5]",
        "[url:value IN 'a']",
        "[url:value IN ('a',)]",
        "[url:value IN ('a' 'b')]",
        "[url:value IN ('a'",
        "[NOT url:value = 'a']",
        "[NOT (url:value = 'a')]",
        "[url:value NOT 'a']",
        "[EXISTS]",
        "[EXISTS 'a']",
        "[file:size = 01]",
        "[file:size = 1.]",
        "[file:size = +]",
        "[file:size = 5a]",
        "[file:x = h'123']",
        "[file:x = h'xy']",
        "[file:x = b'a']",
        "[file:x = b'a b=']",
        "[file:x = t'2026-01-01']",
        "[file:x = t'2026-01-01T00:00:00']",
        "[file:x = t'2026-01-01T00:00:00.Z']",
        "[file:x = True]",
        "[url:value = 'a'] WITHIN SECONDS",
        "[url:value = 'a'] WITHIN 0 SECONDS",
        "[url:value = 'a'] WITHIN -5 SECONDS",
        "[url:value = 'a'] WITHIN 5",
        "[url:value = 'a'] REPEATS 0 TIMES",
        "[url:value = 'a'] REPEATS 1.5 TIMES",
        "[url:value = 'a'] REPEATS TIMES",
        "[url:value = 'a'] REPEATS 2 TIMES REPEATS 3 TIMES",
        "[url:value = 'a'] WITHIN 5 SECONDS WITHIN 6 SECONDS",
        "[url:value = 'a'] FOLLOWEDBY",
        "FOLLOWEDBY [url:value = 'a']",
        "[url:value = 'a'] NOT",
        "[url:IN = 'a']",
        "[AND:value = 'a']",
        "[url:value # 'a']",
        "([url:value = 'a']",
        "[url:value = 'a'])",
        "([url:value = 'a'] OR)",
        "[url:value = 'a';]",
    };

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *outcome = stix_outcome_of(slice_text(patterns[i]));
        cr_expect_str_eq(outcome, "!syntax", "%s gives %s", patterns[i],
                         outcome);
    }
}

Test(stix_pattern, literals_of_every_type_parse)
{
    static const char *const patterns[] = {
        "[file:x = 0]",
        "[file:x = -5]",
        "[file:x = +5]",
        "[file:x = 1.5]",
        "[file:x = .5]",
        "[file:x = -0.25]",
        "[file:x = h'']",
        "[file:x = h'0aFf']",
        "[file:x = b'']",
        "[file:x = b'aGk=']",
        "[file:x = t'2026-02-30T25:00:00Z']",
        "[file:x = t'2026-01-01T00:00:00.123456789Z']",
        "[file:x = true]",
        "[file:x = false]",
        "[file:x <= t'2026-01-01T00:00:00Z']",
        "[file:x IN (1, 2, 3)]",
        "[file:x[*].y[0].z[-1].'a b' = 'c']",
        "[x-foo_bar:_a9 = 'c']",
    };

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *outcome = stix_outcome_of(slice_text(patterns[i]));
        cr_expect_str_eq(outcome, "!stix-unsupported-path", "%s gives %s",
                         patterns[i], outcome);
    }
}

/* prefix, then n times unit, then n times closing. */
static char *nest(const char *unit, size_t n, const char *middle,
                  const char *closing)
{
    size_t size = n * (strlen(unit) + strlen(closing)) + strlen(middle) + 1;
    char *text = malloc(size), *at = text;

    cr_assert_not_null(text);
    for (size_t i = 0; i < n; i++)
        at = stpcpy(at, unit);
    at = stpcpy(at, middle);
    for (size_t i = 0; i < n; i++)
        at = stpcpy(at, closing);
    return text;
}

Test(stix_pattern, nesting_is_bounded)
{
    static const struct {
        const char *unit, *middle, *closing;
        size_t depth;
        const char *expected;
    } rows[] = {
        {"(", "[url:value = 'a']", ")", 60, "url a"},
        {"(", "[url:value = 'a']", ")", 100000, "!too-deep"},
        {"(", "", "", 100000, "!too-deep"},
        {"[(", "", "", 100000, "!syntax"},
        {"[", "", "", 100000, "!syntax"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text =
            nest(rows[i].unit, rows[i].depth, rows[i].middle, rows[i].closing);

        const char *outcome = stix_outcome_of(slice_text(text));
        cr_expect_str_eq(outcome, rows[i].expected, "row %zu: %s", i, outcome);
        free(text);
    }
}

Test(stix_pattern, parentheses_inside_brackets_are_bounded_too)
{
    char *inner = nest("(", 200, "url:value = 'a'", ")");
    size_t size = strlen(inner) + 3;
    char *text = malloc(size);

    cr_assert_not_null(text);
    snprintf(text, size, "[%s]", inner);
    const char *outcome = stix_outcome_of(slice_text(text));
    cr_expect_str_eq(outcome, "!too-deep");
    free(text);
    free(inner);
}

static tamis_status count_atom(void *context, const struct stix_atom *atom,
                               tamis_error *error)
{
    (void)atom;
    (void)error;
    ++*(size_t *)context;
    return TAMIS_OK;
}

static tamis_status count_nothing(void *context, tamis_reason reason,
                                  tamis_error *error)
{
    (void)context;
    (void)error;
    cr_assert_fail("refused: %s", tamis_reason_name(reason));
    return TAMIS_OK;
}

Test(stix_pattern, a_list_of_forty_thousand_values_gives_all_of_them)
{
    size_t count = 40000, atoms = 0, size = count * 24 + 64, at;
    const struct stix_atom_sink sink = {count_atom, count_nothing, &atoms};
    struct stix_pattern pattern;
    char *text = malloc(size);
    tamis_reason reason;

    cr_assert_not_null(text);
    at = (size_t)snprintf(text, size, "[domain-name:value IN ('x.com'");
    for (size_t i = 1; i < count; i++)
        at += (size_t)snprintf(text + at, size - at, ",'n%zu.evil.com'", i);
    at += (size_t)snprintf(text + at, size - at, ")]");
    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(&pattern, slice_make(text, at), &reason),
                 TAMIS_OK);
    cr_assert_eq(reason, TAMIS_REASON_NONE);
    cr_assert_eq(stix_atoms_read(&pattern, &sink, NULL), TAMIS_OK);
    cr_expect_eq(atoms, count);
    stix_pattern_release(&pattern);
    free(text);
}

Test(stix_pattern, a_pattern_of_more_than_a_megabyte_is_too_long)
{
    size_t size = STIX_PATTERN_SIZE_MAX + 1;
    char *text = malloc(size);

    cr_assert_not_null(text);
    memset(text, ' ', size);
    const char *outcome = stix_outcome_of(slice_make(text, size));
    cr_expect_str_eq(outcome, "!too-long");
    free(text);
}

Test(stix_pattern, an_error_tells_where_it_is)
{
    struct stix_pattern pattern;
    tamis_reason reason;

    stix_pattern_init(&pattern, &memory_default);
    cr_assert_eq(stix_pattern_parse(
                     &pattern, slice_text("[url:value = 'a' XX]"), &reason),
                 TAMIS_OK);
    cr_expect_eq(reason, TAMIS_REASON_SYNTAX);
    cr_expect_eq(pattern.error_offset, 17);
    stix_pattern_release(&pattern);
}

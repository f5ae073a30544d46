/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/pattern_syntax.h"

#include "base/slice.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct {
    const char *regex;
    size_t offset;
    const char *reason; /* a word of it */
} faults[] = {
    {"a(b", 1, "not closed"},
    {"((a)", 0, "not closed"},
    {"a)b", 1, "not open"},
    {"a[bc", 1, "bracket"},
    {"[]", 0, "bracket"},
    {"[z-a]", 1, "range"},
    {"*a", 0, "not there"},
    {"a|+", 2, "not there"},
    {"(?:{2})", 3, "not there"},
    {"a**", 2, "already"},
    {"a{3,1}", 1, "less than"},
    {"a{40000}", 1, "32767"},
    {"a{0,99999999999999999999999}", 1, "32767"},
    {"a++b", 2, "possessive"},
    {"(a)\\1", 3, "back references"},
    {"a(?=b)", 1, "look-ahead"},
    {"(?!b)a", 0, "look-ahead"},
    {"(?<=a)b", 0, "look-behind"},
    {"(?i)x(?<!a)b", 5, "look-behind"},
    {"(?<n>x(?>a))", 6, "atomic"},
    {"(?(1)a|b)", 0, "conditions"},
    {"a(?R)", 1, "recursion"},
    {"a\\Kb", 1, "\\K"},
    {"a\\", 1, "backslash"},
    {"a*", 0, "everywhere"},
    {"ab|(c?){2}", 0, "everywhere"},
    {"a|", 0, "everywhere"},
    {"a$b", 1, "an end"},
    {"a$b?", 1, "an end"},
    {"x(%a|$env:b|c)d", 5, "an end"},
    {"(a|b\\z)c", 4, "an end"},
    {"(ab\\Z){1,2}", 3, "an end"},
    {"(a$)+", 2, "an end"},
    {"a^b", 1, "a start"},
    {"a?^b", 2, "a start"},
    {"a(c|\\A)", 4, "a start"},
    {"(^a){2,}", 1, "a start"},
};

static const char *const passes[] = {
    "a",
    "^$",
    "^a*",
    "a?b",
    "[]a]",
    "[^]a]+",
    "[[:alpha:]-]x",
    "[\\]a]",
    "a{2",
    "a{,3}",
    "a{x}",
    "a{2,}?",
    "a*?b",
    "\\(\\[\\*",
    "\\x{41}{2}",
    "(?:a|b)+",
    "(?i)a",
    "(?is:a)b",
    "(?P<name>a)",
    "\\\\tool\\.exe$",
    "^^a$$",
    "(^|a)b(c|$)",
    "a$|^b\\z|\\Ac",
    "(a$){1}",
    "((^)*a)b",
    "a()$(?:)",
    "a\\$b[$^]c\\^",
    "\\bevil\\b",
    /* Not judged, though nobody can tell from the first bytes. */
    "\\Qa(b",
    "(?x) a ( b",
    "(?#a)*b",
    "(*UTF8)a",
};

Test(pattern_syntax, what_no_engine_compiles_is_told_with_its_place)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct pattern_fault fault;

        cr_assert(pattern_find_fault(slice_text(faults[i].regex), &fault), "%s",
                  faults[i].regex);
        cr_expect_eq(fault.offset, faults[i].offset, "%s: %zu", faults[i].regex,
                     fault.offset);
        cr_expect_neq(
            slice_find_text(slice_text(fault.reason), faults[i].reason),
            SIZE_MAX, "%s: %s", faults[i].regex, fault.reason);
    }
}

Test(pattern_syntax, what_may_be_compiled_passes)
{
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
        struct pattern_fault fault;

        cr_expect_not(pattern_find_fault(slice_text(passes[i]), &fault),
                      "%s: %s", passes[i], fault.reason);
    }
}

/* Deeper than is judged, and as deep as there is room for. */
Test(pattern_syntax, nothing_that_is_nested_stalls_it)
{
    enum { DEPTH = 1300 };
    char *regex = malloc(3 * DEPTH + 1);
    struct pattern_fault fault;

    cr_assert_not_null(regex);
    for (size_t i = 0; i < DEPTH; i++) {
        regex[i] = '(';
        regex[DEPTH + 1 + 2 * i] = ')';
        regex[DEPTH + 2 + 2 * i] = '*';
    }
    regex[DEPTH] = 'a';
    cr_expect_not(
        pattern_find_fault((tamis_slice){regex, 3 * DEPTH + 1}, &fault));
    free(regex);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"

#include <criterion/criterion.h>

static const tamis_slice nothing = {NULL, 0};

Test(slice, comparing_reads_no_byte_of_empty_slices)
{
    const tamis_slice dangling = {(const char *)1, 0};

    cr_assert(slice_equal(nothing, dangling));
    cr_assert(slice_equal_folded(nothing, dangling));
    cr_assert_eq(slice_compare(nothing, dangling), 0);
    cr_assert_eq(slice_find(dangling, 'a'), SIZE_MAX);
    cr_assert_eq(slice_find_last(dangling, 'a'), SIZE_MAX);
    cr_assert_eq(slice_find_text(dangling, "a"), SIZE_MAX);
    cr_assert_eq(slice_trim(dangling).size, 0);
    cr_assert(slice_ends(dangling, ""));
}

Test(slice, folding_is_of_ascii_letters_only)
{
    cr_assert(
        slice_equal_folded(slice_text("EviL.Com"), slice_text("evil.com")));
    cr_assert_not(slice_equal_folded(slice_text("@[`{"), slice_text("`{@[")));
    cr_assert_not(slice_equal_folded(slice_text("\xc4"), slice_text("\xe4")));
    cr_assert_not(slice_equal_folded(slice_text("a"), slice_text("ab")));
}

Test(slice, starts_and_ends)
{
    tamis_slice text = slice_text("http://x");

    cr_assert(slice_starts(text, "http"));
    cr_assert(slice_starts(text, ""));
    cr_assert_not(slice_starts(text, "HTTP"));
    cr_assert(slice_starts_folded(text, "HTTP:"));
    cr_assert_not(slice_starts(slice_text("ht"), "http"));
    cr_assert(slice_ends(text, "/x"));
    cr_assert_not(slice_ends(text, "/y"));
    cr_assert_not(slice_ends(slice_text("x"), "/x"));
    cr_assert(slice_ends(text, ""));
}

Test(slice, the_order_is_that_of_bytes_then_of_length)
{
    cr_assert_lt(slice_compare(slice_text("a"), slice_text("b")), 0);
    cr_assert_lt(slice_compare(slice_text("a"), slice_text("aa")), 0);
    cr_assert_gt(slice_compare(slice_text("\xff"), slice_text("a")), 0);
    cr_assert_eq(slice_compare(slice_text("ab"), slice_text("ab")), 0);
}

Test(slice, trimming_takes_blanks_of_both_ends)
{
    cr_assert(slice_is(slice_trim(slice_text(" \t a b\r\n")), "a b"));
    cr_assert_eq(slice_trim(slice_text(" \r\n")).size, 0);
}

Test(slice, cutting_stays_inside)
{
    cr_assert(slice_is(slice_from(slice_text("abc"), 1), "bc"));
    cr_assert_eq(slice_from(slice_text("abc"), 9).size, 0);
    cr_assert(slice_is(slice_first(slice_text("abc"), 9), "abc"));
    cr_assert(slice_is(slice_first(slice_text("abc"), 2), "ab"));
}

Test(slice, finding)
{
    tamis_slice text = slice_text("a.b.c");

    cr_assert_eq(slice_find(text, '.'), 1);
    cr_assert_eq(slice_find_last(text, '.'), 3);
    cr_assert_eq(slice_find(text, 'x'), SIZE_MAX);
    cr_assert_eq(slice_find_last(text, 'x'), SIZE_MAX);
    cr_assert_eq(slice_find_text(text, ".c"), 3);
    cr_assert_eq(slice_find_text(text, ".d"), SIZE_MAX);
    cr_assert_eq(slice_find_text(text, ""), 0);
}

Test(slice, splitting_gives_every_part_once)
{
    static const struct {
        const char *text;
        const char *parts[4];
        size_t count;
    } cases[] = {
        {"a,b,c", {"a", "b", "c"}, 3},
        {"a", {"a"}, 1},
        {"a,", {"a", ""}, 2},
        {",", {"", ""}, 2},
        {"", {""}, 1},
        {",,x", {"", "", "x"}, 3},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tamis_slice rest = slice_text(cases[i].text);
        tamis_slice part;
        size_t count = 0;

        while (slice_split(&rest, ',', &part)) {
            cr_assert_lt(count, cases[i].count, "\"%s\"", cases[i].text);
            cr_assert(slice_is(part, cases[i].parts[count]), "\"%s\" %zu",
                      cases[i].text, count);
            count++;
        }
        cr_assert_eq(count, cases[i].count, "\"%s\"", cases[i].text);
    }
    cr_assert_not(
        slice_split(&(tamis_slice){NULL, 0}, ',', &(tamis_slice){NULL, 0}));
}

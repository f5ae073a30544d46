/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(error, holds_status_and_sentence)
{
    tamis_error error = {.line = 9, .offset = 9, .system_errno = 9};

    cr_assert_eq(error_set(&error, TAMIS_ERROR_SYNTAX, "%s: %d", "line", 7),
                 TAMIS_ERROR_SYNTAX);
    cr_assert_eq(error.status, TAMIS_ERROR_SYNTAX);
    cr_assert_eq(error.system_errno, 0);
    cr_assert_eq(error.line, 0);
    cr_assert_eq(error.offset, UINT64_MAX);
    cr_assert_str_eq(error.message, "line: 7");
    error_set_place(&error, 3, 14);
    cr_assert_eq(error.line, 3);
    cr_assert_eq(error.offset, 14);
}

Test(error, nobody_has_to_want_it)
{
    cr_assert_eq(error_set(NULL, TAMIS_ERROR_LIMIT, "x"), TAMIS_ERROR_LIMIT);
    cr_assert_eq(error_set_system(NULL, EIO, "x"), TAMIS_ERROR_SYSTEM);
    error_set_place(NULL, 1, 2);
}

Test(error, system_errors_name_their_cause)
{
    tamis_error error;

    cr_assert_eq(error_set_system(&error, ENOENT, "cannot open %s", "/x"),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(error.system_errno, ENOENT);
    cr_assert_str_eq(error.message,
                     "cannot open /x: No such file or directory");
}

Test(error, hostile_bytes_are_escaped)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"\x1b[31m\n\t\x7f", "\\x1b[31m\\x0a\\x09\\x7f"},
        {"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80",
         "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"\xc2\x9b[2J", "\\xc2\\x9b[2J"},    /* a C1 control */
        {"\xc0\xaf", "\\xc0\\xaf"},          /* overlong */
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"}, /* overlong */
        {"\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          /* a surrogate */
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* past U+10FFFF */
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xe2\x82", "\\xe2\\x82"}, /* cut short */
        {"\xe2\x82X", "\\xe2\\x82X"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tamis_error error;

        error_set(&error, TAMIS_ERROR_SYNTAX, "%s", cases[i].text);
        cr_assert_str_eq(error.message, cases[i].message, "case %zu", i);
    }
}

/* At every length, so that each way to end at the edge is met. */
Test(error, long_messages_are_cut_between_characters)
{
    static const char *const units[] = {"a", "\x01", "\xe2\x82\xac",
                                        "\xf0\x9f\x98\x80"};

    for (size_t unit = 0; unit < 4; unit++) {
        for (size_t shift = 0; shift < 8; shift++) {
            char text[2000] = "";
            tamis_error error;
            size_t length;

            memset(text, 'b', shift);
            while (strlen(text) < 1500)
                strcat(text, units[unit]);
            memset(error.message, 'X', sizeof error.message);
            error_set(&error, TAMIS_ERROR_SYNTAX, "%s", text);
            length = strnlen(error.message, sizeof error.message);
            cr_assert_lt(length, TAMIS_ERROR_MESSAGE_SIZE);
            cr_assert_geq(length, TAMIS_ERROR_MESSAGE_SIZE - 8);
            cr_assert_str_eq(error.message + length - 3, "...");
        }
    }
}

static tamis_status try_twice(tamis_status first, tamis_status second)
{
    TRY(first);
    TRY(second);
    return TAMIS_OK;
}

Test(error, try_returns_the_first_error)
{
    cr_assert_eq(try_twice(TAMIS_OK, TAMIS_OK), TAMIS_OK);
    cr_assert_eq(try_twice(TAMIS_ERROR_LIMIT, TAMIS_ERROR_MEMORY),
                 TAMIS_ERROR_LIMIT);
    cr_assert_eq(try_twice(TAMIS_OK, TAMIS_ERROR_MEMORY), TAMIS_ERROR_MEMORY);
}

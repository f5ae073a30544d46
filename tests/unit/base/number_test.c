/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number.h"
#include "base/slice.h"

#include <criterion/criterion.h>

Test(number, decimal_takes_digits_and_nothing_else)
{
    static const struct {
        const char *text;
        uint64_t max, value;
        bool is_number;
    } cases[] = {
        {"0", 0, 0, true},
        {"65535", 65535, 65535, true},
        {"65536", 65535, 0, false},
        {"007", 10, 7, true},
        {"18446744073709551615", UINT64_MAX, UINT64_MAX, true},
        {"18446744073709551616", UINT64_MAX, 0, false},
        {"99999999999999999999999999", UINT64_MAX, 0, false},
        {"", 10, 0, false},
        {"+1", 10, 0, false},
        {"-1", 10, 0, false},
        {" 1", 10, 0, false},
        {"1 ", 10, 0, false},
        {"1x", 10, 0, false},
        {"0x1", 10, 0, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 0;
        bool is_number = number_parse_decimal(slice_text(cases[i].text),
                                              cases[i].max, &value);

        cr_assert_eq(is_number, cases[i].is_number, "\"%s\"", cases[i].text);
        cr_assert_eq(value, cases[i].value, "\"%s\"", cases[i].text);
    }
}

Test(number, hex_digits_are_those_of_every_byte)
{
    for (int byte = 0; byte < 256; byte++) {
        int expected = -1;

        if (byte >= '0' && byte <= '9')
            expected = byte - '0';
        else if (byte >= 'a' && byte <= 'f')
            expected = byte - 'a' + 10;
        else if (byte >= 'A' && byte <= 'F')
            expected = byte - 'A' + 10;
        cr_assert_eq(number_hex_digit((char)byte), expected);
    }
}

Test(number, hex_has_exactly_two_digits_a_byte)
{
    uint8_t bytes[4];
    char text[8];

    cr_assert(number_parse_hex(slice_text("00fFA1b2"), bytes, 4));
    cr_assert_arr_eq(bytes, "\x00\xff\xa1\xb2", 4);
    number_format_hex(bytes, 4, text);
    cr_assert_arr_eq(text, "00ffa1b2", 8);
    cr_assert(number_parse_hex(slice_text(""), bytes, 0));
    cr_assert_not(number_parse_hex(slice_text("00fFA1b"), bytes, 4));
    cr_assert_not(number_parse_hex(slice_text("00fFA1b"), bytes, 3));
    cr_assert_not(number_parse_hex(slice_text("00fFA1b2c"), bytes, 4));
    cr_assert_not(number_parse_hex(slice_text("00fFA1bg"), bytes, 4));
    cr_assert_not(number_parse_hex(slice_text("00fFA1 2"), bytes, 4));
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/options.h"

#include <criterion/criterion.h>
#include <string.h>

struct known {
    size_t struct_size;
    uint64_t field;
};

struct newer {
    struct known known;
    uint64_t later;
};

Test(options, a_struct_of_the_known_size_is_taken)
{
    struct known options = {sizeof options, 7};

    cr_assert_eq(options_check(&options, sizeof options, "x", NULL), TAMIS_OK);
}

Test(options, a_smaller_struct_is_refused_with_its_name)
{
    struct known options = {8, 0};
    tamis_error error;

    cr_assert_eq(options_check(&options, sizeof options, "tamis_x", &error),
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "tamis_x_init()"));
}

Test(options, a_newer_struct_is_taken_while_its_new_fields_are_zero)
{
    struct newer options = {{sizeof options, 7}, 0};

    cr_assert_eq(options_check(&options, sizeof options.known, "x", NULL),
                 TAMIS_OK);
    options.later = 1;
    cr_assert_eq(options_check(&options, sizeof options.known, "x", NULL),
                 TAMIS_ERROR_UNSUPPORTED);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <tamis/status.h>
#include <tamis/version.h>

#include <criterion/criterion.h>
#include <stdio.h>

Test(status, names_are_those_of_the_header)
{
    cr_assert_str_eq(tamis_status_name(TAMIS_OK), "OK");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_ARGUMENT), "ERROR_ARGUMENT");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_MEMORY), "ERROR_MEMORY");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_SYSTEM), "ERROR_SYSTEM");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_CORRUPT), "ERROR_CORRUPT");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_UNSUPPORTED),
                     "ERROR_UNSUPPORTED");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_LIMIT), "ERROR_LIMIT");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_SYNTAX), "ERROR_SYNTAX");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_REJECTED), "ERROR_REJECTED");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_LABEL), "ERROR_LABEL");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_STOPPED), "ERROR_STOPPED");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_EMPTY), "ERROR_EMPTY");
    cr_assert_str_eq(tamis_status_name(TAMIS_ERROR_NOT_FOUND),
                     "ERROR_NOT_FOUND");
}

Test(status, other_numbers_have_no_name)
{
    static const tamis_status others[] = {1, -13, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_str_eq(tamis_status_name(others[i]), "UNKNOWN");
}

Test(version, the_text_is_made_of_the_numbers)
{
    char text[32];

    snprintf(text, sizeof text, "%d.%d.%d", TAMIS_VERSION_MAJOR,
             TAMIS_VERSION_MINOR, TAMIS_VERSION_PATCH);
    cr_assert_str_eq(tamis_version(), text);
}

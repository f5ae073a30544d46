/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/failing_allocator.h"

#include <tamis/suffix.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char rules[] = "com\nco.uk\n*.ck\ngithub.io\nxn--p1ai\n";

static void write_rules(char path[32])
{
    int descriptor;

    strcpy(path, "/tmp/tamis-suffixes-XXXXXX");
    descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, rules, sizeof rules - 1),
                 (ssize_t)sizeof rules - 1);
    close(descriptor);
}

Test(suffix_list, covers_names_under_a_rule_and_no_others)
{
    static const struct {
        const char *name;
        int is_covered;
    } cases[] = {
        {"evil.com", 1},   {"a.b.evil.com", 1},  {"com", 0},
        {"readme.txt", 0}, {"evil.co.uk", 1},    {"a.github.io", 1},
        {"a.b.ck", 1},     {"evil.xn--p1ai", 1}, {"", 0},
        {"single", 0},     {"evil.uk", 0},       {"com.evil", 0},
        {"evil.comx", 0},
    };
    tamis_suffix_list *list;
    char path[32];

    write_rules(path);
    cr_assert_eq(tamis_suffix_list_open(&list, path, NULL, NULL), TAMIS_OK);
    unlink(path);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(tamis_suffix_list_covers(list, cases[i].name,
                                              strlen(cases[i].name)),
                     cases[i].is_covered, "%s", cases[i].name);
    tamis_suffix_list_close(list);
    tamis_suffix_list_close(NULL);
}

Test(suffix_list, a_name_is_its_bytes_and_no_more)
{
    char name[400];
    tamis_suffix_list *list;
    char path[32];

    write_rules(path);
    cr_assert_eq(tamis_suffix_list_open(&list, path, NULL, NULL), TAMIS_OK);
    unlink(path);
    cr_expect_eq(tamis_suffix_list_covers(list, "evil.comedy", 8), 1);
    memset(name, 'a', sizeof name);
    memcpy(name + sizeof name - 4, ".com", 4);
    cr_expect_eq(tamis_suffix_list_covers(list, name, sizeof name), 0);
    tamis_suffix_list_close(list);
}

Test(suffix_list, a_list_that_is_not_there_is_told)
{
    tamis_suffix_list *list;
    tamis_error error;

    cr_expect_eq(tamis_suffix_list_open(&list, "/does/not/exist", NULL, &error),
                 TAMIS_ERROR_SYSTEM);
    cr_expect_null(list);
    cr_expect(strstr(error.message, "/does/not/exist"));
}

Test(suffix_list, without_memory_there_is_none_and_nothing_leaks)
{
    tamis_status status = TAMIS_ERROR_MEMORY;
    char path[32];

    write_rules(path);
    for (uint64_t n = 1; status != TAMIS_OK && n < 1000; n++) {
        struct failing_allocator failing;
        tamis_suffix_list *list;

        failing_allocator_begin(&failing, n);
        status = tamis_suffix_list_open(&list, path, &failing.allocator, NULL);
        cr_assert(status == TAMIS_OK || status == TAMIS_ERROR_MEMORY);
        tamis_suffix_list_close(list);
        cr_assert_eq(failing.live_count, 0);
    }
    cr_expect_eq(status, TAMIS_OK);
    unlink(path);
}

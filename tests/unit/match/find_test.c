/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/match/small_database.h"

#include "support/failing_allocator.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct small_statement statements[] = {
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, "x.evil.com"},
    {"b", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUFFIX, "evil.com"},
    {"c", TAMIS_TLP_RED, TAMIS_KIND_DOMAIN, TAMIS_MODE_SUBDOMAINS,
     "x.evil.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
     "xn--bcher-kva.com"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.0.0/16"},
    {"c", TAMIS_TLP_RED, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "8.8.8.0/24"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_MUTEX, TAMIS_MODE_AUTO, "Global\\Bad"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_FILENAME, TAMIS_MODE_AUTO, "evil.exe"},
    {"a", TAMIS_TLP_GREEN, TAMIS_KIND_EMAIL, TAMIS_MODE_AUTO, "@spam.net"},
};

struct fixture {
    tamis_database *database;
    tamis_matcher *matcher;
    void *bytes;
};

static void open_fixture(struct fixture *fixture, tamis_tlp tlp)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_error error;

    fixture->database = small_database(
        statements, sizeof statements / sizeof *statements, &fixture->bytes);
    options.clearance.tlp = tlp;
    cr_assert_eq(tamis_matcher_create(&fixture->matcher, fixture->database,
                                      &options, &error),
                 TAMIS_OK);
}

static void close_fixture(struct fixture *fixture)
{
    tamis_matcher_destroy(fixture->matcher);
    tamis_database_release(fixture->database);
    free(fixture->bytes);
}

/* The first answer for a name as "value/mode", "-" for none. */
static void expect_name(struct fixture *fixture, const char *name,
                        const char *expected)
{
    tamis_slice slice = {name, strlen(name)};
    tamis_record_id id;
    tamis_record record;
    char text[100] = "-";
    size_t hits = tamis_matcher_find_domains(fixture->matcher, 1, &slice, &id);

    cr_assert_eq(hits, id != TAMIS_RECORD_NONE);
    if (hits > 0) {
        cr_assert(tamis_matcher_record(fixture->matcher, id, &record));
        snprintf(text, sizeof text, "%.*s/%s", (int)record.key.size,
                 record.key.data, tamis_mode_name(record.mode));
    }
    cr_expect_str_eq(text, expected, "%s gave %s", name, text);
}

Test(find, names_answer_exact_then_suffix_then_subdomains_deepest_first)
{
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    expect_name(&fixture, "X.Evil.COM.", "x.evil.com/exact");
    expect_name(&fixture, "y.x.evil.com", "evil.com/suffix");
    expect_name(&fixture, "evil.com", "evil.com/suffix");
    expect_name(&fixture, "notevil.com", "-");
    expect_name(&fixture, "com", "-");
    expect_name(&fixture, "", "-");
    expect_name(&fixture,
                "b\xC3\xBC"
                "cher.com",
                "xn--bcher-kva.com/exact");
    close_fixture(&fixture);
}

Test(find, the_next_visible_prefix_is_the_answer_when_the_longest_is_hidden)
{
    static const tamis_address address = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 8, 8, 8, 8}};
    struct fixture fixture;
    tamis_record_id id;
    tamis_record record;

    open_fixture(&fixture, TAMIS_TLP_GREEN);
    cr_assert_eq(
        tamis_matcher_find_addresses(fixture.matcher, 1, &address, &id), 1);
    cr_assert(tamis_matcher_record(fixture.matcher, id, &record));
    cr_assert_eq(record.key.data[4], 16);
    close_fixture(&fixture);
    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_assert_eq(
        tamis_matcher_find_addresses(fixture.matcher, 1, &address, &id), 1);
    cr_assert(tamis_matcher_record(fixture.matcher, id, &record));
    cr_assert_eq(record.key.data[4], 24);
    close_fixture(&fixture);
}

Test(find, an_address_and_the_v6_address_of_the_same_bytes_are_different)
{
    static const tamis_address addresses[2] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 8, 8, 1, 1}}, {{8, 8, 1, 1}}};
    struct fixture fixture;
    tamis_record_id ids[2];

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_assert_eq(
        tamis_matcher_find_addresses(fixture.matcher, 2, addresses, ids), 1);
    cr_assert_neq(ids[0], TAMIS_RECORD_NONE);
    cr_assert_eq(ids[1], TAMIS_RECORD_NONE);
    close_fixture(&fixture);
}

Test(find, texts_answer_for_their_own_kind_only)
{
    const tamis_slice values[2] = {{"Global\\Bad", 10}, {"evil.exe", 8}};
    struct fixture fixture;
    tamis_record_id ids[2];

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_assert_eq(tamis_matcher_find_texts(fixture.matcher, 2, TAMIS_KIND_MUTEX,
                                          values, ids),
                 1);
    cr_assert_neq(ids[0], TAMIS_RECORD_NONE);
    cr_assert_eq(tamis_matcher_find_texts(fixture.matcher, 2,
                                          TAMIS_KIND_FILENAME, values, ids),
                 1);
    cr_assert_neq(ids[1], TAMIS_RECORD_NONE);
    close_fixture(&fixture);
}

Test(find, an_at_domain_entry_lists_every_address_of_the_domain)
{
    const tamis_slice values[3] = {
        {"Anyone@Spam.net", 15}, {"x@notspam.net", 13}, {"no address", 10}};
    struct fixture fixture;
    tamis_record_id ids[3];

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_assert_eq(tamis_matcher_find_emails(fixture.matcher, 3, values, ids), 1);
    cr_assert_neq(ids[0], TAMIS_RECORD_NONE);
    close_fixture(&fixture);
}

Test(find, wire_names_answer_as_their_text_does)
{
    const tamis_slice names[2] = {{"\1X\4evil\3com", 11}, {"\4evil\3co", 8}};
    struct fixture fixture;
    tamis_record_id ids[2];

    open_fixture(&fixture, TAMIS_TLP_RED);
    cr_assert_eq(
        tamis_matcher_find_wire_domains(fixture.matcher, 2, names, ids), 1);
    cr_assert_neq(ids[0], TAMIS_RECORD_NONE);
    close_fixture(&fixture);
}

Test(find, a_matcher_is_made_or_not_whichever_allocation_fails)
{
    void *bytes;
    tamis_database *database = small_database(
        statements, sizeof statements / sizeof *statements, &bytes);
    tamis_status status = TAMIS_ERROR_MEMORY;

    for (size_t n = 1; status == TAMIS_ERROR_MEMORY; n++) {
        struct failing_allocator failing;
        tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
        tamis_matcher *matcher;

        cr_assert_lt(n, 100);
        failing_allocator_begin(&failing, n);
        options.allocator = &failing.allocator;
        status = tamis_matcher_create(&matcher, database, &options, NULL);
        cr_assert(status == TAMIS_OK || status == TAMIS_ERROR_MEMORY);
        cr_assert_eq(matcher == NULL, status != TAMIS_OK);
        tamis_matcher_destroy(matcher);
        cr_assert_eq(failing.live_count, 0);
    }
    tamis_database_release(database);
    free(bytes);
}

Test(find, it_is_known_what_need_not_be_asked_for)
{
    static const struct {
        tamis_kind kind;
        int may_list;
    } cases[] = {
        {TAMIS_KIND_IP, 1},     {TAMIS_KIND_IP_PORT, 0}, {TAMIS_KIND_DOMAIN, 1},
        {TAMIS_KIND_URL, 0},    {TAMIS_KIND_EMAIL, 1},   {TAMIS_KIND_MUTEX, 1},
        {TAMIS_KIND_SHA256, 0}, {TAMIS_KIND_AUTO, 0},    {TAMIS_KIND_COUNT, 0},
    };
    struct fixture fixture;

    open_fixture(&fixture, TAMIS_TLP_RED);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(tamis_matcher_may_list(fixture.matcher, cases[i].kind),
                     cases[i].may_list, "%s", tamis_kind_name(cases[i].kind));
    close_fixture(&fixture);
}

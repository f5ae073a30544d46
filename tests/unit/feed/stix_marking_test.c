/* SPDX-License-Identifier: BSD-2-Clause */
/* STIX markings: by id, by definition, granular, unknown. */
#include "feed/stix_feed.h"
#include "unit/feed/feed_file.h"

#include "base/memory.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* An indicator with an id, a pattern and more members. */
#define INDICATOR(id, pattern, more)                                           \
    "{\"type\":\"indicator\",\"id\":\"indicator--" id                          \
    "\",\"pattern\":\"" pattern "\"" more "}"
#define A "[domain-name:value = 'a.com']"
#define BUNDLE(objects)                                                        \
    "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" objects "]}"

static const struct feed_records *read_text(const char *text, uint32_t flags)
{
    const struct feed_records *records =
        feed_file_read_text(TAMIS_FORMAT_STIX, text, flags);

    cr_assert_eq(records->status, TAMIS_OK, "%s: %s", text,
                 records->error.message);
    return records;
}

#define TLP1_GREEN  "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
#define TLP1_RED    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
#define TLP2_STRICT "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
#define OPENCTI_STRICT                                                         \
    "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37"
#define OWN        "marking-definition--00000000-0000-4000-8000-000000000001"
#define MARKS(ids) ",\"object_marking_refs\":[" ids "]"
#define DEFINITION(members)                                                    \
    ",{\"type\":\"marking-definition\",\"id\":\"" OWN "\"," members "}"

struct row {
    const char *more, *definition; /* of the indicator; behind it */
    tamis_tlp tlp;
};

static void check_rows(const struct row *rows, size_t count)
{
    static char text[2048];

    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, BUNDLE(INDICATOR("1", A, "%s") "%s"),
                 rows[i].more, rows[i].definition);
        cr_expect_eq(raised_tlp(&read_text(text, 0)->records[0].statement),
                     rows[i].tlp, "%s", text);
    }
}

#define CHECK(rows) check_rows(rows, sizeof rows / sizeof *rows)

Test(stix_marking, ids_that_everybody_knows_are_labels_others_are_red)
{
    static const struct row rows[] = {
        {"", "", TAMIS_TLP_UNMARKED},
        {MARKS(""), "", TAMIS_TLP_UNMARKED},
        {MARKS("\"" TLP1_GREEN "\""), "", TAMIS_TLP_GREEN},
        {MARKS("\"" TLP2_STRICT "\""), "", TAMIS_TLP_AMBER_STRICT},
        {MARKS("\"" OPENCTI_STRICT "\""), "", TAMIS_TLP_AMBER_STRICT},
        {MARKS("\"" TLP1_GREEN "\",\"" TLP1_RED "\""), "", TAMIS_TLP_RED},
        /* nobody explains it */
        {MARKS("\"" OWN "\""), "", TAMIS_TLP_RED},
        {MARKS("5"), "", TAMIS_TLP_RED},
        {",\"object_marking_refs\":\"" OWN "\"", "", TAMIS_TLP_RED},
        /* twice the member: both count */
        {MARKS("\"" TLP1_GREEN "\"") MARKS("\"" TLP1_RED "\""), "",
         TAMIS_TLP_RED},
    };

    CHECK(rows);
}

Test(stix_marking, definitions_may_stand_behind_what_they_mark)
{
    static const struct row rows[] = {
        /* definitions, behind the indicator */
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition_type\":\"tlp\",\"definition\":{\"tlp\":"
                    "\"amber\"}"),
         TAMIS_TLP_AMBER},
        {MARKS("\"" OWN "\""),
         DEFINITION("\"extensions\":{\"extension-definition--60a3c5c5\":{"
                    "\"tlp_2_0\":\"amber+strict\"}}"),
         TAMIS_TLP_AMBER_STRICT},
        /* OpenCTI's: a statement, and yet a TLP */
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition_type\":\"statement\",\"definition\":{"
                    "\"statement\":\"custom\"},\"x_opencti_definition_type\":"
                    "\"TLP\",\"x_opencti_definition\":\"TLP:AMBER+STRICT\""),
         TAMIS_TLP_AMBER_STRICT},
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition_type\":\"statement\",\"definition\":{"
                    "\"statement\":\"Copyright 2026\"}"),
         TAMIS_TLP_UNMARKED},
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition_type\":\"tlp\",\"definition\":{\"tlp\":"
                    "\"purple\"}"),
         TAMIS_TLP_RED},
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition_type\":\"iep\",\"definition\":{}"),
         TAMIS_TLP_RED},
        /* a bundle cannot redefine the ids that everybody knows */
        {MARKS("\"" TLP1_RED "\""),
         ",{\"type\":\"marking-definition\",\"id\":\"" TLP1_RED
         "\",\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"clear\"}}",
         TAMIS_TLP_RED},
        /* two definitions of one id: the stricter */
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition\":{\"tlp\":\"green\"}")
             DEFINITION("\"definition\":{\"tlp\":\"amber\"}"),
         TAMIS_TLP_AMBER},
        {MARKS("\"" OWN "\""),
         DEFINITION("\"definition\":{\"tlp\":\"amber\"}")
             DEFINITION("\"definition\":{\"tlp\":\"green\"}"),
         TAMIS_TLP_AMBER},
    };

    CHECK(rows);
}

Test(stix_marking, granular_marks_count_where_they_touch_what_is_kept)
{
    static const struct row rows[] = {
        /* granular ones, where they touch what is kept */
        {",\"granular_markings\":[{\"selectors\":[\"pattern\"],"
         "\"marking_ref\":\"" TLP1_RED "\"}]",
         "", TAMIS_TLP_RED},
        {",\"granular_markings\":[{\"selectors\":[\"labels.[0]\"],"
         "\"marking_ref\":\"" TLP1_RED "\"}]",
         "", TAMIS_TLP_RED},
        {",\"granular_markings\":[{\"selectors\":[\"description\","
         "\"external_references.[1].url\"],\"marking_ref\":\"" TLP1_RED "\"}]",
         "", TAMIS_TLP_UNMARKED},
        {",\"granular_markings\":[{\"selectors\":[\"pattern\"],"
         "\"lang\":\"fr\"}]",
         "", TAMIS_TLP_UNMARKED},
        {",\"granular_markings\":[{\"marking_ref\":\"" TLP1_RED "\"}]", "",
         TAMIS_TLP_RED},
        /* a label that is a TLP tag */
        {",\"labels\":[\"tlp:amber\"]", "", TAMIS_TLP_AMBER},
    };

    CHECK(rows);
}

Test(stix_marking, granular_marks_of_another_shape_are_red)
{
    static const struct row rows[] = {
        {",\"granular_markings\":{\"selectors\":[\"pattern\"],"
         "\"marking_ref\":\"" TLP1_GREEN "\"}",
         "", TAMIS_TLP_RED},
        {",\"granular_markings\":\"" TLP1_GREEN "\"", "", TAMIS_TLP_RED},
        {",\"granular_markings\":5", "", TAMIS_TLP_RED},
        {",\"granular_markings\":[\"" TLP1_GREEN "\"]", "", TAMIS_TLP_RED},
        {",\"granular_markings\":[{\"selectors\":[\"pattern\"]}]", "",
         TAMIS_TLP_RED},
        {",\"granular_markings\":null", "", TAMIS_TLP_UNMARKED},
        {",\"granular_markings\":[]", "", TAMIS_TLP_UNMARKED},
    };

    CHECK(rows);
}

#define REPORT(type, references, more)                                         \
    ",{\"type\":\"" type                                                       \
    "\",\"id\":\"report--1\",\"object_refs\":" references more "}"
#define HELD "[\"identity--1\",\"indicator--1\"]"

Test(stix_marking, reports_mark_what_they_hold)
{
    static const struct row rows[] = {
        {"", REPORT("report", HELD, MARKS("\"" TLP1_RED "\"")), TAMIS_TLP_RED},
        {"", REPORT("grouping", HELD, MARKS("\"" TLP2_STRICT "\"")),
         TAMIS_TLP_AMBER_STRICT},
        {"", REPORT("observed-data", HELD, MARKS("\"" TLP1_RED "\"")),
         TAMIS_TLP_RED},
        {"", REPORT("report", "\"indicator--1\"", MARKS("\"" TLP1_RED "\"")),
         TAMIS_TLP_RED},
        {"", REPORT("report", HELD, ",\"labels\":[\"x\",\"tlp:amber\"]"),
         TAMIS_TLP_AMBER},
        {"", REPORT("report", HELD, ",\"granular_markings\":5"), TAMIS_TLP_RED},
        /* by a definition behind it, and by none */
        {"",
         REPORT("report", HELD, MARKS("\"" OWN "\""))
             DEFINITION("\"definition\":{\"tlp\":\"amber\"}"),
         TAMIS_TLP_AMBER},
        {"", REPORT("report", HELD, MARKS("\"" OWN "\"")), TAMIS_TLP_RED},
        /* two of them; one and the indicator's own */
        {"",
         REPORT("report", HELD, MARKS("\"" TLP1_RED "\""))
             REPORT("report", HELD, MARKS("\"" TLP1_GREEN "\"")),
         TAMIS_TLP_RED},
        {MARKS("\"" TLP1_GREEN "\""),
         REPORT("report", HELD, MARKS("\"" TLP1_RED "\"")), TAMIS_TLP_RED},
        {MARKS("\"" TLP1_RED "\""),
         REPORT("report", HELD, MARKS("\"" TLP1_GREEN "\"")), TAMIS_TLP_RED},
        /* what is not in it; what only talks of it */
        {"", REPORT("report", "[\"indicator--2\"]", MARKS("\"" TLP1_RED "\"")),
         TAMIS_TLP_UNMARKED},
        {"", REPORT("note", HELD, MARKS("\"" TLP1_RED "\"")),
         TAMIS_TLP_UNMARKED},
        {"", REPORT("report", HELD, ""), TAMIS_TLP_UNMARKED},
    };

    CHECK(rows);
}

/* What does not fit must not be less marked than it was. */
Test(stix_marking, reports_that_mark_too_many_fail_closed)
{
    static const char text[] =
        "{\"type\":\"report\",\"labels\":[\"tlp:red\"],\"object_refs\":["
        "\"indicator--1\",\"malware--1\",\"indicator--1\",\"indicator--2\"]}";
    uint8_t bytes[sizeof text + JSON_PADDING] = {0};
    tamis_allocator allocator = memory_choose(NULL);
    struct json_parser *parser = json_parser_create();
    struct json_value report;
    struct stix_feed feed;

    memcpy(bytes, text, sizeof text);
    cr_assert_eq(json_parse(parser, bytes, sizeof text - 1, &report),
                 JSON_FAULT_NONE);
    for (size_t max = 1; max < 3; max++) {
        stix_feed_init(&feed, &allocator);
        feed.held.count_max = max;
        cr_expect_eq(stix_feed_mark(&feed, report, false),
                     max < 2 ? TAMIS_ERROR_LIMIT : TAMIS_OK);
        stix_feed_release(&feed);
    }
    json_parser_destroy(parser);
}

Test(stix_marking, two_labels_of_one_indicator_are_a_caveat)
{
    static const struct {
        const char *members;
        bool is_conflict;
    } rows[] = {
        {MARKS("\"" TLP1_GREEN "\",\"" TLP1_RED "\""), true},
        {MARKS("\"" TLP1_GREEN "\"") ",\"labels\":[\"tlp:red\"]", true},
        {MARKS("\"" TLP1_GREEN "\"") ",\"labels\":[\"tlp:green\"]", false},
        {MARKS("\"" TLP1_GREEN "\"") ",\"granular_markings\":[{\"selectors\":["
                                     "\"pattern\"],\"marking_ref\":\"" TLP1_RED
                                     "\"}]",
         false},
    };
    char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, BUNDLE(INDICATOR("1", A, "%s")),
                 rows[i].members);
        cr_expect_eq(read_text(text, 0)->records[0].statement.caveats,
                     rows[i].is_conflict ? TAMIS_CAVEAT_CONFLICTING_MARKS : 0,
                     "%s", text);
    }
}

Test(stix_marking, an_unknown_marking_may_be_ignored_when_that_is_asked)
{
    const char *text = BUNDLE(INDICATOR("1", A, MARKS("\"" OWN "\"")));

    cr_expect_eq(read_text(text, TAMIS_FEED_IGNORE_UNKNOWN_MARKING)
                     ->records[0]
                     .statement.tlp,
                 TAMIS_TLP_UNMARKED);
}

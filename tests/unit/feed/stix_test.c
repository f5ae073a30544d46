/* SPDX-License-Identifier: BSD-2-Clause */
/* STIX files: containers, versions, markings, times, and what is refused. */
#include "unit/feed/feed_file.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

/* An indicator with an id, a pattern and more members. */
#define INDICATOR(id, pattern, more)                                           \
    "{\"type\":\"indicator\",\"id\":\"indicator--" id                          \
    "\",\"pattern\":\"" pattern "\"" more "}"
#define A "[domain-name:value = 'a.com']"
#define B "[domain-name:value = 'b.com']"
#define BUNDLE(objects)                                                        \
    "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" objects "]}"

static void check(const char *text, const char *expected)
{
    feed_file_check(TAMIS_FORMAT_STIX, text, expected);
}

static const struct feed_records *read_text(const char *text, uint32_t flags)
{
    const struct feed_records *records =
        feed_file_read_text(TAMIS_FORMAT_STIX, text, flags);

    cr_assert_eq(records->status, TAMIS_OK, "%s: %s", text,
                 records->error.message);
    return records;
}

Test(stix, every_container_is_read)
{
    static const char *const shapes[] = {
        BUNDLE(INDICATOR("1", A, "") "," INDICATOR("2", B, "")),
        "{\"objects\":[" INDICATOR("1", A, "") "," INDICATOR(
            "2", B, "") "],\"spec_version\":\"2.0\",\"type\":\"bundle\"}",
        /* a TAXII envelope has no type */
        "{\"more\":true,\"next\":\"x\",\"objects\":[" INDICATOR(
            "1", A, "") "," INDICATOR("2", B, "") "]}",
        "[" INDICATOR("1", A, "") "," INDICATOR("2", B, "") "]",
        "[" BUNDLE(INDICATOR("1", A, "")) "," BUNDLE(INDICATOR("2", B, "")) "]",
        INDICATOR("1", A, "") "\n" INDICATOR("2", B, "") "\n",
        BUNDLE(INDICATOR("1", A, "")) "\n" BUNDLE(INDICATOR("2", B, "")),
        "\xef\xbb\xbf" BUNDLE(INDICATOR("1", A, "") "," INDICATOR("2", B, "")),
        BUNDLE("{\"type\":\"identity\",\"id\":\"identity--1\"}," INDICATOR(
            "1", A, "") ",{\"type\":\"malware\"}," INDICATOR("2", B, "")),
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        check(shapes[i], "+ domain/exact a.com\n+ domain/exact b.com\n");
}

Test(stix, escapes_of_json_and_of_the_pattern_are_two_layers)
{
    const struct feed_records *records =
        read_text(BUNDLE(INDICATOR("1", "[file:name = 'a\\\\\\\\b']", "")), 0);

    cr_expect_str_eq(records->records[0].value, "a\\b");
}

Test(stix, what_is_no_pattern_of_ours_is_refused_with_its_text)
{
    check(
        BUNDLE(
            INDICATOR("1", "rule x {}", ",\"pattern_type\":\"yara\"") "," INDICATOR("2", A, ",\"pattern_type\":\"stix\"") "," INDICATOR(
                "3", A,
                ",\"revoked\":true") "," INDICATOR("4", "[url:value != 'x']",
                                                   "") "," INDICATOR("5",
                                                                     "[url:"
                                                                     "value",
                                                                     "") ","
                                                                         "{\"ty"
                                                                         "pe\":"
                                                                         "\"ind"
                                                                         "icato"
                                                                         "r\","
                                                                         "\"id"
                                                                         "\":"
                                                                         "\"ind"
                                                                         "icato"
                                                                         "r--"
                                                                         "6\"},"
                                                                         "{\"ty"
                                                                         "pe\":"
                                                                         "\"ind"
                                                                         "icato"
                                                                         "r\","
                                                                         "\"id"
                                                                         "\":"
                                                                         "\"ind"
                                                                         "icato"
                                                                         "r--"
                                                                         "7\","
                                                                         "\"pat"
                                                                         "tern"
                                                                         "\":5}"
                                                                         ","
                                                                         "7,{"
                                                                         "\"typ"
                                                                         "e\":}"
                                                                         ",{"
                                                                         "\"typ"
                                                                         "e\":"
                                                                         "\"ind"
                                                                         "icato"
                                                                         "r\","
                                                                         "\"pat"
                                                                         "tern"
                                                                         "\":"
                                                                         "\""
                                                                         "\xff"
                                                                         "\"}"),
        "- pattern-type rule x {}\n"
        "+ domain/exact a.com\n"
        "- revoked " A "\n"
        "- stix-negative [url:value != 'x']\n"
        "- syntax [url:value\n"
        "- syntax \n"
        "- syntax \n"
        "- syntax \n"
        "- syntax {\"type\":}\n"
        "- bad-encoding {\"type\":\"indicator\",\"pattern\":\"\xff\"}\n");
}

Test(stix, the_highest_modified_of_an_id_wins_wherever_it_stands)
{
    check(
        BUNDLE(INDICATOR("1", "[mutex:name = 'old']", ",\"modified\":\"2026-01-01T00:00:00Z\"") "," INDICATOR(
            "1", "[mutex:name = 'new']",
            ",\"modified\":\"2026-01-03T00:00:00Z\"") "," INDICATOR("1",
                                                                    "[mutex:"
                                                                    "name = "
                                                                    "'between'"
                                                                    "]",
                                                                    ",\"modifie"
                                                                    "d\":"
                                                                    "\"2026-01-"
                                                                    "02T00:00:"
                                                                    "00Z\"") "," INDICATOR("1",
                                                                                           "[mutex:name = 'twin']",
                                                                                           ",\"modified\":\"2026-01-03T00:00:00.000Z\"")),
        "- superseded [mutex:name = 'old']\n"
        "+ mutex new\n"
        "- superseded [mutex:name = 'between']\n"
        "- superseded [mutex:name = 'twin']\n");
    check(
        BUNDLE(INDICATOR(
            "1", "[mutex:name = 'old']",
            ",\"modified\":\"2026-01-01T00:00:00Z\"") "," INDICATOR("1",
                                                                    "[mutex:"
                                                                    "name = "
                                                                    "'gone']",
                                                                    ",\"modifie"
                                                                    "d\":"
                                                                    "\"2026-01-"
                                                                    "03T00:00:"
                                                                    "00Z\","
                                                                    "\"revoked"
                                                                    "\":true")),
        "- superseded [mutex:name = 'old']\n"
        "- revoked [mutex:name = 'gone']\n");
    check(BUNDLE("{\"type\":\"indicator\",\"pattern\":\"" A "\"},"
                 "{\"type\":\"indicator\",\"pattern\":\"" B "\"}"),
          "+ domain/exact a.com\n+ domain/exact b.com\n");
}

Test(stix, facts_of_an_indicator_reach_its_statements)
{
    const struct feed_record *record =
        &read_text(
             BUNDLE(INDICATOR(
                 "1", A,
                 ",\"confidence\":80,\"valid_from\":\"1970-01-01T00:00:10Z\","
                 "\"valid_until\":\"1970-01-01T00:00:20.5Z\","
                 "\"modified\":\"1970-01-01T00:00:30Z\","
                 "\"indicator_types\":[\"malicious-activity\"],"
                 "\"labels\":[\"c2\",\"malicious-activity\",5,\"x\"]")),
             0)
             ->records[0];

    cr_expect_str_eq(record->reference, "indicator--1");
    cr_expect_eq(record->statement.confidence, 80);
    cr_expect_eq(record->statement.valid_from_ns, 10 * SECOND);
    cr_expect_eq(record->statement.valid_until_ns, 20 * SECOND + SECOND / 2);
    cr_expect_eq(record->statement.seen_ns, 30 * SECOND);
    cr_expect_str_eq(record->tags, "malicious-activity,c2,x");
    cr_expect_eq(record->statement.line, 1);
}

Test(stix, absent_facts_are_absent_and_odd_ones_are_judged)
{
    static const struct {
        const char *more;
        tamis_reason reason;
        uint32_t confidence;
    } rows[] = {
        {"", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"confidence\":0", 0, 0},
        {",\"confidence\":101", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"confidence\":-1", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"confidence\":1e300", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"confidence\":\"80\"", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"valid_until\":null", 0, TAMIS_CONFIDENCE_UNSET},
        {",\"valid_from\":\"yesterday\"", TAMIS_REASON_BAD_TIME,
         TAMIS_CONFIDENCE_UNSET},
        {",\"valid_until\":5", TAMIS_REASON_BAD_TIME, TAMIS_CONFIDENCE_UNSET},
        {",\"valid_from\":\"2026-01-02T00:00:00Z\","
         "\"valid_until\":\"2026-01-01T00:00:00Z\"",
         TAMIS_REASON_BAD_TIME, TAMIS_CONFIDENCE_UNSET},
        {",\"valid_from\":\"2026-01-01T00:00:00Z\","
         "\"valid_until\":\"2026-01-01T00:00:00Z\"",
         TAMIS_REASON_BAD_TIME, TAMIS_CONFIDENCE_UNSET},
    };
    static char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_record *record;

        snprintf(text, sizeof text, BUNDLE(INDICATOR("1", A, "%s")),
                 rows[i].more);
        record = &read_text(text, 0)->records[0];
        cr_expect_eq(record->reason, rows[i].reason, "%s", rows[i].more);
        cr_expect_eq(record->statement.confidence, rows[i].confidence, "%s",
                     rows[i].more);
    }
}

Test(stix, start_and_stop_narrow_the_validity)
{
    const struct feed_records *records =
        read_text(BUNDLE(INDICATOR("1",
                                   A " START t'2026-01-01T00:00:00Z' STOP "
                                     "t'2026-01-02T00:00:00Z'",
                                   ",\"valid_from\":\"2026-01-01T12:00:"
                                   "00Z\"") "," INDICATOR("2",
                                                          A " START "
                                                            "t'2026-01-01T00:"
                                                            "00:00Z' STOP "
                                                            "t'2026-01-02T00:"
                                                            "00:00Z'",
                                                          ",\"valid_from\":"
                                                          "\"2026-02-01T00:"
                                                          "00:00Z\"")),
                  0);

    cr_assert_eq(records->count, 2);
    cr_expect_eq(records->records[0].statement.valid_from_ns,
                 INT64_C(1767268800) * SECOND);
    cr_expect_eq(records->records[0].statement.valid_until_ns,
                 INT64_C(1767312000) * SECOND);
    cr_expect_eq(records->records[1].reason, TAMIS_REASON_BAD_TIME);
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

Test(stix, markings_are_resolved_by_id_and_then_by_definition)
{
    static const struct {
        const char *more, *definition;
        tamis_tlp tlp;
    } rows[] = {
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
    static char text[2048];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, BUNDLE(INDICATOR("1", A, "%s") "%s"),
                 rows[i].more, rows[i].definition);
        cr_expect_eq(read_text(text, 0)->records[0].statement.tlp, rows[i].tlp,
                     "%s", text);
    }
}

Test(stix, an_unknown_marking_may_be_ignored_when_that_is_asked)
{
    const char *text = BUNDLE(INDICATOR("1", A, MARKS("\"" OWN "\"")));

    cr_expect_eq(read_text(text, TAMIS_FEED_IGNORE_UNKNOWN_MARKING)
                     ->records[0]
                     .statement.tlp,
                 TAMIS_TLP_UNMARKED);
}

Test(stix, files_that_are_no_stix_end_in_one_sentence)
{
    static const struct {
        const char *text;
        tamis_status status;
        const char *part;
    } rows[] = {
        {"hello", TAMIS_ERROR_SYNTAX, "not JSON"},
        {"", TAMIS_ERROR_EMPTY, "no statement"},
        {"{}", TAMIS_ERROR_EMPTY, "no statement"},
        {"{\"objects\":[]}", TAMIS_ERROR_EMPTY, "no statement"},
        {"{\"type\":\"bundle\",\"objects\":[" INDICATOR("1", A, ""),
         TAMIS_ERROR_SYNTAX, "cut short"},
        {"{\"type\":\"bundle\" \"objects\":[]}", TAMIS_ERROR_SYNTAX,
         "not JSON"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records =
            feed_file_read_text(TAMIS_FORMAT_STIX, rows[i].text, 0);

        cr_expect_eq(records->status, rows[i].status, "%s gives %s",
                     rows[i].text, tamis_status_name(records->status));
        cr_expect_not_null(strstr(records->error.message, rows[i].part),
                           "%s: %s", rows[i].text, records->error.message);
    }
}

Test(stix, a_bundle_nested_a_hundred_thousand_deep_is_one_sentence)
{
    size_t size = 100000;
    char *text = malloc(size);
    const struct feed_records *records;

    cr_assert_not_null(text);
    memset(text, '[', size);
    memcpy(text, "{\"objects\":", 11);
    records = feed_file_read(TAMIS_FORMAT_STIX, text, size, 0);
    cr_expect_eq(records->status, TAMIS_ERROR_LIMIT);
    cr_expect_not_null(strstr(records->error.message,
                              "JSON nested deeper than 128 levels at byte 138 "
                              "(line 1)"),
                       "%s", records->error.message);
    cr_expect_eq(records->error.offset, 138);
    free(text);
}

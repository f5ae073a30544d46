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
    static const struct {
        const char *object, *expected;
    } rows[] = {
        {INDICATOR("1", "rule x {}", ",\"pattern_type\":\"yara\""),
         "- pattern-type rule x {}\n"},
        {INDICATOR("1", A, ",\"pattern_type\":\"stix\""),
         "+ domain/exact a.com\n"},
        {INDICATOR("1", A, ",\"revoked\":true"), "- revoked " A "\n"},
        {INDICATOR("1", "[url:value != 'x']", ""),
         "- stix-negative [url:value != 'x']\n"},
        {INDICATOR("1", "[url:value", ""), "- syntax [url:value\n"},
        {"{\"type\":\"indicator\",\"id\":\"x\"}", "- syntax \n"},
        {"{\"type\":\"indicator\",\"pattern\":5}", "- syntax \n"},
        {"7", "- syntax \n"},
        {"{\"type\":}", "- syntax {\"type\":}\n"},
        {"{\"pattern\":\"\xff\"}", "- bad-encoding {\"pattern\":\"\xff\"}\n"},
    };
    static char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "{\"objects\":[%s]}", rows[i].object);
        check(text, rows[i].expected);
    }
}

/* A version of one indicator; `name` is its mutex. */
#define VERSION(name, day, more)                                               \
    INDICATOR("1", "[mutex:name = '" name "']",                                \
              ",\"modified\":\"2026-01-0" day "\"" more)

Test(stix, the_highest_modified_of_an_id_wins_wherever_it_stands)
{
    static const char first[] =
        "[" VERSION("old", "1T00:00:00Z", "") "," /* superseded */
        VERSION("new", "3T00:00:00Z", "") ","     /* newest */
        VERSION("between", "2T00:00:00Z", "") "," /* behind the newest */
        VERSION("twin", "3T00:00:00.000Z", "")    /* as new */
        "]";
    static const char second[] =
        "[" VERSION("old", "1T00:00:00Z", "") "," VERSION(
            "gone", "3T00:00:00Z", ",\"revoked\":true") "]";

    check(first, "- superseded [mutex:name = 'old']\n"
                 "+ mutex new\n"
                 "- superseded [mutex:name = 'between']\n"
                 "- superseded [mutex:name = 'twin']\n");
    check(second, "- superseded [mutex:name = 'old']\n"
                  "- revoked [mutex:name = 'gone']\n");
}

Test(stix, objects_without_an_id_have_no_versions)
{
    check("[{\"type\":\"indicator\",\"pattern\":\"" A "\"},"
          "{\"type\":\"indicator\",\"pattern\":\"" B "\"}]",
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* What MISP says beside a value: labels, audiences, tags, confidence, times. */
#include "unit/feed/feed_file.h"

#include <criterion/criterion.h>

#include <stdio.h>

#define SECOND INT64_C(1000000000)
#define DAY    (86400 * SECOND)

/* One attribute with these members beside to_ids, in a plain event. */
static const struct feed_record *read_one(const char *members,
                                          const char *event_members)
{
    static char text[8192];
    const struct feed_records *records;

    snprintf(text, sizeof text,
             "{\"Event\":{\"uuid\":\"event-1\",\"Attribute\":[{\"to_ids\":true,"
             "\"type\":\"mutex\",\"value\":\"m\"%s%s}]%s%s}}",
             *members ? "," : "", members, *event_members ? "," : "",
             event_members);
    records = feed_file_read_text(TAMIS_FORMAT_MISP, text, 0);
    cr_assert_eq(records->status, TAMIS_OK, "%s: %s", text,
                 records->error.message);
    cr_assert_eq(records->count, 1, "%s", text);
    return &records->records[0];
}

Test(misp_scope, the_reference_is_the_attribute_else_the_event)
{
    cr_expect_str_eq(read_one("\"uuid\":\"attribute-1\"", "")->reference,
                     "attribute-1");
    cr_expect_str_eq(read_one("", "")->reference, "event-1");
}

Test(misp_scope, labels_join_by_maximum_and_distributions_raise)
{
    static const struct {
        const char *attribute, *event;
        tamis_tlp tlp;
        tamis_pap pap;
        bool is_limited;
        const char *audience;
    } rows[] = {
#define TAG(name) "\"Tag\":[{\"name\":\"" name "\"}]"
#define NO_PAP    TAMIS_PAP_UNMARKED
        {"", "", TAMIS_TLP_UNMARKED, NO_PAP, false, ""},
        {TAG("tlp:green"), "", TAMIS_TLP_GREEN, NO_PAP, false, ""},
        {"", TAG("tlp:white"), TAMIS_TLP_CLEAR, NO_PAP, false, ""},
        {"", TAG("TLP:AMBER"), TAMIS_TLP_AMBER, NO_PAP, false, ""},
        {TAG("tlp:clear"), TAG("tlp:red"), TAMIS_TLP_RED, NO_PAP, false, ""},
        {TAG("tlp:red"), TAG("tlp:clear"), TAMIS_TLP_RED, NO_PAP, false, ""},
        {TAG("tlp:amber+strict"), "", TAMIS_TLP_AMBER_STRICT, NO_PAP, false,
         ""},
        {TAG("tlp:purple"), "", TAMIS_TLP_RED, NO_PAP, false, ""},
        {TAG("PAP:RED"), "", TAMIS_TLP_UNMARKED, TAMIS_PAP_RED, false, ""},
        {"\"Tag\":[{\"name\":\"tlp:green\"}],\"Tag\":[{\"name\":\"tlp:red\"}]",
         "", TAMIS_TLP_RED, NO_PAP, false, ""},
        {"\"distribution\":\"5\"", "\"distribution\":\"3\"", TAMIS_TLP_UNMARKED,
         NO_PAP, false, ""},
        {"\"distribution\":\"0\"", "", TAMIS_TLP_AMBER_STRICT, NO_PAP, true,
         ""},
        {"\"distribution\":5", "\"distribution\":0", TAMIS_TLP_AMBER_STRICT,
         NO_PAP, true, ""},
        {"", "\"distribution\":\"1\"", TAMIS_TLP_AMBER, NO_PAP, false, ""},
        {"", "\"distribution\":\"2\"", TAMIS_TLP_GREEN, NO_PAP, false, ""},
        {TAG("tlp:red"), "\"distribution\":\"2\"", TAMIS_TLP_RED, NO_PAP, false,
         ""},
        {"", "\"distribution\":\"9\"", TAMIS_TLP_RED, NO_PAP, true, ""},
        {"", "\"distribution\":\"x\"", TAMIS_TLP_RED, NO_PAP, true, ""},
        {"", "\"distribution\":\"4\",\"sharing_group_id\":\"7\"", TAMIS_TLP_RED,
         NO_PAP, true, ""},
#define ORGANISATION(name) "{\"Organisation\":{\"name\":\"" name "\"}}"
#define GROUP(members)                                                         \
    "\"distribution\":\"4\",\"SharingGroup\":{\"SharingGroupOrg\":[" members   \
    "]}"
        {"", GROUP(ORGANISATION("A") "," ORGANISATION("B")), TAMIS_TLP_AMBER,
         NO_PAP, true, "A,B"},
        {GROUP(ORGANISATION("B") "," ORGANISATION("C")),
         GROUP(ORGANISATION("A") "," ORGANISATION("B")), TAMIS_TLP_AMBER,
         NO_PAP, true, "B"},
        {"\"distribution\":\"0\"", GROUP(ORGANISATION("A")),
         TAMIS_TLP_AMBER_STRICT, NO_PAP, true, ""},
        {"", GROUP("{\"Organisation\":{\"name\":\"A\",\"uuid\":\"u-1\"}}"),
         TAMIS_TLP_AMBER, NO_PAP, true, "A,u-1"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_record *record =
            read_one(rows[i].attribute, rows[i].event);

        cr_expect_eq(raised_tlp(&record->statement), rows[i].tlp, "%s | %s: %u",
                     rows[i].attribute, rows[i].event,
                     raised_tlp(&record->statement));
        cr_expect_eq(record->statement.pap, rows[i].pap, "%s",
                     rows[i].attribute);
        cr_expect_eq(record->statement.audience_limited != 0,
                     rows[i].is_limited, "%s | %s", rows[i].attribute,
                     rows[i].event);
        cr_expect_str_eq(record->audience, rows[i].audience);
    }
}

Test(misp_scope, a_tag_marks_in_every_shape_and_unreadable_ones_are_red)
{
    static const struct {
        const char *members;
        tamis_tlp tlp;
    } rows[] = {
        {"\"Tag\":\"tlp:red\"", TAMIS_TLP_RED},
        {"\"Tag\":[\"tlp:amber\"]", TAMIS_TLP_AMBER},
        {"\"Tag\":{\"name\":\"tlp:green\"}", TAMIS_TLP_GREEN},
        {"\"Tag\":{\"0\":{\"name\":\"c2\"},"
         "\"2\":{\"name\":\"tlp:amber\"}}",
         TAMIS_TLP_AMBER},
        {"\"Tag\":[{\"Tag\":{\"name\":\"tlp:amber\"}}]", TAMIS_TLP_AMBER},
        {"\"Tag\":[{\"Tag\":\"tlp:amber\"}]", TAMIS_TLP_AMBER},
        {"\"EventTag\":[{\"Tag\":{\"name\":\"tlp:red\"}}]", TAMIS_TLP_RED},
        {"\"EventTag\":{\"Tag\":{\"name\":\"tlp:green\"}}", TAMIS_TLP_GREEN},
        {"\"ObjectTag\":[{\"Tag\":{\"name\":\"tlp:red\"}}]", TAMIS_TLP_RED},
        {"\"AttributeTag\":[{\"local\":true,"
         "\"Tag\":{\"name\":\"tlp:red\"}}]",
         TAMIS_TLP_RED},
        {"\"Tag\":[{}]", TAMIS_TLP_RED},
        {"\"Tag\":[{\"name\":5}]", TAMIS_TLP_RED},
        {"\"Tag\":[{\"name\":null}]", TAMIS_TLP_RED},
        {"\"Tag\":[[{\"name\":\"tlp:red\"}]]", TAMIS_TLP_RED},
        {"\"Tag\":7", TAMIS_TLP_RED},
        {"\"EventTag\":[{\"tag_id\":\"7\"}]", TAMIS_TLP_RED},
        {"\"Tag\":null", TAMIS_TLP_UNMARKED},
        {"\"Tag\":[]", TAMIS_TLP_UNMARKED},
        {"\"Tag\":{}", TAMIS_TLP_UNMARKED},
        {"\"Tag\":\"\"", TAMIS_TLP_UNMARKED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(raised_tlp(&read_one(rows[i].members, "")->statement),
                     rows[i].tlp, "%s of the attribute", rows[i].members);
        cr_expect_eq(raised_tlp(&read_one("", rows[i].members)->statement),
                     rows[i].tlp, "%s of the event", rows[i].members);
    }
}

Test(misp_scope, two_labels_of_one_object_are_a_caveat)
{
    static const struct {
        const char *attribute, *event;
        bool is_conflict;
    } rows[] = {
        {"", "\"Tag\":[{\"name\":\"tlp:green\"},{\"name\":\"tlp:red\"}]", true},
        {"\"Tag\":[\"tlp:green\"],\"EventTag\":[\"tlp:red\"]", "", true},
        {TAG("tlp:amber"), TAG("tlp:green"), false},
        {"\"Tag\":[\"tlp:white\",\"TLP:CLEAR\"]", "", false},
        {TAG("tlp:clear"), "\"distribution\":\"0\"", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(
            read_one(rows[i].attribute, rows[i].event)->statement.caveats,
            rows[i].is_conflict ? TAMIS_CAVEAT_CONFLICTING_MARKS : 0, "%s | %s",
            rows[i].attribute, rows[i].event);
}

Test(misp_scope, tags_are_inherited_without_marks_and_local_ones)
{
    const struct feed_record *record =
        read_one("\"Tag\":[{\"name\":\"c2\"},{\"name\":\"secret\",\"local\":1},"
                 "{\"name\":\"tlp:green\"},{\"name\":\"apt\"}]",
                 "\"Tag\":[{\"name\":\"apt\"},{\"name\":\"type:OSINT\"}]");

    cr_expect_str_eq(record->tags, "apt,type:OSINT,c2");
}

Test(misp_scope, confidence_comes_from_tags_the_attributes_own_first)
{
    static const struct {
        const char *attribute, *event;
        uint32_t confidence;
    } rows[] = {
#define Q "\\\""
        {"", "", TAMIS_CONFIDENCE_UNSET},
        {TAG("misp:confidence-level=" Q "usually-confident" Q), "", 75},
        {"", TAG("misp:confidence-level=" Q "unconfident" Q), 0},
        {TAG("admiralty-scale:source-reliability=" Q "b" Q), "", 75},
        {TAG("admiralty-scale:information-credibility=" Q "4" Q), "", 25},
        {TAG("estimative-language:likelihood-probability=" Q
             "almost-certain" Q),
         "", 95},
        {TAG("estimative-language:confidence-in-analytic-judgment=" Q
             "moderate" Q),
         "", 55},
        {TAG("admiralty-scale:source-reliability=" Q "d" Q),
         TAG("misp:confidence-level=" Q "completely-confident" Q), 25},
        {TAG("admiralty-scale:source-reliability=" Q "z" Q), "",
         TAMIS_CONFIDENCE_UNSET},
        {"\"Tag\":[{\"name\":\"admiralty-scale:source-reliability=" Q "a" Q
         "\"},{\"name\":\"misp:confidence-level=" Q "fairly-confident" Q "\"}]",
         "", 50},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(
            read_one(rows[i].attribute, rows[i].event)->statement.confidence,
            rows[i].confidence, "%s | %s", rows[i].attribute, rows[i].event);
}

Test(misp_scope, last_sight_retention_and_expiry)
{
    static const struct {
        const char *attribute, *event;
        int64_t seen_ns, until_ns;
    } rows[] = {
        {"", "", TAMIS_TIME_MIN, TAMIS_TIME_MAX},
        {"\"timestamp\":\"1000\"", "", 1000 * SECOND, TAMIS_TIME_MAX},
        {"\"timestamp\":1000", "", 1000 * SECOND, TAMIS_TIME_MAX},
        {"\"timestamp\":\"1000\",\"last_seen\":"
         "\"1970-01-01T00:50:00.000000+00:00\"",
         "", 3000 * SECOND, TAMIS_TIME_MAX},
        {"\"first_seen\":\"1970-01-01T00:00:05Z\"", "", 5 * SECOND,
         TAMIS_TIME_MAX},
        {"\"timestamp\":\"x\"", "", TAMIS_TIME_MIN, TAMIS_TIME_MAX},
        {"\"timestamp\":\"1000\"," TAG("retention:7d"), "", 1000 * SECOND,
         1000 * SECOND + 7 * DAY},
        {"\"timestamp\":\"1000\"", TAG("retention:1m"), 1000 * SECOND,
         1000 * SECOND + 30 * DAY},
        {"\"timestamp\":\"1000\"," TAG("retention:1d"), TAG("retention:1y"),
         1000 * SECOND, 1000 * SECOND + DAY},
        {"\"timestamp\":\"1000\"," TAG("retention:expired"), "", 1000 * SECOND,
         1000 * SECOND},
        {TAG("retention:expired"), "", TAMIS_TIME_MIN, 0},
        {TAG("retention:2d"), "\"timestamp\":\"50\"", TAMIS_TIME_MIN,
         50 * SECOND + 2 * DAY},
        {TAG("retention:2d"), "\"date\":\"1970-01-02\"", TAMIS_TIME_MIN,
         3 * DAY},
        {"\"timestamp\":\"1000\",\"Sighting\":[{\"type\":\"0\","
         "\"date_sighting\":\"2000\"}]",
         "", 2000 * SECOND, TAMIS_TIME_MAX},
        {"\"timestamp\":\"1000\",\"Sighting\":[{\"type\":\"2\","
         "\"date_sighting\":\"2000\"},{\"type\":\"2\","
         "\"date_sighting\":\"1500\"}]",
         "", 1000 * SECOND, 2000 * SECOND},
        {"\"timestamp\":\"1000\"," TAG(
             "retention:7d") ",\"Sighting\":["
                             "{\"type\":\"0\",\"date_sighting\":\"2000\"}]",
         "", 2000 * SECOND, 2000 * SECOND + 7 * DAY},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_record *record =
            read_one(rows[i].attribute, rows[i].event);

        cr_expect_eq(record->statement.seen_ns, rows[i].seen_ns, "%s | %s",
                     rows[i].attribute, rows[i].event);
        cr_expect_eq(record->statement.valid_until_ns, rows[i].until_ns,
                     "%s | %s", rows[i].attribute, rows[i].event);
        cr_expect_eq(record->statement.valid_from_ns, TAMIS_TIME_MIN);
    }
}

Test(misp_scope, a_false_positive_sighting_is_a_caveat)
{
    cr_expect_eq(
        read_one("\"Sighting\":[{\"type\":\"1\"}]", "")->statement.caveats,
        TAMIS_CAVEAT_FALSE_POSITIVE_RISK);
}

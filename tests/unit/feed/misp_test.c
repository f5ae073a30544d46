/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP: wrappings, types, what is not to be acted on, labels, times. */
#include "unit/feed/feed_file.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const char *text, const char *expected)
{
    feed_file_check(TAMIS_FORMAT_MISP, text, expected);
}

#define A1 "{\"type\":\"domain\",\"to_ids\":true,\"value\":\"a.com\"}"
#define A2 "{\"type\":\"ip-dst\",\"to_ids\":true,\"value\":\"1.2.3.4\"}"

Test(misp, every_wrapping_is_read)
{
    static const char *const shapes[] = {
        "{\"Event\":{\"Attribute\":[" A1 "," A2 "]}}",
        "[{\"Event\":{\"Attribute\":[" A1 "]}},"
        "{\"Event\":{\"Attribute\":[" A2 "]}}]",
        "{\"response\":[{\"Event\":{\"Attribute\":[" A1 "]}},"
        "{\"Event\":{\"Attribute\":[" A2 "]}}]}",
        "{\"response\":{\"Event\":{\"Attribute\":[" A1 "," A2 "]}}}",
        "{\"response\":{\"Attribute\":[" A1 "," A2 "]}}",
        "{\"uuid\":\"u\",\"Attribute\":[" A1 "],\"Object\":[{\"Attribute\":[" A2
        "]}]}",
        "[{\"uuid\":\"u\",\"Attribute\":[" A1 "," A2 "]}]",
        "{\"response\":[{\"Object\":{\"Attribute\":[" A1 "," A2 "]}}]}",
        "{\"response\":{\"Object\":[{\"Attribute\":[" A1 "," A2 "]}]}}",
        "\xef\xbb\xbf{\"Event\":{\"Attribute\":[" A1 "," A2 "]}}",
        "{\"Event\":{\"Attribute\":[" A1 "]}}\n"
        "{\"Event\":{\"Attribute\":[" A2 "]}}\n",
        "{\"Event\":{\"Object\":[{\"name\":\"domain-ip\",\"Attribute\":[" A1
        "," A2 "]}],\"Attribute\":[]}}",
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        check(shapes[i], "+ domain/suffix a.com\n+ ip 1.2.3.4\n");
}

Test(misp, each_type_has_its_kind_mode_and_context)
{
    static const struct {
        const char *type, *value, *expected, *context;
        uint32_t fields;
    } rows[] = {
        {"md5", "00", "+ md5 00\n", "", 0},
        {"sha512/256", "00", "+ sha512-256 00\n", "", 0},
        {"imphash", "00", "+ imphash 00\n", "", 0},
        {"ja3-fingerprint-md5", "00", "+ ja3 00\n", "", 0},
        {"ip-src", "1.2.3.0/24", "+ ip 1.2.3.0/24\n", "", TAMIS_FIELD_SOURCE},
        {"ip-dst", "::1", "+ ip ::1\n", "", TAMIS_FIELD_DESTINATION},
        {"ip-dst|port", "1.2.3.4|80", "+ ip-port 1.2.3.4|80\n", "",
         TAMIS_FIELD_DESTINATION},
        {"domain", "evil.com", "+ domain/suffix evil.com\n", "", 0},
        {"hostname", "h.evil.com", "+ domain/exact h.evil.com\n", "", 0},
        {"domain|ip", "evil.com|1.2.3.4",
         "+ domain/suffix evil.com\n+ ip 1.2.3.4\n", "1.2.3.4", 0},
        {"hostname|port", "h.evil.com|443", "- composite h.evil.com|443\n", "",
         0},
        {"url", "http://e.com/x", "+ url http://e.com/x\n", "", 0},
        {"uri", "/gate.php", "+ uri-path /gate.php\n", "", 0},
        {"email-src", "a@b.cd", "+ email a@b.cd\n", "", TAMIS_FIELD_EMAIL_FROM},
        {"email-dst", "a@b.cd", "+ email a@b.cd\n", "", TAMIS_FIELD_EMAIL_TO},
        {"filename", "a|b", "+ filename a|b\n", "", 0},
        /* The digest is behind the last bar. */
        {"filename|sha256", "a|b.exe|00ff", "+ sha256 00ff\n", "a|b.exe", 0},
        {"filename|sha3-384", "a|00", "+ sha3-384 00\n", "a", 0},
        {"malware-sample", "x.exe|00ff", "+ md5 00ff\n", "x.exe", 0},
        {"regkey", "HKLM\\\\x", "+ registry-key HKLM\\x\n", "", 0},
        {"regkey|value", "HKLM\\\\x|a|b", "- composite HKLM\\x|a|b\n", "", 0},
        {"named pipe", "p", "+ named-pipe p\n", "", 0},
        {"AS", "AS174", "+ asn AS174\n", "", 0},
        {"stix2-pattern", "[domain-name:value = 'e.com']",
         "+ domain/exact e.com\n", "", 0},
        {"stix2-pattern", "[domain-name:value != 'e.com']",
         "- stix-negative [domain-name:value != 'e.com']\n", "", 0},
        {"stix2-pattern", "[", "- syntax [\n", "", 0},
        {"domain|ip", "evil.com", "- composite evil.com\n", "", 0},
        {"domain|ip", "|1.2.3.4", "- composite |1.2.3.4\n", "", 0},
        {"filename|md5", "a.exe|", "- composite a.exe|\n", "", 0},
        {"yara", "rule x {}", "- pattern-type rule x {}\n", "", 0},
        {"sigma", "x", "- pattern-type x\n", "", 0},
        {"text", "hello", "- not-an-indicator hello\n", "", 0},
        {"link", "http://x", "- not-an-indicator http://x\n", "", 0},
        {"port", "80", "- not-an-indicator 80\n", "", 0},
        {"full-name", "Ann", "- personal-data Ann\n", "", 0},
        {"person-x", "Ann", "- personal-data Ann\n", "", 0},
        {"iban", "DE00", "- personal-data DE00\n", "", 0},
        {"no-such-type", "x", "- unknown-kind x\n", "", 0},
        {"filename|text", "a|b", "- not-an-indicator a|b\n", "", 0},
    };
    static char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records;

        snprintf(text, sizeof text,
                 "{\"Event\":{\"Attribute\":[{\"type\":\"%s\",\"to_ids\":true,"
                 "\"value\":\"%s\"}]}}",
                 rows[i].type, rows[i].value);
        records = feed_file_read_text(TAMIS_FORMAT_MISP, text, 0);
        cr_assert_eq(records->status, TAMIS_OK, "%s", records->error.message);
        cr_expect_str_eq(feed_file_summary(records), rows[i].expected, "%s %s",
                         rows[i].type, feed_file_summary(records));
        cr_expect_str_eq(records->records[0].context, rows[i].context, "%s",
                         rows[i].type);
        cr_expect_eq(records->records[0].statement.fields, rows[i].fields, "%s",
                     rows[i].type);
    }
}

Test(misp, patterns_say_what_they_are_about)
{
    static const struct {
        const char *type, *value, *expected;
    } rows[] = {
        {"filename-pattern", "a.*", "+ pattern filename:/a.*/\n"},
        {"filename-pattern", "/a.*/i", "+ pattern filename:/a.*/i\n"},
        {"filename-pattern", "/[/x]a\\\\/b/s",
         "+ pattern filename:/[/x]a\\/b/s\n"},
        {"filename-pattern", "/tmp/mig", "+ pattern filename://tmp/mig/\n"},
        {"filename-pattern", "/tmp/a+/i", "+ pattern filename://tmp/a+/i/\n"},
        {"filename-pattern", "/a+/x", "+ pattern filename://a+/x/\n"},
        {"filename-pattern", "/etc/cron.d/evil",
         "+ pattern filename://etc/cron.d/evil/\n"},
        {"filename-pattern", "/", "+ pattern filename:///\n"},
        {"pattern-in-file", "/a/ !/b/i", "+ pattern /a/ \\!/b/i\n"},
        {"pattern-in-file", "/a/x", "- regex-unsupported /a/x\n"},
        {"filename-pattern", "*.ex?",
         "+ pattern filename:/\\.ex[^\\x80-\\xbf][\\x80-\\xbf]{0,3}\\z/si\n"},
        {"pattern-in-file", "/evil/i", "+ pattern /evil/i\n"},
        {"pattern-in-file", "evil", "- regex-unsupported evil\n"},
        {"pattern-in-memory", "{DE ad??00}",
         "+ pattern /\\xDE\\xad[\\x00-\\xff]\\x00/\n"},
        {"pattern-in-memory", "{DE A}", "- regex-unsupported {DE A}\n"},
        {"pattern-in-memory", "{}", "- regex-unsupported {}\n"},
    };
    static char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text,
                 "{\"Event\":{\"Attribute\":[{\"type\":\"%s\","
                 "\"to_ids\":true,\"value\":\"%s\"}]}}",
                 rows[i].type, rows[i].value);
        check(text, rows[i].expected);
    }
}

Test(misp, only_what_is_meant_for_detection_is_added)
{
    static const struct {
        const char *members;
        tamis_reason reason;
    } rows[] = {
        {"\"to_ids\":true", 0},
        {"\"to_ids\":\"1\"", 0},
        {"\"to_ids\":1", 0},
        {"\"to_ids\":\"true\"", 0},
        {"\"to_ids\":false", TAMIS_REASON_NOT_TO_IDS},
        {"\"to_ids\":\"0\"", TAMIS_REASON_NOT_TO_IDS},
        {"\"to_ids\":0", TAMIS_REASON_NOT_TO_IDS},
        {"\"to_ids\":null", TAMIS_REASON_NOT_TO_IDS},
        {"\"x\":1", TAMIS_REASON_NOT_TO_IDS},
        {"\"to_ids\":true,\"deleted\":true", TAMIS_REASON_DELETED},
        {"\"to_ids\":true,\"deleted\":\"1\"", TAMIS_REASON_DELETED},
        {"\"to_ids\":true,\"deleted\":false", 0},
        {"\"to_ids\":true,\"deleted\":\"0\"", 0},
    };
    static char text[512];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records;

        snprintf(text, sizeof text,
                 "{\"Event\":{\"Attribute\":[{\"type\":\"mutex\","
                 "\"value\":\"m\",%s}]}}",
                 rows[i].members);
        records = feed_file_read_text(TAMIS_FORMAT_MISP, text, 0);
        cr_assert_eq(records->count, 1);
        cr_expect_eq(records->records[0].reason, rows[i].reason, "%s",
                     rows[i].members);
        records = feed_file_read_text(TAMIS_FORMAT_MISP, text,
                                      TAMIS_FEED_ALL_ATTRIBUTES);
        cr_expect_eq(records->records[0].reason,
                     rows[i].reason == TAMIS_REASON_DELETED
                         ? TAMIS_REASON_DELETED
                         : TAMIS_REASON_NONE,
                     "%s", rows[i].members);
    }
}

Test(misp, published_may_stand_after_the_attributes)
{
    static const struct {
        const char *text;
        tamis_reason reason;
    } rows[] = {
        {"{\"Event\":{\"published\":false,\"Attribute\":[" A1 "]}}",
         TAMIS_REASON_UNPUBLISHED},
        {"{\"Event\":{\"Attribute\":[" A1 "],\"published\":false}}",
         TAMIS_REASON_UNPUBLISHED},
        {"{\"Event\":{\"Attribute\":[" A1 "],\"published\":\"0\"}}",
         TAMIS_REASON_UNPUBLISHED},
        {"{\"Event\":{\"Attribute\":[" A1 "],\"published\":true}}", 0},
        {"{\"Event\":{\"Attribute\":[" A1 "]}}", 0},
        {"{\"response\":{\"Attribute\":[{\"type\":\"mutex\",\"to_ids\":true,"
         "\"value\":\"m\",\"Event\":{\"published\":false}}]}}",
         TAMIS_REASON_UNPUBLISHED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records =
            feed_file_read_text(TAMIS_FORMAT_MISP, rows[i].text, 0);

        cr_assert_eq(records->count, 1, "%s", rows[i].text);
        cr_expect_eq(records->records[0].reason, rows[i].reason, "%s",
                     rows[i].text);
        records = feed_file_read_text(TAMIS_FORMAT_MISP, rows[i].text,
                                      TAMIS_FEED_UNPUBLISHED);
        cr_expect_eq(records->records[0].reason, TAMIS_REASON_NONE);
    }
}

Test(misp, proposals_and_deleted_objects_are_no_statements)
{
    check("{\"Event\":{\"ShadowAttribute\":[" A1 "],\"Attribute\":["
          "{\"type\":\"mutex\",\"value\":\"m\",\"to_ids\":true,"
          "\"ShadowAttribute\":[" A2 "]}],\"Object\":[{\"deleted\":true,"
          "\"Attribute\":[" A2 "]}]}}",
          "+ mutex m\n- deleted 1.2.3.4\n");
}

Test(misp, digests_of_a_file_object_know_their_file)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_MISP,
        "{\"Event\":{\"Object\":[{\"name\":\"file\",\"Attribute\":["
        "{\"type\":\"md5\",\"to_ids\":true,\"value\":\"00\"},"
        "{\"type\":\"filename\",\"to_ids\":false,\"value\":\"a.exe\"},"
        "{\"type\":\"sha256\",\"to_ids\":true,\"value\":\"11\"}]}]}}",
        0);

    cr_assert_eq(records->added, 2);
    cr_expect_str_eq(records->records[0].context, "a.exe");
    cr_expect_str_eq(records->records[2].context, "a.exe");
}

Test(misp, an_object_hands_its_label_to_its_attributes)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_MISP,
        "{\"Event\":{\"Object\":[{\"distribution\":\"1\",\"Attribute\":[" A1
        "]},{\"Attribute\":[" A2 "]}],\"Attribute\":[" A1
        "],\"Tag\":[{\"name\":\"tlp:green\"}]}}",
        0);

    cr_assert_eq(records->added, 3);
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_AMBER);
    cr_expect_eq(raised_tlp(&records->records[1].statement), TAMIS_TLP_GREEN);
    cr_expect_eq(raised_tlp(&records->records[2].statement), TAMIS_TLP_GREEN);
}

Test(misp, each_event_of_a_file_has_its_own_label)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_MISP,
        "{\"response\":[{\"Event\":{\"Attribute\":[" A1
        "],\"Tag\":[{\"name\":\"tlp:red\"}]}},{\"Event\":{\"Attribute\":[" A1
        "]}},{\"Event\":{\"Tag\":[{\"name\":\"tlp:green\"}],\"Attribute\":[" A1
        "]}}]}",
        0);

    cr_assert_eq(records->added, 3);
    cr_expect_eq(raised_tlp(&records->records[0].statement), TAMIS_TLP_RED);
    cr_expect_eq(raised_tlp(&records->records[1].statement),
                 TAMIS_TLP_UNMARKED);
    cr_expect_eq(raised_tlp(&records->records[2].statement), TAMIS_TLP_GREEN);
}

Test(misp, bad_elements_are_counted_and_the_rest_is_read)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_MISP,
        "{\"Event\":{\"Attribute\":[5,\"x\",{\"type\":},"
        "{\"type\":\"domain\",\"to_ids\":true,\"value\":\"\xff.com\"},"
        "{\"type\":\"domain\",\"to_ids\":true,\"value\":7},"
        "{\"to_ids\":true,\"value\":\"x\"}," A1
        "],\"Object\":[null,{},{\"Attribute\":7}]}}",
        0);

    cr_assert_eq(records->status, TAMIS_OK);
    cr_expect_eq(records->added, 1);
    cr_expect_eq(records->reasons[TAMIS_REASON_SYNTAX], 5);
    cr_expect_eq(records->reasons[TAMIS_REASON_BAD_ENCODING], 1);
    cr_expect_eq(records->reasons[TAMIS_REASON_UNKNOWN_KIND], 1);
}

Test(misp, files_that_are_no_events_end_in_one_sentence)
{
    static const struct {
        const char *text;
        tamis_status status;
        const char *part;
    } rows[] = {
        {"<html>no</html>", TAMIS_ERROR_SYNTAX, "not JSON"},
        {"{\"Event\":{\"Attribute\":[" A1, TAMIS_ERROR_SYNTAX, "cut short"},
        {"{\"Event\":{}}", TAMIS_ERROR_EMPTY, "no statement"},
        {"", TAMIS_ERROR_EMPTY, "no statement"},
        {"{\"Event\":{\"info\":\"\xff\",\"Attribute\":[" A1 "]}}",
         TAMIS_ERROR_SYNTAX, "not UTF-8"},
        {"{\"Event\":{\"info\":nul,\"Attribute\":[" A1 "]}}",
         TAMIS_ERROR_SYNTAX, "not JSON"},
        {"{\"Attribute\":[" A1 "],\"Event\":{\"Attribute\":[" A1 "]}}",
         TAMIS_ERROR_SYNTAX, "split it"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records =
            feed_file_read_text(TAMIS_FORMAT_MISP, rows[i].text, 0);

        cr_expect_eq(records->status, rows[i].status, "%s gives %s",
                     rows[i].text, tamis_status_name(records->status));
        cr_expect_not_null(strstr(records->error.message, rows[i].part),
                           "%s: %s", rows[i].text, records->error.message);
    }
}

Test(misp, a_hundred_thousand_levels_are_one_sentence)
{
    size_t size = 100000;
    char *text = malloc(size + 32);
    const struct feed_records *records;

    cr_assert_not_null(text);
    memset(text, '[', size + 31);
    memcpy(text, "{\"Event\":{\"Attribute\":[", 23);
    records = feed_file_read(TAMIS_FORMAT_MISP, text, size, 0);
    cr_expect_eq(records->status, TAMIS_ERROR_LIMIT);
    cr_expect_not_null(strstr(records->error.message, "128 levels at byte"));
    free(text);
}

Test(misp, places_are_those_of_the_attributes)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_MISP,
        "{\"Event\":\n{\"Attribute\":[\n" A1 ",\n\n" A2 "]}}", 0);

    cr_assert_eq(records->added, 2);
    cr_expect_eq(records->records[0].statement.line, 3);
    cr_expect_eq(records->records[1].statement.line, 5);
    cr_expect_eq(records->records[0].statement.offset, 25);
}

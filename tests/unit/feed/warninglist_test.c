/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP warninglists: values by the list's type and what it is to match. */
#include "unit/feed/feed_file.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA256                                                                 \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct feed_records *
read_list(const char *type, const char *matching, const char *values)
{
    static char text[4096];
    const struct feed_records *records;

    /* What the values are stands behind them. */
    snprintf(text, sizeof text,
             "{\"list\":[%s],\"name\":\"My list\",\"version\":1,"
             "\"type\":\"%s\",\"matching_attributes\":[%s]}",
             values, type, matching);
    records = feed_file_read_text(TAMIS_FORMAT_WARNINGLIST, text, 0);
    cr_assert_eq(records->status, TAMIS_OK, "%s: %s", text,
                 records->error.message);
    return records;
}

Test(warninglist, values_become_what_the_list_is_to_match)
{
    static const struct {
        const char *type, *matching, *values, *expected;
    } rows[] = {
        {"string", "\"hostname\",\"domain\",\"url\",\"domain|ip\"",
         "\"a.com\",\"B.com\"", "+ domain/exact a.com\n+ domain/exact B.com\n"},
        {"string", "\"domain\",\"hostname\"", "\".google.com\"",
         "+ domain/suffix google.com\n"},
        {"string", "\"domain|ip\"", "\"a.com\",\"1.2.3.4\"",
         "+ domain/exact a.com\n+ ip 1.2.3.4\n"},
        {"string", "\"url\"", "\"a.com\"", "+ url a.com\n"},
        {"string", "\"url\"", "\"http://a.com/b\"", "+ url http://a.com/b\n"},
        {"string", "\"md5\",\"filename|md5\",\"sha256\"",
         "\"" MD5 "\",\"" SHA256 "\"",
         "+ md5/exact " MD5 "\n+ sha256/exact " SHA256 "\n"},
        {"string", "\"md5\",\"x509-fingerprint-md5\",\"sha1\"", "\"" MD5 "\"",
         "+ md5/exact " MD5 "\n+ x509-md5/exact " MD5 "\n"},
        {"string", "\"azure-application-id\"", "\"14d82eec-204b\"",
         "+ app-id 14d82eec-204b\n"},
        /* for the compiler to refuse with its own reason */
        {"string", "\"hostname\",\"domain\"", "\"AAA\"",
         "+ domain/exact AAA\n"},
        {"string", "", "\"a.com\",\"1.2.3.4\"",
         "+ domain/exact a.com\n+ ip 1.2.3.4\n"},
        {"string", "\"ALL\"", "\"a.com\"", "+ domain/exact a.com\n"},
        {"hostname", "\"hostname\"",
         "\"a.com\",\".b.com\",\"*.c.com\",\"d.com.\",\"1.2.3.4\"",
         "+ domain/suffix a.com\n+ domain/suffix b.com\n"
         "+ domain/suffix c.com\n+ domain/suffix d.com\n+ ip 1.2.3.4\n"},
        {"cidr", "\"ip-src\",\"ip-dst\"",
         "\"10.0.0.0/8\",\"1.2.3.4\",\"2001:db8::/32\"",
         "+ ip 10.0.0.0/8\n+ ip 1.2.3.4\n+ ip 2001:db8::/32\n"},
        /* What values of the list's kinds hold somewhere. */
        {"substring", "\"domain\"", "\"x\",\"a.b\",\"\"",
         "+ pattern/exact domain:/x/\n+ pattern/exact domain:/a\\.b/\n"
         "- syntax \n"},
        {"substring", "\"email-src\",\"domain|ip\",\"whois-registrant-email\"",
         "\"a/b !/\",\"1.2.3.4\"",
         "+ pattern/exact domain:/a/b \\!//\n"
         "+ pattern/exact email:/a/b \\!//\n+ ip 1.2.3.4\n"
         "+ pattern/exact domain:/1\\.2\\.3\\.4/\n"
         "+ pattern/exact email:/1\\.2\\.3\\.4/\n"},
        {"substring", "\"ip-dst\",\"md5\"", "\"a\",\"1.2.3.4\"",
         "- warn-unsupported a\n+ ip 1.2.3.4\n"},
        {"regex", "\"email-dst\",\"email-src\"",
         "\"/^(noc|soc)\\\\@/i\",\"/a/g\",\"a\",\"/a/q\"",
         "+ pattern/exact email:/^(noc|soc)\\@/i\n"
         "+ pattern/exact email:/a/g\n"
         "- regex-unsupported a\n- regex-unsupported /a/q\n"},
        {"regex", "\"domain|ip\"", "\"/a/\"",
         "+ pattern/exact domain:/a/\n- warn-unsupported /a/\n"},
        {"regex", "\"md5\"", "\"/a/\"", "- warn-unsupported /a/\n"},
        {"novelty", "\"domain\"", "\"a.com\"", "- warn-unsupported a.com\n"},
        {"cidr", "\"ip-src\"", "5,\"1.2.3.4\",\"\xff\"",
         "- syntax 5\n+ ip 1.2.3.4\n- bad-encoding \"\xff\"\n"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct feed_records *records =
            read_list(rows[i].type, rows[i].matching, rows[i].values);

        cr_expect_str_eq(feed_file_summary(records), rows[i].expected,
                         "%s [%s] %s gives\n%s", rows[i].type, rows[i].matching,
                         rows[i].values, feed_file_summary(records));
    }
}

Test(warninglist, a_statement_warns_and_names_its_list)
{
    const struct feed_records *records =
        read_list("hostname", "\"domain\"", "\"a.com\"");

    cr_expect_eq(records->records[0].statement.action, TAMIS_ACTION_WARN);
    cr_expect_str_eq(records->records[0].reference, "My list");
}

Test(warninglist, a_list_that_is_no_json_ends_in_one_sentence)
{
    const struct feed_records *records = feed_file_read_text(
        TAMIS_FORMAT_WARNINGLIST, "{\"name\":\"x\",\"list\":[\"a\"", 0);

    cr_expect_eq(records->status, TAMIS_ERROR_SYNTAX);
    cr_expect_not_null(strstr(records->error.message, "cut short"));
}

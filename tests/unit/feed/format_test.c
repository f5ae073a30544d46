/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/format_table.h"

#include "base/slice.h"
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *name, *head;
    tamis_format format;
} table[] = {
    {"x", "evil.test\n1.2.3.4\n", TAMIS_FORMAT_LIST},
    {"x", "# comment\n1.2.3.4\t10\n5.6.7.8\t9\n", TAMIS_FORMAT_LIST},
    {"x", "a.test,seen\nb.test,seen\n", TAMIS_FORMAT_LIST},
    {"x", "", TAMIS_FORMAT_LIST},
    {"x", "# x\n0.0.0.0 000.test\n0.0.0.0 b.test\n", TAMIS_FORMAT_HOSTS},
    {"x", "127.0.0.1 localhost\n::1 localhost\n0.0.0.0 b.test\n",
     TAMIS_FORMAT_HOSTS},
    {"x", "127.0.0.1\t3\n0.0.0.0\t4\n", TAMIS_FORMAT_LIST},
    {"x", "# AdGuard\n||a.test^\n||b.test^\n", TAMIS_FORMAT_ADGUARD},
    {"x", "[Adblock Plus 2.0]\nads\n", TAMIS_FORMAT_ADGUARD},
    {"x", "# x\naddress=/a.test/0.0.0.0\n", TAMIS_FORMAT_DNSMASQ},
    {"x", "server=/a.test/\nlocal=/b.test/\n", TAMIS_FORMAT_DNSMASQ},
    {"x", "server:\nlocal-zone: \"a.test\" static\n", TAMIS_FORMAT_UNBOUND},
    {"x", "; x\n$TTL 300\n@ IN SOA a. b. (1 2 3 4 5)\na.test CNAME .\n",
     TAMIS_FORMAT_RPZ},
    {"x", "a.test\tIN\tCNAME\t.\nb.test\tIN\tCNAME\t.\n", TAMIS_FORMAT_RPZ},
    {"x", "# ioc_value,ioc_type\na.test,domain\n", TAMIS_FORMAT_CSV},
    {"x", "# \"first_seen_utc\",\"ioc_value\"\n\"1\", \"a.test\"\n",
     TAMIS_FORMAT_CSV},
    {"x", "\"2026\",\"1.2.3.4\"\n", TAMIS_FORMAT_CSV},
    {"x", "2026-07-23 01:31:00,me,domain,evil.test,,https://r.test/1\n",
     TAMIS_FORMAT_CSV},
    {"x.csv", "1,2,3\n", TAMIS_FORMAT_CSV},
    {"x.csv.gz", "1,2,3\n", TAMIS_FORMAT_CSV},
    {"x", "#fields\tindicator\tindicator_type\n", TAMIS_FORMAT_ZEEK},
    {"x.intel", "1.2.3.4\tIntel::ADDR\n", TAMIS_FORMAT_ZEEK},
    {"x", "||a.test^\nb.test##.ad\nc.test##.ad\n", TAMIS_FORMAT_ADGUARD},
    {"x", "# Copyright (c) Maltrail developers (x)\na.test\n",
     TAMIS_FORMAT_MALTRAIL},
    {"x", "#\n# LOKI CUSTOM EVIL HASHES\n", TAMIS_FORMAT_LOKI_HASH},
    {"my-hash-iocs.txt", "00;x\n", TAMIS_FORMAT_LOKI_HASH},
    {"filename-iocs.txt", "a;1\n", TAMIS_FORMAT_LOKI_NAME},
    {"c2-iocs.txt", "a.test\n", TAMIS_FORMAT_LOKI_C2},
    {"x", "{\"Event\":{\"info\":\"x\"}}", TAMIS_FORMAT_MISP},
    {"x", " [ { \"Event\" : {}}]", TAMIS_FORMAT_MISP},
    {"x", "{\"response\":{\"Attribute\":[]}}", TAMIS_FORMAT_MISP},
    {"x", "\xef\xbb\xbf{\"type\":\"bundle\",\"id\":\"bundle--1\"}",
     TAMIS_FORMAT_STIX},
    {"x", "{\"objects\":[{\"id\":\"indicator--1\"}]}", TAMIS_FORMAT_STIX},
    {"x", "{\"description\":\"d\",\"list\":[\"a\"],\"version\":1}",
     TAMIS_FORMAT_WARNINGLIST},
    {"x", "{\"spec\":1}", TAMIS_FORMAT_AUTO},
    /* Words that are somebody's text, or stand elsewhere, decide nothing. */
    {"x",
     "{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":"
     "\"indicator--1\",\"labels\":[\"Event\",\"Attribute\"]}]}",
     TAMIS_FORMAT_STIX},
    {"x",
     "{\"objects\":[{\"Attribute\":{\"a\":1},\"Event\":{},\"type\":"
     "\"indicator\",\"id\":\"indicator--1\"}]}",
     TAMIS_FORMAT_STIX},
    {"x", "{\"Attribute\":[],\"objects\":[],\"type\":\"bundle\"}",
     TAMIS_FORMAT_STIX},
    {"x", "{\"objects\":[{\"x\":\"\\\",\\\"Event\\\":{\",\"id\":\"1\"}]}",
     TAMIS_FORMAT_STIX},
    {"x", "{\"type\":\"indicator\",\"id\":\"indicator--1\"}\n",
     TAMIS_FORMAT_STIX},
    {"x", "{\"x\":[{\"Event\":{}}]}", TAMIS_FORMAT_AUTO},
    {"x", "{\"Event\":\"x\"}", TAMIS_FORMAT_AUTO},
    {"x", "{\"info\":\"\\\"bundle\\\"\",\"Attribute\":[{\"type\":\"md5\"}]}",
     TAMIS_FORMAT_MISP},
    {"x", "{\"Event\":{\"info\":\"x\",\"objects\":[{\"id\":\"a--b\"}]}}",
     TAMIS_FORMAT_MISP},
    {"x", "{\"uuid\":\"u\",\"Orgc\":{\"name\":\"n\"}", TAMIS_FORMAT_MISP},
    {"x", "{\"response\":[{\"Event\":{}}]}", TAMIS_FORMAT_MISP},
    {"x", "{\"response\":[{\"Object\":{\"Attribute\":[]}}]}",
     TAMIS_FORMAT_MISP},
    {"x", "{\"response\":{\"Attribute\":[{\"Event\":{}}]}}", TAMIS_FORMAT_MISP},
    {"x", "{\"list\":[\"Event\"],\"name\":\"n\",\"version\":1}",
     TAMIS_FORMAT_WARNINGLIST},
    {"x", "{\"a\":\"cut in the mid", TAMIS_FORMAT_AUTO},
    {"x", "{\"a\\", TAMIS_FORMAT_AUTO},
    {"x", "[1fff:0:a88:85a3::ac1f]:8001\n", TAMIS_FORMAT_LIST},
};

Test(format, is_found_from_the_first_bytes_and_the_name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        tamis_format found =
            format_sniff(slice_text(table[i].head), slice_text(table[i].name));

        cr_assert_eq(found, table[i].format, "%s: %s", table[i].head,
                     tamis_format_name(found));
    }
}

Test(format, names_are_found_again)
{
    for (tamis_format i = 0; i < TAMIS_FORMAT_COUNT; i++) {
        const char *name = tamis_format_name(i);

        cr_assert_not_null(name);
        cr_assert_not_null(tamis_format_description(i));
        cr_assert_eq(tamis_format_find(name, strlen(name)), i);
    }
    cr_assert_eq(tamis_format_find("none", 4), TAMIS_FORMAT_COUNT);
    cr_assert_eq(tamis_format_find(NULL, 0), TAMIS_FORMAT_COUNT);
    cr_assert_null(tamis_format_name(TAMIS_FORMAT_COUNT));
    cr_assert_null(tamis_format_description(TAMIS_FORMAT_COUNT));
}

Test(format, bytes_that_are_no_text_are_told_by_name)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *name;
    } rows[] = {
        {"PK\003\004\024\000", 6, "ZIP"},
        {"BZh91AY&SY\000\001\002", 13, "bzip2"},
        {"\177ELF\002\001\001\000", 8, "ELF"},
        {"%PDF-1.7\n", 9, "PDF"},
        {"\377\376a\000.\000b\000", 8, "UTF-16"},
        {"\001\002\003\004\005\006\007\000", 8, "binary"},
    };
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (unsigned named = 0; named < 2; named++) {
            struct feed_text result;

            options.format = named ? TAMIS_FORMAT_HOSTS : TAMIS_FORMAT_AUTO;
            result =
                feed_text_read("feed", rows[i].bytes, rows[i].size, &options);
            cr_assert_eq(result.status, TAMIS_ERROR_SYNTAX);
            cr_assert_not_null(strstr(result.error.message, rows[i].name), "%s",
                               result.error.message);
        }
    }
    cr_assert_null(format_find_binary(slice_text("BZhelp.test\n")));
    cr_assert_null(format_find_binary(slice_text("MZone.test\n")));
    /* One bad byte in a text is the line's fault, not the file's. */
    cr_assert_null(format_find_binary(
        slice_make("evil.test\nb\0d.test\nanother.test\n", 32)));
}

Test(format, a_misp_manifest_begins_with_a_uuid)
{
    cr_assert(format_is_misp_manifest(slice_text(
        " {\n \"2e035642-c558-5019-89f2-bc7bdf8b34ce\": {\"info\"")));
    cr_assert_not(format_is_misp_manifest(slice_text("{\"Event\":{")));
    cr_assert_not(format_is_misp_manifest(slice_text("{}")));
    cr_assert_not(format_is_misp_manifest(
        slice_text("{\"2e035642-c558-5019-89f2-bc7bdf8b34cX\":")));
}

Test(format, wrong_arguments_are_refused)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    tamis_error error;

    cr_assert_eq(tamis_feed_read("x", NULL, NULL, NULL, &error),
                 TAMIS_ERROR_ARGUMENT);
    options.format = TAMIS_FORMAT_COUNT;
    cr_assert_eq(feed_text_read_path("/dev/null", &options).status,
                 TAMIS_ERROR_ARGUMENT);
    options.format = TAMIS_FORMAT_AUTO;
    options.kind = TAMIS_KIND_COUNT;
    cr_assert_eq(feed_text_read_path("/dev/null", &options).status,
                 TAMIS_ERROR_ARGUMENT);
    cr_assert_eq(feed_text_read_path("/dev/null", NULL).status,
                 TAMIS_ERROR_EMPTY);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <tamis/report.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MD5    "00112233445566778899aabbccddeeff"
#define SHA1   "00112233445566778899aabbccddeeff00112233"
#define SHA256 MD5 MD5

static const struct {
    const char *input, *expected;
} table[] = {
    /* Patterns as we write them, and as MISP's types do. */
    {"type,value\n"
     "pattern,/evil/i !/good/\n"
     "pattern,\"filename:/a, b/ !/c \\!/d/\"\n"
     "filename-pattern,.*\\.scr$\n"
     "filename-pattern,/a+b/i\n"
     "filename-pattern,*.scr\n"
     "filename-pattern,/tmp/mig\n"
     "pattern-in-file,{DE AD ??}\n"
     "pattern-in-traffic,/x/\n"
     "pattern-in-memory,x\n"
     "pattern-in-file,{DE A}\n",
     "2 + pattern auto /evil/i !/good/\n"
     "3 + pattern auto filename:/a, b/ !/c \\!/d/\n"
     "4 + pattern auto filename:/.*\\.scr$/\n"
     "5 + pattern auto filename:/a+b/i\n"
     "6 + pattern auto filename:/\\.scr\\z/si\n"
     "7 + pattern auto filename://tmp/mig/\n"
     "8 + pattern auto /\\xDE\\xAD[\\x00-\\xff]/\n"
     "9 + pattern auto /x/\n"
     "10 - regex-unsupported x\n"
     "11 - regex-unsupported {DE A}\n"},
    {"value\nfilename:/x/\nurl://x/\nhttp:/x/\n",
     "2 + pattern auto filename:/x/\n3 + pattern auto url://x/\n"
     "4 + auto auto http:/x/\n"},
    /* A header in a comment, as abuse.ch writes it; times in UTC. */
    {"# URLs\n# id,dateadded,url,url_status,last_online,threat,tags,"
     "urlhaus_link,reporter\n"
     "\"1\",\"2026-09-15 01:00:00\",\"http://evil.test/x.exe\",\"online\","
     "\"2026-09-15 01:05:00\",\"malware_download\",\"exe,Mozi\","
     "\"https://r.test/url/1/\",\"me\"\n",
     "3 + url auto http://evil.test/x.exe tags=malware_download,exe,Mozi "
     "reference=https://r.test/url/1/ seen=2026-09-15T01:05:00Z\n"},
    /* Blanks before quotes, and a column that was put in the middle. */
    {"# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\","
     "\"malware_printable\",\"last_seen_utc\",\"confidence_level\",\"new_one\","
     "\"reference\",\"tags\"\n"
     "\"2024-07-16 05:25:36\", \"13\", \"192.0.2.1:7777\", \"ip:port\", "
     "\"Some RAT\", \"\", \"100\", \"x\", \"None\", \"A,b-1\"\n"
     "\"2024-07-16 05:25:36 UTC\", \"14\", \"" SHA256
     "\", \"sha256_hash\", \"n/a\", \"\", \"50\", \"x\", \"None\", \"\"\n",
     "2 + ip-port auto 192.0.2.1:7777 tags=Some RAT,A,b-1 confidence=100 "
     "seen=2024-07-16T05:25:36Z\n"
     "3 + sha256 auto " SHA256 " confidence=50 seen=2024-07-16T05:25:36Z\n"},
    /* A sample by all its digests; rows longer than the header. */
    {"# \"first_seen_utc\",\"sha256_hash\",\"md5_hash\",\"sha1_hash\","
     "\"reporter\",\"signature\"\n"
     "\"2026-10-05 00:42:15\", \"" SHA256 "\", \"" MD5 "\", \"" SHA1
     "\", \"me\", \"Mirai\", \"n/a\", \"n/a\"\n",
     "2 + sha256 auto " SHA256 " tags=Mirai seen=2026-10-05T00:42:15Z\n"
     "2 + md5 auto " MD5 " tags=Mirai seen=2026-10-05T00:42:15Z\n"
     "2 + sha1 auto " SHA1 " tags=Mirai seen=2026-10-05T00:42:15Z\n"},
    /* A header that is no comment. */
    {"# note, with a comma\n\"first_seen_utc\",\"dst_ip\",\"dst_port\","
     "\"c2_status\",\"last_online\",\"malware\"\n"
     "\"2025-12-30 13:56:31\",\"192.0.2.7\",\"443\",\"online\",\"2026-03-12\","
     "\"QakBot\"\n",
     "3 + ip auto 192.0.2.7 tags=QakBot seen=2026-03-12T00:00:00Z\n"},
    {"# Listingdate,SHA1,Listingreason\n2024-09-02 06:17:52," SHA1
     ",Some C&C, and more\n",
     "2 + x509-sha1 auto " SHA1 " tags=Some C&C seen=2024-09-02T06:17:52Z\n"},
    {"# ja3_md5,Firstseen,Lastseen,Listingreason\n" MD5
     ",2017-07-14 18:08:15,2019-07-27 20:42:54,X\n",
     "2 + ja3 auto " MD5 " tags=X seen=2019-07-27T20:42:54Z\n"},
    {"\xef\xbb\xbf"
     "Indicator_type,Data,Note\nsha256," SHA256
     ",x\ndomain,evil.test,y\nodd,z,z\n",
     "2 + sha256 auto " SHA256 "\n3 + domain auto evil.test\n"
     "4 - unknown-kind z\n"},
    {"Domain,Malware,Date added,Source\nevil.test,gozi,2018-01-01,me\n",
     "2 + domain auto evil.test tags=gozi seen=2018-01-01T00:00:00Z\n"},
    /* MISP's own CSV: composite types, what is not to be detected, labels. */
    {"uuid,event_id,category,type,value,comment,to_ids,date,attribute_tag\n"
     "u-1,7,Payload,filename|sha256,\"a|b.exe|" SHA256
     "\",,1,1700000000,\"tlp:amber,x\"\n"
     "u-2,7,Network,ip-dst|port,192.0.2.1|443,,1,1700000000,\n"
     "u-3,7,Network,domain|ip,evil.test|192.0.2.2,,1,,\n"
     "u-4,7,Network,ip-dst,192.0.2.3,,0,,\n"
     "u-5,7,Other,size-in-bytes|x,1|2,,1,,\n",
     "2 + sha256 auto " SHA256
     " tags=x reference=u-1 context=a|b.exe tlp=AMBER "
     "seen=2023-11-14T22:13:20Z\n"
     "3 + ip-port auto 192.0.2.1:443 reference=u-2 "
     "seen=2023-11-14T22:13:20Z\n"
     "4 + domain auto evil.test reference=u-3 context=192.0.2.2\n"
     "4 + ip auto 192.0.2.2 reference=u-3 context=evil.test\n"
     "5 - not-to-ids 192.0.2.3\n6 - composite 1|2\n"},
    /* A column of labels that cannot be read is RED. */
    {"ioc,tlp\na.test,GREEN\nb.test,TLP:AMBER\nc.test,yellow\nd.test,\n",
     "2 + auto auto a.test tlp=GREEN\n3 + auto auto b.test tlp=AMBER\n"
     "4 + auto auto c.test tlp=RED\n5 + auto auto d.test\n"},
    /* No header: the kind column and the value beside it. */
    {"2026-07-23 01:31:00,me,domain,evil.test,,https://r.test/1\n"
     "2026-07-23 02:00:00,me,url,http://evil.test/a,#phishing #scam,"
     "https://r.test/2\n",
     "1 + domain auto evil.test reference=https://r.test/1 "
     "seen=2026-07-23T01:31:00Z\n"
     "2 + url auto http://evil.test/a tags=phishing,scam "
     "reference=https://r.test/2 seen=2026-07-23T02:00:00Z\n"},
    /* No header and no kind: the first field that is an indicator. */
    {"1,192.0.2.1,x\n2,192.0.2.2,y\n",
     "1 + auto auto 192.0.2.1\n2 + auto auto 192.0.2.2\n"},
    {"domain,evil.test\nip,192.0.2.1\n",
     "1 + domain auto evil.test\n2 + ip auto 192.0.2.1\n"},
    /* Delimiters are found. */
    {"ioc;note\nevil.test;a,b\n", "2 + auto auto evil.test\n"},
    {"ioc\tnote\nevil.test\ta\n", "2 + auto auto evil.test\n"},
    {"ioc|note\nevil.test|a\n", "2 + auto auto evil.test\n"},
    /* Quotes: doubled, over two lines, never closed, with junk behind. */
    {"ioc,note\n\"evil.test\",\"a \"\"b\"\" c\"\n",
     "2 + auto auto evil.test\n"},
    {"note,ioc\n\"one\ntwo\",evil.test\nx,b.test\n",
     "2 + auto auto evil.test\n4 + auto auto b.test\n"},
    {"ioc,note\na.test,\"open\nb.test,x\nc.test,\"y\n\"d.test,\"z\n",
     "2 - syntax a.test,\"open\n3 + auto auto b.test\n4 - syntax c.test,\"y\n"
     "5 - syntax \"d.test,\"z\n"},
    {"ioc,note\n\"a.test\"x,y\nb.test,y\n",
     "2 - syntax \"a.test\"x,y\n3 + auto auto b.test\n"},
    /* Short rows, rows of commas, empty values. */
    {"note,ioc\nonly\n,\n\nx,\nx,n/a\ny,a.test\n",
     "2 - bad-field-count only\n5 - not-an-indicator x,\n"
     "6 - not-an-indicator x,n/a\n7 + auto auto a.test\n"},
    {"ioc,note\n*.evil.test,x\n", "2 + auto suffix evil.test\n"},
    {"# ioc,note\n", ""},
    {"ioc,note\n", ""},
};

Test(csv, reads_columns_by_well_known_names)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_CSV, table[i].input, table[i].expected);
}

static tamis_slice slice(const char *text)
{
    tamis_slice result = {text, strlen(text)};

    return result;
}

Test(csv, reads_columns_that_options_name)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_CSV;
    options.column_value = slice("Thing");
    options.column_kind = slice("What");
    options.column_time = slice("When");
    options.column_confidence = slice("Sure");
    options.column_tags = slice("Words");
    options.column_reference = slice("Where");
    feed_text_check_options(
        "feed.csv",
        "when,what,thing,sure,words,where\n"
        "2026-01-02,host,evil.test,70,\"a,b\",r-1\nsoon,ip,192.0.2.1,,,\n",
        &options,
        "2 + domain auto evil.test tags=a,b reference=r-1 confidence=70 "
        "seen=2026-01-02T00:00:00Z\n3 - bad-time 192.0.2.1\n");
}

Test(csv, reads_columns_by_number_without_a_header)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_CSV;
    options.flags = TAMIS_FEED_NO_HEADER;
    options.column_value = slice("2");
    options.kind = TAMIS_KIND_FILENAME;
    options.delimiter = ':';
    feed_text_check_options("feed.csv", "x:a b.exe\ny:url\n", &options,
                            "1 + filename auto a b.exe\n"
                            "2 + filename auto url\n");
}

Test(csv, tells_the_columns_when_the_wanted_one_is_gone)
{
    static const struct {
        const char *input, *column, *expected;
    } rows[] = {
        {"when,host2,why\n2026-01-02,evil.test,x\n", "host",
         "there is no column \"host\"; the columns are: when, host2, why"},
        {"# when,ioc,type\n2026-01-02,evil.test,x\n", "host",
         "there is no column \"host\""},
        {"2026-01-02,evil.test,x\n", "host", "there is no column \"host\""},
        {"first_seen_utc,ioc_val,ioc_type\n2026-01-02,evil.test,domain\n", "",
         "name one of: first_seen_utc, ioc_val, ioc_type"},
        {"alpha,beta\ngamma,delta\n", "", "name one of: alpha, beta"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
        struct feed_text result;

        options.format = TAMIS_FORMAT_CSV;
        options.column_value = slice(rows[i].column);
        result = feed_text_read("feed.csv", rows[i].input,
                                strlen(rows[i].input), &options);
        cr_assert_eq(result.status, TAMIS_ERROR_SYNTAX, "%s: %d %s",
                     rows[i].input, result.status, result.text);
        cr_assert_not_null(strstr(result.error.message, rows[i].expected), "%s",
                           result.error.message);
        cr_assert_eq(result.added, 0);
    }
}

Test(csv, a_lost_quote_costs_one_line_of_many)
{
    enum { COUNT = 500 };
    char *input = malloc(COUNT * 32), *at = input;
    struct feed_text result;

    cr_assert_not_null(input);
    at += sprintf(at, "ioc,note\nbad.test,\"lost\n");
    for (unsigned i = 0; i < COUNT; i++)
        at += sprintf(at, "host%u.test,x\n", i);
    result = feed_text_read("feed.csv", input, (size_t)(at - input), NULL);
    free(input);
    cr_assert_eq(result.status, TAMIS_OK);
    cr_assert_eq(result.used, TAMIS_FORMAT_CSV);
    cr_assert_eq(result.added, COUNT);
    cr_assert_eq(result.rejected, 1);
}

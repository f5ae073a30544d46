/* SPDX-License-Identifier: BSD-2-Clause */
/* One table for each rule of free text: every candidate, in order. */
#include "extract_vector.h"

#include <criterion/criterion.h>
#include <string.h>

Test(extract, plain_tokens_of_every_kind)
{
    static const struct vector vectors[] = {
        {"", {{0}}},
        {"nothing to see here, move along.", {{0}}},
        {"from 1.2.3.4 to", {{IP, 5, "1.2.3.4", NULL}}},
        {"2001:DB8::1", {{IP, 0, "2001:DB8::1", "2001:db8::1"}}},
        {"Evil.COM", {{DOMAIN, 0, "Evil.COM", "evil.com"}}},
        {"run a.exe now", {{DOMAIN, 4, "a.exe", NULL}}},
        {"_dmarc.evil.com", {{DOMAIN, 0, "_dmarc.evil.com", NULL}}},
        {"xn--r8jz45g.jp", {{DOMAIN, 0, "xn--r8jz45g.jp", NULL}}},
        {"Bob@Evil.com",
         {{EMAIL, 0, "Bob@Evil.com", "bob@evil.com"},
          {DOMAIN, 4, "Evil.com", "evil.com"}}},
        {"http://evil.com/A?b#c",
         {{URL, 0, "http://evil.com/A?b#c", "evil.com/A?b"},
          {DOMAIN, 7, "evil.com", NULL}}},
        {"HTTPS://EVIL.com",
         {{URL, 0, "HTTPS://EVIL.com", "evil.com/"},
          {DOMAIN, 8, "EVIL.com", "evil.com"}}},
        {"ftp://1.2.3.4/x",
         {{URL, 0, "ftp://1.2.3.4/x", "1.2.3.4/x"}, {IP, 6, "1.2.3.4", NULL}}},
        {"evil.com/x.php?y=1",
         {{URL, 0, "evil.com/x.php?y=1", NULL},
          {DOMAIN, 0, "evil.com", NULL},
          {DOMAIN, 9, "x.php", NULL}}},
        {"evil.com:8080/x",
         {{URL, 0, "evil.com:8080/x", NULL}, {DOMAIN, 0, "evil.com", NULL}}},
        {"evil.com:8080", {{DOMAIN, 0, "evil.com", NULL}}},
        {"evil.com?x=1",
         {{URL, 0, "evil.com?x=1", "evil.com/?x=1"},
          {DOMAIN, 0, "evil.com", NULL}}},
    };

    CHECK(vectors);
}

#define HEX8 "0123abcd"

Test(extract, digests_have_exactly_their_length)
{
    static const struct vector vectors[] = {
        {"md5=" HEX8 HEX8 HEX8 HEX8,
         {{TAMIS_KIND_MD5, 4, HEX8 HEX8 HEX8 HEX8, NULL}}},
        {"0123ABCD" HEX8 HEX8 HEX8 ".",
         {{TAMIS_KIND_MD5, 0, "0123ABCD" HEX8 HEX8 HEX8, HEX8 HEX8 HEX8 HEX8}}},
        {HEX8 HEX8 HEX8 HEX8 HEX8,
         {{TAMIS_KIND_SHA1, 0, HEX8 HEX8 HEX8 HEX8 HEX8, NULL}}},
        {HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8,
         {{TAMIS_KIND_SHA224, 0, HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8, NULL}}},
        {"(" HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 ")",
         {{TAMIS_KIND_SHA256, 1, HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8,
           NULL}}},
        {HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8,
         {{TAMIS_KIND_SHA384, 0,
           HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8, NULL}}},
        {HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8
             HEX8 HEX8,
         {{TAMIS_KIND_SHA512, 0,
           HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8 HEX8
               HEX8 HEX8,
           NULL}}},
        /* One digit more or less, or glued to something. */
        {HEX8 HEX8 HEX8 "0123abc", {{0}}},
        {HEX8 HEX8 HEX8 HEX8 "0", {{0}}},
        {HEX8 HEX8 HEX8 HEX8 "x", {{0}}},
        {"x" HEX8 HEX8 HEX8 HEX8, {{0}}},
        {"_" HEX8 HEX8 HEX8 HEX8, {{0}}},
        {HEX8 HEX8 HEX8 HEX8 "-1", {{0}}},
        {HEX8 HEX8 HEX8 "0123abcg", {{0}}},
        /* A dot is no name byte: samples are often named by their digest. */
        {HEX8 HEX8 HEX8 HEX8 ".exe",
         {{DOMAIN, 0, HEX8 HEX8 HEX8 HEX8 ".exe", NULL},
          {TAMIS_KIND_MD5, 0, HEX8 HEX8 HEX8 HEX8, NULL}}},
        {"x." HEX8 HEX8 HEX8 HEX8 ".exe",
         {{DOMAIN, 0, "x." HEX8 HEX8 HEX8 HEX8 ".exe", NULL},
          {TAMIS_KIND_MD5, 2, HEX8 HEX8 HEX8 HEX8, NULL}}},
    };

    CHECK(vectors);
}

Test(extract, names_are_not_glued_to_name_bytes_or_dots)
{
    static const struct vector vectors[] = {
        {"-evil.com-", {{DOMAIN, 0, "-evil.com-", NULL}}},
        {"notevil.com", {{DOMAIN, 0, "notevil.com", NULL}}},
        {"(evil.com)", {{DOMAIN, 1, "evil.com", NULL}}},
        {"\"evil.com\",", {{DOMAIN, 1, "evil.com", NULL}}},
        {"<evil.com>", {{DOMAIN, 1, "evil.com", NULL}}},
        {"'evil.com'", {{DOMAIN, 1, "evil.com", NULL}}},
        {"=evil.com&", {{DOMAIN, 1, "evil.com", NULL}}},
        {"evil.com.", {{DOMAIN, 0, "evil.com", NULL}}},
        {"evil.com...", {{DOMAIN, 0, "evil.com", NULL}}},
        {"evil.com, evil.org;",
         {{DOMAIN, 0, "evil.com", NULL}, {DOMAIN, 10, "evil.org", NULL}}},
        {".evil.com", {{DOMAIN, 1, "evil.com", NULL}}},
        {"wait...evil.com", {{DOMAIN, 7, "evil.com", NULL}}},
        {"Is it evil.com?", {{DOMAIN, 6, "evil.com", NULL}}},
        {"evil", {{0}}},
        {"evil.", {{0}}},
        {".com", {{0}}},
        {"1521911721.789543", {{0}}},
        {"evil.com.123", {{0}}},
        {"1.5", {{0}}},
        {"a1.2b", {{DOMAIN, 0, "a1.2b", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, names_and_their_labels_have_a_limit)
{
    char text[400];
    struct vector vector = {.text = text};
    struct found found = {DOMAIN, 0, text, NULL};

    /* 63 + 63 + 63 + 61 and three dots are 253. */
    memset(text, 'x', sizeof text);
    text[63] = text[127] = text[191] = '.';
    text[253] = '\0';
    vector.found[0] = found;
    check_vectors(&vector, 1);
    text[253] = 'x';
    text[254] = '\0';
    vector.found[0] = (struct found){0};
    check_vectors(&vector, 1);
    memset(text, 'x', 64);
    memcpy(text + 64, ".com", 5);
    check_vectors(&vector, 1);
    memcpy(text + 63, ".com", 5);
    vector.found[0] = found;
    check_vectors(&vector, 1);
}

Test(extract, addresses_are_whole_and_well_formed)
{
    static const struct vector vectors[] = {
        {"v1.2.3.4.5", {{0}}},
        {"1.2.3.4.5.6", {{0}}},
        {"1.2.3", {{0}}},
        {"1.2.3.256", {{0}}},
        {"01.2.3.4", {{0}}},
        {"1.2.3.4567", {{0}}},
        {"v1.2.3.4", {{0}}},
        {"1.2.3.4_", {{DOMAIN, 0, "1.2.3.4_", NULL}}},
        {".1.3.6.1", {{0}}},
        {"1.2.3.4.", {{IP, 0, "1.2.3.4", NULL}}},
        {"8.8.8.8).", {{IP, 0, "8.8.8.8", NULL}}},
        {"[1.2.3.4]", {{IP, 1, "1.2.3.4", NULL}}},
        {"src=1.2.3.4,dst:5.6.7.8",
         {{IP, 4, "1.2.3.4", NULL}, {IP, 16, "5.6.7.8", NULL}}},
        {"/1.2.3.4/", {{URL, 1, "1.2.3.4/", NULL}, {IP, 1, "1.2.3.4", NULL}}},
        {"::1", {{IP, 0, "::1", NULL}}},
        {"::", {{0}}},
        {"std::string", {{0}}},
        {"a::b::c", {{0}}},
        {"12:34:56", {{0}}},
        {"00:11:22:33:44:55", {{0}}},
        {"1:2:3:4:5:6:7:8", {{IP, 0, "1:2:3:4:5:6:7:8", NULL}}},
        {"1:2:3:4:5:6:7:8:9", {{0}}},
        {"1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:1:2:3:4:5:6:7:8:9:a:b:c:d:e::f", {{0}}},
        {"2001:db8::1.", {{IP, 0, "2001:db8::1", NULL}}},
        {"2001:db8::1:", {{IP, 0, "2001:db8::1", NULL}}},
        {"2001:db8::", {{IP, 0, "2001:db8::", NULL}}},
        {"2001:db8::g", {{0}}},
        {"x2001:db8::1", {{IP, 6, "db8::1", NULL}}},
        {"ip:2001:db8::1", {{IP, 3, "2001:db8::1", NULL}}},
        {"(::1)", {{IP, 1, "::1", NULL}}},
        {"fe80::1%eth0", {{IP, 0, "fe80::1", NULL}}},
        {"::ffff:1.2.3.4", {{IP, 0, "::ffff:1.2.3.4", "1.2.3.4"}}},
        {"64:ff9b::1.2.3.4", {{IP, 0, "64:ff9b::1.2.3.4", "64:ff9b::102:304"}}},
        {"::1:2::1.2.3.4", {{IP, 7, "1.2.3.4", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, ports_make_a_candidate_of_their_own)
{
    static const struct vector vectors[] = {
        {"1.2.3.4:443",
         {{IP_PORT, 0, "1.2.3.4:443", NULL}, {IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:443.",
         {{IP_PORT, 0, "1.2.3.4:443", NULL}, {IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:80:tcp",
         {{IP_PORT, 0, "1.2.3.4:80", NULL}, {IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:65536", {{IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:0", {{IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:443a", {{IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:4.5", {{IP, 0, "1.2.3.4", NULL}}},
        {"1.2.3.4:8080/x",
         {{URL, 0, "1.2.3.4:8080/x", NULL},
          {IP_PORT, 0, "1.2.3.4:8080", NULL},
          {IP, 0, "1.2.3.4", NULL}}},
        {"[2001:db8::1]:443",
         {{IP_PORT, 0, "[2001:db8::1]:443", NULL},
          {IP, 1, "2001:db8::1", NULL}}},
        {"[2001:db8::1]", {{IP, 1, "2001:db8::1", NULL}}},
        {"[::1]:99999", {{IP, 1, "::1", NULL}}},
        /* Between blanks the fifth number is the port. */
        {"1.2.3.4.443",
         {{IP_PORT, 0, "1.2.3.4.443", "1.2.3.4:443"},
          {IP, 0, "1.2.3.4", NULL}}},
        {"IP 1.2.3.4.443 > 5.6.7.8.51234: Flags",
         {{IP_PORT, 3, "1.2.3.4.443", "1.2.3.4:443"},
          {IP, 3, "1.2.3.4", NULL},
          {IP_PORT, 17, "5.6.7.8.51234", "5.6.7.8:51234"},
          {IP, 17, "5.6.7.8", NULL}}},
        {"IP6 2001:db8::1.51234 > fe80::2.53: UDP",
         {{IP_PORT, 4, "2001:db8::1.51234", "[2001:db8::1]:51234"},
          {IP, 4, "2001:db8::1", NULL},
          {IP_PORT, 24, "fe80::2.53", "[fe80::2]:53"},
          {IP, 24, "fe80::2", NULL}}},
        {"\"1.2.3.4.443\"", {{0}}},
        {"1.2.3.4.443)", {{0}}},
        {"=1.2.3.4.443", {{0}}},
        {"1.2.3.4.65536", {{0}}},
    };

    CHECK(vectors);
}

Test(extract, prefixes_are_networks_or_addresses_with_a_mask)
{
    static const struct vector vectors[] = {
        {"10.0.0.0/8", {{IP, 0, "10.0.0.0/8", NULL}}},
        {"10.0.0.0/8.", {{IP, 0, "10.0.0.0/8", NULL}}},
        {"10.2.4.5/24", {{IP, 0, "10.2.4.5", NULL}}},
        {"10.2.4.5/32", {{IP, 0, "10.2.4.5/32", "10.2.4.5"}}},
        {"2001:db8::/32", {{IP, 0, "2001:db8::/32", NULL}}},
        {"inet6 addr:fe80::1/64", {{IP, 11, "fe80::1", NULL}}},
        {"1.2.3.0/33",
         {{URL, 0, "1.2.3.0/33", NULL}, {IP, 0, "1.2.3.0", NULL}}},
        {"1.2.3.0/24/x",
         {{URL, 0, "1.2.3.0/24/x", NULL}, {IP, 0, "1.2.3.0", NULL}}},
        {"1.2.3.0/24.html",
         {{URL, 0, "1.2.3.0/24.html", NULL},
          {IP, 0, "1.2.3.0", NULL},
          {DOMAIN, 8, "24.html", NULL}}},
        {"http://a.b/1.2.3.0/24",
         {{URL, 0, "http://a.b/1.2.3.0/24", "a.b/1.2.3.0/24"},
          {DOMAIN, 7, "a.b", NULL},
          {IP, 11, "1.2.3.0", NULL}}},
        {"[\"10.0.0.0\\/8\"]",
         {{IP, 2, "10.0.0.0\\/8", "10.0.0.0/8"}, {IP, 2, "10.0.0.0", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, names_beyond_ascii_are_tried_whole_and_as_ascii_runs)
{
    static const struct vector vectors[] = {
        {"访问evil.com查看",
         {{DOMAIN, 0, "访问evil.com查看", "xn--evil-pr9l020c.xn--com-ep0gs28d"},
          {DOMAIN, 6, "evil.com", NULL}}},
        {"www.例え.jp", {{DOMAIN, 0, "www.例え.jp", "www.xn--r8jz45g.jp"}}},
        {"例え.jp", {{DOMAIN, 0, "例え.jp", "xn--r8jz45g.jp"}}},
        {"“evil.com”", {{DOMAIN, 3, "evil.com", NULL}}},
        {"攻击1.2.3.4端口",
         {{DOMAIN, 0, "攻击1.2.3.4端口", "xn--1-7b8a740d.2.3.xn--4-438am31j"},
          {IP, 6, "1.2.3.4", NULL}}},
        {"见http://evil.com/a查看",
         {{URL, 3, "http://evil.com/a查看", "evil.com/a%E6%9F%A5%E7%9C%8B"},
          {URL, 3, "http://evil.com/a", "evil.com/a"},
          {DOMAIN, 10, "evil.com", NULL}}},
        {"联系bob@evil.com。",
         {{EMAIL, 6, "bob@evil.com", NULL}, {DOMAIN, 10, "evil.com", NULL}}},
        {"http://例え.jp/x",
         {{URL, 0, "http://例え.jp/x", "xn--r8jz45g.jp/x"},
          {DOMAIN, 7, "例え.jp", "xn--r8jz45g.jp"}}},
        {"::9例1.2.3.4", {{IP, 0, "::9", NULL}, {IP, 6, "1.2.3.4", NULL}}},
        {"\xff\xfe.evil.com\xff", {{DOMAIN, 3, "evil.com", NULL}}},
        {"\xef\xbb\xbf"
         "evil.com",
         {{DOMAIN, 3, "evil.com", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, wide_full_stops_are_dots_between_labels)
{
    static const struct vector vectors[] = {
        {"see evil。com", {{DOMAIN, 4, "evil。com", "evil.com"}}},
        {"(evil．com)", {{DOMAIN, 1, "evil．com", "evil.com"}}},
        {"www｡evil.com｡",
         {{DOMAIN, 0, "www｡evil.com", "www.evil.com"},
          {DOMAIN, 6, "evil.com", NULL}}},
        {"。evil。com。", {{DOMAIN, 3, "evil。com", "evil.com"}}},
        {"例え。jp", {{DOMAIN, 0, "例え。jp", "xn--r8jz45g.jp"}}},
        {"bob@evil。com",
         {{EMAIL, 0, "bob@evil。com", "bob@evil.com"},
          {DOMAIN, 4, "evil。com", "evil.com"}}},
        {"evil\\u3002com", {{DOMAIN, 0, "evil\\u3002com", "evil.com"}}},
        {"evil。。com", {{0}}},
        {"evil。1", {{0}}},
        {"evil。", {{0}}},
    };

    CHECK(vectors);
}

Test(extract, urls_end_where_people_end_them)
{
    static const struct vector vectors[] = {
        {"(http://a.b/c)",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"http://a.b/c_(d)",
         {{URL, 0, "http://a.b/c_(d)", "a.b/c_(d)"}, {DOMAIN, 7, "a.b", NULL}}},
        {"[x](http://a.b/c)[",
         {{URL, 4, "http://a.b/c", "a.b/c"}, {DOMAIN, 11, "a.b", NULL}}},
        {"<http://a.b/c>",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"'http://a.b/c'",
         {{URL, 1, "http://a.b/c", "a.b/c"}, {DOMAIN, 8, "a.b", NULL}}},
        {"**http://a.b/c**!",
         {{URL, 2, "http://a.b/c", "a.b/c"}, {DOMAIN, 9, "a.b", NULL}}},
        {"See http://a.b/c.",
         {{URL, 4, "http://a.b/c", "a.b/c"}, {DOMAIN, 11, "a.b", NULL}}},
        {"http://a.b/c?[]=1",
         {{URL, 0, "http://a.b/c?[]=1", "a.b/c?[]=1"},
          {DOMAIN, 7, "a.b", NULL}}},
        {"http://a.b/1,2",
         {{URL, 0, "http://a.b/1,2", "a.b/1,2"},
          {URL, 0, "http://a.b/1", "a.b/1"},
          {DOMAIN, 7, "a.b", NULL}}},
        {"http://a.b/1,http://c.d/2",
         {{URL, 0, "http://a.b/1,http://c.d/2", "a.b/1,http:/c.d/2"},
          {URL, 0, "http://a.b/1", "a.b/1"},
          {DOMAIN, 7, "a.b", NULL},
          {URL, 13, "http://c.d/2", "c.d/2"},
          {DOMAIN, 20, "c.d", NULL}}},
        {"http://a.b|http://c.d",
         {{URL, 0, "http://a.b", "a.b/"},
          {DOMAIN, 7, "a.b", NULL},
          {URL, 11, "http://c.d", "c.d/"},
          {DOMAIN, 18, "c.d", NULL}}},
        {"http://", {{0}}},
        {"http:///x", {{0}}},
        {"http://, http:// a.b", {{DOMAIN, 17, "a.b", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, hosts_of_urls_are_found_behind_whatever_is_before_them)
{
    static const struct vector vectors[] = {
        {"http://u:p@evil.com:8080/x",
         {{URL, 0, "http://u:p@evil.com:8080/x", "evil.com:8080/x"},
          {DOMAIN, 11, "evil.com", NULL}}},
        {"http://good.com@evil.com/",
         {{URL, 0, "http://good.com@evil.com/", "evil.com/"},
          {DOMAIN, 7, "good.com", NULL},
          {DOMAIN, 16, "evil.com", NULL}}},
        {"http://[2001:db8::1]:8080/x",
         {{URL, 0, "http://[2001:db8::1]:8080/x", "[2001:db8::1]:8080/x"},
          {IP_PORT, 7, "[2001:db8::1]:8080", NULL},
          {IP, 8, "2001:db8::1", NULL}}},
        {"http://3279880203/blah",
         {{URL, 0, "http://3279880203/blah", "195.127.0.11/blah"},
          {IP, 7, "3279880203", "195.127.0.11"}}},
        {"http://u@0x7f.1:81/,x",
         {{URL, 0, "http://u@0x7f.1:81/,x", "127.0.0.1:81/,x"},
          {URL, 0, "http://u@0x7f.1:81/", "127.0.0.1:81/"},
          {IP, 9, "0x7f.1", "127.0.0.1"}}},
        {"0x7f.1 3279880203", {{0}}},
        {"http://a.b/?u=http://c.d/e",
         {{URL, 0, "http://a.b/?u=http://c.d/e", "a.b/?u=http://c.d/e"},
          {DOMAIN, 7, "a.b", NULL},
          {URL, 14, "http://c.d/e", "c.d/e"},
          {DOMAIN, 21, "c.d", NULL}}},
        {"http://a.b/?u=c.d/e",
         {{URL, 0, "http://a.b/?u=c.d/e", "a.b/?u=c.d/e"},
          {DOMAIN, 7, "a.b", NULL},
          {URL, 14, "c.d/e", NULL},
          {DOMAIN, 14, "c.d", NULL}}},
        {"http://a.b/c.d/e",
         {{URL, 0, "http://a.b/c.d/e", "a.b/c.d/e"},
          {DOMAIN, 7, "a.b", NULL},
          {DOMAIN, 11, "c.d", NULL}}},
        {"ldap://evil.com/a",
         {{URL, 7, "evil.com/a", NULL}, {DOMAIN, 7, "evil.com", NULL}}},
        {"/var/www/evil.com/logs/a.log",
         {{URL, 9, "evil.com/logs/a.log", NULL},
          {DOMAIN, 9, "evil.com", NULL},
          {DOMAIN, 23, "a.log", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, mail_addresses_and_their_domains)
{
    static const struct vector vectors[] = {
        {"<a.b+c@evil.com>",
         {{EMAIL, 1, "a.b+c@evil.com", NULL}, {DOMAIN, 7, "evil.com", NULL}}},
        {"mailto:bob@evil.com.",
         {{EMAIL, 7, "bob@evil.com", NULL}, {DOMAIN, 11, "evil.com", NULL}}},
        {"first.last@evil.com",
         {{EMAIL, 0, "first.last@evil.com", NULL},
          {DOMAIN, 11, "evil.com", NULL}}},
        {"x=bob@evil.com",
         {{EMAIL, 2, "bob@evil.com", NULL}, {DOMAIN, 6, "evil.com", NULL}}},
        {"@evil.com", {{DOMAIN, 1, "evil.com", NULL}}},
        {"root@localhost", {{0}}},
        {"root@1.2.3.4", {{IP, 5, "1.2.3.4", NULL}}},
        {"a@b@evil.com",
         {{EMAIL, 2, "b@evil.com", NULL}, {DOMAIN, 4, "evil.com", NULL}}},
    };

    CHECK(vectors);
}

Test(extract, user_names_have_a_limit)
{
    char text[100];
    struct vector vector = {
        .text = text,
        .found = {{EMAIL, 0, text, NULL}, {DOMAIN, 65, "evil.com", NULL}}};

    memset(text, 'x', sizeof text);
    memcpy(text + 64, "@evil.com", 10);
    check_vectors(&vector, 1);
    memcpy(text + 64, "x@evil.com", 11);
    vector.found[0] = (struct found){DOMAIN, 66, "evil.com", NULL};
    vector.found[1] = (struct found){0};
    check_vectors(&vector, 1);
}

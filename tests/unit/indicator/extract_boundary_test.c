/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a candidate begins and ends, kind by kind. */
#include "extract_vector.h"

#include <criterion/criterion.h>

Test(extract_boundary, addresses_and_ports)
{
    static const struct vector vectors[] = {
        {"[2001:db8::1]:8080 [2001:db8::1] 2001:db8::1 ",
         {{IP_PORT, 0, "[2001:db8::1]:8080", NULL},
          {IP, 1, "2001:db8::1", NULL},
          {IP, 20, "2001:db8::1", NULL},
          {IP, 33, "2001:db8::1", NULL}}},
        {"192.0.2.1:80,192.0.2.2:81;192.0.2.3:82",
         {{IP_PORT, 0, "192.0.2.1:80", NULL},
          {IP, 0, "192.0.2.1", NULL},
          {IP_PORT, 13, "192.0.2.2:81", NULL},
          {IP, 13, "192.0.2.2", NULL},
          {IP_PORT, 26, "192.0.2.3:82", NULL},
          {IP, 26, "192.0.2.3", NULL}}},
        {"evil.example:8080 evil.example:8080/x",
         {{DOMAIN, 0, "evil.example", NULL},
          {URL, 18, "evil.example:8080/x", NULL},
          {DOMAIN, 18, "evil.example", NULL}}},
        {"192.0.2.1#53 192.0.2.1/ 192.0.2.1:",
         {{IP, 0, "192.0.2.1", NULL},
          {URL, 13, "192.0.2.1/", NULL},
          {IP, 13, "192.0.2.1", NULL},
          {IP, 24, "192.0.2.1", NULL}}},
        {"192.0.2.1-192.0.2.9", {{0}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, prefixes_and_what_looks_like_them)
{
    static const struct vector vectors[] = {
        {"192.0.2.0/24 192.0.2.1/24 192.0.2.1/33 192.0.2.0/024",
         {{IP, 0, "192.0.2.0/24", NULL},
          {IP, 13, "192.0.2.1", NULL},
          {URL, 26, "192.0.2.1/33", NULL},
          {IP, 26, "192.0.2.1", NULL},
          {URL, 39, "192.0.2.0/024", NULL},
          {IP, 39, "192.0.2.0", NULL}}},
        {"2001:db8::/32 2001:db8::1/129 2001:db8::1/64",
         {{IP, 0, "2001:db8::/32", NULL},
          {IP, 14, "2001:db8::1", NULL},
          {IP, 30, "2001:db8::1", NULL}}},
        {"http://192.0.2.0/24",
         {{URL, 0, "http://192.0.2.0/24", "192.0.2.0/24"},
          {IP, 7, "192.0.2.0", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, zones_are_left_out)
{
    static const struct vector vectors[] = {
        {"fe80::1%eth0 [fe80::1%25eth0]:80 fe80::1%2 ",
         {{IP, 0, "fe80::1", NULL},
          {IP, 14, "fe80::1", NULL},
          {IP, 33, "fe80::1", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, every_spelling_of_ipv6)
{
    static const struct vector vectors[] = {
        {"::ffff:192.0.2.1 ::ffff:c000:201 1:2:3:4:5:6:192.0.2.1",
         {{IP, 0, "::ffff:192.0.2.1", "192.0.2.1"},
          {IP, 17, "::ffff:c000:201", "192.0.2.1"},
          {IP, 33, "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"}}},
        {"2001:0DB8:0000:0000:0000:0000:0000:0001",
         {{IP, 0, "2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"}}},
        {"2001:db8::1::2 12345::1 2001:db8:g::1", {{0}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, addresses_of_mail)
{
    static const struct vector vectors[] = {
        {"\"Bob\" <bob@evil.example>, <mailto:eve@evil.example?subject=x>",
         {{EMAIL, 7, "bob@evil.example", NULL},
          {DOMAIN, 11, "evil.example", NULL},
          {EMAIL, 34, "eve@evil.example", NULL},
          {URL, 38, "evil.example?subject=x", "evil.example/?subject=x"},
          {DOMAIN, 38, "evil.example", NULL}}},
        {"bob.smith+tag@mail.evil.example; bob_@evil.example",
         {{EMAIL, 0, "bob.smith+tag@mail.evil.example", NULL},
          {DOMAIN, 14, "mail.evil.example", NULL},
          {EMAIL, 33, "bob_@evil.example", NULL},
          {DOMAIN, 38, "evil.example", NULL}}},
        {"Message-ID: <20260822.ABC@evil.example>",
         {{EMAIL, 13, "20260822.ABC@evil.example", "20260822.abc@evil.example"},
          {DOMAIN, 26, "evil.example", NULL}}},
        {"bob@[192.0.2.1] bob@192.0.2.1",
         {{IP, 5, "192.0.2.1", NULL}, {IP, 20, "192.0.2.1", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, urls_in_urls)
{
    static const struct vector vectors[] = {
        {"http://a.example/r?u=http://evil.example/x&v=1",
         {{URL, 0, "http://a.example/r?u=http://evil.example/x&v=1",
           "a.example/r?u=http://evil.example/x&v=1"},
          {DOMAIN, 7, "a.example", NULL},
          {URL, 21, "http://evil.example/x&v=1", "evil.example/x&v=1"},
          {DOMAIN, 28, "evil.example", NULL}}},
        {"http://web.archive.example/web/http://evil.example/x",
         {{URL, 0, "http://web.archive.example/web/http://evil.example/x",
           "web.archive.example/web/http:/evil.example/x"},
          {DOMAIN, 7, "web.archive.example", NULL},
          {URL, 31, "http://evil.example/x", "evil.example/x"},
          {DOMAIN, 38, "evil.example", NULL}}},
        {"http://a.example@evil.example/x",
         {{URL, 0, "http://a.example@evil.example/x", "evil.example/x"},
          {DOMAIN, 7, "a.example", NULL},
          {DOMAIN, 17, "evil.example", NULL}}},
        {"https://a.example/#http://evil.example/",
         {{URL, 0, "https://a.example/#http://evil.example/", "a.example/"},
          {DOMAIN, 8, "a.example", NULL},
          {URL, 19, "http://evil.example/", "evil.example/"},
          {DOMAIN, 26, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, digests_stand_alone)
{
    static const struct vector vectors[] = {
        {"d41d8cd98f00b204e9800998ecf84270:evil.exe",
         {{TAMIS_KIND_MD5, 0, "d41d8cd98f00b204e9800998ecf84270", NULL},
          {DOMAIN, 33, "evil.exe", NULL}}},
        {"sha256:"
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b850",
         {{TAMIS_KIND_SHA256, 7,
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b850",
           NULL}}},
        {"d41d8cd98f00b204e9800998ecf84270 d41d8cd98f00b204e9800998ecf8427 "
         "d41d8cd98f00b204e9800998ecf842700",
         {{TAMIS_KIND_MD5, 0, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"D41D8CD98F00B204E9800998ECF84270|evil.exe",
         {{TAMIS_KIND_MD5, 0, "D41D8CD98F00B204E9800998ECF84270",
           "d41d8cd98f00b204e9800998ecf84270"},
          {DOMAIN, 33, "evil.exe", NULL}}},
        {"d41d8cd9-8f00-b204-e980-0998ecf84270", {{0}}},
        {"{d41d8cd98f00b204e9800998ecf84270}",
         {{TAMIS_KIND_MD5, 1, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"0xd41d8cd98f00b204e9800998ecf84270", {{0}}},
        {"/files/d41d8cd98f00b204e9800998ecf84270.bin",
         {{DOMAIN, 7, "d41d8cd98f00b204e9800998ecf84270.bin", NULL},
          {TAMIS_KIND_MD5, 7, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, scripts_side_by_side)
{
    static const struct vector vectors[] = {
        {"访问evil.example查看",
         {{DOMAIN, 0, "访问evil.example查看",
           "xn--evil-pr9l020c.xn--example-j46ow40i"},
          {DOMAIN, 6, "evil.example", NULL}}},
        {"域名：evil.example，地址：192.0.2.1。",
         {{DOMAIN, 9, "evil.example", NULL}, {IP, 33, "192.0.2.1", NULL}}},
        {"émile@evil.example bücher.example",
         {{EMAIL, 2, "mile@evil.example", NULL},
          {DOMAIN, 7, "evil.example", NULL},
          {DOMAIN, 20, "bücher.example", "xn--bcher-kva.example"},
          {DOMAIN, 23, "cher.example", NULL}}},
        {"«evil.example» – evil.example…",
         {{DOMAIN, 2, "evil.example", NULL},
          {DOMAIN, 21, "evil.example", NULL}}},
        {"пример.evil.example",
         {{DOMAIN, 0, "пример.evil.example", "xn--e1afmkfd.evil.example"},
          {DOMAIN, 13, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_boundary, escapes_are_boundaries_for_every_kind)
{
    static const struct vector vectors[] = {
        {"a\\tbob@evil.example",
         {{EMAIL, 2, "tbob@evil.example", NULL},
          {EMAIL, 3, "bob@evil.example", NULL},
          {DOMAIN, 7, "evil.example", NULL}}},
        {"a\\tbob.x@evil.example\\nbob+y@evil.example",
         {{EMAIL, 2, "tbob.x@evil.example", NULL},
          {EMAIL, 3, "bob.x@evil.example", NULL},
          {DOMAIN, 9, "evil.example", NULL},
          {EMAIL, 22, "nbob+y@evil.example", NULL},
          {EMAIL, 23, "bob+y@evil.example", NULL},
          {DOMAIN, 29, "evil.example", NULL}}},
        {"a%20bob@evil.example%2Cbob.y@evil.example",
         {{EMAIL, 2, "20bob@evil.example", NULL},
          {EMAIL, 4, "bob@evil.example", NULL},
          {DOMAIN, 8, "evil.example", NULL},
          {EMAIL, 21, "2Cbob.y@evil.example", "2cbob.y@evil.example"},
          {EMAIL, 23, "bob.y@evil.example", NULL},
          {DOMAIN, 29, "evil.example", NULL}}},
        {"x%3Dbob%40evil.example%26",
         {{EMAIL, 4, "bob%40evil.example", "bob@evil.example"},
          {DOMAIN, 8, "40evil.example", NULL},
          {DOMAIN, 10, "evil.example", NULL}}},
        {"a\\thttp://evil.example/x\\nhttp://evil.example/y",
         {{URL, 3, "http://evil.example/x", "evil.example/x"},
          {DOMAIN, 10, "evil.example", NULL},
          {URL, 26, "http://evil.example/y", "evil.example/y"},
          {DOMAIN, 33, "evil.example", NULL}}},
        {"a\\t192.0.2.1\\n192.0.2.2:80\\n",
         {{IP, 3, "192.0.2.1", NULL},
          {IP_PORT, 14, "192.0.2.2:80", NULL},
          {IP, 14, "192.0.2.2", NULL}}},
        {"a\\t192.0.2.1:443\\n[2001:db8::1]:443\\n2001:db8::2\\n",
         {{IP_PORT, 3, "192.0.2.1:443", NULL},
          {IP, 3, "192.0.2.1", NULL},
          {IP_PORT, 18, "[2001:db8::1]:443", NULL},
          {IP, 19, "2001:db8::1", NULL},
          {IP, 37, "2001:db8::2", NULL}}},
        {"a\\td41d8cd98f00b204e9800998ecf84270\\nd41d8cd98f00b204e9800998ecf842"
         "70\\n",
         {{TAMIS_KIND_MD5, 3, "d41d8cd98f00b204e9800998ecf84270", NULL},
          {TAMIS_KIND_MD5, 37, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"a\\nd41d8cd98f00b204e9800998ecf84270\\t",
         {{TAMIS_KIND_MD5, 3, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"%2Fd41d8cd98f00b204e9800998ecf84270%2F",
         {{TAMIS_KIND_MD5, 3, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"%20d41d8cd98f00b204e9800998ecf84270",
         {{TAMIS_KIND_MD5, 3, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"\\u0020d41d8cd98f00b204e9800998ecf84270",
         {{TAMIS_KIND_MD5, 6, "d41d8cd98f00b204e9800998ecf84270", NULL}}},
        {"\\u0020192.0.2.1\\u0020evil.example\\u0020bob@evil.example",
         {{IP, 6, "192.0.2.1", NULL},
          {DOMAIN, 16, "u0020evil.example", NULL},
          {DOMAIN, 21, "evil.example", NULL},
          {EMAIL, 34, "u0020bob@evil.example", NULL},
          {EMAIL, 39, "bob@evil.example", NULL},
          {DOMAIN, 43, "evil.example", NULL}}},
        {"\\x20192.0.2.1\\x20evil.example\\x20bob@evil.example",
         {{IP, 4, "192.0.2.1", NULL},
          {DOMAIN, 14, "x20evil.example", NULL},
          {DOMAIN, 17, "evil.example", NULL},
          {EMAIL, 30, "x20bob@evil.example", NULL},
          {EMAIL, 33, "bob@evil.example", NULL},
          {DOMAIN, 37, "evil.example", NULL}}},
        {"%20192.0.2.1%20evil.example%202001:db8::1",
         {{IP, 3, "192.0.2.1", NULL},
          {DOMAIN, 13, "20evil.example", NULL},
          {DOMAIN, 15, "evil.example", NULL},
          {IP, 30, "2001:db8::1", NULL}}},
        {"a\\r\\n10.0.0.0/8\\r\\nevil.example/path\\r\\n",
         {{IP, 5, "10.0.0.0/8", NULL},
          {URL, 18, "nevil.example/path", NULL},
          {DOMAIN, 18, "nevil.example", NULL},
          {URL, 19, "evil.example/path", NULL},
          {DOMAIN, 19, "evil.example", NULL}}},
        {"evil.example\\\\nevil2.example",
         {{DOMAIN, 0, "evil.example", NULL},
          {DOMAIN, 14, "nevil2.example", NULL},
          {DOMAIN, 15, "evil2.example", NULL}}},
        {"\\/evil.example\\/x\\/",
         {{URL, 2, "evil.example\\/x\\/", "evil.example/x/"},
          {DOMAIN, 2, "evil.example", NULL}}},
        {"\\\\evil.example\\share \\\\192.0.2.1\\share",
         {{DOMAIN, 2, "evil.example", NULL}, {IP, 23, "192.0.2.1", NULL}}},
        {"path=\\u002fevil.example\\u002fx",
         {{DOMAIN, 6, "u002fevil.example", NULL},
          {URL, 11, "evil.example\\u002fx", "evil.example/x"},
          {DOMAIN, 11, "evil.example", NULL}}},
        {"evil%2eexample evil%252eexample",
         {{DOMAIN, 0, "evil%2eexample", "evil.example"},
          {DOMAIN, 15, "evil%252eexample", "evil.example"}}},
        {"http:\\u002f\\u002fevil.example\\u002fa",
         {{URL, 0, "http:\\u002f\\u002fevil.example\\u002fa", "evil.example/a"},
          {DOMAIN, 12, "u002fevil.example", NULL},
          {DOMAIN, 17, "evil.example", NULL}}},
        {"http:\\\\/\\\\/evil.example\\\\/a",
         {{URL, 0, "http:\\\\/\\\\/evil.example\\\\/a", "evil.example/a"},
          {DOMAIN, 11, "evil.example", NULL}}},
        {"192%2E0%2E2%2E1 192\\u002e0\\u002e2\\u002e1 192\\.0\\.2\\.1",
         {{IP, 0, "192%2E0%2E2%2E1", "192.0.2.1"},
          {IP, 16, "192\\u002e0\\u002e2\\u002e1", "192.0.2.1"},
          {IP, 41, "192\\.0\\.2\\.1", "192.0.2.1"}}},
        {"evil[.]example\\nevil[.]example\\tbob[@]evil[.]example",
         {{DOMAIN, 0, "evil[.]example", "evil.example"},
          {DOMAIN, 15, "nevil[.]example", "nevil.example"},
          {DOMAIN, 16, "evil[.]example", "evil.example"},
          {EMAIL, 31, "tbob[@]evil[.]example", "tbob@evil.example"},
          {EMAIL, 32, "bob[@]evil[.]example", "bob@evil.example"},
          {DOMAIN, 38, "evil[.]example", "evil.example"}}},
    };

    CHECK(vectors);
}

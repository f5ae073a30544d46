/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidates where people and programs write them. */
#include "extract_vector.h"

#include <criterion/criterion.h>

Test(extract_context, json_records)
{
    static const struct vector vectors[] = {
        {"{\"src_ip\":\"192.0.2.7\",\"dest_ip\":\"2001:db8::7\",\"dest_port\":"
         "443,\"dns\":{\"rrname\":\"evil.example\"}}",
         {{IP, 11, "192.0.2.7", NULL},
          {IP, 33, "2001:db8::7", NULL},
          {DOMAIN, 79, "evil.example", NULL}}},
        {"{\"url\":\"http:\\/\\/evil.example\\/a\\/"
         "b.php?c=1\",\"host\":\"evil.example\"}",
         {{URL, 8, "http:\\/\\/evil.example\\/a\\/b.php?c=1",
           "evil.example/a/b.php?c=1"},
          {DOMAIN, 17, "evil.example", NULL},
          {DOMAIN, 34, "b.php", NULL},
          {DOMAIN, 53, "evil.example", NULL}}},
        {"{\"hashes\":{\"md5\":\"d41d8cd98f00b204e9800998ecf84270\"},\"path\":"
         "\"C:\\\\Users\\\\x\\\\evil.exe\"}",
         {{TAMIS_KIND_MD5, 18, "d41d8cd98f00b204e9800998ecf84270", NULL},
          {DOMAIN, 75, "evil.exe", NULL}}},
        {"{\"answers\":[\"192.0.2.1\",\"192.0.2.2\"],\"query\":\"a.b.evil."
         "example.\"}",
         {{IP, 13, "192.0.2.1", NULL},
          {IP, 25, "192.0.2.2", NULL},
          {DOMAIN, 46, "a.b.evil.example", NULL}}},
        {"{\"m\":\"line one\\nevil.example\\tbob@evil.example\"}",
         {{DOMAIN, 15, "nevil.example", NULL},
          {DOMAIN, 16, "evil.example", NULL},
          {EMAIL, 29, "tbob@evil.example", NULL},
          {EMAIL, 30, "bob@evil.example", NULL},
          {DOMAIN, 34, "evil.example", NULL}}},
        {"{\"u\":\"\\u003ca href=\\\"http://evil.example/x\\\"\\u003e\"}",
         {{URL, 21, "http://evil.example/x", "evil.example/x"},
          {DOMAIN, 28, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, comma_separated_values)
{
    static const struct vector vectors[] = {
        {"192.0.2.1,evil.example,80,\"http://evil.example/"
         "a,b\",bob@evil.example",
         {{IP, 0, "192.0.2.1", NULL},
          {DOMAIN, 10, "evil.example", NULL},
          {URL, 27, "http://evil.example/a,b", "evil.example/a,b"},
          {URL, 27, "http://evil.example/a", "evil.example/a"},
          {DOMAIN, 34, "evil.example", NULL},
          {EMAIL, 52, "bob@evil.example", NULL},
          {DOMAIN, 56, "evil.example", NULL}}},
        {"\"evil.example\";\"192.0.2.0/24\";\"2001:db8::/32\"",
         {{DOMAIN, 1, "evil.example", NULL},
          {IP, 16, "192.0.2.0/24", NULL},
          {IP, 31, "2001:db8::/32", NULL}}},
        {"evil.example,1.5,2026-08-22,12:30:15",
         {{DOMAIN, 0, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, tab_separated_values)
{
    static const struct vector vectors[] = {
        {"1521911720.6\tCmC9kY1X\t192.0.2.9\t39611\t198.51.100.3\t443\tevil."
         "example\tF",
         {{IP, 22, "192.0.2.9", NULL},
          {IP, 38, "198.51.100.3", NULL},
          {DOMAIN, 55, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, lines_of_system_logs)
{
    static const struct vector vectors[] = {
        {"<34>Oct 11 22:14:15 evil.example sshd[2201]: Failed password for "
         "root from 192.0.2.66 port 2222 ssh2",
         {{DOMAIN, 20, "evil.example", NULL}, {IP, 75, "192.0.2.66", NULL}}},
        {"Aug 22 18:10:19 fw kernel: IN=eth0 OUT= MAC=00:11:22:33:44:55 "
         "SRC=192.0.2.8 DST=198.51.100.9 LEN=40",
         {{IP, 66, "192.0.2.8", NULL}, {IP, 80, "198.51.100.9", NULL}}},
        {"named[812]: client @0x7f 192.0.2.4#53211 (evil.example): query: "
         "evil.example IN A + (198.51.100.1)",
         {{IP, 25, "192.0.2.4", NULL},
          {DOMAIN, 42, "evil.example", NULL},
          {DOMAIN, 64, "evil.example", NULL},
          {IP, 85, "198.51.100.1", NULL}}},
        {"postfix/smtpd[1]: from=<bob@evil.example>, "
         "relay=mx.evil.example[192.0.2.5]:25, status=sent",
         {{EMAIL, 24, "bob@evil.example", NULL},
          {DOMAIN, 28, "evil.example", NULL},
          {DOMAIN, 49, "mx.evil.example", NULL},
          {IP, 65, "192.0.2.5", NULL}}},
        {"18:10:19.123 IP 192.0.2.4.51234 > 198.51.100.5.443: Flags [S]",
         {{IP_PORT, 16, "192.0.2.4.51234", "192.0.2.4:51234"},
          {IP, 16, "192.0.2.4", NULL},
          {IP_PORT, 34, "198.51.100.5.443", "198.51.100.5:443"},
          {IP, 34, "198.51.100.5", NULL}}},
        {"18:10:19.123 IP6 2001:db8::4.51234 > 2001:db8::5.443: Flags [S]",
         {{IP_PORT, 17, "2001:db8::4.51234", "[2001:db8::4]:51234"},
          {IP, 17, "2001:db8::4", NULL},
          {IP_PORT, 37, "2001:db8::5.443", "[2001:db8::5]:443"},
          {IP, 37, "2001:db8::5", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, lines_of_proxies)
{
    static const struct vector vectors[] = {
        {"1521911721.789 345 192.0.2.3 TCP_MISS/200 4512 GET "
         "http://evil.example/a - HIER_DIRECT/198.51.100.7 text/html",
         {{IP, 19, "192.0.2.3", NULL},
          {URL, 51, "http://evil.example/a", "evil.example/a"},
          {DOMAIN, 58, "evil.example", NULL},
          {IP, 87, "198.51.100.7", NULL}}},
        {"0 192.0.2.3 TCP_TUNNEL/200 39 CONNECT evil.example:443 - HIER_NONE/- "
         "-",
         {{IP, 2, "192.0.2.3", NULL}, {DOMAIN, 38, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, lines_of_web_servers)
{
    static const struct vector vectors[] = {
        {"192.0.2.3 - - [22/Aug/2026:18:10:19 +0000] \"GET "
         "/x?u=http%3A%2F%2Fevil.example%2Fa HTTP/1.1\" 200 5 "
         "\"http://ref.example/\" \"Mozilla/5.0\"",
         {{IP, 0, "192.0.2.3", NULL},
          {URL, 53, "http%3A%2F%2Fevil.example%2Fa", "evil.example/a"},
          {DOMAIN, 64, "2Fevil.example", "2fevil.example"},
          {DOMAIN, 66, "evil.example", NULL},
          {URL, 100, "http://ref.example/", "ref.example/"},
          {DOMAIN, 107, "ref.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, markup)
{
    static const struct vector vectors[] = {
        {"<a href=\"http://evil.example/x\">evil.example</a>",
         {{URL, 9, "http://evil.example/x", "evil.example/x"},
          {DOMAIN, 16, "evil.example", NULL},
          {DOMAIN, 32, "evil.example", NULL}}},
        {"<a href='http://evil.example/x'>click</a>",
         {{URL, 9, "http://evil.example/x", "evil.example/x"},
          {DOMAIN, 16, "evil.example", NULL}}},
        {"<p>See evil.example.</p><td>192.0.2.1</td>",
         {{DOMAIN, 7, "evil.example", NULL}, {IP, 28, "192.0.2.1", NULL}}},
        {"<img src=//evil.example/p.gif>",
         {{URL, 11, "evil.example/p.gif", NULL},
          {DOMAIN, 11, "evil.example", NULL},
          {DOMAIN, 24, "p.gif", NULL}}},
        {"http://evil.example/?a=1&amp;b=2",
         {{URL, 0, "http://evil.example/?a=1&amp;b=2",
           "evil.example/?a=1&amp;b=2"},
          {URL, 0, "http://evil.example/?a=1&amp", "evil.example/?a=1&amp"},
          {DOMAIN, 7, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

Test(extract_context, notes)
{
    static const struct vector vectors[] = {
        {"[report](http://evil.example/a) and `evil.example` and **192.0.2.1**",
         {{URL, 9, "http://evil.example/a", "evil.example/a"},
          {DOMAIN, 16, "evil.example", NULL},
          {DOMAIN, 37, "evil.example", NULL},
          {IP, 57, "192.0.2.1", NULL}}},
        {"* 192.0.2.1\\n* hxxp://evil[.]example/a\\n",
         {{IP, 2, "192.0.2.1", NULL},
          {URL, 15, "hxxp://evil[.]example/a", "evil.example/a"},
          {DOMAIN, 22, "evil[.]example", "evil.example"}}},
    };

    CHECK(vectors);
}

Test(extract_context, reports_of_people)
{
    static const struct vector vectors[] = {
        {"C2: hxxps[:]//evil[.]example:8443/gate[.]php and 192[.]0[.]2[.]1",
         {{URL, 4, "hxxps[:]//evil[.]example:8443/gate[.]php",
           "evil.example:8443/gate.php"},
          {DOMAIN, 14, "evil[.]example", "evil.example"},
          {DOMAIN, 34, "gate[.]php", "gate.php"},
          {IP, 49, "192[.]0[.]2[.]1", "192.0.2.1"}}},
        {"evil[.]example (192.0.2[.]1), bob[at]evil[.]example",
         {{DOMAIN, 0, "evil[.]example", "evil.example"},
          {IP, 16, "192.0.2[.]1", "192.0.2.1"},
          {EMAIL, 30, "bob[at]evil[.]example", "bob@evil.example"},
          {DOMAIN, 37, "evil[.]example", "evil.example"}}},
        {"evil dot example, evil . example, evil [.] example", {{0}}},
        {"(evil.example), [evil.example], {evil.example}; evil.example!",
         {{DOMAIN, 1, "evil.example", NULL},
          {DOMAIN, 17, "evil.example", NULL},
          {DOMAIN, 33, "evil.example", NULL},
          {DOMAIN, 48, "evil.example", NULL}}},
        {"http://evil.example/a; http://evil.example/b, and so on",
         {{URL, 0, "http://evil.example/a", "evil.example/a"},
          {DOMAIN, 7, "evil.example", NULL},
          {URL, 23, "http://evil.example/b", "evil.example/b"},
          {DOMAIN, 30, "evil.example", NULL}}},
        {"http://evil.example/a...",
         {{URL, 0, "http://evil.example/a", "evil.example/a"},
          {DOMAIN, 7, "evil.example", NULL}}},
        {"\"evil.example\".", {{DOMAIN, 1, "evil.example", NULL}}},
    };

    CHECK(vectors);
}

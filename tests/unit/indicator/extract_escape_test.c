/* SPDX-License-Identifier: BSD-2-Clause */
/* Free text where bytes stand for others: defanged forms and escapes. */
#include "extract_vector.h"

#include <criterion/criterion.h>

Test(extract_escape, defanged_names_and_addresses)
{
    static const struct vector vectors[] = {
        {"evil[.]com", {{DOMAIN, 0, "evil[.]com", "evil.com"}}},
        {"evil(.)com", {{DOMAIN, 0, "evil(.)com", "evil.com"}}},
        {"evil{.}com", {{DOMAIN, 0, "evil{.}com", "evil.com"}}},
        {"evil[dot]com", {{DOMAIN, 0, "evil[dot]com", "evil.com"}}},
        {"evil(DOT)com", {{DOMAIN, 0, "evil(DOT)com", "evil.com"}}},
        {"evil[.com", {{DOMAIN, 0, "evil[.com", "evil.com"}}},
        {"www[.]evil[.]com.",
         {{DOMAIN, 0, "www[.]evil[.]com", "www.evil.com"}}},
        /* No name of its own is in front of the mark. */
        {"evil.co[.]uk", {{DOMAIN, 0, "evil.co[.]uk", "evil.co.uk"}}},
        {"evil.com[.]", {{DOMAIN, 0, "evil.com", NULL}}},
        {"1[.]2[.]3[.]4", {{IP, 0, "1[.]2[.]3[.]4", "1.2.3.4"}}},
        {"1.2.3[.]4", {{IP, 0, "1.2.3[.]4", "1.2.3.4"}}},
        {"1.2.3.4[.]5",
         {{IP_PORT, 0, "1.2.3.4[.]5", "1.2.3.4:5"}, {IP, 0, "1.2.3.4", NULL}}},
        {"v1.2.3[.]4", {{0}}},
        {"1.2.3.4[:]443",
         {{IP_PORT, 0, "1.2.3.4[:]443", "1.2.3.4:443"},
          {IP, 0, "1.2.3.4", NULL}}},
        {"10.0.0[.]0/8", {{IP, 0, "10.0.0[.]0/8", "10.0.0.0/8"}}},
        {"2001[:]db8::1", {{IP, 0, "2001[:]db8::1", "2001:db8::1"}}},
        {"[2001:db8::1][:]443",
         {{IP_PORT, 0, "[2001:db8::1][:]443", "[2001:db8::1]:443"},
          {IP, 1, "2001:db8::1", NULL}}},
        {"x[.] y [.]com (dot)", {{0}}},
        {"a[0].b(c).d", {{0}}},
    };

    CHECK(vectors);
}

Test(extract_escape, defanged_mail_addresses)
{
    static const struct vector vectors[] = {
        {"bob[@]evil.com",
         {{EMAIL, 0, "bob[@]evil.com", "bob@evil.com"},
          {DOMAIN, 6, "evil.com", NULL}}},
        {"bob[at]evil[.]com",
         {{EMAIL, 0, "bob[at]evil[.]com", "bob@evil.com"},
          {DOMAIN, 7, "evil[.]com", "evil.com"}}},
        {"bob(at)evil(dot)com",
         {{EMAIL, 0, "bob(at)evil(dot)com", "bob@evil.com"},
          {DOMAIN, 7, "evil(dot)com", "evil.com"}}},
        {"bob@evil[.]com",
         {{EMAIL, 0, "bob@evil[.]com", "bob@evil.com"},
          {DOMAIN, 4, "evil[.]com", "evil.com"}}},
    };

    CHECK(vectors);
}

Test(extract_escape, defanged_urls)
{
    static const struct vector vectors[] = {
        {"hxxp://evil.com/a",
         {{URL, 0, "hxxp://evil.com/a", "evil.com/a"},
          {DOMAIN, 7, "evil.com", NULL}}},
        {"hXXps://evil.com/a",
         {{URL, 0, "hXXps://evil.com/a", "evil.com/a"},
          {DOMAIN, 8, "evil.com", NULL}}},
        {"hxxps://evil.com:443/a",
         {{URL, 0, "hxxps://evil.com:443/a", "evil.com/a"},
          {DOMAIN, 8, "evil.com", NULL}}},
        {"fxp://evil.com:21/a",
         {{URL, 0, "fxp://evil.com:21/a", "evil.com/a"},
          {DOMAIN, 6, "evil.com", NULL}}},
        {"meow://evil[.]com",
         {{URL, 0, "meow://evil[.]com", "evil.com/"},
          {DOMAIN, 7, "evil[.]com", "evil.com"}}},
        {"hxxp[:]//evil[.]com/a[.]b",
         {{URL, 0, "hxxp[:]//evil[.]com/a[.]b", "evil.com/a.b"},
          {DOMAIN, 9, "evil[.]com", "evil.com"},
          {DOMAIN, 20, "a[.]b", "a.b"}}},
        {"http[://]evil.com/",
         {{URL, 0, "http[://]evil.com/", "evil.com/"},
          {DOMAIN, 9, "evil.com", NULL}}},
        {"https://evil[.]com/a,",
         {{URL, 0, "https://evil[.]com/a", "evil.com/a"},
          {DOMAIN, 8, "evil[.]com", "evil.com"}}},
        {"evil[.]com/a[.]b",
         {{URL, 0, "evil[.]com/a[.]b", "evil.com/a.b"},
          {DOMAIN, 0, "evil[.]com", "evil.com"},
          {DOMAIN, 11, "a[.]b", "a.b"}}},
        /* Nobody defanged this one, so its brackets are its own. */
        {"http://evil.com/?a[at]=1",
         {{URL, 0, "http://evil.com/?a[at]=1", "evil.com/?a[at]=1"},
          {DOMAIN, 7, "evil.com", NULL}}},
        {"hxxp://0x7f[.]1/",
         {{URL, 0, "hxxp://0x7f[.]1/", "127.0.0.1/"},
          {IP, 7, "0x7f[.]1", "127.0.0.1"}}},
    };

    CHECK(vectors);
}

Test(extract_escape, backslash_escapes_are_read_both_ways)
{
    static const struct vector vectors[] = {
        {"a\\nevil.com",
         {{DOMAIN, 2, "nevil.com", NULL}, {DOMAIN, 3, "evil.com", NULL}}},
        {"\\r\\n\\tevil.com\\r\\n",
         {{DOMAIN, 5, "tevil.com", NULL}, {DOMAIN, 6, "evil.com", NULL}}},
        {"C:\\new.exe\\temp.dll",
         {{DOMAIN, 3, "new.exe", NULL},
          {DOMAIN, 4, "ew.exe", NULL},
          {DOMAIN, 11, "temp.dll", NULL},
          {DOMAIN, 12, "emp.dll", NULL}}},
        {"\\n1.2.3.4\\n", {{IP, 2, "1.2.3.4", NULL}}},
        {"evil\\.com", {{DOMAIN, 0, "evil\\.com", "evil.com"}}},
        {"evil\\u002ecom", {{DOMAIN, 0, "evil\\u002ecom", "evil.com"}}},
        {"evil\\x2ecom", {{DOMAIN, 0, "evil\\x2ecom", "evil.com"}}},
        {"evil\\\\u002ecom", {{DOMAIN, 0, "evil\\\\u002ecom", "evil.com"}}},
        {"bob\\u0040evil.com",
         {{EMAIL, 0, "bob\\u0040evil.com", "bob@evil.com"},
          {DOMAIN, 4, "u0040evil.com", NULL},
          {DOMAIN, 9, "evil.com", NULL}}},
        {"\"http:\\/\\/evil.com\\/a%20b\"",
         {{URL, 1, "http:\\/\\/evil.com\\/a%20b", "evil.com/a%20b"},
          {DOMAIN, 10, "evil.com", NULL}}},
        {"\\u003chttp://evil.com/a\\u003e",
         {{URL, 6, "http://evil.com/a", "evil.com/a"},
          {DOMAIN, 13, "evil.com", NULL}}},
        {"\\\"http://evil.com/a\\\"",
         {{URL, 2, "http://evil.com/a", "evil.com/a"},
          {DOMAIN, 9, "evil.com", NULL}}},
        {"\\u4f8b\\u3048.jp",
         {{DOMAIN, 0, "\\u4f8b\\u3048.jp", "xn--r8jz45g.jp"},
          {DOMAIN, 7, "u3048.jp", NULL}}},
        {"\\ud83d.evil.com",
         {{DOMAIN, 1, "ud83d.evil.com", NULL}, {DOMAIN, 7, "evil.com", NULL}}},
        {"\\n例え.jp",
         {{DOMAIN, 1, "n例え.jp", "xn--n-97t231j.jp"},
          {DOMAIN, 2, "例え.jp", "xn--r8jz45g.jp"}}},
        {"\\x\\u12\\q\\", {{0}}},
    };

    CHECK(vectors);
}

Test(extract_escape, percent_escapes_are_read_both_ways)
{
    static const struct vector vectors[] = {
        {"%2Fevil.com%2F",
         {{DOMAIN, 1, "2Fevil.com", "2fevil.com"},
          {URL, 3, "evil.com%2F", "evil.com/"},
          {DOMAIN, 3, "evil.com", NULL}}},
        {"evil%2Ecom", {{DOMAIN, 0, "evil%2Ecom", "evil.com"}}},
        {"%65vil.com",
         {{DOMAIN, 0, "%65vil.com", "evil.com"},
          {DOMAIN, 1, "65vil.com", NULL}}},
        {"bob%40evil.com",
         {{EMAIL, 0, "bob%40evil.com", "bob@evil.com"},
          {DOMAIN, 4, "40evil.com", NULL},
          {DOMAIN, 6, "evil.com", NULL}}},
        {"1.2.3.4%3A443",
         {{IP_PORT, 0, "1.2.3.4%3A443", "1.2.3.4:443"},
          {IP, 0, "1.2.3.4", NULL}}},
        {"2001%3Adb8%3A%3A1", {{IP, 0, "2001%3Adb8%3A%3A1", "2001:db8::1"}}},
        {"?u=http%3A%2F%2Fevil.com%2Fa%3Fb%3D1%26c%3D2&o=3",
         {{URL, 3, "http%3A%2F%2Fevil.com%2Fa%3Fb%3D1%26c%3D2",
           "evil.com/a?b=1&c=2"},
          {DOMAIN, 14, "2Fevil.com", "2fevil.com"},
          {DOMAIN, 16, "evil.com", NULL}}},
        {"http%253A%252F%252Fevil.com%252Fa",
         {{URL, 0, "http%253A%252F%252Fevil.com%252Fa", "evil.com/a"},
          {DOMAIN, 15, "252Fevil.com", "252fevil.com"},
          {DOMAIN, 19, "evil.com", NULL}}},
        /* What is escaped in a URL that stands there plainly is its own. */
        {"http://evil.com/a%20b%2Fc",
         {{URL, 0, "http://evil.com/a%20b%2Fc", "evil.com/a%20b/c"},
          {DOMAIN, 7, "evil.com", NULL}}},
        {"%22http://evil.com/a%22",
         {{URL, 3, "http://evil.com/a", "evil.com/a"},
          {DOMAIN, 10, "evil.com", NULL}}},
        {"http%3A%2F%2F3279880203%2Fa",
         {{URL, 0, "http%3A%2F%2F3279880203%2Fa", "195.127.0.11/a"},
          {IP, 13, "3279880203", "195.127.0.11"}}},
        {"%C3%A9vil.com",
         {{DOMAIN, 0, "%C3%A9vil.com", "xn--vil-9la.com"},
          {DOMAIN, 4, "A9vil.com", "a9vil.com"}}},
        {"%,%2,%zz,%%", {{0}}},
        {"100%evil.com", {{DOMAIN, 4, "evil.com", NULL}}},
    };

    CHECK(vectors);
}

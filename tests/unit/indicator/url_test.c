/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/url.h"

#include "base/slice.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NO_PATH TAMIS_NOTE_NO_PATH
#define UNUSUAL TAMIS_NOTE_UNUSUAL_IPV4
#define BAD_URL TAMIS_REASON_BAD_URL
#define DEEP    TAMIS_REASON_URL_UNESCAPE_DEPTH

/* Safe Browsing's canonical forms, as far as they hold here: the port stays
 * unless it is a default one, and the scheme is no part of the key. */
static const struct vector safe_browsing[] = {
    {"http://host/%25%32%35", "host/%25", 0, 0},
    {"http://host/%25%32%35%25%32%35", "host/%25%25", 0, 0},
    {"http://host/%2525252525252525", "host/%25", 0, 0},
    {"http://host/asdf%25%32%35asd", "host/asdf%25asd", 0, 0},
    {"http://host/%%%25%32%35asd%%", "host/%25%25%25asd%25%25", 0, 0},
    {"http://www.google.com/", "www.google.com/", 0, NO_PATH},
    {"http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73%65%63%75%72%65/"
     "%77%77%77%2E%65%62%61%79%2E%63%6F%6D/",
     "168.188.99.26/.secure/www.ebay.com/", 0, 0},
    {"http://195.127.0.11/uploads/%20%20%20%20/.verify/"
     ".eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/",
     "195.127.0.11/uploads/%20%20%20%20/.verify/"
     ".eBaysecure=updateuserdataxplimnbqmn-xplmvalidateinfoswqpcmlx=hgplmcx/",
     0, 0},
    {"http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611"
     "%252A22%252833%252944_55%252B",
     "host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+", 0, 0},
    {"http://3279880203/blah", "195.127.0.11/blah", 0, UNUSUAL},
    {"http://www.google.com/blah/..", "www.google.com/", 0, NO_PATH},
    {"www.google.com/", "www.google.com/", 0, NO_PATH},
    {"www.google.com", "www.google.com/", 0, NO_PATH},
    {"http://www.evil.com/blah#frag", "www.evil.com/blah", 0, 0},
    {"http://www.GOOgle.com/", "www.google.com/", 0, NO_PATH},
    {"http://www.google.com.../", "www.google.com/", 0, NO_PATH},
    {"http://www.google.com/foo\tbar\rbaz\n2", "www.google.com/foobarbaz2", 0,
     0},
    {"http://www.google.com/q?", "www.google.com/q", 0, 0},
    {"http://www.google.com/q?r?", "www.google.com/q?r?", 0, 0},
    {"http://www.google.com/q?r?s", "www.google.com/q?r?s", 0, 0},
    {"http://evil.com/foo#bar#baz", "evil.com/foo", 0, 0},
    {"http://evil.com/foo;", "evil.com/foo;", 0, 0},
    {"http://evil.com/foo?bar;", "evil.com/foo?bar;", 0, 0},
    {"http://\x01\x80.com/", "%01%80.com/", 0, NO_PATH},
    {"http://notrailingslash.com", "notrailingslash.com/", 0, NO_PATH},
    {"http://www.gotaport.com:1234/", "www.gotaport.com:1234/", 0, NO_PATH},
    {"  http://www.google.com/  ", "www.google.com/", 0, NO_PATH},
    {"http:// leadingspace.com/", "%20leadingspace.com/", 0, NO_PATH},
    {"http://%20leadingspace.com/", "%20leadingspace.com/", 0, NO_PATH},
    {"%20leadingspace.com/", "%20leadingspace.com/", 0, NO_PATH},
    {"https://www.securesite.com/", "www.securesite.com/", 0, NO_PATH},
    {"http://host.com/ab%23cd", "host.com/ab%23cd", 0, 0},
    {"http://host.com//twoslashes?more//slashes",
     "host.com/twoslashes?more//slashes", 0, 0},
    {"http://www.\xC3\xBCmlat.com/", "www.xn--mlat-zra.com/", 0, NO_PATH},
    {"http%3A%2F%2Fwackyurl.com:80/", "wackyurl.com/", 0, NO_PATH},
    {"http://W!eird<>Ho$^.com/", "w!eird<>ho$^.com/", 0, NO_PATH},
    {"", NULL, TAMIS_REASON_SYNTAX, 0},
    {":", NULL, BAD_URL, 0},
    {"/blah", NULL, BAD_URL, 0},
    {"#ref", NULL, BAD_URL, 0},
    {"?query#ref", NULL, BAD_URL, 0},
    {"http://#ref", NULL, BAD_URL, 0},
    {"http:///blah#ref", NULL, BAD_URL, 0},
    {"http://?query#ref", NULL, BAD_URL, 0},
    {"mailto:bryner@google.com", NULL, BAD_URL, 0},
};

Test(url, safe_browsing_vectors)
{
    VECTORS_CHECK(TAMIS_KIND_URL, 0, safe_browsing);
}

static const struct vector hosts[] = {
    /* User info is the bait, the host is what follows it. */
    {"http://good.com@evil.com/", "evil.com/", 0, NO_PATH},
    {"http://good.com:80@evil.com/", "evil.com/", 0, NO_PATH},
    {"http://a@b@evil.com/x", "evil.com/x", 0, 0},
    {"http://good.com%40evil.com/", NULL, BAD_URL, 0},
    {"http://evil.com\\@good.com/", "evil.com/@good.com/", 0, 0},
    {"http://evil.com?@good.com/", "evil.com/?@good.com/", 0, 0},
    {"http://evil.com#@good.com/", "evil.com/", 0, NO_PATH},
    {"user@evil.com/x", NULL, BAD_URL, 0},
    {"http:\\\\evil.com\\a\\b", "evil.com/a/b", 0, 0},
    {"HTTP://EVIL.COM/Path", "evil.com/Path", 0, 0},
    {"ftp://evil.com:21/x", "evil.com/x", 0, 0},
    {"ftp://evil.com:80/x", "evil.com/x", 0, 0},
    {"http://evil.com:21/x", "evil.com:21/x", 0, 0},
    {"http://evil.com:80/x", "evil.com/x", 0, 0},
    {"https://evil.com:443/x", "evil.com/x", 0, 0},
    {"http://evil.com:443/x", "evil.com/x", 0, 0},
    {"https://evil.com:80/x", "evil.com/x", 0, 0},
    {"http://evil.com:/x", "evil.com/x", 0, 0},
    {"http://evil.com:0080/x", "evil.com/x", 0, 0},
    {"http://evil.com:08080/x", "evil.com:8080/x", 0, 0},
    {"tcp://evil.com:4444", "evil.com:4444/", 0, NO_PATH},
    {"evil.com:8080", "evil.com:8080/", 0, NO_PATH},
    {"http://evil.com:0/", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"http://evil.com:65536/", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"http://evil.com:8x/", NULL, BAD_URL, 0},
    {"http://161.35.41.9:53:53/", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"http://evil..com/", "evil.com/", 0, NO_PATH},
    {"http://.evil.com/", "evil.com/", 0, NO_PATH},
    {"http://.../", NULL, BAD_URL, 0},
    {"http://evil.com%2Fx/", NULL, BAD_URL, 0},
    {"http://evil.com%3A80/", NULL, BAD_URL, 0},
    {"http://http%3A%2F%2Fx/", NULL, BAD_URL, 0},
    {"http://evil.com]/", NULL, BAD_URL, 0},
    {"http://fa\xc3\x9f.de/", "xn--fa-hia.de/", 0, NO_PATH},
    {"http://fa%C3%9F.de/", "xn--fa-hia.de/", 0, NO_PATH},
    {"http://support\xc2\xac"
     "forum.org/",
     NULL, TAMIS_REASON_IDNA, 0},
    {"http://xn--a.com/", "xn--a.com/", 0, NO_PATH},
    {"http://-edge-.com/", "-edge-.com/", 0, NO_PATH},
    /* IPv4 in disguise. */
    {"http://276.2.3/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://0x12.0x43.0x44.0x01/", "18.67.68.1/", 0, NO_PATH | UNUSUAL},
    {"http://012.034.01.055/", "10.28.1.45/", 0, NO_PATH | UNUSUAL},
    {"http://12.0x12.01234/", "12.18.2.156/", 0, NO_PATH | UNUSUAL},
    {"http://167838211/", "10.1.2.3/", 0, NO_PATH | UNUSUAL},
    {"http://192.0x00A80001/", "192.168.0.1/", 0, NO_PATH | UNUSUAL},
    {"http://0x.0x.0/", "0.0.0.0/", 0, NO_PATH | UNUSUAL},
    {"http://0000153.0000255.0000011.0000125/a", "107.173.9.85/a", 0, UNUSUAL},
    {"http://10.192.95.89 xy/", "10.192.95.89/", 0, NO_PATH},
    {"http://\xef\xbc\x91.2.3.4/", "1.2.3.4/", 0, NO_PATH},
    {"http://1.2.3.4./", "1.2.3.4/", 0, NO_PATH},
    {"http://1.2.3.4:8080/x", "1.2.3.4:8080/x", 0, 0},
    {"http://1.2.3.08/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://0x100.2.3.4/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://256.0.0.1/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://foo.0x4/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://01.2.3.4.5/", NULL, TAMIS_REASON_BAD_IP, 0},
    /* IPv6 in brackets. */
    {"http://[2001:DB8:0::1]/", "[2001:db8::1]/", 0, NO_PATH},
    {"http://[2001:db8::1]:8080/x?y", "[2001:db8::1]:8080/x?y", 0, 0},
    {"http://[2001:db8::1]:443/", "[2001:db8::1]/", 0, NO_PATH},
    {"http://[::ffff:1.2.3.4]/", "1.2.3.4/", 0, NO_PATH | TAMIS_NOTE_V4_MAPPED},
    {"http://[::ffff:102:304]:81/", "1.2.3.4:81/", 0,
     NO_PATH | TAMIS_NOTE_V4_MAPPED},
    {"http://[fe80::1%25eth0]/", NULL, TAMIS_REASON_ZONE_ID, 0},
    {"http://[::1/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://[]/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://[1.2.3.4]/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://[::1]x/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"http://2001:db8::1/", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"data:text/html,x", NULL, BAD_URL, 0},
    {"javascript:alert(1)", NULL, BAD_URL, 0},
};

Test(url, hosts_in_every_disguise)
{
    VECTORS_CHECK(TAMIS_KIND_URL, 0, hosts);
}

static const struct vector paths[] = {
    {"http://a.com/a/./b", "a.com/a/b", 0, 0},
    {"http://a.com/a/../b", "a.com/b", 0, 0},
    {"http://a.com/a/b/..", "a.com/a/", 0, 0},
    {"http://a.com/a/b/.", "a.com/a/b/", 0, 0},
    {"http://a.com/../../etc", "a.com/etc", 0, 0},
    {"http://a.com/a/%2e%2E/b", "a.com/b", 0, 0},
    {"http://a.com/a%2Fb", "a.com/a/b", 0, 0},
    {"http://a.com/a//b///c/", "a.com/a/b/c/", 0, 0},
    {"http://a.com/a\\b", "a.com/a/b", 0, 0},
    {"http://a.com/a%5Cb", "a.com/a%5Cb", 0, 0},
    {"http://a.com/a%3Fb", "a.com/a%3Fb", 0, 0},
    {"http://a.com/a%253Fb", "a.com/a%3Fb", 0, 0},
    {"http://a.com/a%3F", "a.com/a%3F", 0, 0},
    {"http://a.com/%00", "a.com/%00", 0, 0},
    {"http://a.com/a b", "a.com/a%20b", 0, 0},
    {"http://a.com/\xc3\xa4", "a.com/%C3%A4", 0, 0},
    {"http://a.com/%c3%a4", "a.com/%C3%A4", 0, 0},
    {"http://a.com/\x7f", "a.com/%7F", 0, 0},
    {"http://a.com/CaSe", "a.com/CaSe", 0, 0},
    {"http://a.com/a;b=c,d!$&'()*+", "a.com/a;b=c,d!$&'()*+", 0, 0},
    {"a.com?x=1", "a.com/?x=1", 0, 0},
    {"http://a.com/??", "a.com/??", 0, 0},
    {"http://a.com/?a=%41%2f%3d&b=%7E", "a.com/?a=A%2F%3D&b=~", 0, 0},
    {"http://a.com/?%2541", "a.com/?%2541", 0, 0},
    {"http://a.com/?100%", "a.com/?100%25", 0, 0},
    {"http://a.com/?%4%31", "a.com/?%2541", 0, 0},
    {"http://a.com/?a b\\c", "a.com/?a%20b\\c", 0, 0},
    {"http://a.com/?u=http://b.com//c", "a.com/?u=http://b.com//c", 0, 0},
    {"http://a.com/ #x", "a.com/%20", 0, 0},
    {"https%3a%2f%2fa.com%2Fb%3Fc%23d", "a.com/b?c", 0, 0},
};

Test(url, paths_and_queries)
{
    VECTORS_CHECK(TAMIS_KIND_URL, 0, paths);
}

/* "%25" written `rounds` times over: "%", then "%25", then "%2525", ... */
static tamis_reason parse_bomb(unsigned rounds, const char *host,
                               tamis_indicator *indicator)
{
    char text[256];
    size_t size = (size_t)snprintf(text, sizeof text, "http://%s%%", host);

    for (unsigned i = 0; i < rounds; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "25");
    snprintf(text + size, sizeof text - size, "%s", "41");
    return indicator_parse(indicator, TAMIS_KIND_URL, slice_text(text), 0);
}

Test(url, unescaping_has_a_bound)
{
    static tamis_indicator indicator;

    cr_assert_eq(parse_bomb(URL_UNESCAPE_ROUNDS_MAX - 1, "a.com/", &indicator),
                 0);
    cr_assert_eq(indicator.key_size, strlen("a.com/A"));
    cr_assert(!memcmp(indicator.key, "a.com/A", 7));
    cr_assert_eq(parse_bomb(URL_UNESCAPE_ROUNDS_MAX, "a.com/", &indicator),
                 DEEP);
    cr_assert_eq(parse_bomb(60, "a.com/", &indicator), DEEP);
    cr_assert_eq(parse_bomb(60, "a.com", &indicator), DEEP);
}

Test(url, key_has_a_bound)
{
    static char text[INDICATOR_TEXT_SIZE_MAX + 2];
    static tamis_indicator indicator;
    tamis_slice slice;

    memset(text, 'a', sizeof text);
    memcpy(text, "a.com/", 6);
    slice = slice_make(text, TAMIS_KEY_SIZE_MAX);
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL, slice, 0), 0);
    cr_assert_eq(indicator.key_size, TAMIS_KEY_SIZE_MAX);
    indicator_check_stable(&indicator);
    slice.size++;
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL, slice, 0),
                 TAMIS_REASON_TOO_LONG);
    slice.size = INDICATOR_TEXT_SIZE_MAX + 1;
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL, slice, 0),
                 TAMIS_REASON_TOO_LONG);
    /* A host of 254 bytes is none. */
    slice = slice_make(text + 6, 254);
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL, slice, 0),
                 TAMIS_REASON_TOO_LONG);
}

Test(url, nul_is_bad_encoding)
{
    static tamis_indicator indicator;

    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL,
                                 slice_make("http://a.com/\0x", 15), 0),
                 TAMIS_REASON_BAD_ENCODING);
}

static void check_host(const char *url, tamis_kind kind, const char *expected)
{
    static tamis_indicator indicator, host;
    char text[300];

    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_URL, slice_text(url),
                                 TAMIS_PARSE_ZONE_ID),
                 0, "%s", url);
    indicator_url_host(&indicator, &host);
    if (!expected) {
        cr_expect_eq(host.key_size, 0, "%s", url);
        return;
    }
    cr_expect_eq(host.kind, kind, "%s", url);
    tamis_indicator_format(&host, text, sizeof text);
    cr_expect_str_eq(text, expected, "%s", url);
}

Test(url, host_is_an_indicator_of_its_own)
{
    check_host("http://www.Evil.com:8080/x", TAMIS_KIND_DOMAIN, "www.evil.com");
    check_host("evil.com", TAMIS_KIND_DOMAIN, "evil.com");
    check_host("http://3279880203/", TAMIS_KIND_IP, "195.127.0.11");
    check_host("http://[2001:db8::1]:81/x", TAMIS_KIND_IP, "2001:db8::1");
    check_host("http://[fe80::1%25eth0]/", TAMIS_KIND_IP, "fe80::1");
    check_host("http://[::ffff:1.2.3.4]/", TAMIS_KIND_IP, "1.2.3.4");
    check_host("http://localhost/x", TAMIS_KIND_DOMAIN, NULL);
    check_host("http://w!eird.com/", TAMIS_KIND_DOMAIN, NULL);
    check_host("http://*.evil.com/", TAMIS_KIND_DOMAIN, NULL);
    check_host("http://%01%80.com/", TAMIS_KIND_DOMAIN, NULL);
}

static void check_expressions(const char *url, const char *expected)
{
    static tamis_indicator indicator;
    static char expression[TAMIS_KEY_SIZE_MAX];
    struct url_expressions walk;
    char all[2048] = "";
    size_t size, total = 0, count = 0;

    cr_assert_eq(
        indicator_parse(&indicator, TAMIS_KIND_URL, slice_text(url), 0), 0);
    url_expressions_begin(&walk, slice_make(indicator.key, indicator.key_size));
    while ((size = url_expressions_next(&walk, expression)) > 0) {
        total += (size_t)snprintf(all + total, sizeof all - total, "%s%.*s",
                                  total ? " " : "", (int)size, expression);
        cr_assert(total < sizeof all);
        count++;
    }
    cr_expect(count <= URL_EXPRESSION_COUNT_MAX);
    cr_expect_str_eq(all, expected, "%s: %s", url, all);
}

Test(url, safe_browsing_expressions)
{
    check_expressions("http://a.b.c/1/2.html?param=1",
                      "a.b.c/1/2.html?param=1 a.b.c/1/2.html a.b.c/ a.b.c/1/ "
                      "b.c/1/2.html?param=1 b.c/1/2.html b.c/ b.c/1/");
    check_expressions("http://a.b.c.d.e.f.g/1.html",
                      "a.b.c.d.e.f.g/1.html a.b.c.d.e.f.g/ c.d.e.f.g/1.html "
                      "c.d.e.f.g/ d.e.f.g/1.html d.e.f.g/ e.f.g/1.html e.f.g/ "
                      "f.g/1.html f.g/");
    check_expressions("http://1.2.3.4/1/", "1.2.3.4/1/ 1.2.3.4/");
    check_expressions("http://[::1]:81/", "[::1]/");
    check_expressions("http://evil.com:8080/", "evil.com/");
    check_expressions("http://a.b.com/1/2/3/4/5/6?q",
                      "a.b.com/1/2/3/4/5/6?q a.b.com/1/2/3/4/5/6 a.b.com/ "
                      "a.b.com/1/ a.b.com/1/2/ a.b.com/1/2/3/ "
                      "b.com/1/2/3/4/5/6?q b.com/1/2/3/4/5/6 b.com/ b.com/1/ "
                      "b.com/1/2/ b.com/1/2/3/");
    check_expressions("http://localhost/x", "localhost/x localhost/");
}

Test(url, most_expressions_are_thirty)
{
    static tamis_indicator indicator;
    static char expression[TAMIS_KEY_SIZE_MAX];
    struct url_expressions walk;
    size_t count = 0;

    indicator_parse(&indicator, TAMIS_KIND_URL,
                    slice_text("a.b.c.d.e.f.g/1/2/3/4/5/6?q"), 0);
    url_expressions_begin(&walk, slice_make(indicator.key, indicator.key_size));
    while (url_expressions_next(&walk, expression) > 0)
        count++;
    cr_assert_eq(count, URL_EXPRESSION_COUNT_MAX);
}

Test(url, scheme_is_recognised)
{
    static const char *const with[] = {"http://x", "HTTPS:\\\\x", "ftp:/\\x",
                                       "a+b-c.d://x", "http%3A%2f%2Fx"};
    static const char *const without[] = {
        "",      "http",   "http:/x",       "://x",
        "1a://", "a b://", "evil.com:80/x", "http%3Ax"};

    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        cr_expect(url_has_scheme(slice_text(with[i])), "%s", with[i]);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        cr_expect_not(url_has_scheme(slice_text(without[i])), "%s", without[i]);
}

Test(url, uri_paths)
{
    static const struct vector uris[] = {
        {"/gate.php?id=1", "/gate.php?id=1", 0, 0},
        {"/a/../b//c%41", "/b/cA", 0, 0},
        {"/x#y", "/x", 0, 0},
        {"/", "/", 0, 0},
        {"gate.php", "gate.php", 0, 0},
        {"a//B", "a//B", 0, 0},
        {"/%2525252525252525252525252525252525", NULL, DEEP, 0},
        {"a\xff", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_URI_PATH, 0, uris);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/address.h"

#include "base/slice.h"
#include "indicator/address_span.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define NOTES_NONE 0
#define MAPPED     TAMIS_NOTE_V4_MAPPED
#define BITS       TAMIS_NOTE_HOST_BITS

static const struct vector addresses[] = {
    {"1.2.3.4", "1.2.3.4", 0, 0},
    {" 1.2.3.4\r\n", "1.2.3.4", 0, 0},
    {"0.0.0.0", "0.0.0.0", 0, 0},
    {"255.255.255.255", "255.255.255.255", 0, 0},
    {"1.2.3.4/32", "1.2.3.4", 0, 0},
    {"10.2.4.5/24", "10.2.4.0/24", 0, BITS},
    {"10.0.0.0/8", "10.0.0.0/8", 0, 0},
    {"0.0.0.0/0", "0.0.0.0/0", 0, 0},
    {"1.2.3.4/0", "0.0.0.0/0", 0, BITS},
    {"1.2.3.5/31", "1.2.3.4/31", 0, BITS},
    {"::", "::", 0, 0},
    {"::1", "::1", 0, 0},
    {"1::", "1::", 0, 0},
    {"[::1]", "::1", 0, 0},
    {"[2001:db8::]/32", "2001:db8::/32", 0, 0},
    {"2001:DB8::1", "2001:db8::1", 0, 0},
    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", 0, 0},
    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", 0, 0},
    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", 0, 0},
    {"0:0:0:0:0:0:0:1", "::1", 0, 0},
    {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", 0, 0},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", 0, 0},
    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", 0, 0},
    {"1234:0fd2:5621:0001:0089:0000:0000:4500/128", "1234:fd2:5621:1:89::4500",
     0, 0},
    {"2001:db8::ff00:42:8329/64", "2001:db8::/64", 0, BITS},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127",
     "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", 0, BITS},
    {"::/0", "::/0", 0, 0},
    /* IPv4-mapped is IPv4, in either spelling; other embeddings are not. */
    {"::ffff:1.2.3.4", "1.2.3.4", 0, MAPPED},
    {"::FFFF:102:304", "1.2.3.4", 0, MAPPED},
    {"0:0:0:0:0:ffff:2d3e:c649", "45.62.198.73", 0, MAPPED},
    {"::ffff:1.2.3.0/120", "1.2.3.0/24", 0, MAPPED},
    {"::ffff:0:0/96", "0.0.0.0/0", 0, MAPPED},
    {"::ffff:0:0/95", "::fffe:0:0/95", 0, BITS},
    {"::1.2.3.4", "::102:304", 0, 0},
    {"102:304::", "102:304::", 0, 0},
    {"64:ff9b::1.2.3.4", "64:ff9b::102:304", 0, 0},
    {"2002:102:304::", "2002:102:304::", 0, 0},
    /* Octal looks like decimal: refused by a reason of its own. */
    {"1.2.3.04", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"1.2.3.08", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"01.2.3.4", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"1.2.3.00", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"0000153.0000255.0000011.0000125", NULL, TAMIS_REASON_IPV4_LEADING_ZERO,
     0},
    {"::ffff:1.2.3.04", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"010.0.0.0/8", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"fe80::1%eth0", NULL, TAMIS_REASON_ZONE_ID, 0},
    {"fe80::1%eth0/64", NULL, TAMIS_REASON_ZONE_ID, 0},
    {"1.2.3", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4.", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4.5", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.256", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.99999999999999999999", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1..3.4", NULL, TAMIS_REASON_BAD_IP, 0},
    {".1.2.3", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.-4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4x", NULL, TAMIS_REASON_BAD_IP, 0},
    {"0x1.2.3.4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"3279880203", NULL, TAMIS_REASON_BAD_IP, 0},
    {"C91.196.152.28", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4 ", "1.2.3.4", 0, 0},
    {"1.2.3. 4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4:80", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4%eth0", NULL, TAMIS_REASON_BAD_IP, 0},
    {"fe80::1%", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4/", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4/33", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4/024", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4/+8", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4/8/8", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.0/255.255.255.0", NULL, TAMIS_REASON_BAD_IP, 0},
    {"::1/129", NULL, TAMIS_REASON_BAD_IP, 0},
    {"/8", NULL, TAMIS_REASON_BAD_IP, 0},
    {":", NULL, TAMIS_REASON_BAD_IP, 0},
    {":::", NULL, TAMIS_REASON_BAD_IP, 0},
    {":1", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1::2::3", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:2:3:4:5:6:7", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:2:3:4:5:6:7:8:9", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:2:3:4::5:6:7:8", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:2:3:4:5:6:7:8::", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1:2:3:4:5:6:7:1.2.3.4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4::", NULL, TAMIS_REASON_BAD_IP, 0},
    {"::12345", NULL, TAMIS_REASON_BAD_IP, 0},
    {"::g", NULL, TAMIS_REASON_BAD_IP, 0},
    {"fe80:0000:f2cd:7d80:3f37:52c6", NULL, TAMIS_REASON_BAD_IP, 0},
    {"[1.2.3.4]", NULL, TAMIS_REASON_BAD_IP, 0},
    {"[::1", NULL, TAMIS_REASON_BAD_IP, 0},
    {"::1]", NULL, TAMIS_REASON_BAD_IP, 0},
    {"[]", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.\xc3\xa4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.\xff", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"1.2.3.\x01", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"", NULL, TAMIS_REASON_SYNTAX, 0},
};

Test(address, golden_vectors)
{
    VECTORS_CHECK(TAMIS_KIND_IP, 0, addresses);
}

Test(address, zone_is_dropped_when_asked)
{
    static const struct vector zoned[] = {
        {"fe80::1%eth0", "fe80::1", 0, 0},
        {"fe80::1%25", "fe80::1", 0, 0},
        {"fe80::1%eth0/64", "fe80::/64", 0, BITS},
        {"1.2.3.4%eth0", NULL, TAMIS_REASON_BAD_IP, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_IP, TAMIS_PARSE_ZONE_ID, zoned);
}

static const struct vector endpoints[] = {
    {"1.2.3.4:80", "1.2.3.4:80", 0, 0},
    {"1.2.3.4|80", "1.2.3.4:80", 0, 0},
    {"1.2.3.4#80", "1.2.3.4:80", 0, 0},
    {"1.2.3.4p80", "1.2.3.4:80", 0, 0},
    {"1.2.3.4 port 80", "1.2.3.4:80", 0, 0},
    {"1.2.3.4.443", "1.2.3.4:443", 0, 0},
    {"1.2.3.4:65535", "1.2.3.4:65535", 0, 0},
    {"1.2.3.4:0080", "1.2.3.4:80", 0, 0},
    {"[2001:db8::1]:443", "[2001:db8::1]:443", 0, 0},
    {"[2001:db8::1]|443", "[2001:db8::1]:443", 0, 0},
    {"2001:db8::1|443", "[2001:db8::1]:443", 0, 0},
    {"2001:db8::1.443", "[2001:db8::1]:443", 0, 0},
    {"2001:db8::1p443", "[2001:db8::1]:443", 0, 0},
    {"2001:db8::1#443", "[2001:db8::1]:443", 0, 0},
    {"2001:db8::1 port 443", "[2001:db8::1]:443", 0, 0},
    {"[1fff:0:a88:85a3::ac1f]:8001", "[1fff:0:a88:85a3::ac1f]:8001", 0, 0},
    {"1234:0fd2:5621:0001:0089:0000:0000:4500|80",
     "[1234:fd2:5621:1:89::4500]:80", 0, 0},
    {"[0:0:0:0:0:ffff:2d3e:c649]:53", "45.62.198.73:53", 0, MAPPED},
    {"::ffff:1.2.3.4.53", "1.2.3.4:53", 0, MAPPED},
    {"161.35.41.9:53:53", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"182.86.133:8880", NULL, TAMIS_REASON_BAD_IP, 0},
    {"2001:db8::1:443", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"::1.2.3.4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4", NULL, TAMIS_REASON_BAD_IP, 0},
    {"1.2.3.4:", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.4:0", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.4:65536", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.4:99999999999999999999", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.4:-1", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.4:http", NULL, TAMIS_REASON_BAD_PORT, 0},
    {"1.2.3.04:80", NULL, TAMIS_REASON_IPV4_LEADING_ZERO, 0},
    {"1.2.3.0/24:80", NULL, TAMIS_REASON_BAD_IP, 0},
    {"[1.2.3.4]:80", NULL, TAMIS_REASON_BAD_IP, 0},
    {"[fe80::1%1]:80", NULL, TAMIS_REASON_ZONE_ID, 0},
    {"evil.com:80", NULL, TAMIS_REASON_BAD_IP, 0},
    {":80", NULL, TAMIS_REASON_BAD_IP, 0},
    {"80", NULL, TAMIS_REASON_BAD_PORT, 0},
};

Test(address, ports_in_every_spelling)
{
    VECTORS_CHECK(TAMIS_KIND_IP_PORT, 0, endpoints);
}

Test(address, keys_hold_the_documented_bytes)
{
    static tamis_indicator ip, endpoint;

    indicator_parse(&ip, TAMIS_KIND_IP, slice_text("1.2.3.0/24"), 0);
    cr_assert_eq(ip.key_size, 5);
    cr_assert(!memcmp(ip.key, "\1\2\3\0\x18", 5));
    cr_assert_eq(ip.mode, TAMIS_MODE_PREFIX);
    indicator_parse(&ip, TAMIS_KIND_IP, slice_text("::1"), 0);
    cr_assert_eq(ip.key_size, 17);
    cr_assert_eq(ip.key[15], 1);
    cr_assert_eq(ip.key[16], 128);
    cr_assert_eq(ip.mode, TAMIS_MODE_EXACT);
    indicator_parse(&endpoint, TAMIS_KIND_IP_PORT, slice_text("1.2.3.4:258"),
                    0);
    cr_assert_eq(endpoint.key_size, 18);
    cr_assert(
        !memcmp(endpoint.key, "\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4\1\2", 18));
    indicator_port_address(&endpoint, &ip);
    cr_assert_eq(ip.key_size, 5);
    cr_assert(!memcmp(ip.key, "\1\2\3\4\x20", 5));
    indicator_parse(&endpoint, TAMIS_KIND_IP_PORT, slice_text("[::2]:1"), 0);
    indicator_port_address(&endpoint, &ip);
    cr_assert_eq(ip.key_size, 17);
    cr_assert_eq(ip.key[15], 2);
    cr_assert_eq(ip.key[16], 128);
}

/* The vectors of the URL standard and of Safe Browsing. */
Test(address, loose_parser_reads_what_browsers_read)
{
    static const struct {
        const char *text, *address;
    } cases[] = {
        {"3279880203", "195.127.0.11"},
        {"0x12.0x43.0x44.0x01", "18.67.68.1"},
        {"012.034.01.055", "10.28.1.45"},
        {"276.2.3", NULL}, /* Safe Browsing says 20.2.0.3, browsers refuse */
        {"12.0x12.01234", "12.18.2.156"},
        {"167838211", "10.1.2.3"},
        {"192.0x00A80001", "192.168.0.1"},
        {"0x.0x.0", "0.0.0.0"},
        {"0000153.0000255.0000011.0000125", "107.173.9.85"},
        {"1.2.3.4.", "1.2.3.4"},
        {"0xffffffff", "255.255.255.255"},
        {"4294967295", "255.255.255.255"},
        {"1.16777215", "1.255.255.255"},
        {"1.2.65535", "1.2.255.255"},
        {"0", "0.0.0.0"},
        {"4294967296", NULL},
        {"0x100000000", NULL},
        {"99999999999999999999999999", NULL},
        {"1.16777216", NULL},
        {"1.2.65536", NULL},
        {"1.2.3.08", NULL},
        {"0x100.2.3.4", NULL},
        {"256.0.0.1", NULL},
        {"foo.0x4", NULL},
        {"01.2.3.4.5", NULL},
        {"1..2", NULL},
        {"", NULL},
        {".", NULL},
        {"1.2.3.-4", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address address;
        char text[ADDRESS_TEXT_SIZE];
        tamis_reason reason =
            address_parse_loose(&address, slice_text(cases[i].text));

        cr_expect_eq(reason == TAMIS_REASON_NONE, cases[i].address != NULL,
                     "\"%s\"", cases[i].text);
        if (reason || !cases[i].address)
            continue;
        address_format(&address, text);
        cr_expect_str_eq(text, cases[i].address, "\"%s\"", cases[i].text);
    }
}

Test(address, hosts_that_end_in_a_number)
{
    static const char *const numbers[] = {"1",     "1.2.3.4", "a.1",
                                          "a.0x4", "foo.0x",  "a.1.",
                                          "0X1f",  "09",      "C91.196.152.28"};
    static const char *const names[] = {"",      ".",        "a",   "a.1b",
                                        "1.com", "a.0xyz",   "a-1", "1.2.3.x",
                                        "a..",   "xn--1.0x_"};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cr_expect(address_is_number(slice_text(numbers[i])), "%s", numbers[i]);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect_not(address_is_number(slice_text(names[i])), "%s", names[i]);
}

static void check_span(const char *text, const char *expected)
{
    struct address_span span;
    struct address_prefix prefix;
    char all[4096] = "";
    size_t size = 0;

    cr_assert_eq(address_span_parse(&span, slice_text(text)), 0, "%s", text);
    while (address_span_next(&span, &prefix)) {
        char one[ADDRESS_TEXT_SIZE];

        address_prefix_format(&prefix, one);
        size += (size_t)snprintf(all + size, sizeof all - size, "%s%s",
                                 size ? " " : "", one);
        cr_assert(size < sizeof all);
    }
    cr_expect_str_eq(all, expected, "%s: %s", text, all);
}

Test(address, ranges_become_the_fewest_prefixes)
{
    check_span("1.2.3.4-1.2.3.4", "1.2.3.4");
    check_span("1.2.3.0 - 1.2.3.255", "1.2.3.0/24");
    check_span("1.2.3.1-1.2.3.4", "1.2.3.1 1.2.3.2/31 1.2.3.4");
    check_span("0.0.0.0-255.255.255.255", "0.0.0.0/0");
    check_span("255.255.255.254-255.255.255.255", "255.255.255.254/31");
    check_span("10.0.0.255-10.0.1.0", "10.0.0.255 10.0.1.0");
    check_span("0.0.0.1-0.0.0.7", "0.0.0.1 0.0.0.2/31 0.0.0.4/30");
    check_span("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0");
    check_span("2001:db8::-2001:db8::ffff", "2001:db8::/112");
    check_span("::ffff:1.2.3.0-1.2.3.1", "1.2.3.0/31");
}

Test(address, worst_range_ends_within_its_bound)
{
    struct address_span span;
    struct address_prefix prefix;
    size_t count = 0;

    cr_assert_eq(
        address_span_parse(
            &span, slice_text("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")),
        0);
    while (address_span_next(&span, &prefix))
        count++;
    cr_assert_eq(count, 254);
}

Test(address, wrong_ranges_are_refused)
{
    static const char *const wrong[] = {
        "1.2.3.4", "1.2.3.4-", "-1.2.3.4", "1.2.3.5-1.2.3.4",   "1.2.3.4-::1",
        "a-b",     "",         "-",        "1.2.3.0/24-1.2.4.0"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct address_span span;

        cr_expect_eq(address_span_parse(&span, slice_text(wrong[i])),
                     TAMIS_REASON_BAD_IP, "%s", wrong[i]);
    }
}

Test(address, netmasks)
{
    uint32_t length = 99;

    cr_assert(address_parse_netmask(slice_text("255.255.255.0"), &length));
    cr_assert_eq(length, 24);
    cr_assert(address_parse_netmask(slice_text("0.0.0.0"), &length));
    cr_assert_eq(length, 0);
    cr_assert(address_parse_netmask(slice_text("255.255.255.255"), &length));
    cr_assert_eq(length, 32);
    cr_assert_not(address_parse_netmask(slice_text("255.0.255.0"), &length));
    cr_assert_not(address_parse_netmask(slice_text("0.0.0.255"), &length));
    cr_assert_not(address_parse_netmask(slice_text("ffff::"), &length));
}

static bool is_special(const char *text)
{
    struct address_prefix prefix;
    uint32_t notes = 0;

    cr_assert_eq(address_prefix_parse(&prefix, slice_text(text), 0, &notes), 0,
                 "%s", text);
    return address_is_special_use(&prefix);
}

Test(address, special_use_blocks_of_rfc_6890)
{
    static const char *const special[] = {
        "0.1.2.3", "10.0.0.0/8", "10.1.2.3", "100.64.0.0/10", "100.127.1.1",
        "127.0.0.1", "169.254.169.254", "172.16.0.0/12", "172.31.0.1",
        "192.0.0.1", "192.168.1.0/24", "198.18.0.1", "198.19.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fc00::/7", "fd00::1", "fe80::1",
        "ff02::1", "::ffff:10.0.0.1", "100::1",
        /* not inside one, but with one inside */
        "192.0.0.0/8", "8.0.0.0/5", "0.0.0.0/0", "fe00::/8"};
    static const char *const common[] = {
        "1.2.3.4",      "9.255.255.255", "11.0.0.0",   "100.128.0.0",
        "100.63.0.1",   "172.32.0.1",    "172.15.0.1", "192.0.2.1",
        "198.51.100.1", "203.0.113.1",   "198.20.0.1", "223.255.255.255",
        "2001:db8::1",  "2606:4700::1",  "::2",        "192.0.1.1",
        "fec0::1",      "101::"};

    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        cr_expect(is_special(special[i]), "%s", special[i]);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        cr_expect_not(is_special(common[i]), "%s", common[i]);
}

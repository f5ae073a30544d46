/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/domain.h"

#include "base/slice.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>

#define LABEL_63                                                               \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME_253                                                               \
    LABEL_63 "." LABEL_63 "." LABEL_63 "."                                     \
             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct vector domains[] = {
    {"evil.com", "evil.com", 0, 0},
    {"EVIL.Com", "evil.com", 0, 0},
    {"evil.com.", "evil.com", 0, 0},
    {" example.com.\r\n", "example.com", 0, 0},
    {"www.sub.evil.co.uk", "www.sub.evil.co.uk", 0, 0},
    {"*.evil.com", "evil.com", 0, 0},
    {".evil.com", "evil.com", 0, 0},
    {"_dmarc.evil.com", "_dmarc.evil.com", 0, 0},
    {"-edge-.evil-.com", "-edge-.evil-.com", 0, 0},
    {"1.com", "1.com", 0, 0},
    {"123.456", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil.c0m", "evil.c0m", 0, 0},
    {"evil.0xyz", "evil.0xyz", 0, 0},
    {"a.b", "a.b", 0, 0},
    {LABEL_63 ".com", LABEL_63 ".com", 0, 0},
    {NAME_253, NAME_253, 0, 0},
    {"expyuzz4wqqyqhjn.onion", "expyuzz4wqqyqhjn.onion", 0, 0},
    /* ASCII never passes through IDNA, however wrong its punycode. */
    {"xn--a", NULL, TAMIS_REASON_SINGLE_LABEL, 0},
    {"xn--a.com", "xn--a.com", 0, 0},
    {"XN--A.com", "xn--a.com", 0, 0},
    {"ab--c.com", "ab--c.com", 0, 0},
    {"xn--mlat-zra.com", "xn--mlat-zra.com", 0, 0},
    /* UTS 46, not transitional. */
    {"fa\xc3\x9f.de", "xn--fa-hia.de", 0, 0},
    {"\xce\xb2\xcf\x8c\xce\xbb\xce\xbf\xcf\x82.com", "xn--nxasmm1c.com", 0, 0},
    {"H\xc3\x81\xc4\x8cKY\xc4\x8c\xc3\x81RKY.CZ", "xn--hkyrky-ptac70bc.cz", 0,
     0},
    {"example\xe3\x80\x82"
     "com",
     "example.com", 0, 0},
    {"example\xef\xbc\x8e"
     "com",
     "example.com", 0, 0},
    {"example\xef\xbd\xa1"
     "com",
     "example.com", 0, 0},
    {"_dmarc.ex\xc3\xa4mple.com", "_dmarc.xn--exmple-cua.com", 0, 0},
    {"\xf0\x9d\x95\x96xample.com", "example.com", 0, 0},
    {"*.ex\xc3\xa4mple.com.", "xn--exmple-cua.com", 0, 0},
    {"ex\xc3\xa4mple.com\xe3\x80\x82", "xn--exmple-cua.com", 0, 0},
    {"-foo-.ex\xc3\xa4mple.de", NULL, TAMIS_REASON_IDNA, 0},
    {"ab--c.\xc3\x9f", NULL, TAMIS_REASON_IDNA, 0},
    {"support\xc2\xac"
     "forum.org",
     NULL, TAMIS_REASON_IDNA, 0},
    {"xn--a.ex\xc3\xa4mple.com", NULL, TAMIS_REASON_IDNA, 0},
    /* A full-width slash maps to '/' without STD3 rules. */
    {"evil\xef\xbc\x8f"
     "x.com",
     NULL, TAMIS_REASON_IDNA, 0},
    {"\xff.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"\xc3.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"\xed\xa0\x80.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"a\x01.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"a\x7f.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"\xc2\x85.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    /* Full-width digits are digits: then it is an address. */
    {"\xef\xbc\x91.2.3.4", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"1.2.3.4", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"C91.196.152.28", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"foo.0x4", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"foo.0X", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"localhost", NULL, TAMIS_REASON_SINGLE_LABEL, 0},
    {"com.", NULL, TAMIS_REASON_SINGLE_LABEL, 0},
    {"*.com", NULL, TAMIS_REASON_SINGLE_LABEL, 0},
    {"*", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"*.", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {".", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"..", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"..evil.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil..com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil.com..", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"*.*.evil.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil.*", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"ev il.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil.com:80", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil.com/x", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil@evil.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil\\.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {"evil[.]com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {LABEL_63 "a.com", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    {NAME_253 "a", NULL, TAMIS_REASON_TOO_LONG, 0},
    {"", NULL, TAMIS_REASON_SYNTAX, 0},
};

Test(domain, golden_vectors)
{
    VECTORS_CHECK(TAMIS_KIND_DOMAIN, 0, domains);
}

Test(domain, single_label_when_asked)
{
    static const struct vector single[] = {
        {"localhost", "localhost", 0, 0},
        {"Com.", "com", 0, 0},
        {"123", NULL, TAMIS_REASON_BAD_DOMAIN, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_DOMAIN, TAMIS_PARSE_SINGLE_LABEL, single);
}

static tamis_mode mode_of(const char *text)
{
    struct domain_name name;

    cr_assert_eq(domain_normalise(&name, slice_text(text), 0), 0, "%s", text);
    return name.mode;
}

Test(domain, leading_marks_set_the_mode)
{
    cr_assert_eq(mode_of("evil.com"), TAMIS_MODE_AUTO);
    cr_assert_eq(mode_of(".evil.com"), TAMIS_MODE_SUFFIX);
    cr_assert_eq(mode_of("*.evil.com"), TAMIS_MODE_SUBDOMAINS);
    cr_assert_eq(mode_of("*.ex\xc3\xa4mple.com"), TAMIS_MODE_SUBDOMAINS);
}

Test(domain, labels_are_counted)
{
    struct domain_name name;

    cr_assert_eq(domain_normalise(&name, slice_text("*.a.b.Evil.com."), 0), 0);
    cr_assert_eq(name.label_count, 4);
    cr_assert_eq(name.size, strlen("a.b.evil.com"));
    cr_assert_str_eq(name.text, "a.b.evil.com");
}

static bool read_wire(struct domain_name *name, const char *bytes, size_t size)
{
    return domain_from_wire(name, slice_make(bytes, size));
}

Test(domain, wire_format_with_and_without_root)
{
    struct domain_name name;

    cr_assert(read_wire(&name, "\3WwW\4evil\3com\0", 14));
    cr_assert_str_eq(name.text, "www.evil.com");
    cr_assert_eq(name.size, 12);
    cr_assert_eq(name.label_count, 3);
    cr_assert(read_wire(&name, "\4evil\3com", 9));
    cr_assert_str_eq(name.text, "evil.com");
    cr_assert(read_wire(&name, "\3com", 4));
    cr_assert_str_eq(name.text, "com");
}

Test(domain, wire_format_that_is_broken_is_no_name)
{
    struct domain_name name;
    char longest[320];
    size_t size = 0;

    cr_assert_not(read_wire(&name, "", 0));
    cr_assert_not(read_wire(&name, "\0", 1));
    cr_assert_not(read_wire(&name, "\4evi", 4));
    cr_assert_not(read_wire(&name, "\3com\0x", 6));
    cr_assert_not(read_wire(&name, "\xc0\x0c", 2));
    cr_assert_not(read_wire(&name, "\3a.b\3com", 8));
    cr_assert_not(read_wire(&name, "\3a\0b\3com", 8));
    cr_assert_not(read_wire(&name, "\2\xc3\xa4\3com", 7));
    while (size < 5 * 64) {
        longest[size] = 63;
        memset(longest + size + 1, 'a', 63);
        size += 64;
    }
    cr_assert(read_wire(&name, longest, 3 * 64));
    cr_assert_not(read_wire(&name, longest, 4 * 64));
    longest[3 * 64] = 61;
    cr_assert(read_wire(&name, longest, 3 * 64 + 62));
    cr_assert_eq(name.size, TAMIS_DOMAIN_SIZE_MAX);
}

Test(domain, nul_inside_is_bad_encoding)
{
    static tamis_indicator indicator;

    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_DOMAIN,
                                 slice_make("evil\0.com", 9), 0),
                 TAMIS_REASON_BAD_ENCODING);
    cr_assert_eq(indicator_parse(&indicator, TAMIS_KIND_DOMAIN,
                                 slice_make("\xc3\xa4\0.com", 7), 0),
                 TAMIS_REASON_BAD_ENCODING);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

#define SOA "$TTL 300\n@ IN SOA localhost. root.localhost. (1 2 3 4 5)\n"

static const struct {
    const char *input, *expected;
} table[] = {
    {SOA "@ IN NS localhost.\nevil.test CNAME .\n*.evil.test CNAME .\n",
     "4 + domain exact evil.test\n5 + domain subdomains evil.test\n"},
    /* A SOA over many lines, TTLs and classes in either order. */
    {"@ 3600 IN SOA a. b. (\n 1 ; serial\n 2 3\n 4 5 )\n"
     "evil.test 60 IN CNAME rpz-drop. ; why\nb.test IN 60 CNAME *.\n",
     "5 + domain exact evil.test\n6 + domain exact b.test\n"},
    /* Owners that are absolute, relative, and left out. */
    {"$ORIGIN rpz.example.\n@ SOA a. b. 1 2 3 4 5\n"
     "evil.test CNAME .\nabsolute.test.rpz.example. CNAME .\n"
     "outside.test. CNAME .\n",
     "3 + domain exact evil.test\n4 + domain exact absolute.test\n"
     "5 - syntax outside.test. CNAME .\n"},
    {"rpz.example. SOA a. b. 1 2 3 4 5\nevil.test CNAME .\n"
     "b.test.rpz.example. A 192.0.2.1\n",
     "2 + domain exact evil.test\n3 + domain exact b.test\n"},
    {"evil.test A 127.0.0.1\n\tAAAA ::1\n",
     "1 + domain exact evil.test\n2 + domain exact evil.test\n"},
    {"$ORIGIN rpz.example.\n@ SOA a. b. 1 2 3 4 5\n$ORIGIN test.rpz.example.\n"
     "evil CNAME .\n",
     "4 + domain exact evil.test\n"},
    {"evil.test. CNAME .\n", "1 + domain exact evil.test\n"},
    /* Addresses in answers: DNS_ANSWER is field 4. */
    {"24.0.2.0.192.rpz-ip CNAME .\n", "1 + ip auto 192.0.2.0/24 fields=4\n"},
    {"32.9.2.0.192.rpz-ip CNAME .\n", "1 + ip auto 192.0.2.9 fields=4\n"},
    {"48.zz.aa.db8.2001.rpz-ip CNAME .\n",
     "1 + ip auto 2001:db8:aa::/48 fields=4\n"},
    {"128.1.zz.cc.bb.aa.db8.2001.rpz-ip CNAME .\n",
     "1 + ip auto 2001:db8:aa:bb:cc::1 fields=4\n"},
    {"128.1.0.0.0.0.0.db8.2001.rpz-ip CNAME .\n",
     "1 + ip auto 2001:db8::1 fields=4\n"},
    {"128.1.zz.rpz-ip CNAME .\n", "1 + ip auto ::1 fields=4\n"},
    {"33.0.2.0.192.rpz-ip CNAME .\n24.256.2.0.192.rpz-ip CNAME .\n"
     "48.zz.zz.2001.rpz-ip CNAME .\n24.rpz-ip CNAME .\n",
     "1 - bad-ip 33.0.2.0.192.rpz-ip\n2 - bad-ip 24.256.2.0.192.rpz-ip\n"
     "3 - bad-ip 48.zz.zz.2001.rpz-ip\n4 - bad-ip 24.rpz-ip\n"},
    /* Triggers on who asks and who answers are not kept. */
    {"32.1.0.0.10.rpz-client-ip CNAME .\nns.test.rpz-nsdname CNAME .\n"
     "32.1.0.0.10.rpz-nsip CNAME .\n",
     "1 - rpz-trigger 32.1.0.0.10.rpz-client-ip\n"
     "2 - rpz-trigger ns.test.rpz-nsdname\n"
     "3 - rpz-trigger 32.1.0.0.10.rpz-nsip\n"},
    {"good.test CNAME rpz-passthru.\nalias.test CNAME alias.test.\n",
     "1 - allow-ignored good.test\n2 - allow-ignored alias.test\n"},
    /* Escapes, and lines that are none. */
    {"e\\118il.test CNAME .\n", "1 + domain exact evil.test\n"},
    {"a\\.b.test CNAME .\nc\\000.test CNAME .\nd.test CNAME .\n",
     "1 - syntax a\\.b.test CNAME .\n2 - syntax c\\000.test CNAME .\n"
     "3 + domain exact d.test\n"},
    {"evil.test\nevil.test CNAME\n b.test CNAME .\n",
     "1 - syntax evil.test\n2 - bad-field-count evil.test CNAME\n"
     "3 - not-an-indicator evil.test\n"},
    {"evil.test TXT \"a ; b (\"\nb.test CNAME .\n",
     "1 - not-an-indicator evil.test\n2 + domain exact b.test\n"},
    {"$INCLUDE other.zone\n", "1 - not-an-indicator $INCLUDE other.zone\n"},
    /* A parenthesis that nobody closes loses its own record only. */
    {"a.test TXT ( x\nb.test CNAME .\nc.test CNAME . (\n",
     "1 - not-an-indicator a.test\n1 - syntax (\n2 + domain exact b.test\n"
     "3 + domain exact c.test\n3 - syntax (\n"},
    {SOA, ""},
};

Test(rpz, reads_triggers_on_names_and_answers)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_RPZ, table[i].input, table[i].expected);
}

Test(rpz, honours_passthru_when_asked)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_RPZ;
    options.flags = TAMIS_FEED_HONOUR_ALLOW;
    feed_text_check_options("zone",
                            "good.test CNAME rpz-passthru.\n"
                            "*.good.test CNAME rpz-passthru.\n"
                            "32.1.2.0.192.rpz-ip CNAME rpz-passthru.\n",
                            &options,
                            "1 + domain exact good.test allow\n"
                            "2 + domain subdomains good.test allow\n"
                            "3 + ip auto 192.0.2.1 allow fields=4\n");
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *input, *expected;
} table[] = {
    {"evil.test\n1.2.3.4\n1.2.3.0/24\n1.2.3.4:8080\n2001:db8::1\n"
     "[2001:db8::1]:443\n2001:db8::/32\n",
     "1 + domain suffix evil.test tags=feed\n2 + ip auto 1.2.3.4 tags=feed\n"
     "3 + ip auto 1.2.3.0/24 tags=feed\n"
     "4 + ip-port auto 1.2.3.4:8080 tags=feed\n"
     "5 + ip auto 2001:db8::1 tags=feed\n"
     "6 + ip-port auto [2001:db8::1]:443 tags=feed\n"
     "7 + ip auto 2001:db8::/32 tags=feed\n"},
    {"evil.test/a.php\n1.2.3.4/a\n1.2.3.4:80/a\nevil.test:8080\n"
     "http://evil.test/?a=b+c*d\nevil.test/?q=(1)\n",
     "1 + url auto evil.test/a.php tags=feed\n2 + url auto 1.2.3.4/a "
     "tags=feed\n"
     "3 + url auto 1.2.3.4:80/a tags=feed\n"
     "4 + url auto evil.test:8080 tags=feed\n"
     "5 + url auto http://evil.test/?a=b+c*d tags=feed\n"
     "6 + url auto evil.test/?q=(1) tags=feed\n"},
    {"[a-z]{8}\\.evil\\.test\nevil[0-9].test\n.*\\.top/gate\n",
     "1 + pattern auto [a-z]{8}\\.evil\\.test tags=feed\n"
     "2 + pattern auto evil[0-9].test tags=feed\n"
     "3 + pattern auto .*\\.top/gate tags=feed\n"},
    {"/gate.php\n", "1 - path-only /gate.php\n"},
    {"evil.test # note\n# a comment\n",
     "1 + domain suffix evil.test tags=feed\n"},
    {".evil.test\n", "1 + domain suffix evil.test tags=feed\n"},
    /* References head a block; the first counts, a comment ends it. */
    {"# Reference: https://r.test/1\n# Reference: https://r.test/2\n\na.test\n"
     "b.test\n\n# Generic\n\nc.test\n# Reference: https://r.test/3 (# x)\n"
     "d.test\n",
     "4 + domain suffix a.test tags=feed reference=https://r.test/1\n"
     "5 + domain suffix b.test tags=feed reference=https://r.test/1\n"
     "9 + domain suffix c.test tags=feed\n"
     "11 + domain suffix d.test tags=feed reference=https://r.test/3\n"},
    /* Junk is left to the parsers, with the kind that it nearly has. */
    {"1.2.3.4:53:53\n1.2.3:8880\nX1.2.3.4 # probe\nno\xc2\xacname.test\n",
     "1 + ip-port auto 1.2.3.4:53:53 tags=feed\n"
     "2 + url auto 1.2.3:8880 tags=feed\n"
     "3 + domain suffix X1.2.3.4 tags=feed\n"
     "4 + domain suffix no\xc2\xacname.test tags=feed\n"},
    {"# Copyright\n", ""},
};

Test(maltrail, reads_trails_of_every_kind)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_MALTRAIL, table[i].input,
                        table[i].expected);
}

Test(maltrail, names_the_family_after_the_file)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_MALTRAIL;
    feed_text_check_options("apt_x.y.txt", "evil.test\n", &options,
                            "1 + domain suffix evil.test tags=apt_x\n");
}

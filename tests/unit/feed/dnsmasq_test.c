/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *input, *expected;
} table[] = {
    {"address=/evil.test/0.0.0.0\n", "1 + domain suffix evil.test\n"},
    {"address=/evil.test/\n", "1 + domain suffix evil.test\n"},
    {"address=/evil.test/#\n", "1 + domain suffix evil.test\n"},
    {"address=/evil.test/::\n", "1 + domain suffix evil.test\n"},
    {"address=/a.test/b.test/127.0.0.1 # two\n",
     "1 + domain suffix a.test\n1 + domain suffix b.test\n"},
    {"server=/a.test/\nlocal=/b.test/\n",
     "1 + domain suffix a.test\n2 + domain suffix b.test\n"},
    {"address=/*.evil.test/\n", "1 + domain subdomains evil.test\n"},
    {"address=/printer.test/10.0.0.9\n", "1 - hosts-nonsink printer.test\n"},
    {"server=/corp.test/10.0.0.1\n", "1 - hosts-nonsink corp.test\n"},
    {"server=/good.test/#\n", "1 - allow-ignored good.test\n"},
    {"cache-size=1000\n", "1 - not-an-indicator cache-size=1000\n"},
    {"address=/evil.test\n", "1 - syntax address=/evil.test\n"},
    {"address=//\n", "1 - syntax address=//\n"},
    {"address=evil.test\n", "1 - not-an-indicator address=evil.test\n"},
    {"# x\n\n", ""},
};

Test(dnsmasq, reads_names_that_are_not_resolved)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_DNSMASQ, table[i].input,
                        table[i].expected);
}

Test(dnsmasq, honours_exceptions_when_asked)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_DNSMASQ;
    options.flags = TAMIS_FEED_HONOUR_ALLOW;
    feed_text_check_options("conf", "server=/good.test/#\n", &options,
                            "1 + domain suffix good.test allow\n");
}

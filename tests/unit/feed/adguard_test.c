/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *input, *expected;
} table[] = {
    {"||evil.test^\n", "1 + domain suffix evil.test\n"},
    {"||evil.test\n", "1 + domain suffix evil.test\n"},
    {"||evil.test^|\n", "1 + domain suffix evil.test\n"},
    {"||evil.test^$important,third-party\n", "1 + domain suffix evil.test\n"},
    {"||evil.test$all\n", "1 + domain suffix evil.test\n"},
    {"||*.evil.test^\n", "1 + domain subdomains evil.test\n"},
    {"||1.2.3.4^\n", "1 + ip auto 1.2.3.4\n"},
    {"evil.test\n", "1 + domain exact evil.test\n"},
    {"0.0.0.0 evil.test\n", "1 + domain exact evil.test\n"},
    {"! comment\n# comment\n[Adblock Plus 2.0]\n||a.test^\n",
     "4 + domain suffix a.test\n"},
    {"||ads*.evil.test^\n", "1 - abp-wildcard ||ads*.evil.test^\n"},
    {"||evil.test^$dnsrewrite=1.2.3.4\n",
     "1 - abp-modifier ||evil.test^$dnsrewrite=1.2.3.4\n"},
    {"||evil.test^$script\n", "1 - abp-modifier ||evil.test^$script\n"},
    {"||evil.test^$badfilter\n", "1 - abp-modifier ||evil.test^$badfilter\n"},
    {"evil.test##.banner\n", "1 - abp-cosmetic evil.test##.banner\n"},
    {"##.banner\n#@#.banner\n",
     "1 - abp-cosmetic ##.banner\n2 - abp-cosmetic #@#.banner\n"},
    {"||evil.test/path\n", "1 - abp-url-rule ||evil.test/path\n"},
    {"||evil.test^path\n", "1 - abp-url-rule ||evil.test^path\n"},
    {"||evil.test:8080^\n", "1 - abp-url-rule ||evil.test:8080^\n"},
    {"|https://evil.test\n", "1 - abp-url-rule |https://evil.test\n"},
    {"/banner[0-9]+/\n", "1 - regex-unsupported /banner[0-9]+/\n"},
    {"/ads/img\n", "1 - abp-url-rule /ads/img\n"},
    {"||^\n", "1 - abp-url-rule ||^\n"},
    {"@@||good.test^\n", "1 - allow-ignored @@||good.test^\n"},
};

Test(adguard, reads_rules_on_whole_names)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_ADGUARD, table[i].input,
                        table[i].expected);
}

Test(adguard, honours_exceptions_when_asked)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = TAMIS_FORMAT_ADGUARD;
    options.flags = TAMIS_FEED_HONOUR_ALLOW;
    feed_text_check_options(
        "list", "||evil.test^\n@@||good.evil.test^\n@@||x*.test^\n", &options,
        "1 + domain suffix evil.test\n"
        "2 + domain suffix good.evil.test allow\n"
        "3 - abp-wildcard @@||x*.test^\n");
}

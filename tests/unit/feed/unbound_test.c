/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *input, *expected;
} table[] = {
    {"server:\n  local-zone: \"evil.test.\" always_null\n",
     "2 + domain suffix evil.test\n"},
    {"local-zone: evil.test always_nxdomain # x\n",
     "1 + domain suffix evil.test\n"},
    {"local-zone: \"a.test\" redirect\nlocal-data: \"a.test A 0.0.0.0\"\n",
     "1 + domain suffix a.test\n2 + domain exact a.test\n"},
    {"local-data: 'a.test. 60 IN AAAA ::'\n", "1 + domain exact a.test\n"},
    {"local-data: \"a.test A 10.0.0.1\"\n", "1 - hosts-nonsink a.test\n"},
    {"local-data: \"a.test TXT x\"\n", "1 - not-an-indicator a.test\n"},
    {"local-zone: \"a.test\" transparent\n", "1 - not-an-indicator a.test\n"},
    {"local-zone: \"a.test\" always_transparent\n",
     "1 - allow-ignored a.test\n"},
    {"local-zone: \"a.test\"\n", "1 - bad-field-count a.test\n"},
    {"local-zone: a.test static extra\n", "1 - bad-field-count a.test\n"},
    {"num-threads: 4\n", "1 - not-an-indicator num-threads: 4\n"},
    {"evil.test\n", "1 - syntax evil.test\n"},
};

Test(unbound, reads_local_zones_and_sinks)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_UNBOUND, table[i].input,
                        table[i].expected);
}

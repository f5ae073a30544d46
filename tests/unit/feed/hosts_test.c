/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

static const struct {
    const char *input, *expected;
} table[] = {
    {"0.0.0.0 evil.test\n", "1 + domain exact evil.test\n"},
    {"127.0.0.1\tevil.test www.evil.test # both\n",
     "1 + domain exact evil.test\n1 + domain exact www.evil.test\n"},
    {"::1 evil.test\n:: a.test\n127.0.0.53 b.test\n",
     "1 + domain exact evil.test\n2 + domain exact a.test\n"
     "3 + domain exact b.test\n"},
    {"0:0:0:0:0:0:0:0 evil.test\n", "1 + domain exact evil.test\n"},
    /* What every machine has says nothing. */
    {"127.0.0.1 localhost localhost.localdomain\n::1 ip6-localhost "
     "ip6-loopback\n255.255.255.255 broadcasthost\nfe80::1%lo0 localhost\n"
     "0.0.0.0 0.0.0.0\n0.0.0.0 evil.test\n",
     "6 + domain exact evil.test\n"},
    {"0.0.0.0 evil.test#glued\n", "1 + domain exact evil.test\n"},
    {"10.1.2.3 intranet.test other.test\n",
     "1 - hosts-nonsink intranet.test\n1 - hosts-nonsink other.test\n"},
    {"0.0.0.0\n", "1 - bad-field-count 0.0.0.0\n"},
    {"evil.test\n", "1 - syntax evil.test\n"},
    {"999.0.0.1 evil.test\n", "1 - syntax 999.0.0.1 evil.test\n"},
    {"# comment only\n", ""},
};

Test(hosts, reads_names_sent_to_a_sink)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(TAMIS_FORMAT_HOSTS, table[i].input, table[i].expected);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include <criterion/criterion.h>

#define MD5    "00112233445566778899aabbccddeeff"
#define SHA1   "00112233445566778899aabbccddeeff00112233"
#define SHA256 MD5 MD5

struct loki_row {
    tamis_format format;
    const char *input, *expected;
};

static const struct loki_row table[] = {
    {TAMIS_FORMAT_LOKI_HASH,
     MD5 ";A sample - https://r.test/1\n" SHA1 ";80;Another\n" SHA256 ";\n",
     "1 + md5 auto " MD5 " reference=https://r.test/1 context=A sample - "
     "https://r.test/1\n"
     "2 + sha1 auto " SHA1 " context=Another confidence=80\n"
     "3 + sha256 auto " SHA256 "\n"},
    /* Without a comment of its own, a digest has the one above it. */
    {TAMIS_FORMAT_LOKI_HASH, "# Family X\n" MD5 "\n" SHA1 ";text;more\n",
     "2 + md5 auto " MD5 " context=Family X\n"
     "3 + sha1 auto " SHA1 " context=text;more\n"},
    {TAMIS_FORMAT_LOKI_HASH, "evil.test;no digest\n" MD5 "0;long\n",
     "1 - bad-hash-length evil.test\n2 - bad-hash-length " MD5 "0\n"},
    {TAMIS_FORMAT_LOKI_NAME,
     "# Tool\n\\\\tool\\.exe$;80\n(?i)\\\\b\\.exe;50;(?i)(Windows\\\\)\n",
     "2 + pattern auto filename:/\\\\tool\\.exe$/ context=Tool confidence=80\n"
     "3 + pattern auto filename:/(?i)\\\\b\\.exe/ !/(?i)(Windows\\\\)/ "
     "context=Tool confidence=50\n"},
    /* A branch with more behind an end never matches; all else is kept. */
    {TAMIS_FORMAT_LOKI_NAME,
     "a;70;(?i)(x\\$b|$env:c|d)\n"
     "b;70;$tmp|c$|[|$x]\n"
     "c;70;a|(?:b|(c)$e)\n"
     "d;70;$env:x\n"
     "e;70;(a|b$c?|$d*)$\n"
     "f;70;($a)?b\n"
     "g;70;(?x)a|$b\n"
     "h;70;(a|$b|$c|d)|(?:$e)|$f(x|y)\n"
     "i;70;(?i)$a|b\n"
     "j;70;(?i)$a\n",
     "1 + pattern auto filename:/a/ !/(?i)(x\\$b|d)/ confidence=70\n"
     "2 + pattern auto filename:/b/ !/c$|[|$x]/ confidence=70\n"
     "3 + pattern auto filename:/c/ !/a|(?:b)/ confidence=70\n"
     "4 + pattern auto filename:/d/ confidence=70\n"
     "5 + pattern auto filename:/e/ !/(a|b$c?|$d*)$/ confidence=70\n"
     "6 + pattern auto filename:/f/ !/($a)?b/ confidence=70\n"
     "7 + pattern auto filename:/g/ !/(?x)a|$b/ confidence=70\n"
     "8 + pattern auto filename:/h/ !/(a|d)|(?:$e)/ confidence=70\n"
     "9 + pattern auto filename:/i/ !/(?i)b/ confidence=70\n"
     "10 + pattern auto filename:/j/ confidence=70\n"},
    {TAMIS_FORMAT_LOKI_NAME, "noscore\nx;high\n;80\n",
     "1 - bad-field-count noscore\n2 - syntax x\n3 - syntax\n"},
    {TAMIS_FORMAT_LOKI_C2,
     "# Report https://r.test/2\nevil.test\n1.2.3.4;75\n\n# Other\nb.test\n",
     "2 + auto auto evil.test reference=https://r.test/2 context=Report "
     "https://r.test/2\n"
     "3 + auto auto 1.2.3.4 reference=https://r.test/2 context=Report "
     "https://r.test/2 confidence=75\n"
     "6 + auto auto b.test context=Other\n"},
    {TAMIS_FORMAT_LOKI_C2, "evil.test;x\n;5\n",
     "1 - syntax evil.test\n2 - not-an-indicator ;5\n"},
    {TAMIS_FORMAT_LOKI_C2, "#\n# x\n\n", ""},
};

Test(loki, reads_its_three_lists)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        feed_text_check(table[i].format, table[i].input, table[i].expected);
}

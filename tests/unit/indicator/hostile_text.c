/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/indicator/hostile_text.h"

#include <string.h>

/* clang-format off */
const char *const hostile_repetitions[] = {
    ".", "@", "[", "(", ":", "\\", "%", "-", "a.", "a@", "a+", "a:", "::", "[:",
    "[::", "[f:", "f:", "f::", "f:f.", "1.", "1.2.3.4/", "1.2.3.4:",
    "1.2.3.4.5 ", "http://", "http://a.b/", "=a.b/", "a.b/", "http://a@",
    "http://((", "a,http://b.c/d,", "%25", "%2F", "\\n", "\\/", "\\\\", "a%2Ea",
    "a%2e.", "a\\.", "a%40", "a+%40", "a@b%2e", "a+a@b.c%2E", "http%3A%2F%2F",
    "http:\\/\\/", "a.b\\/", "x=a.b%2F", "a[.]", "[.]", "a(dot)", "(at)",
    "a[at]", "hxxp[:]//a[.]b/", "\xc3\xa9", "\xc3\xa9.", ("\xc3\xa9" "a."),
    "a.\xc3\xa9", "\xc3\xa9%41", "%C3%A9", "%c3%a9.", "\\u00e9", "\xe3\x80\x82",
    "a\xe3\x80\x82", "a.b\xe3\x80\x82", "\xe3\x80\x82\xe3\x80\x82.",
    ("a\xe3\x80\x82\xe3\x80\x82" "a"), "\\u3002", "a\\u3002",
    "d41d8cd98f00b204e9800998ecf8427e.",
    "a-", "=http://a.b/%2e,", "http://a.b/'", "http://a.b/|http://", "a.b/'",
    "(http://a.b/)'", "http://a.b/x'(", "=a.b/*", "http://a.b/[http://a.b/]'",
    NULL,
};
/* clang-format on */

void hostile_text_fill(char *text, size_t size, const char *repetition)
{
    size_t length = strlen(repetition);

    for (size_t i = 0; i < size; i++)
        text[i] = repetition[i % length];
}

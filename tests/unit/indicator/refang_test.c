/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/refang.h"

#include "base/slice.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const struct {
    const char *text, *refanged;
    bool is_defanged;
} cases[] = {
    {"evil[.]com", "evil.com", true},
    {"evil(.)com", "evil.com", true},
    {"evil{.}com", "evil.com", true},
    {"evil[dot]com", "evil.com", true},
    {"evil(DOT)com", "evil.com", true},
    {"evil[ . ]com", "evil.com", true},
    {"evil[.com", "evil.com", true},
    {"evil.]com", "evil.com", true},
    {"www[.]evil[.]com", "www.evil.com", true},
    {"1.2.3[.]4", "1.2.3.4", true},
    {"1[.]2[.]3[.]4", "1.2.3.4", true},
    {"1.2.3.4[:]80", "1.2.3.4:80", true},
    {"2001[:]db8[:][:]1", "2001:db8::1", true},
    {"test[at]example.com", "test@example.com", true},
    {"test(at)example[.]com", "test@example.com", true},
    {"test[@]example.com", "test@example.com", true},
    {"hxxp://evil.com", "http://evil.com", true},
    {"hXXp://evil.com", "http://evil.com", true},
    {"hxxps://evil.com", "https://evil.com", true},
    {"hxtp://evil.com", "http://evil.com", true},
    {"htxp://evil.com", "http://evil.com", true},
    {"h[tt]p://evil.com", "http://evil.com", true},
    {"h[tt]ps://evil.com", "https://evil.com", true},
    {"meow://evil.com", "http://evil.com", true},
    {"fxp://evil.com", "ftp://evil.com", true},
    {"hxxp[:]//evil.com", "http://evil.com", true},
    {"hxxp[://]evil.com", "http://evil.com", true},
    {"http[:]//evil.com", "http://evil.com", true},
    {"http[://]evil.com", "http://evil.com", true},
    {"hxxp__evil.com", "http://evil.com", true},
    {"hxxp:\\\\evil.com", "http://evil.com", true},
    {"hxxp://evil[.]com[/]x", "http://evil.com/x", true},
    {"http://evil.com/x", "http://evil.com/x", false},
    {"evil.com", "evil.com", false},
    {"\"evil.com\"", "evil.com", false},
    {"'evil.com',", "evil.com", false},
    {"<http://evil.com>", "http://evil.com", false},
    {"evil.com.", "evil.com", false},
    {"2600:1157:c7:fd::", "2600:1157:c7:fd::", false},
    {"2600::,", "2600::", false},
    {"evil.com:", "evil.com", false},
    {"evil.com::", "evil.com", false},
    {"'fd00::'", "fd00::", false},
    {"8.8.8.8).", "8.8.8.8", false},
    {"http://evil.com/a_(b)", "http://evil.com/a_(b)", false},
    {"[2001:db8::1]:443", "[2001:db8::1]:443", false},
    {"http://[2001:db8::1]/", "http://[2001:db8::1]/", false},
    {"hxxp://[2001:db8::1]/", "http://[2001:db8::1]/", true},
    {"hxxp", "hxxp", false},
    {"hxxpress.com", "hxxpress.com", false},
    {"[.", "[", false},
    {"[.x", "[.x", false},
    {"a[.", "a[", false},
    {"", "", false},
    {"\"", "\"", false},
    {"\"\"", "", false},
};

Test(refang, every_spelling)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static char buffer[REFANG_SIZE_MAX];
        bool is_defanged;
        tamis_slice result =
            refang(slice_text(cases[i].text), buffer, &is_defanged);

        cr_expect(slice_is(result, cases[i].refanged), "\"%s\": \"%.*s\"",
                  cases[i].text, (int)result.size, result.data);
        cr_expect_eq(is_defanged, cases[i].is_defanged, "\"%s\"",
                     cases[i].text);
    }
}

Test(refang, parsing_notes_that_it_was_defanged)
{
    static const struct vector vectors[] = {
        {"hxxp://evil[.]com/x", "evil.com/x", 0, TAMIS_NOTE_DEFANGED},
        {"http://evil.com/x", "evil.com/x", 0, 0},
    };
    static const struct vector plain[] = {
        {"evil[.]com/x", NULL, TAMIS_REASON_BAD_URL, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_URL, TAMIS_PARSE_REFANG, vectors);
    VECTORS_CHECK(TAMIS_KIND_URL, 0, plain);
}

Test(refang, text_kinds_stay_as_they_are)
{
    static const struct vector vectors[] = {
        {"a[.]b (at) 'c'.", "a[.]b (at) 'c'.", 0, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_USER_AGENT, TAMIS_PARSE_REFANG, vectors);
}

Test(refang, longest_text_fits_its_buffer)
{
    static char text[INDICATOR_TEXT_SIZE_MAX + 1];
    char *buffer = malloc(REFANG_SIZE_MAX);
    bool is_defanged;
    tamis_slice result;

    memset(text, 'a', sizeof text);
    memcpy(text, "hxxps__", 7);
    result =
        refang(slice_make(text, INDICATOR_TEXT_SIZE_MAX), buffer, &is_defanged);
    cr_assert_eq(result.size, INDICATOR_TEXT_SIZE_MAX + 1);
    cr_assert(is_defanged);
    result = refang(slice_make(text, sizeof text), buffer, &is_defanged);
    cr_assert_eq(result.size, sizeof text);
    cr_assert_not(is_defanged);
    free(buffer);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The public way to the candidates of a text. What a candidate is: the tests of
 * indicator/extract. */
#include "support/failing_allocator.h"

#include <tamis/extract.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* "offset+length kind value", one a line, with the notes in brackets. */
static void expect(const char *text, size_t size, const char *expected)
{
    char found[2048] = "", value[512];
    tamis_extractor *extractor;
    tamis_extracted extracted;
    size_t used = 0;

    cr_assert_eq(tamis_extractor_create(&extractor, NULL, NULL), TAMIS_OK);
    tamis_extractor_begin(extractor, text, size);
    while (tamis_extractor_next(extractor, &extracted)) {
        tamis_indicator_format(extracted.indicator, value, sizeof value);
        used += (size_t)snprintf(
            found + used, sizeof found - used, "%u+%u %s %s%s%s%s\n",
            (unsigned)extracted.offset, extracted.length,
            tamis_kind_name(extracted.indicator->kind), value,
            extracted.notes & TAMIS_EXTRACTED_WIDE ? " (wide)" : "",
            extracted.notes & TAMIS_EXTRACTED_SPECIAL_USE ? " (special)" : "",
            extracted.indicator->notes & TAMIS_NOTE_DEFANGED ? " (defanged)"
                                                             : "");
        cr_assert_lt(used, sizeof found);
    }
    cr_expect_str_eq(found, expected);
    cr_expect_eq(tamis_extractor_next(extractor, &extracted), 0);
    tamis_extractor_destroy(extractor);
}

#define EXPECT(text, expected) expect(text, sizeof text - 1, expected)

Test(extractor, gives_candidates_in_order_with_their_places)
{
    EXPECT("", "");
    EXPECT("nothing here", "");
    EXPECT("at hxxp://evil[.]com/x and a@b.org",
           "3+19 url evil.com/x (defanged)\n"
           "10+10 domain evil.com (defanged)\n"
           "27+7 email a@b.org\n"
           "29+5 domain b.org\n");
}

Test(extractor, tells_what_is_of_special_use)
{
    EXPECT("10.0.0.1 9.9.9.9 fe80::1", "0+8 ip 10.0.0.1 (special)\n"
                                       "9+7 ip 9.9.9.9\n"
                                       "17+7 ip fe80::1 (special)\n");
    EXPECT("192.168.0.1:80", "0+14 ip-port 192.168.0.1:80 (special)\n"
                             "0+11 ip 192.168.0.1 (special)\n");
    EXPECT("http://127.0.0.1/x", "0+18 url 127.0.0.1/x (special)\n"
                                 "7+9 ip 127.0.0.1 (special)\n");
}

Test(extractor, tells_which_url_goes_on_to_the_blank)
{
    EXPECT("(http://a.org/x's)", "1+16 url a.org/x's (wide)\n"
                                 "1+14 url a.org/x\n"
                                 "8+5 domain a.org\n");
}

Test(extractor, offsets_are_those_of_utf16)
{
    EXPECT("\xff\xfe"
           "-\0 \0b\0.\0c\0o\0",
           "6+8 domain b.co\n");
}

Test(extractor, may_take_up_another_text)
{
    tamis_extractor *extractor;
    tamis_extracted extracted;

    cr_assert_eq(tamis_extractor_create(&extractor, NULL, NULL), TAMIS_OK);
    tamis_extractor_begin(extractor, "a.org b.org", 11);
    cr_assert(tamis_extractor_next(extractor, &extracted));
    tamis_extractor_begin(extractor, "  c.org", 7);
    cr_assert(tamis_extractor_next(extractor, &extracted));
    cr_expect_eq(extracted.offset, 2);
    cr_expect_not(tamis_extractor_next(extractor, &extracted));
    tamis_extractor_destroy(extractor);
    tamis_extractor_destroy(NULL);
}

Test(extractor, without_memory_there_is_none)
{
    struct failing_allocator failing;
    tamis_extractor *extractor;
    tamis_error error;

    failing_allocator_begin(&failing, 1);
    cr_expect_eq(tamis_extractor_create(&extractor, &failing.allocator, &error),
                 TAMIS_ERROR_MEMORY);
    cr_expect_null(extractor);
    cr_expect_eq(failing.live_count, 0);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>

#define BAD_EMAIL TAMIS_REASON_BAD_EMAIL

static const struct vector emails[] = {
    {"john@evil.com", "john@evil.com", 0, 0},
    {" John.Doe+Tag@EVIL.com. ", "john.doe+tag@evil.com", 0, 0},
    {"<john@evil.com>", "john@evil.com", 0, 0},
    {"John Doe <john@evil.com>", "john@evil.com", 0, 0},
    {"\"Doe, John\" < john@evil.com >", "john@evil.com", 0, 0},
    {"mailto:john@evil.com", "john@evil.com", 0, 0},
    {"MAILTO:john@evil.com?subject=hi", "john@evil.com", 0, 0},
    {"@Evil.com", "@evil.com", 0, 0},
    {"john@ex\xc3\xa4mple.com", "john@xn--exmple-cua.com", 0, 0},
    {"j\xc3\xb6hn@evil.com", "j\xc3\xb6hn@evil.com", 0, 0},
    {"john@-evil_.com", "john@-evil_.com", 0, 0},
    {"o'neil!#$%&/=?^_`{|}~@evil.com", "o'neil!#$%&/=?^_`{|}~@evil.com", 0, 0},
    {"evil.com", NULL, BAD_EMAIL, 0},
    {"*@evil.com", NULL, BAD_EMAIL, 0},
    {"john@*.evil.com", NULL, BAD_EMAIL, 0},
    {"john@.evil.com", NULL, BAD_EMAIL, 0},
    {"john@", NULL, BAD_EMAIL, 0},
    {"@", NULL, BAD_EMAIL, 0},
    {"john doe@evil.com", NULL, BAD_EMAIL, 0},
    {"a@b@evil.com", NULL, BAD_EMAIL, 0},
    {"john@1.2.3.4", NULL, BAD_EMAIL, 0},
    {"john@[1.2.3.4]", NULL, BAD_EMAIL, 0},
    {"a,b@evil.com", NULL, BAD_EMAIL, 0},
    {"mailto:mailto:a@evil.com", NULL, BAD_EMAIL, 0},
    {"john@evil", NULL, TAMIS_REASON_SINGLE_LABEL, 0},
    {"john@support\xc2\xac"
     "forum.org",
     NULL, TAMIS_REASON_IDNA, 0},
    {"j\xffhn@evil.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
    {"j\x01hn@evil.com", NULL, TAMIS_REASON_BAD_ENCODING, 0},
};

Test(email, golden_vectors)
{
    VECTORS_CHECK(TAMIS_KIND_EMAIL, 0, emails);
}

Test(email, local_part_has_a_bound)
{
    static tamis_indicator indicator;
    char text[300];

    memset(text, 'a', sizeof text);
    memcpy(text + 255, "@evil.com", 9);
    cr_assert_eq(
        indicator_parse(&indicator, TAMIS_KIND_EMAIL, slice_make(text, 264), 0),
        0);
    memcpy(text + 255, "a@evil.com", 10);
    cr_assert_eq(
        indicator_parse(&indicator, TAMIS_KIND_EMAIL, slice_make(text, 265), 0),
        TAMIS_REASON_TOO_LONG);
}

Test(email, domain_is_asked_along)
{
    static tamis_indicator email, domain;

    indicator_parse(&email, TAMIS_KIND_EMAIL, slice_text("A@Evil.com"), 0);
    indicator_email_domain(&email, &domain);
    cr_assert_eq(domain.kind, TAMIS_KIND_EMAIL);
    cr_assert_eq(domain.key_size, 9);
    cr_assert(!memcmp(domain.key, "@evil.com", 9));
    indicator_email_domain(&domain, &email);
    cr_assert_eq(email.key_size, 0);
}

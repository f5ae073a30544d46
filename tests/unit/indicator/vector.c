/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/indicator/vector.h"

#include "base/slice.h"
#include "indicator/kind.h"

#include <criterion/criterion.h>

void indicator_check_stable(const tamis_indicator *indicator)
{
    static tamis_indicator again;
    static char text[TAMIS_KEY_SIZE_MAX + 1];
    size_t size = tamis_indicator_format(indicator, text, sizeof text);
    tamis_reason reason;

    cr_assert(size < sizeof text);
    cr_assert_eq(strlen(text), size, "zero inside the text of a %s",
                 tamis_kind_name(indicator->kind));
    reason = indicator_parse(&again, indicator->kind, slice_make(text, size),
                             TAMIS_PARSE_SINGLE_LABEL);
    cr_assert_eq(reason, TAMIS_REASON_NONE, "%s \"%s\" gives reason %u again",
                 tamis_kind_name(indicator->kind), text, reason);
    cr_assert_eq(again.key_size, indicator->key_size, "%s \"%s\" changes",
                 tamis_kind_name(indicator->kind), text);
    cr_assert(!memcmp(again.key, indicator->key, again.key_size),
              "%s \"%s\" changes", tamis_kind_name(indicator->kind), text);
    if (indicator->kind != TAMIS_KIND_DOMAIN)
        cr_assert_eq(again.mode, indicator->mode);
}

static void check_vector(tamis_kind kind, uint32_t flags,
                         const struct vector *vector)
{
    static tamis_indicator indicator;
    static char text[TAMIS_KEY_SIZE_MAX + 1];
    tamis_reason reason =
        indicator_parse(&indicator, kind, slice_text(vector->text), flags);

    cr_expect_eq(reason, vector->reason, "\"%s\": reason %u, expected %u",
                 vector->text, reason, vector->reason);
    if (reason != TAMIS_REASON_NONE || !vector->normal)
        return;
    tamis_indicator_format(&indicator, text, sizeof text);
    cr_expect_str_eq(text, vector->normal, "\"%s\": \"%s\", expected \"%s\"",
                     vector->text, text, vector->normal);
    cr_expect_eq(indicator.notes, vector->notes, "\"%s\": notes %x, not %x",
                 vector->text, indicator.notes, vector->notes);
    indicator_check_stable(&indicator);
}

void vectors_check(tamis_kind kind, uint32_t flags,
                   const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(vectors[i].normal == NULL,
                     vectors[i].reason != TAMIS_REASON_NONE);
        check_vector(kind, flags, &vectors[i]);
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "extract_vector.h"

#include <criterion/criterion.h>
#include <string.h>

static void check_found(const struct vector *vector,
                        const struct found *expected,
                        const struct candidate *candidate)
{
    char value[TAMIS_KEY_SIZE_MAX + 1];
    const char *wanted = expected->value ? expected->value : expected->where;

    tamis_indicator_format(&candidate->indicator, value, sizeof value);
    cr_assert_not_null(expected->where, "\"%s\": not expected: %s at %zu",
                       vector->text, value, candidate->offset);
    cr_assert_str_eq(value, wanted, "\"%s\"", vector->text);
    cr_assert_eq(candidate->indicator.kind, expected->kind, "\"%s\": %s is %s",
                 vector->text, value,
                 tamis_kind_name(candidate->indicator.kind));
    cr_assert_eq(candidate->offset, expected->offset, "\"%s\": %s at %zu",
                 vector->text, value, candidate->offset);
    cr_assert_eq(candidate->size, strlen(expected->where),
                 "\"%s\": %s has size %zu", vector->text, value,
                 candidate->size);
    cr_assert_eq(memcmp(vector->text + candidate->offset, expected->where,
                        candidate->size),
                 0, "\"%s\": %s", vector->text, value);
}

void check_vectors(const struct vector *vectors, size_t count)
{
    static struct extract extract;

    for (size_t i = 0; i < count; i++) {
        const struct candidate *candidate;
        size_t n = 0;

        extract_begin(&extract, vectors[i].text, strlen(vectors[i].text));
        while ((candidate = extract_next(&extract))) {
            cr_assert_lt(n, FOUND_MAX, "\"%s\"", vectors[i].text);
            check_found(&vectors[i], &vectors[i].found[n++], candidate);
        }
        cr_assert(n == FOUND_MAX || !vectors[i].found[n].where,
                  "\"%s\": %s is missing", vectors[i].text,
                  n < FOUND_MAX ? vectors[i].found[n].where : "");
    }
}

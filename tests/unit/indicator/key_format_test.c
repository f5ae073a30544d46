/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(format, behaves_like_snprintf)
{
    static tamis_indicator indicator;
    char text[16];

    indicator_parse(&indicator, TAMIS_KIND_IP, slice_text("1.2.3.0/24"), 0);
    for (size_t capacity = 0; capacity < sizeof text; capacity++) {
        memset(text, 'x', sizeof text);
        cr_assert_eq(tamis_indicator_format(&indicator, text, capacity), 10);
        for (size_t i = 0; i < sizeof text; i++) {
            char expected = i < 10 ? "1.2.3.0/24"[i] : '\0';

            if (i >= capacity || i > 10)
                expected = 'x';
            else if (i + 1 == capacity)
                expected = '\0';
            cr_assert_eq(text[i], expected, "capacity %zu, byte %zu", capacity,
                         i);
        }
    }
    cr_assert_eq(tamis_indicator_format(&indicator, NULL, 0), 10);
}

Test(format, keys_of_the_wrong_size_are_empty_addresses)
{
    char text[64] = "x";

    cr_assert_eq(tamis_key_format(TAMIS_KIND_IP, "\1\2\3\4", 4, text, 64), 0);
    cr_assert_str_eq(text, "");
    cr_assert_eq(tamis_key_format(TAMIS_KIND_IP, "\1\2\3\4\x21", 5, text, 64),
                 0);
    cr_assert_eq(tamis_key_format(TAMIS_KIND_IP, NULL, 0, text, 64), 0);
    cr_assert_eq(tamis_key_format(TAMIS_KIND_IP_PORT, "abc", 3, text, 64), 0);
    cr_assert_eq(tamis_key_format(TAMIS_KIND_MD5, "\xab\xcd", 2, text, 64), 4);
    cr_assert_str_eq(text, "abcd");
    cr_assert_eq(tamis_key_format(999, "abc", 3, text, 64), 3);
    cr_assert_str_eq(text, "abc");
}

Test(format, any_bytes_of_any_kind_are_safe)
{
    struct random random;

    random_begin(&random, "any_bytes_of_any_kind_are_safe");
    for (size_t i = 0; i < 100000; i++) {
        size_t size = random_below(&random, 100), capacity, length;
        uint8_t *key = malloc(size + 1);
        char *text;

        random_bytes(&random, key, size);
        capacity = random_below(&random, 200);
        text = malloc(capacity + 1);
        length = tamis_key_format(
            (tamis_kind)random_below(&random, TAMIS_KIND_COUNT + 2), key, size,
            text, capacity);
        cr_assert(length <= 200);
        if (capacity)
            cr_assert(memchr(text, 0, capacity));
        free(key);
        free(text);
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever a regex is made of, its pattern is about that regex alone. */
#include "feed/pattern_value.h"

#include "base/slice.h"
#include "indicator/kind_parsers.h"
#include "indicator/pattern.h"
#include "support/random.h"

#include <criterion/criterion.h>

/* Takes the writer's "\!" behind a blank back; texts here hold none. */
static tamis_slice plain_regex(tamis_slice source, char *to)
{
    size_t size = 0;

    for (size_t i = 0; i < source.size; i++) {
        tamis_slice left = slice_from(source, i);

        if (slice_starts(left, "\\E\\!\\Q"))
            i += 3;
        else if (size > 0 && to[size - 1] == ' ' && slice_starts(left, "\\!"))
            i++;
        to[size++] = source.data[i];
        if (slice_starts(left, "\\E\\!\\Q"))
            i += 2;
    }
    return slice_make(to, size);
}

static tamis_slice normal_form(const struct pattern_value *value,
                               tamis_indicator *indicator)
{
    tamis_reason reason = pattern_parse(indicator, pattern_value_get(value), 0);

    cr_assert_eq(reason, TAMIS_REASON_NONE, "%.*s", (int)value->size,
                 value->text);
    return slice_make((const char *)indicator->key, indicator->key_size);
}

static void expect_regex(tamis_slice regex, tamis_slice text)
{
    char plain[256];
    tamis_slice source = plain_regex(regex, plain);

    cr_assert(slice_equal(source, text), "'%.*s' became '%.*s'", (int)text.size,
              text.data, (int)regex.size, regex.data);
}

static void check(tamis_slice text, tamis_slice exception)
{
    static const tamis_kind fields[] = {TAMIS_KIND_AUTO, TAMIS_KIND_FILENAME};

    for (size_t i = 0; i < 4; i++) {
        struct pattern_value value;
        struct pattern_parts parts;
        tamis_indicator indicator;
        tamis_slice key;

        pattern_value_begin(&value, fields[i / 2]);
        pattern_value_add_regex(&value, text);
        pattern_value_add(&value, slice_text("s"));
        if (i % 2) {
            pattern_value_add(&value, slice_text(" !"));
            pattern_value_add_regex(&value, exception);
        }
        key = normal_form(&value, &indicator);
        cr_assert(pattern_split(key, &parts));
        cr_assert_eq(parts.field, fields[i / 2]);
        cr_assert_eq(parts.regex.flags, REGEX_DOTALL);
        cr_assert_eq(parts.exception.flags, 0);
        expect_regex(parts.regex.source, text);
        expect_regex(parts.exception.source,
                     i % 2 ? exception : slice_make(NULL, 0));
    }
}

Test(pattern_value, texts_that_look_like_syntax_are_regexes)
{
    static const char *const texts[] = {
        "alpha/ !/beta", "alpha/i !/beta/", "a/i !",  "/i !/",
        "url:/a/",       "a/ !/b/ !/c",     " !/a/",  "/",
        "\\Qa/ !/b\\E",  "\\Qa/ !/b",       "[/ !/]", "\\\\Qa/ !/\\E",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
            check(slice_text(texts[i]), slice_text(texts[n]));
}

Test(pattern_value, any_text_is_the_regex_that_it_was)
{
    struct random random;
    char text[16], exception[16];

    random_begin(&random, "pattern value");
    for (size_t i = 0; i < 100000; i++) {
        size_t size = random_between(&random, 1, sizeof text);

        random_text(&random, text, sizeof text, "/ !is:a");
        random_text(&random, exception, sizeof exception, "/ !is:a");
        check(slice_make(text, size), slice_make(exception, size));
    }
}

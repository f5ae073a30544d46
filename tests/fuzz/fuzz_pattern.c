/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns as feeds write them: the first byte chooses what reads them (the
 * parser, LIKE, a glob, hex), the rest is the text. What comes out is a normal
 * form that is its own, whose parts lie in it, or a reason.
 */
#include "feed/pattern_value.h"
#include "indicator/pattern.h"

#include "base/slice.h"
#include "indicator/parse.h"

#include <stdlib.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

static void check_inside(tamis_slice part, tamis_slice key)
{
    REQUIRE(part.size == 0 ||
            (part.data >= key.data && part.size <= key.size &&
             (size_t)(part.data - key.data) <= key.size - part.size));
}

static void check_regex(const struct pattern_regex *regex, tamis_slice key)
{
    check_inside(regex->source, key);
    REQUIRE(
        !(regex->flags & ~(REGEX_CASELESS | REGEX_MULTILINE | REGEX_DOTALL)));
}

static void check_parts(tamis_slice key, bool is_normal)
{
    struct pattern_parts parts;
    bool is_split = pattern_split(key, &parts);

    REQUIRE(is_split || !is_normal);
    if (!is_split)
        return;
    REQUIRE(parts.regex.source.size > 0);
    REQUIRE(pattern_has_field(parts.field));
    check_regex(&parts.regex, key);
    check_regex(&parts.exception, key);
}

static void check_parse(tamis_slice text)
{
    static tamis_indicator indicator, again;
    tamis_reason reason =
        indicator_parse(&indicator, TAMIS_KIND_PATTERN, text, 0);
    tamis_slice key;

    if (reason != TAMIS_REASON_NONE) {
        REQUIRE(reason < TAMIS_REASON_COUNT);
        return;
    }
    REQUIRE(indicator.kind == TAMIS_KIND_PATTERN);
    REQUIRE(indicator.key_size > 0 && indicator.key_size <= TAMIS_KEY_SIZE_MAX);
    key = slice_make(indicator.key, indicator.key_size);
    check_parts(key, true);
    REQUIRE(indicator_parse(&again, TAMIS_KIND_PATTERN, key, 0) ==
            TAMIS_REASON_NONE);
    REQUIRE(again.key_size == key.size);
    REQUIRE(!memcmp(again.key, key.data, key.size));
}

static void check_written(unsigned how, tamis_slice text)
{
    static const tamis_kind fields[] = {TAMIS_KIND_AUTO, TAMIS_KIND_FILENAME,
                                        TAMIS_KIND_URL, TAMIS_KIND_DOMAIN};
    static struct pattern_value value;
    tamis_kind field = fields[how / 4 % 4];

    switch (how % 4) {
    case 1:
        pattern_value_from_like(&value, field, text);
        break;
    case 2:
        pattern_value_from_glob(&value, field, text);
        break;
    default:
        if (!pattern_value_from_hex(&value, text))
            return;
    }
    REQUIRE(value.size <= sizeof value.text);
    check_parse(pattern_value_get(&value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_slice text;

    if (size == 0)
        return 0;
    text = slice_make(data + 1, size - 1);
    if (data[0] % 4 == 0) {
        check_parts(text, false); /* a hostile file's key */
        check_parse(text);
    } else {
        check_written(data[0], text);
    }
    return 0;
}

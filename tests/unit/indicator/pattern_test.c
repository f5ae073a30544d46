/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/pattern.h"

#include "base/slice.h"

#include <criterion/criterion.h>

static const struct {
    const char *key;
    tamis_kind field;
    const char *regex;
    uint32_t flags;
    const char *exception;
    uint32_t exception_flags;
} rows[] = {
    {"/a.*b/", TAMIS_KIND_AUTO, "a.*b", 0, "", 0},
    {"/a/b/i", TAMIS_KIND_AUTO, "a/b", REGEX_CASELESS, "", 0},
    {"filename:/\\\\a\\.exe$/ims", TAMIS_KIND_FILENAME, "\\\\a\\.exe$",
     REGEX_CASELESS | REGEX_MULTILINE | REGEX_DOTALL, "", 0},
    {"url:/a/s !/b/c/i", TAMIS_KIND_URL, "a", REGEX_DOTALL, "b/c",
     REGEX_CASELESS},
    {"domain:/a/", TAMIS_KIND_DOMAIN, "a", 0, "", 0},
    {"file:/a/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"sha256:/a/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"ip:/a/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"pattern:/a/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"/a", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"//", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"filename:", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"filename:/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"/a/ !/b", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"/a/ !/", TAMIS_KIND_AUTO, NULL, 0, "", 0},
    {"/a/x", TAMIS_KIND_AUTO, NULL, 0, "", 0},
};

Test(pattern, a_key_says_field_regex_and_what_is_not_meant)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pattern_parts parts;
        bool is_read = pattern_split(slice_text(rows[i].key), &parts);

        cr_assert_eq(is_read, rows[i].regex != NULL, "%s", rows[i].key);
        if (!is_read)
            continue;
        cr_assert_eq(parts.field, rows[i].field, "%s", rows[i].key);
        cr_assert(slice_is(parts.regex.source, rows[i].regex), "%s",
                  rows[i].key);
        cr_assert_eq(parts.regex.flags, rows[i].flags, "%s", rows[i].key);
        cr_assert(slice_is(parts.exception.source, rows[i].exception), "%s",
                  rows[i].key);
        cr_assert_eq(parts.exception.flags, rows[i].exception_flags, "%s",
                     rows[i].key);
    }
}

Test(pattern, texts_and_what_has_a_name_have_patterns_of_their_own)
{
    cr_assert(pattern_has_field(TAMIS_KIND_AUTO));
    cr_assert(pattern_has_field(TAMIS_KIND_USER_AGENT));
    cr_assert(pattern_has_field(TAMIS_KIND_EMAIL));
    cr_assert_not(pattern_has_field(TAMIS_KIND_IP));
    cr_assert_not(pattern_has_field(TAMIS_KIND_MD5));
    cr_assert_not(pattern_has_field(TAMIS_KIND_LITERAL));
    cr_assert_not(pattern_has_field(TAMIS_KIND_COUNT));
}

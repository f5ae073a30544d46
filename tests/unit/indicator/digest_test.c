/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/digest.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/kind.h"
#include "unit/indicator/vector.h"

#include <criterion/criterion.h>

#define EMPTY_MD5  "d41d8cd98f00b204e9800998ecf8427e"
#define EMPTY_SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define EMPTY_SHA256                                                           \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

Test(digest, hex_in_any_case_with_blanks_and_colons)
{
    static const struct vector md5[] = {
        {EMPTY_MD5, EMPTY_MD5, 0, 0},
        {"D41D8CD98F00B204E9800998ECF8427E", EMPTY_MD5, 0, 0},
        {"d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e", EMPTY_MD5, 0, 0},
        {"d41d8cd9 8f00b204 e9800998 ecf8427e", EMPTY_MD5, 0, 0},
        {"00000000000000000000000000000000", "00000000000000000000000000000000",
         0, 0},
        {EMPTY_SHA1, NULL, TAMIS_REASON_BAD_HASH_LENGTH, 0},
        {"d41d8cd98f00b204e9800998ecf8427", NULL, TAMIS_REASON_BAD_HASH_LENGTH,
         0},
        {"d41d", NULL, TAMIS_REASON_BAD_HASH_LENGTH, 0},
        {"::", NULL, TAMIS_REASON_BAD_HASH_LENGTH, 0},
        {"g41d8cd98f00b204e9800998ecf8427e", NULL, TAMIS_REASON_SYNTAX, 0},
        {"d41d8cd98f00b204e9800998ecf8427-", NULL, TAMIS_REASON_SYNTAX, 0},
        {"d41d8cd98f00b204e9800998ecf8427\xff", NULL, TAMIS_REASON_BAD_ENCODING,
         0},
        {"n/a", NULL, TAMIS_REASON_SYNTAX, 0},
    };

    VECTORS_CHECK(TAMIS_KIND_MD5, 0, md5);
}

Test(digest, every_digest_kind_has_its_size)
{
    char hex[160];
    static tamis_indicator indicator;

    memset(hex, 'a', sizeof hex);
    for (tamis_kind kind = 1; kind < TAMIS_KIND_COUNT; kind++) {
        size_t size = kind_get(kind)->digest_size;

        if (size == 0)
            continue;
        cr_assert_eq(
            indicator_parse(&indicator, kind, slice_make(hex, 2 * size), 0), 0);
        cr_assert_eq(indicator.key_size, size);
        cr_assert_eq(indicator.key[size - 1], 0xaa);
        indicator_check_stable(&indicator);
        cr_assert_eq(
            indicator_parse(&indicator, kind, slice_make(hex, 2 * size + 1), 0),
            TAMIS_REASON_BAD_HASH_LENGTH);
    }
}

Test(digest, kind_by_length)
{
    static const struct {
        size_t size;
        tamis_kind kind;
    } cases[] = {{32, TAMIS_KIND_MD5},    {40, TAMIS_KIND_SHA1},
                 {56, TAMIS_KIND_SHA224}, {64, TAMIS_KIND_SHA256},
                 {96, TAMIS_KIND_SHA384}, {128, TAMIS_KIND_SHA512},
                 {0, TAMIS_KIND_AUTO},    {31, TAMIS_KIND_AUTO},
                 {62, TAMIS_KIND_AUTO},   {129, TAMIS_KIND_AUTO}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(digest_kind(cases[i].size), cases[i].kind);
}

Test(digest, trivial_ones_are_known)
{
    static const char *const trivial[] = {
        EMPTY_MD5,
        EMPTY_SHA1,
        EMPTY_SHA256,
        "68b329da9893e34099c7d8ad5cb9c940",
        "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc",
        "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
        "81051bcc2cf1bedf378224b0a93e2877",
        "ba8ab5a0280b953aa97435ff8946cbcbb2755a27",
        "7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6",
        "00000000000000000000000000000000",
        "0000000000000000000000000000000000000000",
    };
    uint8_t bytes[64] = {0};

    for (size_t i = 0; i < sizeof trivial / sizeof *trivial; i++) {
        size_t size = strlen(trivial[i]) / 2;

        cr_assert(number_parse_hex(slice_text(trivial[i]), bytes, size));
        cr_expect(digest_is_trivial(bytes, size), "%s", trivial[i]);
        bytes[size - 1] ^= 1;
        cr_expect_not(digest_is_trivial(bytes, size), "%s", trivial[i]);
    }
    memset(bytes, 0, sizeof bytes);
    cr_assert(digest_is_trivial(bytes, 64));
    bytes[63] = 1;
    cr_assert_not(digest_is_trivial(bytes, 64));
}

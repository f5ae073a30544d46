/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds that are fingerprints with a grammar of their own. */
#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/text.h"

#include <stdio.h>

#define JA4_SIZE_MAX 255u

tamis_reason ja4_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    (void)flags;
    if (text.size > JA4_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        if (!encoding_is_letter(byte) && !encoding_is_digit(byte) &&
            byte != '_' && byte != '-' && byte != '.')
            return TAMIS_REASON_SYNTAX;
    }
    if (slice_find(text, '_') == SIZE_MAX)
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, true);
}

static tamis_reason store_hex(tamis_indicator *indicator, tamis_slice text,
                              size_t size_min, size_t size_max)
{
    if (!text_is_made_of(text, text_hex_digits))
        return TAMIS_REASON_SYNTAX;
    if (text.size < size_min || text.size > size_max)
        return TAMIS_REASON_BAD_HASH_LENGTH;
    return text_store(indicator, text, true);
}

tamis_reason jarm_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    (void)flags;
    return store_hex(indicator, text, 62, 62);
}

static tamis_slice cut_version(tamis_slice text)
{
    return slice_starts_folded(text, "t1") ? slice_from(text, 2) : text;
}

tamis_reason tlsh_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    (void)flags;
    return store_hex(indicator, cut_version(text), 36, 136);
}

tamis_reason telfhash_parse(tamis_indicator *indicator, tamis_slice text,
                            uint32_t flags)
{
    (void)flags;
    return store_hex(indicator, cut_version(text), 70, 70);
}

tamis_reason ssdeep_parse(tamis_indicator *indicator, tamis_slice text,
                          uint32_t flags)
{
    tamis_slice rest = text, size, first, second;

    (void)flags;
    if (!slice_split(&rest, ':', &size) || !slice_split(&rest, ':', &first) ||
        !slice_split(&rest, ':', &second) || rest.data)
        return TAMIS_REASON_SYNTAX;
    if (size.size == 0 || !text_is_made_of(size, "0123456789") ||
        !text_is_made_of(first, text_base64_digits) ||
        !text_is_made_of(second, text_base64_digits) ||
        first.size + second.size == 0)
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

tamis_reason favicon_parse(tamis_indicator *indicator, tamis_slice text,
                           uint32_t flags)
{
    bool is_negative = slice_starts(text, "-");
    char number[16];
    uint64_t value;
    int64_t signed_value;
    int size;

    (void)flags;
    if (!number_parse_decimal(slice_from(text, is_negative), UINT32_MAX,
                              &value))
        return TAMIS_REASON_SYNTAX;
    signed_value = (int64_t)value;
    if (is_negative)
        signed_value = -signed_value;
    else if (signed_value > INT32_MAX)
        signed_value -= INT64_C(1) << 32;
    if (signed_value < INT32_MIN)
        return TAMIS_REASON_SYNTAX;
    size = snprintf(number, sizeof number, "%d", (int)signed_value);
    return text_store(indicator, slice_make(number, (size_t)size), false);
}

/* A digit of version, a colon, and base64 of the 20 bytes of a SHA-1. */
tamis_reason community_id_parse(tamis_indicator *indicator, tamis_slice text,
                                uint32_t flags)
{
    (void)flags;
    if (text.size != 30 || !encoding_is_digit(text.data[0]) ||
        text.data[1] != ':' || text.data[29] != '=' ||
        !text_is_made_of(slice_make(text.data + 2, 27), text_base64_digits))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

static tamis_reason store_md5_pairs(tamis_indicator *indicator,
                                    tamis_slice text)
{
    if (text.size != 47)
        return TAMIS_REASON_BAD_HASH_LENGTH;
    for (size_t i = 0; i < text.size; i++) {
        if (i % 3 == 2 ? text.data[i] != ':'
                       : number_hex_digit(text.data[i]) < 0)
            return TAMIS_REASON_SYNTAX;
    }
    return text_store(indicator, text, true);
}

/* As ssh-keygen prints them: "SHA256:<43>", "MD5:aa:bb:..." or only the
 * pairs. */
tamis_reason ssh_fingerprint_parse(tamis_indicator *indicator, tamis_slice text,
                                   uint32_t flags)
{
    char whole[64] = "SHA256:";
    tamis_slice digits = text;

    (void)flags;
    if (slice_starts_folded(text, "md5:"))
        return store_md5_pairs(indicator, slice_from(text, 4));
    if (slice_find(text, ':') == 2)
        return store_md5_pairs(indicator, text);
    if (slice_starts_folded(text, "sha256:"))
        digits = slice_from(text, 7);
    if (slice_ends(digits, "="))
        digits.size--;
    if (digits.size != 43)
        return TAMIS_REASON_BAD_HASH_LENGTH;
    if (!text_is_made_of(digits, text_base64_digits))
        return TAMIS_REASON_SYNTAX;
    memcpy(whole + 7, digits.data, 43);
    return text_store(indicator, slice_make(whole, 50), false);
}

tamis_reason chrome_extension_parse(tamis_indicator *indicator,
                                    tamis_slice text, uint32_t flags)
{
    (void)flags;
    if (text.size != 32 ||
        !text_is_made_of(text, "abcdefghijklmnopABCDEFGHIJKLMNOP"))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, true);
}

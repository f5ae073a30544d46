/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/digest.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/kind_parsers.h"

#define DIGEST_SIZE_MAX 64u

tamis_kind digest_kind(size_t hex_size)
{
    switch (hex_size) {
    case 32:
        return TAMIS_KIND_MD5;
    case 40:
        return TAMIS_KIND_SHA1;
    case 56:
        return TAMIS_KIND_SHA224;
    case 64:
        return TAMIS_KIND_SHA256;
    case 96:
        return TAMIS_KIND_SHA384;
    case 128:
        return TAMIS_KIND_SHA512;
    default:
        return TAMIS_KIND_AUTO;
    }
}

/* Of the empty file, of "\n", of "\r\n". */
static const char *const trivial_digests[] = {
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "68b329da9893e34099c7d8ad5cb9c940",
    "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc",
    "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
    "81051bcc2cf1bedf378224b0a93e2877",
    "ba8ab5a0280b953aa97435ff8946cbcbb2755a27",
    "7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6",
};

static bool is_all_zero(const uint8_t *bytes, size_t size)
{
    uint8_t all = 0;

    for (size_t i = 0; i < size; i++)
        all |= bytes[i];
    return all == 0;
}

bool digest_is_trivial(const void *bytes, size_t size)
{
    char text[2 * DIGEST_SIZE_MAX + 1];

    if (is_all_zero(bytes, size))
        return true;
    if (size > DIGEST_SIZE_MAX)
        return false;
    number_format_hex(bytes, size, text);
    for (size_t i = 0; i < sizeof trivial_digests / sizeof *trivial_digests;
         i++) {
        if (strlen(trivial_digests[i]) == 2 * size &&
            !memcmp(trivial_digests[i], text, 2 * size))
            return true;
    }
    return false;
}

tamis_reason digest_parse(tamis_indicator *indicator, tamis_slice text,
                          uint32_t flags)
{
    size_t count = 0,
           wanted = (size_t)2 * kind_get(indicator->kind)->digest_size;

    (void)flags;
    for (size_t i = 0; i < text.size; i++) {
        int digit = number_hex_digit(text.data[i]);

        if (text.data[i] == ':' || text.data[i] == ' ')
            continue;
        if (digit < 0)
            return TAMIS_REASON_SYNTAX;
        if (count < wanted) {
            uint8_t *byte = &indicator->key[count / 2];

            *byte = (uint8_t)(count % 2 ? *byte << 4 | digit : digit);
        }
        count++;
    }
    if (count != wanted)
        return TAMIS_REASON_BAD_HASH_LENGTH;
    indicator->key_size = (uint32_t)wanted / 2;
    indicator->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}

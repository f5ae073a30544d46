/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds of money: addresses of coins, bank accounts, codes of banks. */
#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/text.h"

#include <string.h>

static bool is_base58(tamis_slice text, size_t size_min, size_t size_max,
                      const char *first)
{
    return text.size >= size_min && text.size <= size_max &&
           strchr(first, text.data[0]) &&
           text_is_made_of(text, text_base58_digits);
}

/* One case throughout, as BIP 173 demands. */
static bool is_bech32(tamis_slice text)
{
    bool has_lower = false, has_upper = false;

    if (text.size < 14 || text.size > 90 ||
        (!slice_starts_folded(text, "bc1") &&
         !slice_starts_folded(text, "tb1")))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        has_lower |= byte >= 'a' && byte <= 'z';
        has_upper |= byte >= 'A' && byte <= 'Z';
        if (i > 2 &&
            (byte == '\0' ||
             !strchr("qpzry9x8gf2tvdw0s3jn54khce6mua7l", encoding_lower(byte))))
            return false;
    }
    return !(has_lower && has_upper);
}

tamis_reason btc_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    (void)flags;
    if (is_bech32(text))
        return text_store(indicator, text, true);
    if (!is_base58(text, 25, 35, "123mn"))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

tamis_reason xmr_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    (void)flags;
    if ((text.size != 95 && text.size != 106) ||
        !is_base58(text, 95, 106, "48"))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

tamis_reason dash_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    (void)flags;
    if (!is_base58(text, 34, 34, "X7"))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, text, false);
}

/* ISO 7064 MOD 97-10 over the account with its first four moved to the end;
 * a letter counts as two digits, A as 10. */
static bool has_valid_check(const char *iban, size_t size)
{
    uint32_t rest = 0;

    for (size_t i = 0; i < size; i++) {
        char byte = iban[(i + 4) % size];

        if (encoding_is_digit(byte))
            rest = (rest * 10 + (uint32_t)(byte - '0')) % 97;
        else
            rest = (rest * 100 + (uint32_t)(byte - 'A') + 10) % 97;
    }
    return rest == 1;
}

tamis_reason iban_parse(tamis_indicator *indicator, tamis_slice text,
                        uint32_t flags)
{
    char iban[34];
    size_t size = 0;

    (void)flags;
    for (size_t i = 0; i < text.size; i++) {
        char byte = encoding_upper(text.data[i]);

        if (byte == ' ' || byte == '-')
            continue;
        if (size == sizeof iban ||
            (!encoding_is_letter(byte) && !encoding_is_digit(byte)))
            return TAMIS_REASON_SYNTAX;
        iban[size++] = byte;
    }
    if (size < 15 || !encoding_is_letter(iban[0]) ||
        !encoding_is_letter(iban[1]) || !encoding_is_digit(iban[2]) ||
        !encoding_is_digit(iban[3]) || !has_valid_check(iban, size))
        return TAMIS_REASON_SYNTAX;
    return text_store(indicator, slice_make(iban, size), false);
}

tamis_reason bic_parse(tamis_indicator *indicator, tamis_slice text,
                       uint32_t flags)
{
    char code[11];

    (void)flags;
    if (text.size != 8 && text.size != 11)
        return TAMIS_REASON_SYNTAX;
    for (size_t i = 0; i < text.size; i++) {
        code[i] = encoding_upper(text.data[i]);
        if (!encoding_is_letter(code[i]) &&
            (!encoding_is_digit(code[i]) || (i >= 4 && i < 6)))
            return TAMIS_REASON_SYNTAX;
    }
    return text_store(indicator, slice_make(code, text.size), false);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/idna.h"

#include "base/slice.h"
#include "indicator/punycode.h"

#include <idn2.h>

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_' || byte == '.';
}

/* libidn2 without STD3 rules maps full-width signs to ASCII ones ('/', '%'):
 * such a name is none. */
static tamis_reason copy_result(char ascii[IDNA_ASCII_SIZE], size_t *size,
                                const char *result)
{
    size_t length = strlen(result);

    if (length >= IDNA_ASCII_SIZE)
        return TAMIS_REASON_TOO_LONG;
    for (size_t i = 0; i < length; i++) {
        if (!is_name_byte(result[i]))
            return TAMIS_REASON_IDNA;
    }
    memcpy(ascii, result, length + 1);
    *size = length;
    return TAMIS_REASON_NONE;
}

tamis_reason idna_to_ascii(char ascii[IDNA_ASCII_SIZE], size_t *ascii_size,
                           tamis_slice text, bool *has_no_memory)
{
    char input[IDNA_TEXT_SIZE_MAX + 1];
    char *result = NULL;
    tamis_reason reason = TAMIS_REASON_IDNA;
    int code;

    *has_no_memory = false;
    if (text.size > IDNA_TEXT_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    if (text.size == 0 || memchr(text.data, 0, text.size))
        return TAMIS_REASON_IDNA;
    switch (punycode_name(ascii, ascii_size, text)) {
    case PUNYCODE_DONE:
        return TAMIS_REASON_NONE;
    case PUNYCODE_REFUSED:
        return TAMIS_REASON_IDNA;
    case PUNYCODE_TOO_LONG:
        return TAMIS_REASON_TOO_LONG;
    case PUNYCODE_UNKNOWN:
        break;
    }
    memcpy(input, text.data, text.size);
    input[text.size] = '\0';
    code =
        idn2_to_ascii_8z(input, &result, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    if (code == IDN2_OK && result)
        reason = copy_result(ascii, ascii_size, result);
    else if (code == IDN2_MALLOC)
        *has_no_memory = true;
    else if (code == IDN2_TOO_BIG_DOMAIN)
        reason = TAMIS_REASON_TOO_LONG;
    idn2_free(result);
    return reason;
}

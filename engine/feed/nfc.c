/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/nfc.h"

#include "base/slice.h"
#include "indicator/encoding.h"

#include <errno.h>
#include <stdlib.h>
#include <uninorm.h>

tamis_status nfc_begin(struct nfc_text *nfc, tamis_slice text,
                       tamis_reason *reason)
{
    size_t size = 0;

    *nfc = (struct nfc_text){.text = text};
    *reason = TAMIS_REASON_NONE;
    if (encoding_is_ascii(text))
        return TAMIS_OK;
    nfc->text = slice_make(NULL, 0);
    *reason = TAMIS_REASON_BAD_ENCODING;
    /* libunistring takes for granted that it is UTF-8. */
    if (!encoding_is_utf8(text))
        return TAMIS_OK;
    nfc->own = u8_normalize(UNINORM_NFC, (const uint8_t *)text.data, text.size,
                            NULL, &size);
    if (!nfc->own)
        return errno == ENOMEM ? TAMIS_ERROR_MEMORY : TAMIS_OK;
    nfc->text = slice_make((const char *)nfc->own, size);
    *reason = TAMIS_REASON_NONE;
    return TAMIS_OK;
}

void nfc_release(struct nfc_text *nfc)
{
    free(nfc->own);
    nfc->own = NULL;
}

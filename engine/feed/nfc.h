/* SPDX-License-Identifier: BSD-2-Clause */
/* Text in Unicode's normal form C: the one door to libunistring. */
#ifndef TAMIS_FEED_NFC_H
#define TAMIS_FEED_NFC_H

#include <tamis/report.h>
#include <tamis/status.h>

#include <stdint.h>

struct nfc_text {
    tamis_slice text;
    uint8_t *own; /* from the C heap; NULL where text is what was given */
};

/*
 * nfc_begin() gives text in its normal form, to be released whatever came of
 * it; ASCII is its own and stays where it is. *reason is NONE, or BAD_ENCODING:
 * then there is no text. The status is OK or MEMORY.
 */
tamis_status nfc_begin(struct nfc_text *nfc, tamis_slice text,
                       tamis_reason *reason);
void nfc_release(struct nfc_text *nfc);

#endif

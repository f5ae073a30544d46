/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the scripts that most such names are written in, to ASCII: what
 * libidn2 would give, without its tables. Letters that it leaves as they are
 * (Cyrillic, Greek, Latin with accents, Thai, Georgian, kana, Han, Hangul),
 * capitals of ASCII and Cyrillic, digits, dots of any kind.
 */
#ifndef TAMIS_INDICATOR_PUNYCODE_H
#define TAMIS_INDICATOR_PUNYCODE_H

#include "indicator/idna.h"

enum punycode_result {
    PUNYCODE_DONE,
    PUNYCODE_REFUSED,  /* libidn2 would refuse it, too, */
    PUNYCODE_TOO_LONG, /* or the whole name */
    PUNYCODE_UNKNOWN   /* something else is in it: libidn2 knows */
};

enum punycode_result punycode_name(char ascii[IDNA_ASCII_SIZE],
                                   size_t *ascii_size, tamis_slice text);

#endif

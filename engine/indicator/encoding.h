/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8 without control characters: what a text indicator may be made of. */
#ifndef TAMIS_INDICATOR_ENCODING_H
#define TAMIS_INDICATOR_ENCODING_H

#include <tamis/status.h>

#include <stdbool.h>

/* encoding_sequence() is the size of the UTF-8 sequence that text begins with,
 * 0 when it begins with none. text is not empty. */
size_t encoding_sequence(tamis_slice text);
bool encoding_is_utf8(tamis_slice text);
/* Offset of the first byte that is no UTF-8 or a control character (C0, DEL,
 * C1); text.size when there is none. */
size_t encoding_find_fault(tamis_slice text);
bool encoding_is_ascii(tamis_slice text);

/* ASCII only; other bytes are returned as they are. */
static inline char encoding_lower(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        byte = (char)(byte - 'A' + 'a');
    return byte;
}

static inline char encoding_upper(char byte)
{
    if (byte >= 'a' && byte <= 'z')
        byte = (char)(byte - 'a' + 'A');
    return byte;
}

static inline bool encoding_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool encoding_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

#endif

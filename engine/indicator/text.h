/* SPDX-License-Identifier: BSD-2-Clause */
/* Storing text as a key: what the parsers of the text kinds end with. */
#ifndef TAMIS_INDICATOR_TEXT_H
#define TAMIS_INDICATOR_TEXT_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

/* text_store() makes text the key, ASCII case folded when asked. Reasons:
 * TOO_LONG, SYNTAX (nothing left), BAD_ENCODING. */
tamis_reason text_store(tamis_indicator *indicator, tamis_slice text,
                        bool folds_case);

/* Every byte is one of the zero-terminated set; true for no bytes. */
bool text_is_made_of(tamis_slice text, const char *set);

/* Of a file's path either is. */
static inline bool text_is_separator(char byte)
{
    return byte == '/' || byte == '\\';
}

/* text_drive_size() is the size of the "C:" that a path begins with, 0 without
 * one; text_folder_size() that of all in front of the file's name, which may be
 * a drive alone: "C:evil.exe" is in its current folder. */
size_t text_drive_size(tamis_slice path);
size_t text_folder_size(tamis_slice path);

extern const char text_hex_digits[];    /* both cases */
extern const char text_base58_digits[]; /* Bitcoin's */
extern const char text_base64_digits[]; /* without '=' */

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pattern as text: what is matched, where, and what is not meant.
 *
 *   [FIELD:]/regex/flags[ !/regex/flags]
 *
 * FIELD is the kind of the values that the pattern is about; without one it is
 * about lines of any text. What the second regex matches too is not meant.
 * A regex holds no " !/", which begins that one; it is written " \!/".
 */
#ifndef TAMIS_INDICATOR_PATTERN_H
#define TAMIS_INDICATOR_PATTERN_H

#include <tamis/indicator.h>

#include <stdbool.h>

#define REGEX_CASELESS  0x1u /* i */
#define REGEX_MULTILINE 0x2u /* m: ^ and $ at lines within the value */
#define REGEX_DOTALL    0x4u /* s: . is a line's end too */

/* One regex; empty: there is none. */
struct pattern_regex {
    tamis_slice source;
    uint32_t flags; /* REGEX_* */
};

struct pattern_parts {
    tamis_kind field; /* TAMIS_KIND_AUTO: lines of any text */
    struct pattern_regex regex, exception;
};

/* pattern_regex_read() reads "/regex/flags"; false when it is none. */
bool pattern_regex_read(tamis_slice text, struct pattern_regex *regex);

/* pattern_split() takes a key of TAMIS_KIND_PATTERN apart; false when it is not
 * in normal form (a hostile file's). Slices point into the key. */
bool pattern_split(tamis_slice key, struct pattern_parts *parts);

/* Do values of the kind have patterns? Texts, names, URLs and addresses of
 * e-mail do; AUTO, any text, does. */
bool pattern_has_field(tamis_kind field);

#endif

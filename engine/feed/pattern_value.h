/* SPDX-License-Identifier: BSD-2-Clause */
/* A statement's value of kind pattern (indicator/pattern.h), made of what a
 * format says in a language of its own. */
#ifndef TAMIS_FEED_PATTERN_VALUE_H
#define TAMIS_FEED_PATTERN_VALUE_H

#include <tamis/indicator.h>

#include <stdbool.h>

/* What begins the line of a literal. */
extern const char pattern_value_literal[];

struct pattern_value {
    size_t size;
    bool is_full; /* it is longer than any key */
    char text[2 * TAMIS_KEY_SIZE_MAX];
};

/* pattern_value_begin() writes "FIELD:", or nothing for AUTO, any text.
 * pattern_value_add_regex() writes "/regex/": any text, so that it is read back
 * as that regex. */
void pattern_value_begin(struct pattern_value *value, tamis_kind field);
void pattern_value_add_regex(struct pattern_value *value, tamis_slice regex);
void pattern_value_add(struct pattern_value *value, tamis_slice text);
tamis_slice pattern_value_get(const struct pattern_value *value);

/* All of it from another's "/regex/flags", which knows no exceptions; false
 * when it is none. */
bool pattern_value_from_slashed(struct pattern_value *value, tamis_kind field,
                                tamis_slice text);

/*
 * pattern_value_is_named() tells "filename:/..." from other lines: the name of
 * a kind, a colon and a slash. It is a pattern then, or nothing.
 * pattern_value_may_be_named() is the cheap half of it: false for sure.
 */
bool pattern_value_is_named(tamis_slice line);
bool pattern_value_may_be_named(tamis_slice line);

/* All of it from a text that is looked for anywhere in the value. */
void pattern_value_from_text(struct pattern_value *value, tamis_kind field,
                             tamis_slice text);

/* All of it from a STIX LIKE (% any bytes, _ one character, all of the value),
 * from a file name with * and ?, or from the "DE AD ?? EF" between braces;
 * false when there are no such bytes. */
void pattern_value_from_like(struct pattern_value *value, tamis_kind field,
                             tamis_slice like);
void pattern_value_from_glob(struct pattern_value *value, tamis_kind field,
                             tamis_slice glob);
bool pattern_value_from_hex(struct pattern_value *value, tamis_slice hex);

#endif

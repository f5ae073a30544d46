/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a line, as most text formats cut it. */
#ifndef TAMIS_FEED_FIELDS_H
#define TAMIS_FEED_FIELDS_H

#include <tamis/indicator.h>

#include <stdbool.h>

static inline bool field_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static inline bool field_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Takes the next run of non-blanks off the front of *rest; empty at its end. */
tamis_slice field_next(tamis_slice *rest);
/* The text before a comment: a marker byte at the start or after a blank. */
tamis_slice field_without_comment(tamis_slice text, char marker);
/* Without the double quotes around it, if both are there. */
tamis_slice field_unquote(tamis_slice text);
/* Without one dot at the end. */
tamis_slice field_without_dot(tamis_slice text);
/* The first http:// or https:// word in it, or empty. */
tamis_slice field_find_link(tamis_slice text);
/* "*.x" and ".x" in lists are x with all that is under it: gives x and makes
 * the mode SUFFIX; other values are given as they are. */
tamis_slice field_take_wildcard(tamis_slice value, tamis_mode *mode);
/* The file's name in a path, without folders. */
tamis_slice field_base_name(const char *path);

#endif

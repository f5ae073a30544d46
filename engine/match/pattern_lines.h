/* SPDX-License-Identifier: BSD-2-Clause */
/* Literals and patterns of any text in the lines of a block, in their place
 * among the other matches. */
#ifndef TAMIS_MATCH_PATTERN_LINES_H
#define TAMIS_MATCH_PATTERN_LINES_H

#include "match/matcher.h"
#include "match/utf16.h"

/* pattern_lines_begin() takes a block, which lives until its lines were
 * reported. Cost: none. */
void pattern_lines_begin(tamis_matcher *matcher, const void *text, size_t size);
/*
 * pattern_lines_report() reports what comes before a match at `offset` of
 * `length` bytes; with SIZE_MAX all that is left. utf16 (NULL: none) says where
 * the text was before it was transcoded. Non-zero when the callback stopped.
 */
int pattern_lines_report(tamis_matcher *matcher, size_t offset, size_t length,
                         const struct utf16 *utf16);

/* Whether lines are looked at, at all. */
static inline bool pattern_lines_has_any(const tamis_matcher *matcher)
{
    return matcher->patterns.any_field != SIZE_MAX;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The literal without which a regex cannot match. It is read off the regex with
 * less understanding than Hyperscan's and more caution: what is not known for
 * certain ends a literal, and what could change the meaning of others gives
 * none.
 */
#ifndef TAMIS_INDEX_PATTERN_REQUIRED_H
#define TAMIS_INDEX_PATTERN_REQUIRED_H

#include "index/pattern_literals.h"
#include "index/pattern_set.h"

/*
 * False when there is none of PATTERN_LITERAL_SIZE_MIN bytes. Its bytes are a
 * run of the source's own, so a literal with escapes in it ends before them:
 * the longest run is the answer.
 */
bool pattern_required_find(const struct pattern_source *source,
                           struct pattern_literal *literal);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys that a table of fingerprints could not tell from each other. */
#ifndef TAMIS_INDEX_EXACT_TABLE_ALIKE_H
#define TAMIS_INDEX_EXACT_TABLE_ALIKE_H

#include "index/exact_table_build.h"

/*
 * exact_table_has_alike() says whether a placed table would confuse two of its
 * keys if only their fingerprints were kept: two that are looked for in one
 * line and have one tag, or that have one hash. It says so, too, of homes that
 * are fuller than chance makes them. Of digests, whose fingerprints depend on
 * no seed and of which a lookup tells all that fit, it is only too many under
 * one hash. Cost: a few comparisons a key, also of crafted ones.
 */
bool exact_table_has_alike(const struct exact_build *build);

#endif

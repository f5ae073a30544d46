/* SPDX-License-Identifier: BSD-2-Clause */
/* All keys of a piece, class after class. */
#ifndef TAMIS_MATCH_SIEVE_PIECE_H
#define TAMIS_MATCH_SIEVE_PIECE_H

#include "match/sieve.h"

/* Sets outline.worth for the words that hold what a filter knows, or what is
 * not told here: see sieve_word.h. */
void sieve_ask_piece(struct sieve *sieve);

#endif

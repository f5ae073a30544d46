/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of one word, put where they wait to be asked for together. */
#ifndef TAMIS_MATCH_SIEVE_WORD_H
#define TAMIS_MATCH_SIEVE_WORD_H

#include "match/sieve.h"

/* Adds a word of the text, which there must be room for. */
struct sieve_word *sieve_add_word(struct sieve *sieve, size_t start,
                                  size_t end);

/* Adds what a walk over the word could ask for; places of the outline. */
void sieve_ask_word(struct sieve *sieve, size_t start, size_t end);

/* Keys of the word that was added last. Each asks the filters when there are
 * enough of its class. */
void sieve_ask_name(struct sieve *sieve, tamis_slice name);
void sieve_ask_ipv4(struct sieve *sieve, uint32_t address);
/* The key is sieve->asked's. */
void sieve_ask_key(struct sieve *sieve);

/* Asks for all that wait. */
void sieve_ask_all(struct sieve *sieve);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sieve: which words of a text are worth a walk.
 *
 * extract.h says what a candidate is, byte by byte. That is the specification,
 * and too slow to be done for text that is not listed. The sieve asks, in
 * batches, for every key that a walk over a word could ask for, and for some
 * more; words that the filters know, and those that are not plain, are walked.
 * So it may be wrong about a candidate, but never misses one that is listed.
 *
 * Cost: about a nanosecond for 4 bytes of text, and a line of a filter for
 * each key.
 */
#ifndef TAMIS_MATCH_SIEVE_H
#define TAMIS_MATCH_SIEVE_H

#include "base/key_class.h"
#include "match/outline_kernels.h"
#include "simd/kernels.h"

#include <tamis/indicator.h>

struct tamis_database;

#define SIEVE_WORDS 256u
/* Longer words are walked. */
#define SIEVE_WORD_SIZE 2048u

struct sieve_word {
    size_t start, end; /* in the text */
    bool is_worth;
};

/* Keys that wait for their batch, and the words they are of. */
struct sieve_names {
    size_t count;
    tamis_slice names[KERNELS_BATCH_MAX];
    uint16_t words[KERNELS_BATCH_MAX];
};

struct sieve_addresses {
    size_t count;
    uint8_t addresses[KERNELS_BATCH_MAX][4];
    uint16_t words[KERNELS_BATCH_MAX];
};

struct sieve_hashes {
    size_t count;
    uint64_t hashes[KERNELS_BATCH_MAX];
    uint16_t words[KERNELS_BATCH_MAX];
};

struct sieve {
    const struct tamis_database *database;
    const struct outline_kernels *kernels;
    bool asks_expressions; /* a URL is many keys */
    const uint8_t *text;
    size_t size;
    size_t base;  /* text offset of place 0 of the outline */
    size_t drawn; /* where the piece ends in the text */
    size_t next;  /* place in the outline */
    bool is_cut;
    size_t word_count, word_next;
    struct sieve_word words[SIEVE_WORDS];
    struct sieve_names names;
    struct sieve_addresses addresses;
    struct sieve_hashes hashes[KEY_CLASS_COUNT];
    tamis_indicator asked;
    struct sieve_names hosts; /* of what may be URLs; words are places here */
    struct outline outline;
    struct outline_addresses found;
    uint16_t places[OUTLINE_PLACES_MAX + OUTLINE_PLACES_BEHIND];
};

void sieve_open(struct sieve *sieve, const struct tamis_database *database,
                bool asks_expressions);

void sieve_begin(struct sieve *sieve, const void *text, size_t size);
/* The next word worth a walk, in order; false at the end. */
bool sieve_next(struct sieve *sieve, size_t *start, size_t *end);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers that a failing test can be run with again. */
#ifndef TAMIS_TESTS_SUPPORT_RANDOM_H
#define TAMIS_TESTS_SUPPORT_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
    uint64_t seed;
};

/* Seeds from the environment's TAMIS_TEST_SEED, else from the clock, and
 * prints the seed to stderr, so that a failure can be replayed. */
void random_begin(struct random *random, const char *test);
void random_seed(struct random *random, uint64_t seed);
uint64_t random_next(struct random *random);
/* 0..limit - 1, evenly; 0 when limit is 0. */
uint64_t random_below(struct random *random, uint64_t limit);
/* Both ends are possible. */
uint64_t random_between(struct random *random, uint64_t first, uint64_t last);
/* True once in `times` on average. */
bool random_one_in(struct random *random, uint64_t times);
void random_bytes(struct random *random, void *bytes, size_t size);
/* Bytes out of alphabet (a C string), and no zero after them. */
void random_text(struct random *random, char *text, size_t size,
                 const char *alphabet);

#endif

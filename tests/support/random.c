/* SPDX-License-Identifier: BSD-2-Clause */
/* xoshiro256** 1.0 (Blackman and Vigna, 2018), seeded by SplitMix64. */
#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t rotate(uint64_t value, int count)
{
    return value << count | value >> (64 - count);
}

void random_seed(struct random *random, uint64_t seed)
{
    random->seed = seed;
    for (size_t i = 0; i < 4; i++) {
        uint64_t mixed;

        seed += UINT64_C(0x9e3779b97f4a7c15);
        mixed = seed;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
        random->state[i] = mixed ^ mixed >> 31;
    }
}

void random_begin(struct random *random, const char *test)
{
    const char *given = getenv("TAMIS_TEST_SEED");
    struct timespec now;
    uint64_t seed;

    if (given && *given) {
        seed = strtoull(given, NULL, 0);
    } else {
        clock_gettime(CLOCK_REALTIME, &now);
        seed = (uint64_t)now.tv_sec * 1000000007u ^ (uint64_t)now.tv_nsec;
    }
    fprintf(stderr, "%s: replay with TAMIS_TEST_SEED=%" PRIu64 "\n", test,
            seed);
    random_seed(random, seed);
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_below(struct random *random, uint64_t limit)
{
    uint64_t unfair, value;

    if (limit == 0)
        return 0;
    /* Values from the last, incomplete run of `limit` are drawn again. */
    unfair = -limit % limit;
    do {
        value = random_next(random);
    } while (value < unfair);
    return value % limit;
}

uint64_t random_between(struct random *random, uint64_t first, uint64_t last)
{
    return first + random_below(random, last - first + 1);
}

bool random_one_in(struct random *random, uint64_t times)
{
    return random_below(random, times) == 0;
}

void random_bytes(struct random *random, void *bytes, size_t size)
{
    uint8_t *to = bytes;

    while (size > 0) {
        uint64_t value = random_next(random);
        size_t part = size < sizeof value ? size : sizeof value;

        memcpy(to, &value, part);
        to += part;
        size -= part;
    }
}

void random_text(struct random *random, char *text, size_t size,
                 const char *alphabet)
{
    size_t count = strlen(alphabet);

    for (size_t i = 0; i < size; i++)
        text[i] = alphabet[random_below(random, count)];
}

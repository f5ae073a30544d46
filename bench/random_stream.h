/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that look random and are the same for the same seed (SplitMix64). */
#ifndef TAMIS_BENCH_RANDOM_STREAM_H
#define TAMIS_BENCH_RANDOM_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct random_stream {
    uint64_t state;
};

/* random_mix() scatters the bits of a number; a bijection. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static inline uint64_t random_next(struct random_stream *stream)
{
    stream->state += 0x9e3779b97f4a7c15u;
    return random_mix(stream->state);
}

/* random_open() makes the stream of one item, so that the n-th item does not
 * depend on how many numbers the ones before it took. */
static inline struct random_stream random_open(uint64_t seed, uint64_t item)
{
    struct random_stream stream = {random_mix(seed) ^
                                   random_mix(item * 2 + 0x632be59bd9b4e019u)};

    return stream;
}

/* A number in [0, limit); limit is small, so the bias does not matter. */
static inline uint64_t random_below(struct random_stream *stream,
                                    uint64_t limit)
{
    return (random_next(stream) >> 32) * limit >> 32;
}

/* Yes, `share` of the time. */
static inline int random_chance(struct random_stream *stream, double share)
{
    return (double)(random_next(stream) >> 11) < share * 9007199254740992.0;
}

#endif

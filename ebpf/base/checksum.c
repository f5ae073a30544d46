/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/checksum.h"

#include <string.h>

/* Each step can be undone, so that no two words lead to the same. */
static uint64_t mix(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return lane ^ lane >> 32;
}

static uint64_t word_at(const unsigned char *bytes, size_t size)
{
    uint64_t word = 0;

    memcpy(&word, bytes, size < sizeof word ? size : sizeof word);
    return word;
}

/* Lanes do not wait for each other; the first one takes the rest, and the
 * size, without which zeroes at the end would be nothing. */
void checksum_add(struct checksum *sum, const void *bytes, size_t size)
{
    const size_t step = CHECKSUM_LANES * sizeof(uint64_t);
    const unsigned char *at = bytes;
    size_t left = size;

    for (; left >= step; at += step, left -= step)
        for (size_t n = 0; n < CHECKSUM_LANES; n++)
            sum->lanes[n] = mix(sum->lanes[n], word_at(at + 8 * n, 8));
    for (; left > 8; at += 8, left -= 8)
        sum->lanes[0] = mix(sum->lanes[0], word_at(at, 8));
    if (left)
        sum->lanes[0] = mix(sum->lanes[0], word_at(at, left));
    sum->lanes[0] = mix(sum->lanes[0], size);
}

uint64_t checksum_value(const struct checksum *sum)
{
    uint64_t value = 0;

    for (size_t n = 0; n < CHECKSUM_LANES; n++)
        value = mix(value, sum->lanes[n]);
    return value;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done for every block of a piece, included by one file for each
 * instruction set, which defines KERNEL, a type `words` of LANES words of 64
 * bits, and ends_behind(), which is outline_ends() for so many. Nothing here
 * branches on what the text holds but for what is rare.
 */
#include "match/outline_kernels.h"

#include <string.h>

KERNEL static inline words load(const uint64_t *from)
{
    words value;

    memcpy(&value, from, sizeof value);
    return value;
}

KERNEL static inline void store(uint64_t *to, words value)
{
    memcpy(to, &value, sizeof value);
}

/* Each bit from the byte `count` before its own, or behind it. */
KERNEL static inline words before(const uint64_t *bits, int count)
{
    return load(bits) << count | load(bits - 1) >> (64 - count);
}

KERNEL static inline words behind(const uint64_t *bits, int count)
{
    return load(bits) >> count | load(bits + 1) << (64 - count);
}

/* The first of sixteen ones. */
KERNEL static inline words find_sixteen(words bits)
{
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

/* What may mean something else: a bracket and what marks have in them, a
 * backslash or percent sign and what escapes have. */
KERNEL static inline words find_specials(const struct outline *outline,
                                         size_t n)
{
    words open = load(outline->open + n), special = load(outline->special + n);
    words sign = behind(outline->dot + n, 1) | behind(outline->at + n, 1) |
                 behind(outline->colon + n, 1) | behind(outline->slash + n, 1);
    words in_mark =
        behind(outline->hex + n, 1) & ~behind(outline->digit + n, 1);
    words in_escape =
        behind(outline->name + n, 1) | behind(outline->special + n, 1);

    return special & (sign | (open & in_mark) | (~open & in_escape));
}

/* Colons: which are close to each other, and which are in pairs. */
KERNEL static inline words find_colons(struct outline *outline, size_t n)
{
    words colon = load(outline->colon + n),
          next = behind(outline->colon + n, 1);
    words tight =
        colon & (before(outline->hex + n, 1) | before(outline->colon + n, 1)) &
        (behind(outline->hex + n, 1) | next);

    store(outline->tight + n, tight);
    return colon & next;
}

KERNEL static inline words find_anchors(const struct outline *outline, size_t n)
{
    words left = before(outline->name + n, 1) | before(outline->high + n, 1);
    words right = behind(outline->name + n, 1) | behind(outline->high + n, 1) |
                  behind(outline->special + n, 1);

    return (load(outline->dot + n) & left & right) | load(outline->scheme + n) |
           load(outline->digest + n);
}

/* What joins bytes to tokens. */
KERNEL static inline void find_runs(struct outline *outline, size_t n)
{
    words name = load(outline->name + n), colon = load(outline->colon + n);
    words hex = load(outline->hex + n), slash = load(outline->slash + n);
    words joint = load(outline->dot + n) & before(outline->name + n, 1) &
                  behind(outline->name + n, 1);

    store(outline->letter + n, name & ~load(outline->digit + n));
    store(outline->beyond_hex + n, name & ~hex);
    store(outline->joint + n, joint);
    store(outline->run + n, name | joint);
    store(outline->path + n, slash | colon | load(outline->query + n));
    store(outline->scheme + n, colon & behind(outline->slash + n, 1) &
                                   behind(outline->slash + n, 2));
    store(outline->digest + n, find_sixteen(hex));
    store(outline->colons + n, colon & ~colon);
    store(outline->escape + n, colon & ~colon);
    store(outline->odd + n, load(outline->high + n));
}

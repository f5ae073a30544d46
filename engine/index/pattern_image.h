/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiled set as bytes: a header, parts, each at a multiple of 64, and
 * their directory. It lives in memory and in the local cache, never in a
 * database, and only the machine that made it reads it: numbers are as the
 * machine has them.
 */
#ifndef TAMIS_INDEX_PATTERN_IMAGE_H
#define TAMIS_INDEX_PATTERN_IMAGE_H

#include "index/pattern_set.h"

#define PATTERN_IMAGE_MAGIC   "tamisPS\n"
#define PATTERN_IMAGE_VERSION 4u
#define PATTERN_IMAGE_ALIGN   64u
/* Parts of a set, at most: one for each source, as gates have, besides refusals
 * and our literals; and bytes of it. */
#define PATTERN_IMAGE_PARTS_MAX (PATTERN_SET_COUNT_MAX + 2u)
#define PATTERN_IMAGE_SIZE_MAX  (UINT64_C(1) << 36)

struct pattern_image_header {
    uint8_t magic[8];
    uint32_t version;
    uint32_t mode;
    uint64_t key[2];    /* of sources, library and CPU: pattern_cache.c */
    uint64_t size;      /* of all of it */
    uint64_t checksum;  /* XXH3-64 of it, with zero here */
    uint64_t directory; /* where it begins */
    uint32_t source_count;
    uint32_t part_count;
    /* The limit on the time of everything that was reached, so that patterns
     * were refused which might be compiled with more; 0: none. */
    uint32_t unfinished_ms;
    uint32_t reserved[15];
};
_Static_assert(sizeof(struct pattern_image_header) == 128, "two lines");

/* A serialised Hyperscan database of regexes, which every scan runs. */
#define PATTERN_PART_ALWAYS 1u
/* struct pattern_image_refusal, by source. */
#define PATTERN_PART_REFUSALS 2u
/* A database of literals, in a set for blocks without "single". */
#define PATTERN_PART_WORDS 3u
/* The sources (uint32_t) that index/pattern_literals.h looks for. */
#define PATTERN_PART_LITERALS 4u
/* A database of the regex `source`, which is run where its literal is found
 * (index/pattern_required.h). */
#define PATTERN_PART_GATED 5u

struct pattern_image_part {
    uint32_t kind;
    uint32_t count; /* patterns, or what there is `count` of */
    uint64_t offset;
    uint64_t size;
    uint64_t source; /* of GATED */
};
_Static_assert(sizeof(struct pattern_image_part) == 32, "half a line");

#define PATTERN_REASON_SIZE 204

/* A source that is in no other part, and why. */
struct pattern_image_refusal {
    uint64_t offset; /* UINT64_MAX: unknown */
    uint32_t source;
    char reason[PATTERN_REASON_SIZE]; /* with a zero */
};
_Static_assert(sizeof(struct pattern_image_refusal) == 216, "no padding");

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The outline of a piece of text: where its words are, and which of them could
 * hold a candidate at all. A word stands between gaps (blanks, control bytes,
 * quotes and angle brackets), over which no candidate of extract.h goes, in
 * whatever way its bytes are read.
 *
 * Most words of a log hold none; of the rest nearly all are plain: no byte of
 * them means anything else than what it says.
 */
#ifndef TAMIS_MATCH_OUTLINE_H
#define TAMIS_MATCH_OUTLINE_H

#include "match/outline_bits.h"
#include "simd/scan_kernels.h"

#include <stdbool.h>

/* Blocks of a piece; 8 KiB, so that all that is known of it stays close. */
#define OUTLINE_BLOCKS 128u
#define OUTLINE_SIZE   (OUTLINE_BLOCKS * SCAN_BLOCK_SIZE)
/* One block of gaps in front of the piece and two behind: searches end there,
 * and windows that begin in the first. Kernels take eight at a time. */
#define OUTLINE_WORDS (OUTLINE_BLOCKS + 12)
/* Arrays of struct outline. */
#define OUTLINE_ARRAYS (SCAN_CLASS_COUNT + 18u)

/*
 * Bits of the piece, one array for each class. Places are bit numbers: the
 * first byte of the piece is at OUTLINE_FIRST.
 */
#define OUTLINE_FIRST SCAN_BLOCK_SIZE

/* Bits of all blocks; 0 when there are none in the piece. */
struct outline_any {
    uint64_t names, numbers, hosts, digests, users, odd;
};

/* Escapes that matter take two bytes at least, "://" with one of them four. */
#define OUTLINE_STARTS_MAX     (OUTLINE_SIZE / 2)
#define OUTLINE_SEPARATORS_MAX (OUTLINE_SIZE / 4)

struct outline_separator {
    uint16_t place; /* behind it */
    bool is_percent;
};

struct outline {
    const uint8_t *bytes; /* the byte of place 0 is at bytes + 0 */
    size_t end;           /* place behind the last whole word */
    size_t count;         /* of blocks */
    struct outline_any any;
    /* Of the reading in which escapes are what they mean (outline_escape.c):
     * where tokens begin that are in the middle of others as the text stands;
     * and each "://" with an escape in it. */
    size_t start_count, separator_count;
    uint16_t starts[OUTLINE_STARTS_MAX];
    struct outline_separator separators[OUTLINE_SEPARATORS_MAX];
    union {
        struct {
            /* The classes of scan_kernels.h, in their order. */
            uint64_t name[OUTLINE_WORDS], hex[OUTLINE_WORDS],
                digit[OUTLINE_WORDS];
            uint64_t gap[OUTLINE_WORDS], special[OUTLINE_WORDS],
                open[OUTLINE_WORDS];
            uint64_t stop[OUTLINE_WORDS], high[OUTLINE_WORDS],
                comma[OUTLINE_WORDS];
            uint64_t dot[OUTLINE_WORDS], colon[OUTLINE_WORDS],
                slash[OUTLINE_WORDS];
            uint64_t at[OUTLINE_WORDS], query[OUTLINE_WORDS];
            /* What follows from them. */
            uint64_t letter[OUTLINE_WORDS];     /* name, no digit */
            uint64_t beyond_hex[OUTLINE_WORDS]; /* name, no hex */
            uint64_t joint[OUTLINE_WORDS];      /* dots between name bytes */
            uint64_t run[OUTLINE_WORDS];        /* name bytes and joints */
            uint64_t path[OUTLINE_WORDS];       /* / ? : */
            uint64_t scheme[OUTLINE_WORDS];     /* colons of :// */
            uint64_t digest[OUTLINE_WORDS];     /* sixteen hex digits begin */
            uint64_t tight[OUTLINE_WORDS];      /* colons by colons, hex */
            uint64_t doubt[OUTLINE_WORDS];      /* bits do not tell all */
            uint64_t colons[OUTLINE_WORDS]; /* what may be an IPv6 address */
            uint64_t escape[OUTLINE_WORDS]; /* that parts, nothing more */
            /* Bytes from 0x80, marks, all other escapes. */
            uint64_t odd[OUTLINE_WORDS];
            uint64_t anchor[OUTLINE_WORDS]; /* a candidate needs one of them */
            /* Places behind runs: of names, which have a letter in the last
             * label; of numbers with dots; of what stands behind "://"; and
             * behind labels with sixteen hex digits. */
            uint64_t names[OUTLINE_WORDS];
            uint64_t numbers[OUTLINE_WORDS];
            uint64_t hosts[OUTLINE_WORDS];
            uint64_t digests[OUTLINE_WORDS];
            /* Words that must be looked at: in them, or behind them. */
            uint64_t worth[OUTLINE_WORDS];
        };
        uint64_t arrays[OUTLINE_ARRAYS][OUTLINE_WORDS];
    };
};

_Static_assert(sizeof(struct outline) - offsetof(struct outline, name) ==
                   sizeof(uint64_t) * OUTLINE_ARRAYS * OUTLINE_WORDS,
               "every array is among the arrays");

struct outline_kernels;

/*
 * outline_draw() looks at text from `start` on, as far as it goes, and returns
 * how many bytes: whole words, unless one is longer than the piece; then
 * *is_cut is set, and the words are not to be asked for.
 */
size_t outline_draw(struct outline *outline,
                    const struct outline_kernels *kernels, const uint8_t *text,
                    size_t size, size_t start, bool *is_cut);

/* Sets worth for words that are not plain and have an anchor. */
void outline_find_odd(struct outline *outline);
/* From the text as it stands to the other reading: cuts the runs in which
 * tokens start. Starts that none does at are dropped. */
void outline_cut_escapes(struct outline *outline);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Escapes and marks of an outline. Nearly all escapes of a log are of bytes
 * that only part tokens: "\/", "\n", "%20", "%3A%2F%2F". A token ends before
 * one whatever it is read as, since no token holds its first byte; so the other
 * reading differs in what begins behind it, and in what "://" and a path are.
 */
#ifndef TAMIS_MATCH_OUTLINE_ESCAPE_H
#define TAMIS_MATCH_OUTLINE_ESCAPE_H

#include "indicator/extract_bytes.h"
#include "match/outline.h"

/* From one escape to the next; offsets in the text. */
struct outline_escapes {
    struct outline *outline;
    struct reader reader;
    size_t end;       /* of the last escape */
    size_t colon_end; /* of the last that means a colon */
    size_t colons;    /* so many of them close to each other */
};

/* Those of one block. What parts is an escape, and its place gets the classes
 * of what it means; all else that stands for something is odd. */
void outline_read_specials(struct outline_escapes *escapes, size_t start,
                           size_t number);

#endif

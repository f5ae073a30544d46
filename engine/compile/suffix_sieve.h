/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which names the public suffix list may say something of.
 *
 * libpsl answers thousands of instructions later, and of nearly every name it
 * says the same: no suffix. The sieve holds a hash of each rule of a list in
 * text form. What it does not hold is no suffix; whatever it holds, libpsl is
 * asked, so that it stays the only one who says what a suffix is.
 */
#ifndef TAMIS_COMPILE_SUFFIX_SIEVE_H
#define TAMIS_COMPILE_SUFFIX_SIEVE_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

/* Bytes that must be readable in front of a name. */
#define SUFFIX_SIEVE_FRONT 32u

struct suffix_sieve {
    const tamis_allocator *allocator;
    uint32_t *slots; /* upper bits of hashes, and what they are of; 0: free */
    size_t slot_count;
    uint64_t seed;
    /* Rules that were read, to compare with what libpsl counted. */
    int rules, top_levels, wildcards, exceptions;
};

/* Reads a list, the way libpsl reads it. seed should be unknown to whoever
 * made up the names. Errors: MEMORY, SYSTEM (no text that could be read; there
 * is no sieve then). */
tamis_status suffix_sieve_open(struct suffix_sieve *sieve,
                               const tamis_allocator *allocator,
                               const char *path, uint64_t seed);
void suffix_sieve_close(struct suffix_sieve *sieve);

/* What a rule of the list may be about. False: it is not. */
struct suffix_sieve_answer {
    bool may_be_suffix;       /* the name itself */
    bool may_be_under_suffix; /* its parent; means nothing for a top level */
};

/*
 * name is lower-case ASCII, of two labels at least, none of which begins with
 * "xn--"; SUFFIX_SIEVE_FRONT bytes in front of it are readable. parent_size:
 * bytes without the first label; next_size: without the first two, or 0.
 */
struct suffix_sieve_answer suffix_sieve_ask(const struct suffix_sieve *sieve,
                                            tamis_slice name,
                                            size_t parent_size,
                                            size_t next_size);

#endif

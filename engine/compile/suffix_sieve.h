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

struct suffix_sieve {
    const tamis_allocator *allocator;
    uint64_t *slots; /* hashes; 0: free */
    size_t slot_count, count;
    /* Rules that were read, to compare with what libpsl counted. */
    int rules, top_levels, wildcards, exceptions;
};

/* Reads a list, the way libpsl reads it. Errors: MEMORY, SYSTEM (no text that
 * could be read; there is no sieve then). */
tamis_status suffix_sieve_open(struct suffix_sieve *sieve,
                               const tamis_allocator *allocator,
                               const char *path);
void suffix_sieve_close(struct suffix_sieve *sieve);

/* False: a rule of the list neither names nor covers it. name has two labels
 * at least, in lower-case ASCII, and none that begins with "xn--". */
bool suffix_sieve_holds(const struct suffix_sieve *sieve, tamis_slice name);

#endif

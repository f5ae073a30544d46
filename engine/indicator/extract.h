/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Candidates in free text: tokens that could be an indicator, in normal form,
 * with their place in the original bytes (docs/DESIGN of the free-text rules:
 * docs/EVENTS.md and FEEDS.md; DESIGN section 4).
 */
#ifndef TAMIS_INDICATOR_EXTRACT_H
#define TAMIS_INDICATOR_EXTRACT_H

#include <tamis/indicator.h>

struct candidate {
    size_t offset, size;      /* in the text given to extract_next() */
    tamis_indicator indicator; /* a 32-hex token is MD5, 40 SHA1, ... */
};

/* Where a walk over one block stands. Caller-owned, about 8 KiB; no heap. */
struct extract {
    const uint8_t *text;
    size_t size, position;
    size_t pending_count, pending_next;
    struct candidate pending[8];
};

void extract_begin(struct extract *extract, const void *text, size_t size);
/*
 * extract_next() gives the next candidate, ordered by (offset, longest first);
 * NULL at the end. Hosts of URLs, domains of e-mail addresses and addresses of
 * address:port are candidates of their own. Valid until the next call.
 */
const struct candidate *extract_next(struct extract *extract);

#endif

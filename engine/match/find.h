/* SPDX-License-Identifier: BSD-2-Clause */
/* One question in normal form, asked with everything that goes with it. */
#ifndef TAMIS_MATCH_FIND_H
#define TAMIS_MATCH_FIND_H

#include "match/matcher.h"
#include "simd/kernels.h"

/* Where the parts of the question stand in the caller's bytes. */
struct find_place {
    uint64_t offset;
    uint32_t length;
    bool reports_inner; /* the parts inside are reported too, not only asked */
};

/*
 * find_ask() begins an observation of *indicator and asks for it and its inner
 * parts: a URL's host, the address of address:port, "@domain" of an e-mail.
 * indicator must live until the observation was reported. Returns how many
 * records it found: with 0 there is nothing to judge or report.
 */
size_t find_ask(tamis_matcher *matcher, const tamis_indicator *indicator,
                const struct find_place *place);

/* find_first() judges the observation and gives its first record. */
tamis_record_id find_first(tamis_matcher *matcher, size_t found_count);

/* find_key() judges one key in normal form by itself, with all that covers it:
 * what a batch does with a key that its index knows. */
tamis_record_id find_key(tamis_matcher *matcher, tamis_kind kind,
                         tamis_slice key);

/* find_may_list() is false when nothing lists the indicator or its inner parts:
 * the short way out before an observation. Cost: a line or two of filters. */
bool find_may_list(tamis_matcher *matcher, const tamis_indicator *indicator);

/* What a batch begins with, and how much of it makes one step. */
static inline void find_nothing(size_t count, tamis_record_id *records)
{
    for (size_t i = 0; i < count; i++)
        records[i] = TAMIS_RECORD_NONE;
}

static inline size_t find_step(size_t left)
{
    return left < KERNELS_BATCH_MAX ? left : KERNELS_BATCH_MAX;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* A matcher's scratch, shared by the finders and the scan. */
#ifndef TAMIS_MATCH_MATCHER_H
#define TAMIS_MATCH_MATCHER_H

#include "database/view.h"
#include "indicator/extract.h"
#include "match/observation.h"
#include "match/pattern_matcher.h"
#include "match/sieve.h"
#include "match/utf16.h"
#include "match/value_step.h"

#include <tamis/match.h>

struct tamis_matcher {
    tamis_allocator allocator;
    struct view view;
    uint32_t flags;
    uint64_t hits, hidden_by_clock, hidden_by_allow, cut_lines;
    struct observation observation;
    tamis_indicator asked;             /* the question in normal form */
    tamis_indicator host;              /* of a URL or of address:port */
    char portless[TAMIS_KEY_SIZE_MAX]; /* a URL's key without its port */
    struct extract extract;
    struct sieve sieve; /* in front of it */
    struct value_step values;
    struct pattern_matcher patterns;
    uint8_t *transcoded; /* UTF-16 chunks as UTF-8; see scan.c */
    struct utf16 utf16;
    tamis_hit_callback callback;
    void *callback_context;
    tamis_matcher *retired; /* the next one in a reader's stack; see live.h */
};

#endif

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
    tamis_slice value;  /* as it was given, for patterns; in text there is none
                           of a field */
};

/*
 * find_ask() begins an observation of *indicator and asks for it and its inner
 * parts: a URL's host, the address of address:port, "@domain" of an e-mail.
 * indicator must live until the observation was reported. Returns how many
 * records it found: with 0 there is nothing to judge or report.
 */
size_t find_ask(tamis_matcher *matcher, const tamis_indicator *indicator,
                const struct find_place *place);

/*
 * find_ask_speakers() adds, behind find_ask() with a place without a value, the
 * patterns that allow or warn of what was found in text: value is its bytes
 * there. Those that list are not asked: text is not searched for them.
 */
void find_ask_speakers(tamis_matcher *matcher, tamis_slice value);

/* find_first() gives the first record of the observation that counts. */
tamis_record_id find_first(tamis_matcher *matcher, size_t found_count);

/* find_key() judges one key in normal form by itself, with all that covers it:
 * what a batch does with a key that its index knows. */
tamis_record_id find_key(tamis_matcher *matcher, tamis_kind kind,
                         tamis_slice key);

/* find_slots() does so with all slots that cover one key, most specific first,
 * when the index has told them already; those that do not exist are skipped. */
tamis_record_id find_slots(tamis_matcher *matcher,
                           const struct database_class *records, size_t count,
                           const uint32_t *slots);

/* The same for a key that one slot alone covers, which must exist: the usual
 * record, with entries that list and none that allow, in a few loads. */
static inline tamis_record_id find_slot(tamis_matcher *matcher,
                                        const struct database_class *records,
                                        uint32_t slot)
{
    uint32_t actions = view_actions(&matcher->view, records, slot);

    if (!(actions & VIEW_LISTS))
        return TAMIS_RECORD_NONE;
    if (actions & VIEW_ALLOWS)
        return find_slots(matcher, records, 1, &slot);
    return database_record_id(records, slot);
}

/* find_exact_keys() compares what of a step of one class passed its filter, and
 * asks for what is read of the records. Returns which keys are listed. */
uint64_t find_exact_keys(const tamis_matcher *matcher,
                         const struct database_class *records,
                         struct exact_step *step);
/* find_add_key() adds the n-th key's slots, which are told, to the last part of
 * an observation. */
void find_add_key(tamis_matcher *matcher, const struct database_class *records,
                  const struct exact_step *step, unsigned n);

/*
 * find_exact_step() takes a step of keys of one class from behind the filter
 * to its records, each key by itself, and returns the hits. records has a place
 * for each key of the step, all of them TAMIS_RECORD_NONE before.
 */
size_t find_exact_step(tamis_matcher *matcher,
                       const struct database_class *records,
                       struct exact_step *step, tamis_record_id *found);

/* find_has_more_keys() is true for kinds whose values are more than one key to
 * this matcher: names of files, URLs with expressions, what has patterns. */
bool find_has_more_keys(const tamis_matcher *matcher, tamis_kind kind);

/*
 * find_take_odd() makes a text that does not parse, since it is too long or no
 * UTF-8, what is asked, if patterns may match it: an indicator with an empty
 * key, for which find_ask() takes the place's value. False: it is a miss.
 */
bool find_take_odd(tamis_matcher *matcher, tamis_kind kind, tamis_slice value);

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

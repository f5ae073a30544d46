/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts about STIX objects by their ids, marking definitions among them, and
 * what the marks of an object say. */
#ifndef TAMIS_FEED_STIX_MARKING_H
#define TAMIS_FEED_STIX_MARKING_H

#include "feed/json.h"
#include "label/mark.h"

#include <tamis/allocator.h>

/* Objects whose versions are told apart; in a feed with more of them, later
 * ones are all taken. */
#define STIX_VERSION_MAX ((size_t)1 << 20)
#define STIX_MARKING_MAX ((size_t)1 << 16)

/* What is known of one id, by 128 bits of its hash. */
struct stix_fact {
    uint64_t key[2];
    int64_t modified_ns; /* versions: of the newest */
    bool is_taken;       /* versions: the newest was met in the second pass */
    /* markings, and what reports hold: a struct mark, packed because there are
     * a million versions; tlp is its floor */
    bool conflict;
    uint8_t tlp, pap;
    uint32_t caveats;
};

struct stix_facts {
    const tamis_allocator *allocator;
    struct stix_fact *slots;
    size_t slot_count, count, count_max;
};

void stix_facts_init(struct stix_facts *facts, const tamis_allocator *allocator,
                     size_t count_max);
void stix_facts_release(struct stix_facts *facts);
/* NULL when the id was never noted. */
struct stix_fact *stix_facts_find(const struct stix_facts *facts,
                                  tamis_slice id);
/* Finds or adds, zeroed; *fact NULL when there are count_max already. Adding
 * moves the facts. */
tamis_status stix_facts_note(struct stix_facts *facts, tamis_slice id,
                             struct stix_fact **fact);

/* A fact's mark: stix_fact_read() joins it into another, stix_fact_join()
 * another into it. It only raises: an id must not lower by being defined. */
void stix_fact_read(const struct stix_fact *fact, struct mark *mark);
void stix_fact_join(struct stix_fact *fact, const struct mark *mark);

/* stix_marking_define() learns a marking-definition object. One that says
 * nothing that is understood here stays unknown. */
tamis_status stix_marking_define(struct stix_facts *markings,
                                 struct json_value object);
/*
 * stix_marking_read() joins what an object's object_marking_refs say, and
 * those granular_markings that touch a property which goes on. An id that
 * nobody defines gives RED, or nothing when ignore_unknown.
 */
void stix_marking_read(const struct stix_facts *markings,
                       struct json_value object, bool ignore_unknown,
                       struct mark *mark);

#endif

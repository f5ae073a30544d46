/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A matcher's part in patterns: what the sets report, gathered until it can be
 * told in order. All of it is made with the matcher.
 */
#ifndef TAMIS_MATCH_PATTERN_MATCHER_H
#define TAMIS_MATCH_PATTERN_MATCHER_H

#include "database/view.h"
#include "match/patterns.h"

/* One report: the pattern of `id` (patterns.h) in the line that begins at
 * `line`, or in a value, whose line is 0. */
struct pattern_hit {
    uint64_t line;
    uint64_t offset; /* of a literal its first byte, else the last byte */
    uint32_t length; /* 1 but for literals */
    uint32_t id;
};

/* Text whose lines are scanned as far as somebody asks. */
struct pattern_text {
    tamis_slice text;
    size_t scanned;              /* lines up to here were scanned */
    size_t piece_end;            /* of what is being scanned, from there on */
    size_t piece_size;           /* how much is scanned at a time, about */
    size_t seen_begin, seen_end; /* the line that was looked for last */
    /* Of the hits: the line at hand, and of that those that count. */
    size_t line_first, next, counted_end, line_end;
    bool line_speaks; /* one of them allows or warns */
};

struct pattern_matcher {
    tamis_patterns *given;    /* NULL: the caller gave none */
    tamis_patterns *patterns; /* the same; NULL: there is nothing in them */
    size_t any_field;         /* of any text; SIZE_MAX when nothing is there */
    struct pattern_scratch *scratches[TAMIS_KIND_COUNT]; /* by field */
    struct pattern_scratch *stream_scratch;
    /* By number: what visible entries of the record state, at whatever time; 0
     * for what cannot be matched. So nothing invisible is ever gathered. */
    uint8_t *actions;
    bool can_speak; /* something visible allows or warns */
    uint8_t field_actions[TAMIS_KIND_COUNT]; /* the same of all in a field */
    uint8_t *marks; /* by number: 0 between two questions */
    struct pattern_hit *hits;
    size_t hit_count, hit_capacity;
    /* Those of a value, which may be asked about amid lines. */
    struct pattern_hit *value_hits;
    size_t value_count, value_capacity;
    struct pattern_text lines;
};

/* pattern_matcher_open() makes it for what the view sees (patterns may be
 * NULL). Errors: MEMORY. pattern_matcher_close() may follow a failure. */
tamis_status pattern_matcher_open(struct pattern_matcher *matcher,
                                  tamis_patterns *patterns,
                                  const struct view *view,
                                  const tamis_allocator *allocator,
                                  tamis_error *error);
void pattern_matcher_close(struct pattern_matcher *matcher,
                           const tamis_allocator *allocator);

/* How many patterns one value can have at most. */
size_t pattern_matcher_slots_max(const struct pattern_matcher *matcher);

/* What visible entries of a slot state at any time: bits VIEW_*. */
uint32_t pattern_actions(const struct view *view,
                         const struct database_class *records, uint32_t slot);

/* What visible patterns of values of the kind state: bits VIEW_*. */
static inline uint32_t
pattern_matcher_actions(const struct pattern_matcher *matcher, tamis_kind kind)
{
    size_t n = matcher->patterns ? patterns_find_field(matcher->patterns, kind)
                                 : SIZE_MAX;

    return n == SIZE_MAX ? 0 : matcher->field_actions[n];
}

/* Does anything look at values of the kind? */
static inline bool pattern_matcher_asks(const struct pattern_matcher *matcher,
                                        tamis_kind kind)
{
    return pattern_matcher_actions(matcher, kind) != 0;
}

/* Does anything that looks at them allow or warn? */
static inline bool pattern_matcher_speaks(const struct pattern_matcher *matcher,
                                          tamis_kind kind)
{
    return (pattern_matcher_actions(matcher, kind) &
            (VIEW_ALLOWS | VIEW_WARNS)) != 0;
}

/* How many visible patterns of values list something. */
uint64_t pattern_matcher_count_fields(const struct pattern_matcher *matcher);

/* Hits in the order of line, offset, longest, number. */
void pattern_hits_sort(struct pattern_hit *hits, size_t count);
/* Of sorted hits of one line: those whose exception is among them, and the
 * exceptions, are left out. Returns how many are left. */
size_t pattern_hits_judge(struct pattern_matcher *matcher,
                          struct pattern_hit *hits, size_t count);

/* pattern_values_scan() looks at a value of a kind as all of its spellings, and
 * leaves in matcher->value_hits each that matches one, in ascending order.
 * key is its normal form. Returns how many there are. */
size_t pattern_values_scan(struct pattern_matcher *matcher, tamis_kind kind,
                           tamis_slice value, tamis_slice key);

#endif

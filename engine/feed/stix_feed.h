/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of STIX objects over all files of a feed, before the first
 * indicator is taken: marking definitions, the newest version of each
 * indicator, and the marks that reports and groupings put on what they hold.
 */
#ifndef TAMIS_FEED_STIX_FEED_H
#define TAMIS_FEED_STIX_FEED_H

#include "feed/reader.h"
#include "feed/stix_marking.h"

/* Indicators that reports mark; with more of them the feed fails, since the
 * marks of the others would be lost. */
#define STIX_HELD_MAX ((size_t)1 << 20)

/* The order matters: each pass needs what those before it found. */
enum stix_pass {
    STIX_PASS_LEARN, /* definitions and versions */
    STIX_PASS_MARK,  /* what reports hold; if any of them marks */
    STIX_PASS_TAKE   /* the indicators */
};

struct stix_feed {
    struct stix_facts markings, versions, held;
    bool has_marks; /* some report has; known after STIX_PASS_LEARN */
};

void stix_feed_init(struct stix_feed *feed, const tamis_allocator *allocator);
void stix_feed_release(struct stix_feed *feed);

/* An object in the first and in the second pass. ERROR_MEMORY, and
 * ERROR_LIMIT past STIX_HELD_MAX. */
tamis_status stix_feed_learn(struct stix_feed *feed, struct json_value object);
tamis_status stix_feed_mark(struct stix_feed *feed, struct json_value object,
                            bool ignore_unknown);
/* Joins what the reports around an indicator say: it raises only. */
void stix_feed_join(const struct stix_feed *feed, struct json_value indicator,
                    struct mark *mark);
/* Of several versions the newest, of equal ones the first asked about. */
bool stix_feed_is_newest(struct stix_feed *feed, struct json_value indicator);

/* A member's time; TAMIS_TIME_MIN when there is none. */
int64_t stix_time(struct json_value object, const char *name);

/* One pass over the reader's open file, for a feed of several files; with
 * STIX_PASS_TAKE it is what stix_read() does when reader->stix is set. */
tamis_status stix_make_pass(struct feed_reader *reader, struct stix_feed *feed,
                            enum stix_pass pass, tamis_error *error);

#endif

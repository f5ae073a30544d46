/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One observation: a value met in data, with the parts of it that are asked
 * along (the host of a URL, the address of address:port, the domain of an
 * e-mail address), the records that cover each part, and what allow and warn
 * records say about them.
 *
 * Parts go from the whole to the innermost. An allow record that covers a part
 * covers everything around it too: a URL on an allowed host is allowed, but
 * the host of an allowed URL is not.
 */
#ifndef TAMIS_MATCH_OBSERVATION_H
#define TAMIS_MATCH_OBSERVATION_H

#include "base/key_class.h"
#include "database/view.h"

#include <tamis/match.h>

#define OBSERVATION_PARTS_MAX 4
/* Every prefix length twice over, a name at every depth in every mode, the
 * kinds of one digest, 30 URL expressions: with room to spare. */
#define OBSERVATION_FOUND_MAX 1024
#define OBSERVATION_HITS_MAX  64
/* Records that one fingerprint fits: two lines of tags and what a table lets
 * have one hash. More, of a hostile file, are told behind these. */
#define OBSERVATION_ALIKE_MAX 128
/* Warning lists named on one hit; further ones are left out, by name order. */
#define OBSERVATION_WARNINGS_MAX 256

struct observation_part {
    tamis_kind kind;
    uint64_t offset;
    uint32_t length;
    bool is_reported; /* false: asked only for what allows and warns say */
    tamis_slice key;
    size_t found_first, found_end;
};

struct observation_found {
    const struct database_class *records;
    uint32_t slot;
    uint32_t actions; /* VIEW_*, by observation_first() */
    tamis_slice key;  /* as it was asked for; the record's own by judge, where
                         it has one */
    /* By observation_judge(): */
    tamis_record_id record;
    tamis_kind kind;
    tamis_mode mode;
};

/* Where the report of a record stands. */
struct observation_walk {
    const struct observation_found *found;
    struct view_walk walk;
    tamis_entry entry; /* the next one to be told */
};

struct observation_warning {
    tamis_slice name;
    uint8_t level; /* 1 + the part it covers */
};

struct observation {
    size_t part_count, found_count, warning_count, hit_count;
    uint8_t operator_level; /* 1 + innermost part an operator allows; 0: none */
    bool has_feed_allows;
    uint8_t *feed_levels; /* the same for each feed's own allows */
    uint32_t feed_count;
    struct observation_part parts[OBSERVATION_PARTS_MAX];
    /* OBSERVATION_FOUND_MAX, and each pattern of a value once. */
    struct observation_found *found;
    size_t found_capacity;
    struct observation_warning warnings[OBSERVATION_WARNINGS_MAX];
    tamis_slice warning_names[OBSERVATION_WARNINGS_MAX];
    struct observation_walk walks[OBSERVATION_ALIKE_MAX];
    tamis_hit hits[OBSERVATION_HITS_MAX];
    char observed[TAMIS_KEY_SIZE_MAX + 64];
};

/* observation_begin() forgets the last one. Cost: constant. */
void observation_begin(struct observation *observation);

/*
 * observation_ask() adds a part and gathers the records whose keys cover it:
 * most specific first. The caller fills kind, offset, length, is_reported and
 * key, which is in normal form (no kind byte) and stays the caller's. Returns
 * how many records it found.
 */
size_t observation_ask(struct observation *observation, const struct view *view,
                       const struct observation_part *part);

/* observation_ask_more() adds the records of another key to the last part
 * (URL expressions). */
void observation_ask_more(struct observation *observation,
                          const struct view *view, tamis_kind kind,
                          tamis_slice key);

/* observation_add_part() begins a part whose records the caller knows, and
 * observation_add_slot() adds one to it: most specific first. A slot that does
 * not exist, of a hostile file, is skipped. For observation_first() only. */
void observation_add_part(struct observation *observation);
void observation_add_slot(struct observation *observation,
                          const struct database_class *records, uint32_t slot);

/* observation_judge() reads, after the last part, what was found and what
 * allows and warns say: what a report needs. Records that are not sound (see
 * database_record()) are found no more. */
void observation_judge(struct observation *observation,
                       const struct view *view);

/* observation_allows(): does an allow record cover this entry of a part? After
 * observation_judge(). */
bool observation_allows(const struct observation *observation, size_t part,
                        const tamis_entry *entry);

/* observation_first() is the first record with an entry that counts. It needs
 * no judge before it, and reads no strings. */
tamis_record_id observation_first(struct observation *observation,
                                  const struct view *view);

struct tamis_matcher;
/* observation_report() hands every (match, entry) to the matcher's callback,
 * in the order of events. Non-zero when the callback stopped. */
int observation_report(struct tamis_matcher *matcher);

#endif

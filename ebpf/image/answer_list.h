/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers in the making, of one thread: from 1, with sets by their number in
 * the list's own term sets.
 */
#ifndef TAMIS_EBPF_IMAGE_ANSWER_LIST_H
#define TAMIS_EBPF_IMAGE_ANSWER_LIST_H

#include "image/gathered.h"

/* What is known of a value and what lies in it, with all that covers it. */
struct answer_scope {
    __u32 terms; /* in the list's term sets */
    __u16 until_hours;
};

struct answer_list {
    tamis_allocator heap;
    struct term_sets terms;
    __u32 *sets; /* by answer; those at 0 are nobody's */
    __u16 *until_hours;
    tamis_record_id *records;
    __u32 count; /* the greatest number */
    __u32 capacity;
};

/* Room for so many answers; answer_list_fit() makes it for so many more than
 * there are. What is taken is given back by answer_list_end(), after a failure
 * too. False without memory. */
bool answer_list_begin(struct answer_list *list, const tamis_allocator *heap,
                       __u32 capacity);
bool answer_list_fit(struct answer_list *list, __u32 more);
void answer_list_end(struct answer_list *list);

/* A new answer, for which there is room; its settled terms list something or
 * were covered. */
static inline __u32 answer_list_add(struct answer_list *list, __u32 settled,
                                    __u16 until_hours, tamis_record_id record)
{
    __u32 answer = ++list->count;

    list->sets[answer] = settled;
    list->until_hours[answer] = until_hours;
    list->records[answer] = record;
    return answer;
}

/* What holds in a value of these terms until then that lies in an outer one. */
static inline struct answer_scope answer_scope_in(struct answer_list *list,
                                                  struct answer_scope outer,
                                                  __u32 terms,
                                                  __u16 until_hours)
{
    return (struct answer_scope){
        term_sets_join(&list->terms, outer.terms, terms),
        until_hours < outer.until_hours ? until_hours : outer.until_hours};
}

/*
 * The term sets of the threads that gathered, in those of a list: each number
 * is translated when it is first met.
 */
struct term_translation {
    const struct term_sets *from;
    __u32 *numbers; /* by number there: that here, + 1; 0: not met */
};

bool term_translation_begin(struct term_translation *translation,
                            const struct term_sets *from,
                            const tamis_allocator *heap);
__u32 term_translation_new(struct term_translation *translation,
                           struct term_sets *to, __u32 number);

static inline __u32 term_translate(struct term_translation *translation,
                                   struct term_sets *to, __u32 number)
{
    __u32 known = translation->numbers[number];

    return known ? known - 1 : term_translation_new(translation, to, number);
}

#endif

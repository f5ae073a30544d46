/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_sets.h"

#include "base/heap.h"
#include "image/grown_array.h"

#include <string.h>

/* Sets that stand for many: one for each combination of flags. */
#define JOINED_SETS 16u
#define OWN_SETS    (IMAGE_SET_LIMIT - JOINED_SETS)
#define NO_SET      UINT32_MAX

struct joined_set {
    __u32 number; /* or NO_SET */
    __u8 *feeds;  /* by index: 1 where it has a statement */
};

struct set_maker {
    struct image_nodes *nodes;
    struct term_sets all; /* those of all lists, each once */
    __u32 *numbers;       /* by number in `all`: the set, or NO_SET */
    __u32 number_count, set_capacity, span_capacity, statement_capacity;
    __u32 own_count; /* sets that stand for themselves */
    struct joined_set joined[JOINED_SETS];
};

static __u32 flags_of(const struct term_set *set)
{
    return (set->flags & TERMS_ALLOWED ? IMAGE_SET_ALLOWED : 0) |
           (set->flags & TERMS_WARNED ? IMAGE_SET_WARNED : 0) |
           (set->flags & TERMS_PROTECTED ? IMAGE_SET_PROTECTED : 0) |
           (set->flags & TERMS_PERMITTED ? IMAGE_SET_PERMITTED : 0);
}

static bool add_statement(struct set_maker *maker, __u64 term)
{
    struct image_nodes *nodes = maker->nodes;

    if (!grown_array_fit(&nodes->heap, &nodes->statements,
                         &maker->statement_capacity, nodes->statement_count,
                         sizeof *nodes->statements))
        return false;
    nodes->statements[nodes->statement_count++] =
        (struct image_statement){.feed = TERM_FEED(term),
                                 .is_restricted = (term & TERM_RESTRICTED) != 0,
                                 .fields = (__u8)(term & TERM_FIELDS)};
    return true;
}

/* A new set without statements; NO_SET without memory. */
static __u32 add_set(struct set_maker *maker, __u32 flags)
{
    struct image_nodes *nodes = maker->nodes;
    __u32 set = nodes->set_count;

    if (!grown_array_fit(&nodes->heap, &nodes->sets, &maker->set_capacity, set,
                         sizeof *nodes->sets) ||
        !grown_array_fit(&nodes->heap, &nodes->spans, &maker->span_capacity,
                         set, sizeof *nodes->spans))
        return NO_SET;
    nodes->sets[set] = (struct image_set){.flags = flags};
    nodes->spans[set] = (struct image_set_span){nodes->statement_count, 0};
    nodes->set_count++;
    return set;
}

static __u32 add_own_set(struct set_maker *maker, const struct term_set *from)
{
    __u32 set = add_set(maker, flags_of(from));

    if (set == NO_SET)
        return NO_SET;
    for (__u32 n = 0; n < from->count; n++)
        if (!add_statement(maker, maker->all.terms[from->first + n]))
            return NO_SET;
    maker->nodes->spans[set].count = from->count;
    maker->own_count++;
    return set;
}

static __u32 join_set(struct set_maker *maker, const struct term_set *from)
{
    __u32 flags = flags_of(from);
    struct joined_set *joined = &maker->joined[flags % JOINED_SETS];

    if (!joined->feeds) {
        joined->feeds = heap_take(&maker->nodes->heap, maker->nodes->feed_count,
                                  sizeof(__u8));
        joined->number = joined->feeds ? add_set(maker, flags) : NO_SET;
    }
    if (joined->number == NO_SET)
        return NO_SET;
    for (__u32 n = 0; n < from->count; n++)
        joined->feeds[TERM_FEED(maker->all.terms[from->first + n])] = 1;
    return joined->number;
}

/* What is stated by feeds taken together is restricted. */
static bool write_joined(struct set_maker *maker)
{
    for (__u32 n = 0; n < JOINED_SETS; n++) {
        const struct joined_set *joined = &maker->joined[n];
        struct image_set_span *span;

        if (!joined->feeds)
            continue;
        span = &maker->nodes->spans[joined->number];
        span->first = maker->nodes->statement_count;
        for (__u32 feed = 0; feed < maker->nodes->feed_count; feed++)
            if (joined->feeds[feed] &&
                !add_statement(maker, TERM_OF_FEED(feed) | TERM_RESTRICTED))
                return false;
        span->count = maker->nodes->statement_count - span->first;
    }
    return true;
}

static __u32 number_set(struct set_maker *maker, __u32 number)
{
    const struct term_set *set = term_sets_at(&maker->all, number);

    return maker->own_count < OWN_SETS ? add_own_set(maker, set)
                                       : join_set(maker, set);
}

static bool is_joined(const struct set_maker *maker, __u32 set)
{
    for (__u32 n = 0; n < JOINED_SETS; n++)
        if (maker->joined[n].feeds && maker->joined[n].number == set)
            return true;
    return false;
}

/* Which set each settled number of a list is, as answers ask for it. */
static __u32 find_set(struct set_maker *maker,
                      struct term_translation *translation, __u32 number)
{
    __u32 here = term_translate(translation, &maker->all, number);
    __u32 capacity = maker->number_count;

    while (here >= maker->number_count) {
        if (!grown_array_fit(&maker->nodes->heap, &maker->numbers, &capacity,
                             maker->number_count, sizeof *maker->numbers))
            return NO_SET;
        while (maker->number_count < capacity)
            maker->numbers[maker->number_count++] = NO_SET;
    }
    if (maker->numbers[here] == NO_SET)
        maker->numbers[here] = number_set(maker, here);
    return maker->numbers[here];
}

/* A list's own numbers, to what answers are given: by settled number the set,
 * and whether it stands for many. */
struct set_choice {
    __u16 set;
    __u8 is_known, is_joined;
};

static bool choose(struct set_maker *maker,
                   struct term_translation *translation, __u32 number,
                   struct set_choice *choice)
{
    __u32 set = find_set(maker, translation, number);

    if (set == NO_SET || maker->all.has_failed)
        return false;
    *choice = (struct set_choice){(__u16)set, 1, is_joined(maker, set)};
    return true;
}

static bool write_answers(struct set_maker *maker,
                          const struct answer_list *list,
                          struct term_translation *translation,
                          struct set_choice *choices)
{
    struct image_nodes *nodes = maker->nodes;
    struct image_answer *answers = nodes->answers + nodes->answer_count;

    for (__u32 n = 1; n <= list->count; n++) {
        struct set_choice *choice = &choices[list->sets[n]];

        if (!choice->is_known &&
            !choose(maker, translation, list->sets[n], choice))
            return false;
        answers[n] = (struct image_answer){
            choice->set, choice->is_joined ? 0 : list->until_hours[n]};
        nodes->info.joined_sets += choice->is_joined;
    }
    memcpy(nodes->records + nodes->answer_count + 1, list->records + 1,
           list->count * sizeof *list->records);
    nodes->answer_count += list->count;
    return true;
}

static bool add_list(struct set_maker *maker, const struct answer_list *list)
{
    struct term_translation translation = {0};
    struct set_choice *choices =
        heap_take(&maker->nodes->heap, list->terms.count, sizeof *choices);
    bool is_added = choices &&
                    term_translation_begin(&translation, &list->terms,
                                           &maker->nodes->heap) &&
                    write_answers(maker, list, &translation, choices);

    heap_give(&maker->nodes->heap, translation.numbers);
    heap_give(&maker->nodes->heap, choices);
    return is_added;
}

static bool take_answers(struct image_nodes *nodes,
                         const struct answer_list *lists, __u32 count)
{
    size_t room = 1;

    for (__u32 n = 0; n < count; n++)
        room += lists[n].count;
    nodes->answers =
        grown_array_take(&nodes->heap, room, sizeof *nodes->answers);
    nodes->records =
        grown_array_take(&nodes->heap, room, sizeof *nodes->records);
    if (!nodes->answers || !nodes->records)
        return false;
    nodes->answers[0] = (struct image_answer){0, 0};
    nodes->records[0] = TAMIS_RECORD_NONE;
    return true;
}

static bool make_all(struct set_maker *maker, const struct answer_list *lists,
                     __u32 count)
{
    struct image_nodes *nodes = maker->nodes;

    if (!term_sets_begin(&maker->all, &nodes->heap) ||
        !take_answers(nodes, lists, count))
        return false;
    for (__u32 n = 0; n < count; n++)
        if (!add_list(maker, &lists[n]))
            return false;
    nodes->info.answer_count = nodes->answer_count;
    nodes->info.set_count = nodes->set_count;
    return write_joined(maker);
}

bool image_sets_make(struct image_nodes *nodes, const struct answer_list *lists,
                     __u32 count)
{
    struct set_maker maker = {.nodes = nodes};
    bool is_made = make_all(&maker, lists, count);

    for (__u32 n = 0; n < JOINED_SETS; n++)
        heap_give(&nodes->heap, maker.joined[n].feeds);
    heap_give(&nodes->heap, maker.numbers);
    term_sets_end(&maker.all);
    return is_made;
}

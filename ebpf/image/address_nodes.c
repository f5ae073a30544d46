/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One pass over all prefixes and ports of a version in the order of addresses,
 * with a stack of the prefixes that cover the place: what they state holds in
 * what comes.
 */
#include "image/address_nodes.h"

#include "base/heap.h"
#include "image/grown_array.h"
#include "image/image_find_v6.h"

#include <stdlib.h>
#include <string.h>

#define FRAMES   131u /* the world, 129 lengths, a port */
#define RUNS_MAX 64u

/* One array that is in order. */
struct run {
    const struct gathered_address *next, *end;
    struct term_translation *translation;
};

/* A value that covers the place, or is there; the first is nothing at all. */
struct frame {
    struct gathered_address value; /* terms: of this list */
    struct answer_scope scope;
    __u32 settled;
    tamis_record_id record; /* that it is answered with */
};

struct address_walk {
    struct image_nodes *nodes;
    struct answer_list *list;
    __u8 full; /* bits of an address */
    struct run runs[RUNS_MAX];
    __u32 run_count;
    /* The run that goes on up to the least value of all others; NULL: it is to
     * be looked for, or there are no others. */
    struct run *current;
    const struct gathered_address *bound;
    struct frame frames[FRAMES];
    __u32 depth;  /* frames below the last are the world's and its prefixes */
    bool is_open; /* more of the last frame's value may come */
};

static int compare_addresses(const void *a, const void *b)
{
    const struct gathered_address *one = a, *other = b;

    if (one->high != other->high)
        return one->high < other->high ? -1 : 1;
    if (one->low != other->low)
        return one->low < other->low ? -1 : 1;
    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return one->port < other->port ? -1 : one->port > other->port;
}

static void sort_unless_sorted(struct gathered_addresses *list)
{
    for (__u32 n = 1; n < list->count; n++)
        if (compare_addresses(&list->items[n - 1], &list->items[n]) > 0) {
            qsort(list->items, list->count, sizeof *list->items,
                  compare_addresses);
            return;
        }
}

static bool covers(const struct gathered_address *prefix,
                   const struct gathered_address *value, __u8 full)
{
    struct v6_bits bits;

    if (prefix->length > full)
        return false;
    bits = v6_cut(value->high, value->low, prefix->length);
    return bits.high == prefix->high && bits.low == prefix->low &&
           prefix->length <= value->length;
}

/* The record that a frame is answered with: the most precise that lists it. */
static tamis_record_id find_record(const struct address_walk *walk)
{
    const struct term_sets *all = &walk->list->terms;
    __u32 around = walk->frames[walk->depth].scope.terms;

    for (__u32 n = walk->depth; n > 0; n--)
        if (term_sets_lists(all, walk->frames[n].value.terms, around))
            return walk->frames[n].value.record;
    return TAMIS_RECORD_NONE;
}

/* The record whose value stands for the frame's, when its hits are told: it is
 * covered by what covers the frame's, an allow of its own too. */
static tamis_record_id record_of_value(const struct address_walk *walk)
{
    for (__u32 n = walk->depth; n > 0; n--)
        if (walk->frames[n].value.record != TAMIS_RECORD_NONE)
            return walk->frames[n].value.record;
    return TAMIS_RECORD_NONE;
}

static void add_node(struct address_walk *walk,
                     const struct gathered_address *value, __u32 answer)
{
    struct image_nodes *nodes = walk->nodes;
    bool is_v4 = walk->full == 32;

    if (value->length > walk->full)
        nodes->ports[nodes->port_count++] = (struct image_node_port){
            .high = is_v4 ? 0 : value->high,
            .low = is_v4 ? value->high >> 32 : value->low,
            .answer = answer,
            .port = value->port,
            .version = is_v4 ? 4 : 6};
    else if (is_v4)
        nodes->v4[nodes->v4_count++] =
            (struct image_node_v4){.address = (__u32)(value->high >> 32),
                                   .answer = answer,
                                   .length = value->length};
    else
        nodes->v6[nodes->v6_count++] =
            (struct image_node_v6){.high = value->high,
                                   .low = value->low,
                                   .answer = answer,
                                   .length = value->length};
}

/* All of the last frame's value was met: answers it, unless what covers it
 * says the same already. */
static void close_frame(struct address_walk *walk)
{
    struct frame *frame = &walk->frames[walk->depth], *outer = frame - 1;
    struct term_sets *all = &walk->list->terms;

    if (!walk->is_open)
        return;
    walk->is_open = false;
    /* What an allow of an address with a port covers is only what is said of
     * just that. */
    if (frame->value.length > walk->full)
        frame->value.terms = term_sets_settle(all, frame->value.terms);
    frame->scope = answer_scope_in(walk->list, outer->scope, frame->value.terms,
                                   frame->value.until_hours);
    frame->settled = term_sets_settle(all, frame->scope.terms);
    frame->record = find_record(walk);
    if (frame->settled == TERMS_NONE ||
        (frame->settled == outer->settled && frame->record == outer->record &&
         frame->scope.until_hours == outer->scope.until_hours))
        return;
    add_node(walk, &frame->value,
             answer_list_add(
                 walk->list, frame->settled, frame->scope.until_hours,
                 frame->record == TAMIS_RECORD_NONE ? TAMIS_RECORD_NONE
                                                    : record_of_value(walk)));
}

static void join_value(struct address_walk *walk,
                       const struct gathered_address *value)
{
    struct gathered_address *to = &walk->frames[walk->depth].value;

    if (to->record == TAMIS_RECORD_NONE)
        to->record = value->record;
    to->terms = term_sets_join(&walk->list->terms, to->terms, value->terms);
    if (value->until_hours < to->until_hours)
        to->until_hours = value->until_hours;
}

static void meet(struct address_walk *walk,
                 const struct gathered_address *value)
{
    if (walk->is_open &&
        compare_addresses(&walk->frames[walk->depth].value, value) == 0) {
        join_value(walk, value);
        return;
    }
    close_frame(walk);
    while (walk->depth > 0 &&
           !covers(&walk->frames[walk->depth].value, value, walk->full))
        walk->depth--;
    walk->frames[++walk->depth].value = *value;
    walk->is_open = true;
}

static void find_current(struct address_walk *walk)
{
    struct run *least = walk->runs;

    walk->bound = NULL;
    for (struct run *run = least + 1; run < walk->runs + walk->run_count;
         run++) {
        struct run *other = run;

        if (compare_addresses(run->next, least->next) < 0) {
            other = least;
            least = run;
        }
        if (!walk->bound || compare_addresses(other->next, walk->bound) < 0)
            walk->bound = other->next;
    }
    walk->current = least;
}

/* The next value of all runs, or false. */
static bool take_next(struct address_walk *walk, struct gathered_address *value)
{
    struct run *run = walk->current;

    if (walk->run_count == 0)
        return false;
    if (!run ||
        (walk->bound && compare_addresses(run->next, walk->bound) > 0)) {
        find_current(walk);
        run = walk->current;
    }
    *value = *run->next++;
    value->terms =
        term_translate(run->translation, &walk->list->terms, value->terms);
    if (run->next == run->end) {
        *run = walk->runs[--walk->run_count];
        walk->current = NULL;
    }
    return true;
}

static void walk_version(struct address_walk *walk)
{
    struct gathered_address value;

    walk->depth = 0;
    walk->is_open = false;
    walk->current = NULL;
    walk->frames[0] = (struct frame){.value.record = TAMIS_RECORD_NONE,
                                     .scope = {TERMS_NONE, IMAGE_UNTIL_NEVER},
                                     .settled = TERMS_NONE,
                                     .record = TAMIS_RECORD_NONE};
    while (take_next(walk, &value))
        meet(walk, &value);
    close_frame(walk);
}

static void add_run(struct address_walk *walk, struct gathered_addresses *list,
                    struct term_translation *translation)
{
    sort_unless_sorted(list);
    if (list->count > 0)
        walk->runs[walk->run_count++] =
            (struct run){list->items, list->items + list->count, translation};
}

static bool take_nodes(struct image_nodes *nodes,
                       const struct gathered *gathered, __u32 count)
{
    size_t counts[GATHERED_LISTS] = {0};

    for (__u32 n = 0; n < count; n++)
        for (int list = 0; list < GATHERED_LISTS; list++)
            counts[list] += gathered[n].addresses[list].count;
    nodes->v4 =
        grown_array_take(&nodes->heap, counts[GATHERED_V4], sizeof *nodes->v4);
    nodes->v6 =
        grown_array_take(&nodes->heap, counts[GATHERED_V6], sizeof *nodes->v6);
    nodes->ports = grown_array_take(
        &nodes->heap, counts[GATHERED_V4_PORT] + counts[GATHERED_V6_PORT],
        sizeof *nodes->ports);
    return nodes->v4 && nodes->v6 && nodes->ports;
}

static bool make_nodes(struct address_walk *walk, struct gathered *gathered,
                       __u32 count, struct term_translation *translations)
{
    for (__u32 n = 0; n < count; n++)
        if (!term_translation_begin(&translations[n], &gathered[n].terms,
                                    &walk->list->heap))
            return false;
    for (int version = 0; version < 2; version++) {
        walk->full = version ? 128 : 32;
        walk->run_count = 0;
        for (__u32 n = 0; n < count; n++) {
            struct gathered_addresses *lists = gathered[n].addresses;

            add_run(walk, &lists[GATHERED_V4 + version], &translations[n]);
            add_run(walk, &lists[GATHERED_V4_PORT + version], &translations[n]);
        }
        walk_version(walk);
    }
    return !walk->list->terms.has_failed;
}

bool address_nodes_make(struct image_nodes *nodes, struct answer_list *list,
                        struct gathered *gathered, __u32 count)
{
    struct term_translation translations[RUNS_MAX / 2] = {{0}};
    struct address_walk walk = {.nodes = nodes, .list = list};
    bool is_made = count <= RUNS_MAX / 2 && take_nodes(nodes, gathered, count);

    is_made = is_made && make_nodes(&walk, gathered, count, translations);
    for (__u32 n = 0; n < RUNS_MAX / 2; n++)
        heap_give(&list->heap, translations[n].numbers);
    return is_made;
}

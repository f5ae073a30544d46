/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A name is answered with what is stated of it and of all names around it.
 * Each name that lists names under it has a ground on which those stand; it is
 * worked out when the first of them asks for it.
 */
#include "image/name_nodes.h"

#include "base/heap.h"
#include "image/grown_array.h"
#include "image/name_index.h"

#include <string.h>

#define AHEAD 12u

/* What holds under a name: worked out for those that are asked for. */
struct ground {
    struct answer_scope scope;
    __u32 settled;
    tamis_record_id record; /* that names under it are answered with */
    __u32 around;           /* the next name around it with one, or NONE */
};

struct name_walk {
    struct image_nodes *nodes;
    struct answer_list *list;
    __u64 seed;
    struct name_index table;
    /* Grounds that were asked for, and by the first of each name which one it
     * is, + 1. */
    struct ground *grounds;
    __u32 ground_count, ground_capacity;
    __u32 *ground_numbers;
};

/* An answer in the making. */
struct verdict {
    struct answer_scope scope;
    __u32 settled;
    tamis_record_id record;
};

static const struct ground nothing_around = {
    .scope = {TERMS_NONE, IMAGE_UNTIL_NEVER},
    .settled = TERMS_NONE,
    .record = TAMIS_RECORD_NONE,
    .around = NAME_NONE};

static const struct ground *ground_at(const struct name_walk *walk, __u32 name)
{
    return name == NAME_NONE ? &nothing_around
                             : &walk->grounds[walk->ground_numbers[name] - 1];
}

/* Does a record of the name list names under it? */
static bool has_ground(const struct name_walk *walk, __u32 first)
{
    for (__u32 n = first; n != NAME_NONE; n = walk->table.names[n].next)
        if (walk->table.names[n].mode != TAMIS_MODE_EXACT)
            return true;
    return false;
}

/* What is behind the first label; NULL where a file that changes under the map
 * has no other any more. */
static const char *cut_label(const char *text, const char *end)
{
    const char *dot = memchr(text, '.', (size_t)(end - text));

    return dot ? dot + 1 : NULL;
}

/* The innermost name around this one that lists names under it, or NONE. */
static __u32 find_around(const struct name_walk *walk,
                         const struct gathered_name *name)
{
    const char *text = name->text, *end = text + name->size;
    __u32 labels = name->label_count;

    /* Bits of fewer labels than it has. */
    while (walk->table.depths & ((1u << labels) - 1)) {
        text = cut_label(text, end);
        if (!text)
            break;
        if (walk->table.depths >> --labels & 1) {
            size_t size = (size_t)(end - text);
            __u32 found = name_index_find(
                &walk->table, name_index_hash(walk->seed, text, size), text,
                size);

            if (found != NAME_NONE && has_ground(walk, found))
                return found;
        }
    }
    return NAME_NONE;
}

/* Adds what the name's records of a mode state. */
static void add_mode(const struct name_walk *walk, __u32 first, tamis_mode mode,
                     struct answer_scope *scope)
{
    for (__u32 n = first; n != NAME_NONE; n = walk->table.names[n].next) {
        const struct gathered_name *name = &walk->table.names[n];

        if (name->mode == mode)
            *scope = answer_scope_in(walk->list, *scope, name->terms,
                                     name->until_hours);
    }
}

/* The record of a mode among those of one name that lists it, or NONE. */
static tamis_record_id record_of(const struct name_walk *walk, __u32 first,
                                 tamis_mode mode, __u32 around)
{
    for (__u32 n = first; n != NAME_NONE; n = walk->table.names[n].next) {
        const struct gathered_name *name = &walk->table.names[n];

        if (name->mode == mode &&
            term_sets_lists(&walk->list->terms, name->terms, around))
            return name->record;
    }
    return TAMIS_RECORD_NONE;
}

/* The record of a name that lists names under it. */
static tamis_record_id record_around(const struct name_walk *walk, __u32 first,
                                     __u32 terms)
{
    tamis_record_id record = record_of(walk, first, TAMIS_MODE_SUFFIX, terms);

    if (record == TAMIS_RECORD_NONE)
        record = record_of(walk, first, TAMIS_MODE_SUBDOMAINS, terms);
    return record;
}

/*
 * The most precise record that lists what the terms are of: the deepest, and of
 * one name the first by mode. at: the name itself, or NONE. Hits of an answer
 * are counted for the value that its record has: so a deep SUBDOMAINS record
 * comes before a SUFFIX record further out, other than among matches.
 */
static tamis_record_id find_record(const struct name_walk *walk, __u32 at,
                                   __u32 first, __u32 around, __u32 terms)
{
    tamis_record_id record = TAMIS_RECORD_NONE;

    if (at != NAME_NONE) {
        record = record_of(walk, at, TAMIS_MODE_EXACT, terms);
        if (record == TAMIS_RECORD_NONE)
            record = record_of(walk, first, TAMIS_MODE_SUFFIX, terms);
    } else {
        record = record_around(walk, first, terms);
    }
    for (__u32 n = around; n != NAME_NONE && record == TAMIS_RECORD_NONE;
         n = ground_at(walk, n)->around)
        record = record_around(walk, n, terms);
    return record;
}

/* The scope of names under the name (at NONE), or of itself. */
static struct verdict judge(const struct name_walk *walk, __u32 at, __u32 first,
                            __u32 around)
{
    struct verdict verdict = {.scope = ground_at(walk, around)->scope};

    add_mode(walk, first, TAMIS_MODE_SUFFIX, &verdict.scope);
    add_mode(walk, first,
             at == NAME_NONE ? TAMIS_MODE_SUBDOMAINS : TAMIS_MODE_EXACT,
             &verdict.scope);
    verdict.settled = term_sets_settle(&walk->list->terms, verdict.scope.terms);
    verdict.record = find_record(walk, at, first, around, verdict.scope.terms);
    return verdict;
}

/* A ground of which only the next one around is known; NULL without memory. */
static struct ground *add_ground(struct name_walk *walk, __u32 first)
{
    struct ground *ground;

    if (!grown_array_fit(&walk->list->heap, &walk->grounds,
                         &walk->ground_capacity, walk->ground_count,
                         sizeof *walk->grounds))
        return NULL;
    ground = &walk->grounds[walk->ground_count++];
    ground->around = find_around(walk, &walk->table.names[first]);
    walk->ground_numbers[first] = walk->ground_count;
    return ground;
}

/* Works out the grounds from the outermost unknown one in: each name around
 * another has fewer labels. False without memory. */
static bool know_ground(struct name_walk *walk, __u32 first)
{
    __u32 path[IMAGE_NAME_LABELS + 1], depth = 0;

    while (first != NAME_NONE && !walk->ground_numbers[first]) {
        struct ground *ground = add_ground(walk, first);

        if (!ground)
            return false;
        path[depth++] = first;
        first = ground->around;
    }
    while (depth-- > 0) {
        struct ground *ground =
            &walk->grounds[walk->ground_numbers[path[depth]] - 1];
        struct verdict verdict =
            judge(walk, NAME_NONE, path[depth], ground->around);

        ground->scope = verdict.scope;
        ground->settled = verdict.settled;
        ground->record = verdict.record;
    }
    return true;
}

static bool is_same(const struct verdict *one, const struct verdict *other)
{
    return one->settled == other->settled && one->record == other->record &&
           one->scope.until_hours == other->scope.until_hours;
}

/* The record whose name stands for the verdict's, when its hits are told: what
 * covers the one covers the other, an allow of its own too. */
static tamis_record_id record_of_name(const struct name_walk *walk, __u32 first)
{
    for (__u32 n = first; n != NAME_NONE; n = walk->table.names[n].next)
        if (walk->table.names[n].record != TAMIS_RECORD_NONE)
            return walk->table.names[n].record;
    return TAMIS_RECORD_NONE;
}

static __u32 add_answer(const struct name_walk *walk, __u32 first,
                        const struct verdict *verdict)
{
    tamis_record_id record = verdict->record;

    if (record != TAMIS_RECORD_NONE &&
        record_of_name(walk, first) != TAMIS_RECORD_NONE)
        record = record_of_name(walk, first);
    return answer_list_add(walk->list, verdict->settled,
                           verdict->scope.until_hours, record);
}

static void add_node(struct name_walk *walk, const struct gathered_name *name,
                     __u32 value)
{
    walk->nodes->names[walk->nodes->name_count++] =
        (struct image_node_name){name->text, name->size, value};
}

/* The answers of a name itself and of those under it, as far as what is around
 * it does not say the same already. */
static void answer_name(struct name_walk *walk, __u32 first, __u32 around)
{
    const struct ground *outer = ground_at(walk, around);
    const struct verdict none = {outer->scope, outer->settled, outer->record};
    struct verdict at = judge(walk, first, first, around), under = none;
    bool has_at = at.settled != TERMS_NONE && !is_same(&at, &none), has_under;
    __u32 value;

    if (has_ground(walk, first)) {
        const struct ground *own = ground_at(walk, first);

        under = (struct verdict){own->scope, own->settled, own->record};
    }
    has_under = under.settled != TERMS_NONE && !is_same(&under, &none);
    /* The name itself is not asked for what is under it. */
    if (!has_at && !has_under)
        return;
    /* What lists names under it alone is not hit by the name itself. */
    if (!has_at || !has_under ||
        (is_same(&at, &under) &&
         record_of(walk, first, TAMIS_MODE_SUBDOMAINS, under.scope.terms) ==
             TAMIS_RECORD_NONE)) {
        value = add_answer(walk, first, has_at ? &at : &under) |
                (has_at ? IMAGE_NAME_AT : 0) |
                (has_under ? IMAGE_NAME_UNDER : 0);
    } else {
        value = add_answer(walk, first, &at) | IMAGE_NAME_AT |
                IMAGE_NAME_UNDER | IMAGE_NAME_TWO;
        add_answer(walk, first, &under);
    }
    add_node(walk, &walk->table.names[first], value);
}

/* Most names are in one record and stand alone. */
static bool answer_lonely(struct name_walk *walk,
                          const struct gathered_name *name)
{
    static const __u32 flags[] = {[TAMIS_MODE_EXACT] = IMAGE_NAME_AT,
                                  [TAMIS_MODE_SUFFIX] =
                                      IMAGE_NAME_AT | IMAGE_NAME_UNDER,
                                  [TAMIS_MODE_SUBDOMAINS] = IMAGE_NAME_UNDER};
    struct term_sets *all = &walk->list->terms;
    __u32 settled = term_sets_settle(all, name->terms);
    tamis_record_id record = name->record;

    if (name->next != NAME_NONE)
        return false;
    if (settled == TERMS_NONE)
        return true;
    if (!term_sets_lists(all, name->terms, name->terms))
        record = TAMIS_RECORD_NONE;
    add_node(walk, name,
             answer_list_add(walk->list, settled, name->until_hours, record) |
                 flags[name->mode]);
    return true;
}

/* Asks for where the first name around it would be. */
static void prefetch_around(const struct name_walk *walk,
                            const struct gathered_name *name)
{
    const char *text = name->text, *end = text + name->size;
    __u32 labels = name->label_count;

    if (!name->is_first || labels < 2 ||
        !(walk->table.depths >> (labels - 1) & 1))
        return;
    text = cut_label(text, end);
    if (text)
        name_index_prefetch(
            &walk->table,
            name_index_hash(walk->seed, text, (size_t)(end - text)));
}

static bool answer_all(struct name_walk *walk)
{
    const struct gathered_name *names = walk->table.names;

    for (__u32 n = 0; n < walk->table.count; n++) {
        __u32 around;

        if (n + AHEAD < walk->table.count)
            prefetch_around(walk, &names[n + AHEAD]);
        if (!names[n].is_first)
            continue;
        around = find_around(walk, &names[n]);
        if (around == NAME_NONE && answer_lonely(walk, &names[n]))
            continue;
        if (!know_ground(walk, around) ||
            (has_ground(walk, n) && !know_ground(walk, n)))
            return false;
        answer_name(walk, n, around);
    }
    return true;
}

__u32 name_nodes_count(const struct gathered *gathered, __u32 count)
{
    __u32 all = 0;

    for (__u32 n = 0; n < count; n++)
        all += gathered[n].names.count;
    return all;
}

/* Puts all threads' names into the first one's array. */
static bool put_together(struct gathered *gathered, __u32 count,
                         struct answer_list *list)
{
    struct gathered_names *all = &gathered->names;
    __u32 total = name_nodes_count(gathered, count);
    struct gathered_name *items =
        heap_resize(&gathered->heap, all->items, total, sizeof *items);

    if (!items)
        return false;
    all->items = items;
    for (__u32 n = 0, filled = 0; n < count; n++) {
        struct gathered_names *from = &gathered[n].names;
        struct term_translation translation;
        __u32 end = filled + from->count;

        if (!term_translation_begin(&translation, &gathered[n].terms,
                                    &list->heap))
            return false;
        if (n > 0 && from->count > 0)
            memcpy(&items[filled], from->items, from->count * sizeof *items);
        for (; filled < end; filled++)
            items[filled].terms =
                term_translate(&translation, &list->terms, items[filled].terms);
        heap_give(&list->heap, translation.numbers);
    }
    all->count = all->capacity = total;
    return true;
}

static bool make_nodes(struct name_walk *walk, struct gathered_names *names)
{
    const tamis_allocator *heap = &walk->list->heap;

    walk->nodes->names =
        grown_array_take(heap, names->count, sizeof *walk->nodes->names);
    walk->ground_numbers =
        heap_take(heap, names->count, sizeof *walk->ground_numbers);
    if (!walk->nodes->names || !walk->ground_numbers ||
        !name_index_begin(&walk->table, heap, names->items, names->count))
        return false;
    return answer_all(walk) && !walk->list->terms.has_failed;
}

bool name_nodes_make(struct image_nodes *nodes, struct answer_list *list,
                     struct gathered *gathered, __u32 count)
{
    struct name_walk walk = {
        .nodes = nodes, .list = list, .seed = gathered->name_seed};
    bool is_made = put_together(gathered, count, list) &&
                   make_nodes(&walk, &gathered->names);

    name_index_end(&walk.table, &list->heap);
    heap_give(&list->heap, walk.grounds);
    heap_give(&list->heap, walk.ground_numbers);
    return is_made;
}

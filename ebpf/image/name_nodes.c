/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A name is answered with what is stated of it and of all names around it.
 * Each name that lists names under it has a ground on which those stand; it is
 * worked out when the first of them asks for it.
 */
#include "image/name_nodes.h"

#include "base/heap.h"
#include "image/grown_array.h"

#include <string.h>

#define AHEAD 12u

/* What holds under a name: worked out for those that are asked for. */
struct ground {
    struct answer_scope scope;
    __u32 settled;
    tamis_record_id record; /* that names under it are answered with */
    __u32 around;           /* the next name around it with one, or NONE */
};

/* One thread's answering. */
struct name_walk {
    struct image_nodes *nodes;
    struct answer_list *list;
    __u64 seed;
    const struct name_index *index;
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
    for (__u32 n = first; n != NAME_NONE; n = walk->index->names[n].next)
        if (walk->index->names[n].mode != TAMIS_MODE_EXACT)
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
    while (walk->index->depths & ((1u << labels) - 1)) {
        text = cut_label(text, end);
        if (!text)
            break;
        if (walk->index->depths >> --labels & 1) {
            size_t size = (size_t)(end - text);
            __u32 found = name_index_find(
                walk->index, name_index_hash(walk->seed, text, size), text,
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
    for (__u32 n = first; n != NAME_NONE; n = walk->index->names[n].next) {
        const struct gathered_name *name = &walk->index->names[n];

        if (name->mode == mode)
            *scope = answer_scope_in(walk->list, *scope, name->terms,
                                     name->until_hours);
    }
}

/* The record of a mode among those of one name that lists it, or NONE. */
static tamis_record_id record_of(const struct name_walk *walk, __u32 first,
                                 tamis_mode mode, __u32 around)
{
    for (__u32 n = first; n != NAME_NONE; n = walk->index->names[n].next) {
        const struct gathered_name *name = &walk->index->names[n];

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
    ground->around = find_around(walk, &walk->index->names[first]);
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
    for (__u32 n = first; n != NAME_NONE; n = walk->index->names[n].next)
        if (walk->index->names[n].record != TAMIS_RECORD_NONE)
            return walk->index->names[n].record;
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

/* Nodes are at first where their names are; those of no value are none. */
static void add_node(struct name_walk *walk, __u32 n, __u32 value)
{
    const struct gathered_name *name = &walk->index->names[n];

    walk->nodes->names[n] =
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
    add_node(walk, first, value);
}

/* Most names are in one record and stand alone. */
static bool answer_lonely(struct name_walk *walk, __u32 n)
{
    const struct gathered_name *name = &walk->index->names[n];
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
    add_node(walk, n,
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
        !(walk->index->depths >> (labels - 1) & 1))
        return;
    text = cut_label(text, end);
    if (text)
        name_index_prefetch(walk->index, name_index_hash(walk->seed, text,
                                                         (size_t)(end - text)));
}

static bool answer_names(struct name_walk *walk, __u32 first, __u32 end)
{
    const struct gathered_name *names = walk->index->names;

    for (__u32 n = first; n < end; n++) {
        __u32 around;

        if (n + AHEAD < walk->index->count)
            prefetch_around(walk, &names[n + AHEAD]);
        walk->nodes->names[n].value = 0;
        if (!names[n].is_first)
            continue;
        around = find_around(walk, &names[n]);
        if (around == NAME_NONE && answer_lonely(walk, n))
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

/* Puts all threads' names into the first one's array, with the numbers of their
 * terms in sets of all threads. */
static bool put_together(struct name_nodes *names, struct gathered *gathered,
                         __u32 count)
{
    const tamis_allocator *heap = &names->nodes->heap;
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

        if (!term_translation_begin(&translation, &gathered[n].terms, heap))
            return false;
        if (n > 0 && from->count > 0)
            memcpy(&items[filled], from->items, from->count * sizeof *items);
        for (; filled < end; filled++)
            items[filled].terms = term_translate(&translation, &names->terms,
                                                 items[filled].terms);
        heap_give(heap, translation.numbers);
    }
    all->count = all->capacity = total;
    return !names->terms.has_failed;
}

static __u32 count_chunks(const struct name_nodes *names)
{
    return (names->index.count + NAME_CHUNK - 1) / NAME_CHUNK;
}

static bool make_index(struct name_nodes *names, struct gathered *gathered,
                       __u32 count)
{
    struct image_nodes *nodes = names->nodes;
    struct gathered_names *all = &gathered->names;

    names->seed = gathered->name_seed;
    if (!term_sets_begin(&names->terms, &nodes->heap) ||
        !put_together(names, gathered, count) ||
        !name_index_begin(&names->index, &nodes->heap, all->items, all->count))
        return false;
    nodes->names =
        grown_array_take(&nodes->heap, all->count, sizeof *nodes->names);
    names->answered_by =
        heap_take(&nodes->heap, count_chunks(names), sizeof(__u8));
    return nodes->names && names->answered_by;
}

bool name_nodes_index(struct name_nodes *names, struct gathered *gathered,
                      __u32 count)
{
    bool is_made = make_index(names, gathered, count);

    pthread_mutex_lock(&names->lock);
    names->state = is_made ? NAMES_INDEXED : NAMES_FAILED;
    pthread_cond_broadcast(&names->changed);
    pthread_mutex_unlock(&names->lock);
    return is_made;
}

static bool await_index(struct name_nodes *names)
{
    bool is_made;

    pthread_mutex_lock(&names->lock);
    while (names->state == NAMES_AWAITED)
        pthread_cond_wait(&names->changed, &names->lock);
    is_made = names->state == NAMES_INDEXED;
    pthread_mutex_unlock(&names->lock);
    return is_made;
}

static bool answer_chunks(struct name_nodes *names, struct name_walk *walk,
                          __u8 number)
{
    __u32 chunk, count = count_chunks(names), all = names->index.count;

    while ((chunk = atomic_fetch_add(&names->next_chunk, 1)) < count) {
        __u32 first = chunk * NAME_CHUNK;
        __u32 end = all - first < NAME_CHUNK ? all : first + NAME_CHUNK;

        names->answered_by[chunk] = number;
        if (!answer_list_fit(walk->list, NAME_CHUNK_ANSWERS) ||
            !answer_names(walk, first, end))
            return false;
    }
    return !walk->list->terms.has_failed;
}

bool name_nodes_answer(struct name_nodes *names, struct answer_list *list,
                       __u8 number)
{
    struct name_walk walk = {
        .nodes = names->nodes,
        .list = list,
        .index = &names->index,
    };
    bool is_made;

    if (!await_index(names))
        return true; /* said by who made it */
    walk.seed = names->seed;
    walk.ground_numbers =
        heap_take(&list->heap, names->index.count, sizeof *walk.ground_numbers);
    is_made = walk.ground_numbers &&
              term_sets_copy(&list->terms, &names->terms) &&
              answer_chunks(names, &walk, number);
    heap_give(&list->heap, walk.grounds);
    heap_give(&list->heap, walk.ground_numbers);
    return is_made;
}

void name_nodes_finish(struct name_nodes *names, const __u32 *before)
{
    struct image_nodes *nodes = names->nodes;

    for (__u32 n = 0; n < names->index.count; n++) {
        struct image_node_name *node = &nodes->names[n];

        if (!node->value)
            continue;
        node->value += before[names->answered_by[n / NAME_CHUNK]];
        nodes->names[nodes->name_count++] = *node;
    }
}

void name_nodes_begin(struct name_nodes *names, struct image_nodes *nodes)
{
    *names = (struct name_nodes){.nodes = nodes, .state = NAMES_AWAITED};
    pthread_mutex_init(&names->lock, NULL);
    pthread_cond_init(&names->changed, NULL);
}

void name_nodes_end(struct name_nodes *names)
{
    const tamis_allocator *heap = &names->nodes->heap;

    name_index_end(&names->index, heap);
    term_sets_end(&names->terms);
    heap_give(heap, names->answered_by);
    pthread_cond_destroy(&names->changed);
    pthread_mutex_destroy(&names->lock);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/term_sets.h"

#include "base/heap.h"
#include "image/grown_array.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256u /* a power of two, as all sizes of tables */
#define FEW_TERMS   64u  /* in a union that needs no memory of its own */

static __u32 mix(__u64 word)
{
    word *= 0x9e3779b97f4a7c15ull;
    word ^= word >> 32;
    word *= 0xd6e8feb86659fd93ull;
    return (__u32)(word >> 32);
}

static __u32 hash_terms(__u32 flags, const __u64 *terms, __u32 count)
{
    __u64 hash = flags;

    for (__u32 n = 0; n < count; n++)
        hash = (__u64)mix(hash ^ terms[n]) << 20 ^ hash << 7 ^ terms[n];
    return mix(hash + count);
}

static __u32 fail(struct term_sets *all)
{
    all->has_failed = true;
    return TERMS_NONE;
}

bool term_sets_begin(struct term_sets *all, const tamis_allocator *heap)
{
    memset(all, 0, sizeof *all);
    all->heap = heap;
    all->slots = heap_take(heap, FIRST_SLOTS, sizeof *all->slots);
    all->joins = heap_take(heap, FIRST_SLOTS, sizeof *all->joins);
    if (!all->slots || !all->joins)
        return false;
    all->slot_count = all->join_slots = FIRST_SLOTS;
    term_sets_add(all, 0, NULL, 0);
    return !all->has_failed;
}

void term_sets_end(struct term_sets *all)
{
    if (!all->heap)
        return;
    heap_give(all->heap, all->sets);
    heap_give(all->heap, all->terms);
    heap_give(all->heap, all->slots);
    heap_give(all->heap, all->joins);
    memset(all, 0, sizeof *all);
}

static void *copy(const tamis_allocator *heap, const void *items, size_t count,
                  size_t size)
{
    void *copied = heap_take(heap, count, size);

    if (copied && count > 0)
        memcpy(copied, items, count * size);
    return copied;
}

bool term_sets_copy(struct term_sets *to, const struct term_sets *from)
{
    const tamis_allocator *heap = to->heap;

    term_sets_end(to);
    *to = *from;
    to->heap = heap;
    to->capacity = from->count;
    to->term_capacity = from->term_count;
    to->sets = copy(heap, from->sets, from->count, sizeof *to->sets);
    to->terms = copy(heap, from->terms, from->term_count, sizeof *to->terms);
    to->slots = copy(heap, from->slots, from->slot_count, sizeof *to->slots);
    to->joins = copy(heap, from->joins, from->join_slots, sizeof *to->joins);
    return to->sets && to->terms && to->slots && to->joins;
}

static bool is_set(const struct term_sets *all, const struct term_set *set,
                   __u32 flags, const __u64 *terms, __u32 count)
{
    return set->flags == flags && set->count == count &&
           (count == 0 ||
            memcmp(all->terms + set->first, terms, count * sizeof *terms) == 0);
}

/* Where the set is in the table, or the free slot where it would be. */
static __u32 *find_slot(const struct term_sets *all, __u32 hash, __u32 flags,
                        const __u64 *terms, __u32 count)
{
    __u32 at = hash & (all->slot_count - 1);

    while (all->slots[at]) {
        const struct term_set *set = &all->sets[all->slots[at] - 1];

        if (set->hash == hash && is_set(all, set, flags, terms, count))
            break;
        at = (at + 1) & (all->slot_count - 1);
    }
    return &all->slots[at];
}

static bool grow_slots(struct term_sets *all)
{
    __u32 count = all->slot_count * 2;
    __u32 *slots = count ? heap_take(all->heap, count, sizeof *slots) : NULL;

    if (!slots)
        return false;
    for (__u32 n = 0; n < all->count; n++) {
        __u32 at = all->sets[n].hash & (count - 1);

        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = n + 1;
    }
    heap_give(all->heap, all->slots);
    all->slots = slots;
    all->slot_count = count;
    return true;
}

static bool fit_terms(struct term_sets *all, __u32 more)
{
    size_t wanted = (all->term_count + more) * 2;
    __u64 *grown;

    if (all->term_count + more <= all->term_capacity)
        return true;
    grown = heap_resize(all->heap, all->terms, wanted, sizeof *grown);
    if (!grown)
        return false;
    all->terms = grown;
    all->term_capacity = wanted;
    return true;
}

static __u32 flags_of_terms(const __u64 *terms, __u32 count)
{
    __u32 flags = 0;

    if (count > 0 && TERM_IS_LISTING(terms[0]))
        flags |= TERMS_HAVE_LISTING;
    if (count > 0 && !TERM_IS_LISTING(terms[count - 1]))
        flags |= TERMS_HAVE_ALLOW;
    return flags;
}

__u32 term_sets_add(struct term_sets *all, __u32 flags, const __u64 *terms,
                    __u32 count)
{
    __u32 hash, *slot;

    flags &= ~(TERMS_HAVE_LISTING | TERMS_HAVE_ALLOW);
    flags |= flags_of_terms(terms, count);
    if (flags & TERMS_OPERATOR_ALLOWS)
        flags |= TERMS_HAVE_ALLOW;
    hash = hash_terms(flags, terms, count);
    slot = find_slot(all, hash, flags, terms, count);
    if (*slot)
        return *slot - 1;
    if (!grown_array_fit(all->heap, &all->sets, &all->capacity, all->count,
                         sizeof *all->sets) ||
        !fit_terms(all, count))
        return fail(all);
    if (all->count >= all->slot_count / 2) {
        if (!grow_slots(all))
            return fail(all);
        slot = find_slot(all, hash, flags, terms, count);
    }
    all->sets[all->count] =
        (struct term_set){all->term_count, count, flags, hash, 0};
    if (count > 0)
        memcpy(all->terms + all->term_count, terms, count * sizeof *terms);
    all->term_count += count;
    *slot = ++all->count;
    return all->count - 1;
}

static __u32 merge_terms(__u64 *to, const __u64 *one, __u32 one_count,
                         const __u64 *other, __u32 other_count)
{
    __u32 count = 0, i = 0, j = 0;

    while (i < one_count || j < other_count) {
        if (j == other_count || (i < one_count && one[i] < other[j])) {
            to[count++] = one[i++];
        } else {
            if (i < one_count && one[i] == other[j])
                i++;
            to[count++] = other[j++];
        }
    }
    return count;
}

static __u32 make_join(struct term_sets *all, __u32 outer, __u32 inner)
{
    const struct term_set one = all->sets[outer], other = all->sets[inner];
    __u32 flags = (one.flags & ~TERMS_PERMITTED) | other.flags;
    __u64 few[FEW_TERMS] = {0}, *terms = few;
    __u32 count, number;

    if (one.count + other.count > FEW_TERMS)
        terms = heap_take(all->heap, (size_t)one.count + other.count,
                          sizeof *terms);
    if (!terms)
        return fail(all);
    count = merge_terms(terms, all->terms + one.first, one.count,
                        all->terms + other.first, other.count);
    number = term_sets_add(all, flags & ~TERMS_ALLOWED, terms, count);
    if (terms != few)
        heap_give(all->heap, terms);
    return number;
}

static struct term_join *find_join(struct term_join *joins, __u32 slots,
                                   __u32 outer, __u32 inner)
{
    __u32 at = mix((__u64)outer << 32 | inner) & (slots - 1);

    while (joins[at].joined &&
           (joins[at].outer != outer || joins[at].inner != inner))
        at = (at + 1) & (slots - 1);
    return &joins[at];
}

static bool grow_joins(struct term_sets *all)
{
    __u32 slots = all->join_slots * 2;
    struct term_join *joins =
        slots ? heap_take(all->heap, slots, sizeof *joins) : NULL;

    if (!joins)
        return false;
    for (__u32 n = 0; n < all->join_slots; n++)
        if (all->joins[n].joined)
            *find_join(joins, slots, all->joins[n].outer, all->joins[n].inner) =
                all->joins[n];
    heap_give(all->heap, all->joins);
    all->joins = joins;
    all->join_slots = slots;
    return true;
}

__u32 term_sets_join_new(struct term_sets *all, __u32 outer, __u32 inner)
{
    struct term_join *join =
        find_join(all->joins, all->join_slots, outer, inner);
    __u32 joined;

    if (join->joined)
        return join->joined - 1;
    joined = make_join(all, outer, inner);
    if (all->has_failed)
        return TERMS_NONE;
    *join = (struct term_join){outer, inner, joined + 1};
    if (++all->join_count >= all->join_slots / 2 && !grow_joins(all))
        return fail(all);
    return joined;
}

/* Is this listing covered by an allow of the set? */
static bool is_covered(const struct term_sets *all, const struct term_set *set,
                       __u64 listing)
{
    const __u64 *terms = all->terms + set->first;

    if (set->flags & TERMS_OPERATOR_ALLOWS)
        return true;
    for (__u32 n = set->count; n > 0 && !TERM_IS_LISTING(terms[n - 1]); n--)
        if (TERM_FEED(terms[n - 1] & ~TERM_FEED_ALLOWS) == TERM_FEED(listing))
            return true;
    return false;
}

bool term_sets_lists_still(const struct term_sets *all, __u32 number,
                           __u32 around)
{
    const struct term_set *set = &all->sets[number], *over = &all->sets[around];

    for (__u32 n = 0; n < set->count; n++)
        if (TERM_IS_LISTING(all->terms[set->first + n]) &&
            !is_covered(all, over, all->terms[set->first + n]))
            return true;
    return false;
}

static __u32 make_settled(struct term_sets *all, __u32 number)
{
    const struct term_set set = all->sets[number];
    const __u64 *terms = all->terms + set.first;
    __u32 flags = set.flags & ~TERMS_OPERATOR_ALLOWS, count = 0, left;
    __u64 few[FEW_TERMS] = {0}, *kept = few;

    if (!(set.flags & TERMS_HAVE_LISTING))
        return TERMS_NONE;
    if (set.count > FEW_TERMS)
        kept = heap_take(all->heap, set.count, sizeof *kept);
    if (!kept)
        return fail(all);
    for (__u32 n = 0; n < set.count; n++)
        if (TERM_IS_LISTING(terms[n]) && !is_covered(all, &set, terms[n]))
            kept[count++] = terms[n];
    if (count == 0)
        flags |= TERMS_ALLOWED;
    left = term_sets_add(all, flags, kept, count);
    if (kept != few)
        heap_give(all->heap, kept);
    return left;
}

__u32 term_sets_settle_new(struct term_sets *all, __u32 number)
{
    __u32 settled = make_settled(all, number);

    if (all->has_failed)
        return TERMS_NONE;
    all->sets[number].settled = settled + 1;
    return settled;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is stated of a value, in terms that decide what is done with it; each
 * combination of them is kept once, under a number. Hundreds of them stand for
 * millions of records, so that whatever is worked out of one is worked out
 * once.
 */
#ifndef TAMIS_EBPF_IMAGE_TERM_SETS_H
#define TAMIS_EBPF_IMAGE_TERM_SETS_H

#include <tamis/allocator.h>

#include <linux/types.h>
#include <stdbool.h>

/*
 * A term: a feed lists the value, or a feed's own allow covers it. Sorted as
 * numbers, listings come first.
 */
#define TERM_FEED_ALLOWS      (1ull << 63)
#define TERM_FEED_SHIFT       16
#define TERM_IS_PRESENT       (1ull << 9) /* so that no term is 0 */
#define TERM_RESTRICTED       (1ull << 8)
#define TERM_FIELDS           0xffull
#define TERM_FEED(term)       ((__u32)((term) >> TERM_FEED_SHIFT))
#define TERM_OF_FEED(feed)    ((__u64)(feed) << TERM_FEED_SHIFT)
#define TERM_IS_LISTING(term) (!((term)&TERM_FEED_ALLOWS))

/* What is said of the value as a whole. */
#define TERMS_OPERATOR_ALLOWS 0x1u
#define TERMS_WARNED          0x2u
#define TERMS_PROTECTED       0x4u
#define TERMS_PERMITTED       0x8u  /* by value; not what lies under it */
#define TERMS_ALLOWED         0x10u /* settled: of its listings none is left */
/* Read from the terms. */
#define TERMS_HAVE_LISTING 0x100u
#define TERMS_HAVE_ALLOW   0x200u

#define TERMS_NONE 0u /* the number of the empty set */

struct term_set {
    size_t first;
    __u32 count, flags;
    __u32 hash;
    __u32 settled; /* its number + 1 once it is known */
};

struct term_join {
    __u32 outer, inner, joined; /* joined + 1; 0: free */
};

struct term_sets {
    const tamis_allocator *heap;
    struct term_set *sets;
    __u64 *terms;
    __u32 *slots; /* number + 1 by hash, 0: free */
    struct term_join *joins;
    __u32 count, capacity, slot_count, join_count, join_slots;
    size_t term_count, term_capacity;
    bool has_failed; /* no memory: what is returned from then on is NONE */
};

/* On failure term_sets_end() is fine, as it is for zeroes. */
bool term_sets_begin(struct term_sets *all, const tamis_allocator *heap);
void term_sets_end(struct term_sets *all);

/* Makes `to`, which was begun, hold the sets of `from` under their numbers.
 * False without memory. */
bool term_sets_copy(struct term_sets *to, const struct term_sets *from);

/* The number of the set of these flags and terms; terms are sorted, without
 * one twice, and none of all's own. */
__u32 term_sets_add(struct term_sets *all, __u32 flags, const __u64 *terms,
                    __u32 count);
/* What an outer value and one in it state of the inner. */
__u32 term_sets_join_new(struct term_sets *all, __u32 outer, __u32 inner);
static inline __u32 term_sets_join(struct term_sets *all, __u32 outer,
                                   __u32 inner)
{
    return outer == TERMS_NONE ? inner : term_sets_join_new(all, outer, inner);
}

/* The listings that no allow of the set covers, and the flags; NONE where
 * nothing is listed, covered or not. */
__u32 term_sets_settle_new(struct term_sets *all, __u32 number);
static inline __u32 term_sets_settle(struct term_sets *all, __u32 number)
{
    __u32 settled = all->sets[number].settled;

    return settled ? settled - 1 : term_sets_settle_new(all, number);
}

/* Does the set `number` have a listing that no allow of `around` covers? */
bool term_sets_lists_still(const struct term_sets *all, __u32 number,
                           __u32 around);
static inline bool term_sets_lists(const struct term_sets *all, __u32 number,
                                   __u32 around)
{
    if (!(all->sets[number].flags & TERMS_HAVE_LISTING))
        return false;
    return !(all->sets[around].flags & TERMS_HAVE_ALLOW) ||
           term_sets_lists_still(all, number, around);
}

static inline const struct term_set *term_sets_at(const struct term_sets *all,
                                                  __u32 number)
{
    return &all->sets[number];
}

#endif

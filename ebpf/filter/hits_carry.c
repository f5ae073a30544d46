/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Few of all answers were met. So first the hits are read through, then the
 * slots of the old tables, which say whose they are; only those that were met
 * are looked up in the new tables.
 */
#include "filter/hits_carry.h"

#include "base/failure.h"
#include "base/heap.h"
#include "image/image_find_address.h"

#include <string.h>

static __u32 answer_count(const struct image_view *view)
{
    const struct image_header *header = image_line(view->image, 0);

    return header ? header->answer_count : 0;
}

static int has_bit(const __u64 *bits, __u32 n)
{
    return bits[n / 64] >> (n % 64) & 1;
}

static void set_bit(__u64 *bits, __u32 n)
{
    bits[n / 64] |= 1ull << (n % 64);
}

tamis_status hits_carry_begin(struct hits_carry *carry,
                              const tamis_allocator *heap,
                              const struct image_view *from,
                              const struct image_view *listed,
                              tamis_error *error)
{
    size_t words = (size_t)answer_count(from) / 64 + 1;

    *carry = (struct hits_carry){.heap = *heap,
                                 .from = *from,
                                 .last = answer_count(from),
                                 .listed = *listed};
    carry->known = heap_take(heap, words, sizeof *carry->known);
    carry->wanted = heap_take(heap, words, sizeof *carry->wanted);
    carry->under = heap_take(heap, words, sizeof *carry->under);
    carry->carried = heap_take(heap, (size_t)answer_count(listed) + 1,
                               sizeof *carry->carried);
    if (carry->known && carry->wanted && carry->under && carry->carried)
        return TAMIS_OK;
    hits_carry_end(carry);
    return failure(error, TAMIS_ERROR_MEMORY,
                   "no memory to take the counts of %u answers along",
                   answer_count(from));
}

void hits_carry_end(struct hits_carry *carry)
{
    if (carry->known)
        heap_give(&carry->heap, carry->known);
    if (carry->wanted)
        heap_give(&carry->heap, carry->wanted);
    if (carry->under)
        heap_give(&carry->heap, carry->under);
    if (carry->moves)
        heap_give(&carry->heap, carry->moves);
    if (carry->carried)
        heap_give(&carry->heap, carry->carried);
    memset(carry, 0, sizeof *carry);
}

static __u64 read_hit(const struct image_view *view, __u32 answer)
{
    const __u64 *hit = image_hit(view, answer);

    return hit ? __atomic_load_n(hit, __ATOMIC_RELAXED) : 0;
}

/* The hits of all answers, which lie one behind the other; NULL where there is
 * no room for them. */
static const __u64 *all_hits(const struct hits_carry *carry)
{
    __u64 first = carry->from.tables->hits;
    __u64 end = first + carry->last / IMAGE_HITS_A_LINE + 1;

    return end <= carry->from.image->count
               ? carry->from.image->lines[first].words
               : NULL;
}

/* Marks the answers that were met and have no move yet; how many. */
static size_t find_met(struct hits_carry *carry)
{
    const __u64 *hits = all_hits(carry);
    size_t count = 0;

    for (__u32 answer = 1; hits && answer <= carry->last; answer++) {
        if (!__atomic_load_n(&hits[answer], __ATOMIC_RELAXED) ||
            has_bit(carry->known, answer))
            continue;
        set_bit(carry->wanted, answer);
        count++;
    }
    return count;
}

static int is_wanted(const struct hits_carry *carry, __u32 answer)
{
    return answer <= carry->last && has_bit(carry->wanted, answer);
}

/* When both were last met and what was told then, without their counts: of the
 * later second, which counts modulo 2^24. */
static __u64 last_met(__u64 one, __u64 other)
{
    const __u64 second = IMAGE_HIT_SECOND_MASK;

    one &= ~IMAGE_HIT_FULL;
    other &= ~IMAGE_HIT_FULL;
    if (!one || !other || (one & second) == (other & second))
        return one | other;
    return ((one - other) & second) <= second / 2 ? one : other;
}

/* Adds what came to a hit from when it was taken until now, and says how much
 * that was. */
static __u64 add_hits(__u64 *hit, __u64 taken, __u64 now)
{
    const __u64 full = IMAGE_HIT_FULL >> IMAGE_HIT_COUNT_SHIFT;
    __u64 more =
        (now >> IMAGE_HIT_COUNT_SHIFT) - (taken >> IMAGE_HIT_COUNT_SHIFT);
    __u64 before = __atomic_load_n(hit, __ATOMIC_RELAXED), after;

    do {
        __u64 count = before >> IMAGE_HIT_COUNT_SHIFT;

        count = more > full - count ? full : count + more;
        after = count << IMAGE_HIT_COUNT_SHIFT | last_met(before, now);
    } while (!__atomic_compare_exchange_n(hit, &before, after, 0,
                                          __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return (after >> IMAGE_HIT_COUNT_SHIFT) - (before >> IMAGE_HIT_COUNT_SHIFT);
}

static void take(struct hits_carry *carry, struct hits_move *move)
{
    __u64 now = read_hit(&carry->from, move->from);
    const struct image_view to = {carry->to, carry->listed.tables, NULL};
    __u64 *hit = move->to ? image_hit(&to, move->to) : NULL;

    if (hit && now != move->taken)
        carry->carried[move->to] += add_hits(hit, move->taken, now);
    move->taken = now;
}

static void add_move(struct hits_carry *carry, __u32 from, __u32 to)
{
    struct hits_move move = {from, to, 0};

    if (to > answer_count(&carry->listed))
        move.to = IMAGE_ANSWER_NONE;
    set_bit(carry->known, from);
    carry->wanted[from / 64] &= ~(1ull << (from % 64));
    if (carry->is_last)
        take(carry, &move);
    else
        carry->moves[carry->count++] = move;
}

static void match_v4(struct hits_carry *carry)
{
    const struct image_tables *tables = carry->from.tables;

    for (__u32 n = 0; n < tables->v4_slot_lines; n++) {
        const struct image_line *line =
            image_line(carry->from.image, tables->v4_slots + n);

        for (int slot = 0; line && slot < IMAGE_V4_SLOTS; slot++) {
            __u64 word = line->words[slot];
            __u32 answer = word & (IMAGE_ANSWER_LIMIT - 1);
            __u32 length = word >> IMAGE_ANSWER_BITS & 63;

            if (is_wanted(carry, answer))
                add_move(carry, answer,
                         image_v4_prefix(&carry->listed, (__u32)(word >> 32),
                                         length));
        }
    }
}

/* A listed name has an answer for itself and one for those under it, which may
 * be one and the same; without the right one the other has to do. */
static void match_value(struct hits_carry *carry, __u32 old, __u32 next)
{
    __u32 from = old & (IMAGE_ANSWER_LIMIT - 1);
    __u32 to = next & (IMAGE_ANSWER_LIMIT - 1);
    int both = (next & IMAGE_NAME_TWO) != 0;
    int only_under =
        (old & (IMAGE_NAME_AT | IMAGE_NAME_UNDER)) == IMAGE_NAME_UNDER;

    if (is_wanted(carry, from)) {
        if (only_under)
            set_bit(carry->under, from);
        add_move(carry, from, both && only_under ? to + 1 : to);
    }
    if (!(old & IMAGE_NAME_TWO) || !is_wanted(carry, from + 1))
        return;
    set_bit(carry->under, from + 1);
    add_move(carry, from + 1, both ? to + 1 : to);
}

static void match_keyed(struct hits_carry *carry)
{
    const struct image_tables *tables = carry->from.tables;

    for (__u32 n = 0; n < tables->keyed_lines; n++) {
        const struct image_keyed_line *line =
            image_line(carry->from.image, tables->keyed + n);

        for (int slot = 0; line && slot < IMAGE_KEYED_SLOTS; slot++) {
            __u32 value = line->values[slot];
            __u32 answer = value & (IMAGE_ANSWER_LIMIT - 1);

            if (is_wanted(carry, answer) ||
                ((value & IMAGE_NAME_TWO) && is_wanted(carry, answer + 1)))
                match_value(carry, value,
                            image_keyed_value(&carry->listed,
                                              line->fingerprints[slot]));
        }
    }
}

static void match_met(struct hits_carry *carry)
{
    match_v4(carry);
    match_keyed(carry);
}

tamis_status hits_carry_find(struct hits_carry *carry, tamis_error *error)
{
    size_t met = find_met(carry);

    if (!met)
        return TAMIS_OK;
    carry->moves = heap_take(&carry->heap, met, sizeof *carry->moves);
    if (!carry->moves)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory to take the counts of %zu answers along",
                       met);
    match_met(carry);
    return TAMIS_OK;
}

void hits_carry_first(struct hits_carry *carry, image_handle to)
{
    carry->to = to;
    for (size_t n = 0; n < carry->count; n++)
        take(carry, &carry->moves[n]);
}

void hits_carry_rest(struct hits_carry *carry)
{
    carry->is_last = 1;
    for (size_t n = 0; n < carry->count; n++)
        take(carry, &carry->moves[n]);
    if (find_met(carry))
        match_met(carry);
}

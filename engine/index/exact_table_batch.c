/* SPDX-License-Identifier: BSD-2-Clause */
/* Many keys at once, in stages; see exact_table.h. */
#include "base/slice.h"
#include "index/exact_find.h"

static tamis_slice asked_key(const struct exact_keys *keys, unsigned n)
{
    if (keys->slices)
        return keys->slices[n];
    return slice_make(keys->runs + n * keys->run_size, keys->run_size);
}

static void begin_slices(const struct exact_table *table,
                         struct exact_step *step)
{
    for (size_t n = 0; n < step->count; n++) {
        tamis_slice key = step->keys.slices[n];

        exact_step_ask(table, step, n,
                       key.size ? exact_hash(key.data, key.size, table->seed)
                                : 0);
    }
}

void exact_step_begin(const struct exact_table *table, struct exact_step *step)
{
    if (!table->home_count)
        return;
    if (step->keys.slices)
        begin_slices(table, step);
    else
        table->find->begin(table, step);
}

static uint64_t all_of(size_t count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

uint64_t exact_step_filter(const struct exact_table *table,
                           struct exact_step *step)
{
    step->passed = 0;
    if (!table->home_count)
        return 0;
    step->passed = table->filter.block_count ? table->find->filter(step)
                                             : all_of(step->count);
    for (uint64_t rest = step->passed; rest; rest &= rest - 1)
        __builtin_prefetch(
            exact_home_line(table, step->hashes[__builtin_ctzll(rest)]));
    return step->passed;
}

/* Slots of equal keys are neighbours, and equal keys have equal tags. So if the
 * key of a place is listed again, the next place says so; or there is none, and
 * then it may be in the next line. */
static bool may_be_again(const uint8_t *line, uint32_t places, uint32_t head)
{
    unsigned next = (unsigned)__builtin_ctz(places) + 1;

    if (places & (places - 1))
        return true;
    if (!(head & (EXACT_LINE_SPILLED | EXACT_LINE_OVERFLOW)))
        return false;
    return next == EXACT_LINE_PLACES ||
           !load_le32(line + offsetof(struct exact_line_layout, tags) +
                      (size_t)next * 4);
}

uint64_t exact_step_guess(const struct exact_table *table,
                          struct exact_step *step)
{
    step->shared = 0;
    for (uint64_t rest = step->passed; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);
        uint64_t bit = rest & -rest, hash = step->hashes[n];
        const uint8_t *line = exact_home_line(table, hash);
        uint32_t places = exact_match_tags(table, line, exact_hash_tag(hash));
        uint32_t head = load_le32(line);

        step->slots[n] = SLOT_NONE;
        if (places) {
            if (may_be_again(line, places, head))
                step->shared |= bit;
            step->slots[n] =
                (head & EXACT_LINE_SLOT) + (uint32_t)__builtin_ctz(places);
            key_store_prefetch(&table->keys, step->slots[n]);
        } else if (head & (EXACT_LINE_SPILLED | EXACT_LINE_OVERFLOW)) {
            __builtin_prefetch(line + EXACT_LINE_SIZE);
        } else {
            step->passed &= ~bit;
        }
    }
    return step->passed;
}

/* Keys of one size in both places, as digests are: without a call. */
static inline bool has_run(const struct key_store *keys, uint32_t slot,
                           const uint8_t *run, size_t size)
{
    const uint8_t *listed;
    size_t at = 0;
    uint64_t differs = 0;

    if (slot >= keys->count || (slot + UINT64_C(1)) * size > keys->bytes_size)
        return false;
    listed = keys->bytes + (size_t)slot * size;
    for (; at + 16 < size; at += 16)
        differs |=
            (mix_hash_load(listed + at) ^ mix_hash_load(run + at)) |
            (mix_hash_load(listed + at + 8) ^ mix_hash_load(run + at + 8));
    at = size - 16;
    differs |= (mix_hash_load(listed + at) ^ mix_hash_load(run + at)) |
               (mix_hash_load(listed + at + 8) ^ mix_hash_load(run + at + 8));
    return differs == 0;
}

static bool is_of_runs(const struct exact_table *table,
                       const struct exact_keys *keys)
{
    return !keys->slices && !table->keys.ends && !table->keys.sizes &&
           table->keys.form == KEY_FORM_WHOLE && keys->run_size >= 16 &&
           keys->run_size == table->keys.key_size;
}

/* A guess is right unless two hashes share a tag, or there was none. */
static void find_guessed(const struct exact_table *table,
                         struct exact_step *step, unsigned n)
{
    tamis_slice key = asked_key(&step->keys, n);
    struct exact_search search;

    if (exact_has_key(table, step->slots[n], key.data, key.size))
        return;
    step->slots[n] = exact_table_find_hashed(table, step->hashes[n], key.data,
                                             key.size, &search);
    if (step->slots[n] == SLOT_NONE)
        step->passed &= ~(UINT64_C(1) << n);
    else
        step->shared |= UINT64_C(1) << n;
}

uint64_t exact_step_find(const struct exact_table *table,
                         struct exact_step *step)
{
    const bool runs = is_of_runs(table, &step->keys);
    const size_t size = step->keys.run_size;

    if (table->keys.sizes)
        for (uint64_t rest = step->passed; rest; rest &= rest - 1)
            key_store_prefetch_bytes(&table->keys,
                                     step->slots[__builtin_ctzll(rest)]);
    for (uint64_t rest = step->passed; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);

        if (!runs || !has_run(&table->keys, step->slots[n],
                              step->keys.runs + n * size, size))
            find_guessed(table, step, n);
    }
    return step->passed;
}

uint32_t exact_step_next(const struct exact_table *table,
                         const struct exact_step *step, unsigned n,
                         uint32_t slot)
{
    struct exact_search search = {slot, step->hashes[n]};
    tamis_slice key;

    if (table->keys.form == KEY_FORM_WHOLE)
        return exact_table_next(table, slot);
    key = asked_key(&step->keys, n);
    return exact_table_find_next(table, key.data, key.size, &search);
}

void exact_table_find_batch(const struct exact_table *table, size_t count,
                            const tamis_slice *keys, uint32_t *slots)
{
    struct exact_step step;

    for (size_t i = 0; i < count; i++)
        slots[i] = SLOT_NONE;
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        step.count =
            count - done < KERNELS_BATCH_MAX ? count - done : KERNELS_BATCH_MAX;
        step.keys = (struct exact_keys){.slices = keys + done};
        exact_step_begin(table, &step);
        if (!exact_step_filter(table, &step) || !exact_step_guess(table, &step))
            continue;
        for (uint64_t found = exact_step_find(table, &step); found;
             found &= found - 1) {
            size_t n = (size_t)__builtin_ctzll(found);

            slots[done + n] = step.slots[n];
        }
    }
}

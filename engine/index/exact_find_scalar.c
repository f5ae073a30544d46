/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of the other kernels: plain C. */
#include "index/exact_find.h"

/* Inlined once for each usual size, where the hash has no loop any more. */
static inline __attribute__((always_inline)) void
begin_runs(const struct exact_table *table, size_t key_size,
           struct exact_step *step)
{
    const uint8_t *key = step->keys.runs;

    for (size_t n = 0; n < step->count; n++, key += key_size)
        exact_step_ask(table, step, n, exact_hash(key, key_size, table->seed));
}

static void begin(const struct exact_table *table, struct exact_step *step)
{
    if (step->keys.run_size == 32)
        begin_runs(table, 32, step);
    else if (step->keys.run_size == 20)
        begin_runs(table, 20, step);
    else if (step->keys.run_size == 16)
        begin_runs(table, 16, step);
    else
        begin_runs(table, step->keys.run_size, step);
}

static bool has_key(const uint8_t *block, uint64_t hash)
{
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        missing |=
            ~load_le32(block + (size_t)n * 4) & filter_block_bit(n, hash);
    return missing == 0;
}

static uint64_t filter(const struct exact_step *step)
{
    uint64_t passed = 0;

    for (size_t n = 0; n < step->count; n++)
        passed |=
            (uint64_t)has_key((const uint8_t *)step->blocks[n], step->hashes[n])
            << n;
    return passed;
}

const struct exact_find exact_find_scalar = {
    .required = 0,
    .begin = begin,
    .filter = filter,
};

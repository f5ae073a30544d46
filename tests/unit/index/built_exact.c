/* SPDX-License-Identifier: BSD-2-Clause */
#include "built_exact.h"

#include "base/memory.h"
#include "built_index.h"

#include <criterion/criterion.h>
#include <stdlib.h>

void built_exact_open(struct built_exact *built, struct key_set *set)
{
    struct key_store keys;
    const struct exact_input input = {
        .keys = &keys, .hash = exact_table_hash, .has_filter = true};
    tamis_error error = {0};

    key_set_sort(set, false);
    keys = key_set_store(set);
    buffer_init(&built->out, &memory_default);
    built->order = calloc(set->count + 1, sizeof *built->order);
    cr_assert_eq(built_index_exact(&memory_default, &input, built->order,
                                   &built->out, &error),
                 TAMIS_OK, "%s", error.message);
    key_set_permute(set, built->order, &built->slots);
    keys = key_set_store(&built->slots);
    cr_assert_eq(exact_table_open(&built->table, built->out.bytes,
                                  built->out.size, &keys, usable_kernels(0),
                                  &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(exact_table_check(&built->table, &memory_default, &error),
                 TAMIS_OK, "%s", error.message);
}

void built_exact_close(struct built_exact *built)
{
    buffer_release(&built->out);
    key_set_close(&built->slots);
    free(built->order);
}

uint64_t built_exact_step(const struct exact_table *table,
                          struct exact_step *step)
{
    exact_step_begin(table, step);
    exact_step_filter(table, step);
    exact_step_guess(table, step);
    return exact_step_find(table, step);
}

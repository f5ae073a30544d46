/* SPDX-License-Identifier: BSD-2-Clause */
#include "built_suffix.h"

#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"

#include <criterion/criterion.h>
#include <stdlib.h>

void built_suffix_open(struct built_suffix *built, struct key_set *set)
{
    struct key_store keys;
    struct suffix_input input;
    struct number_column modes;
    tamis_error error = {0};

    key_set_sort(set, true);
    keys = key_set_store(set);
    buffer_init(&built->out, &memory_default);
    built->order = calloc(set->count + 1, sizeof *built->order);
    input = (struct suffix_input){.keys = &keys,
                                  .modes = set->modes,
                                  .kernels = usable_kernels(0),
                                  .part_count = 1};
    cr_assert_eq(built_index_suffix(&memory_default, &input, built->order,
                                    &built->out, &error),
                 TAMIS_OK, "%s", error.message);
    key_set_permute(set, built->order, &built->slots);
    keys = key_set_store(&built->slots);
    modes = number_column_make(built->slots.modes, 8, 0);
    cr_assert_eq(
        suffix_table_open(&built->table,
                          slice_make(built->out.bytes, built->out.size), &keys,
                          &modes, usable_kernels(0), &error),
        TAMIS_OK, "%s", error.message);
    cr_assert_eq(suffix_table_check(&built->table, &memory_default, &error),
                 TAMIS_OK, "%s", error.message);
}

void built_suffix_close(struct built_suffix *built)
{
    buffer_release(&built->out);
    key_set_close(&built->slots);
    free(built->order);
}

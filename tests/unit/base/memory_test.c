/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include "support/failing_allocator.h"

#include <criterion/criterion.h>

Test(memory, no_allocator_means_the_heap)
{
    tamis_allocator allocator = memory_choose(NULL);
    void *piece = memory_allocate(&allocator, 10);

    cr_assert_not_null(piece);
    piece = memory_reallocate(&allocator, piece, 100);
    cr_assert_not_null(piece);
    memory_release(&allocator, piece);
    memory_release(&allocator, NULL);
}

Test(memory, a_given_allocator_is_copied)
{
    struct failing_allocator failing;
    tamis_allocator allocator;
    void *piece;

    failing_allocator_begin(&failing, 0);
    allocator = memory_choose(&failing.allocator);
    piece = memory_allocate(&allocator, 10);
    cr_assert_eq(failing.live_count, 1);
    memory_release(&allocator, piece);
    cr_assert_eq(failing.live_count, 0);
}

/* The failing allocator aborts on a size of 0. */
Test(memory, allocators_are_never_asked_for_zero_bytes)
{
    struct failing_allocator failing;
    void *piece;

    failing_allocator_begin(&failing, 0);
    piece = memory_allocate(&failing.allocator, 0);
    cr_assert_not_null(piece);
    piece = memory_reallocate(&failing.allocator, piece, 0);
    cr_assert_not_null(piece);
    memory_release(&failing.allocator, piece);
    piece = memory_allocate_array(&failing.allocator, 0, 8);
    cr_assert_not_null(piece);
    memory_release(&failing.allocator, piece);
}

Test(memory, arrays_are_zeroed_and_their_size_is_checked)
{
    struct failing_allocator failing;
    uint64_t *array;

    failing_allocator_begin(&failing, 0);
    array = memory_allocate_array(&failing.allocator, 100, sizeof *array);
    cr_assert_not_null(array);
    for (size_t i = 0; i < 100; i++)
        cr_assert_eq(array[i], 0);
    memory_release(&failing.allocator, array);
    cr_assert_null(
        memory_allocate_array(&failing.allocator, SIZE_MAX / 4 + 1, 4));
    cr_assert_null(memory_allocate_array(&failing.allocator, 3, SIZE_MAX / 2));
    cr_assert_eq(failing.live_count, 0);
}

Test(memory, growing_at_least_doubles_and_keeps_the_items)
{
    struct failing_allocator failing;
    uint32_t *items = NULL;
    size_t capacity = 0;

    failing_allocator_begin(&failing, 0);
    for (uint32_t i = 0; i < 1000; i++) {
        void *grown = items;

        cr_assert_eq(memory_grow(&failing.allocator, &grown, &capacity, i + 1,
                                 sizeof *items),
                     0);
        items = grown;
        cr_assert_geq(capacity, i + 1);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 1000; i++)
        cr_assert_eq(items[i], i);
    cr_assert_leq(failing.allocation_count, 9);
    memory_release(&failing.allocator, items);
    cr_assert_eq(failing.live_count, 0);
}

Test(memory, growing_without_memory_changes_nothing)
{
    struct failing_allocator failing;
    size_t capacity = 0;
    void *items = NULL;
    void *before;

    failing_allocator_begin(&failing, 2);
    cr_assert_eq(memory_grow(&failing.allocator, &items, &capacity, 10, 8), 0);
    before = items;
    cr_assert_eq(memory_grow(&failing.allocator, &items, &capacity, 11, 8), -1);
    cr_assert_eq(items, before);
    cr_assert_eq(capacity, 10);
    cr_assert_eq(
        memory_grow(&failing.allocator, &items, &capacity, SIZE_MAX / 8 + 1, 8),
        -1);
    cr_assert_eq(items, before);
    memory_release(&failing.allocator, items);
    cr_assert_eq(failing.live_count, 0);
}

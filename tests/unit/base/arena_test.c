/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "base/slice.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

#define PIECES 3000

/* Every piece is filled with its number; none may be overwritten by others. */
Test(arena, pieces_do_not_overlap_and_are_aligned)
{
    struct failing_allocator failing;
    struct random random;
    struct arena arena;
    static uint8_t *pieces[PIECES];
    static size_t sizes[PIECES];

    failing_allocator_begin(&failing, 0);
    random_begin(&random, "arena");
    arena_init(&arena, &failing.allocator);
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] =
            random_below(&random, random_one_in(&random, 50) ? 20000 : 100);
        pieces[i] = arena_allocate(&arena, sizes[i]);
        cr_assert_not_null(pieces[i]);
        cr_assert_eq((uintptr_t)pieces[i] % 8, 0);
        memset(pieces[i], (int)(i & 0xff), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            cr_assert_eq(pieces[i][j], i & 0xff, "piece %zu", i);
    }
    cr_assert_eq(arena.total, failing.live_size);
    arena_release(&arena);
    cr_assert_eq(failing.live_count, 0);
    cr_assert_eq(arena.total, 0);
}

Test(arena, copies_are_equal_and_unaligned_ones_are_packed)
{
    struct failing_allocator failing;
    struct arena arena;
    tamis_slice first, second;

    failing_allocator_begin(&failing, 0);
    arena_init(&arena, &failing.allocator);
    first = arena_copy(&arena, slice_text("abc"));
    second = arena_copy(&arena, slice_text("de"));
    cr_assert(slice_is(first, "abc"));
    cr_assert(slice_is(second, "de"));
    cr_assert_eq(second.data, first.data + 3);
    cr_assert_eq(arena_copy(&arena, slice_make(NULL, 0)).size, 0);
    arena_release(&arena);
    arena_release(&arena);
    cr_assert_eq(failing.live_count, 0);
}

Test(arena, large_pieces_do_not_waste_the_newest_block)
{
    struct failing_allocator failing;
    struct arena arena;
    char *before, *after;

    failing_allocator_begin(&failing, 0);
    arena_init(&arena, &failing.allocator);
    before = arena_allocate(&arena, 8);
    cr_assert_not_null(arena_allocate(&arena, 1 << 20));
    after = arena_allocate(&arena, 8);
    cr_assert_eq(after, before + 8);
    arena_release(&arena);
    cr_assert_eq(failing.live_count, 0);
}

Test(arena, out_of_memory_is_told_and_leaks_nothing)
{
    for (uint64_t fail_at = 1; fail_at <= 20; fail_at++) {
        struct failing_allocator failing;
        struct arena arena;
        size_t failures = 0;

        failing_allocator_begin(&failing, fail_at);
        arena_init(&arena, &failing.allocator);
        for (size_t i = 0; i < 100; i++)
            failures += arena_allocate(&arena, 3000) == NULL;
        if (failing.has_failed)
            cr_assert_gt(failures, 0);
        cr_assert_null(arena_allocate(&arena, SIZE_MAX));
        cr_assert_null(arena_allocate(&arena, SIZE_MAX - 8));
        arena_release(&arena);
        cr_assert_eq(failing.live_count, 0);
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/huge_memory.h"

#include <criterion/criterion.h>
#include <string.h>

Test(huge_memory, memory_of_every_size_is_zero_and_can_be_written)
{
    static const size_t sizes[] = {
        1, 4096, 4097, 2u << 20, (2u << 20) + 1, (4u << 20) - 1, 100000000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct huge_memory pages;

        cr_assert(huge_memory_open(&pages, sizes[i]));
        cr_assert_eq(pages.size, sizes[i]);
        cr_assert_eq((uintptr_t)pages.bytes % (2u << 20), 0);
        for (size_t at = 0; at < sizes[i]; at += 4096)
            cr_assert_eq(pages.bytes[at], 0);
        memset(pages.bytes, 7, sizes[i]);
        huge_memory_seal(&pages);
        cr_assert_eq(pages.bytes[sizes[i] - 1], 7);
        huge_memory_close(&pages);
        cr_assert_null(pages.bytes);
        huge_memory_close(&pages);
    }
}

Test(huge_memory, no_bytes_are_no_memory)
{
    struct huge_memory pages;

    cr_assert(huge_memory_open(&pages, 0));
    cr_assert_null(pages.bytes);
    huge_memory_seal(&pages);
    huge_memory_close(&pages);
}

Test(huge_memory, more_than_there_is_gives_nothing)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - (2u << 20),
                                   SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct huge_memory pages;

        cr_assert_not(huge_memory_open(&pages, sizes[i]));
        cr_assert_null(pages.bytes);
        cr_assert_eq(pages.size, 0);
    }
}

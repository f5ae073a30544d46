/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/crew.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

static void add_calls(void *context, size_t n)
{
    atomic_fetch_add((atomic_uint *)context + n, 1);
}

Test(crew, does_every_piece_of_work_once)
{
    static atomic_uint calls[1000];

    for (unsigned size = 1; size <= CREW_SIZE_MAX; size *= 4) {
        crew_run(size, 1000, add_calls, calls);
        crew_run(size, 0, add_calls, calls);
    }
    for (size_t n = 0; n < 1000; n++)
        cr_assert_eq(calls[n], 4, "%zu: %u", n, calls[n]);
    cr_assert_geq(crew_size(0), 1);
    cr_assert_eq(crew_size(3), 3);
    cr_assert_eq(crew_size(100000), CREW_SIZE_MAX);
}

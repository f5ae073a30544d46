/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/work_list.h"

#include "base/error.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

struct done {
    atomic_uint calls[WORK_LIST_MAX];
    uint32_t order[WORK_LIST_MAX];
    atomic_uint count;
    uint64_t failing; /* a bit for each work that fails */
};

static tamis_status work(void *context, uint32_t number, tamis_error *error)
{
    struct done *done = context;

    done->order[atomic_fetch_add(&done->count, 1)] = number;
    atomic_fetch_add(&done->calls[number], 1);
    if (done->failing >> number & 1)
        return error_set(error, TAMIS_ERROR_LIMIT, "work %u failed",
                         (unsigned)number);
    return TAMIS_OK;
}

static void fill(struct work_list *list, struct done *done, uint32_t count)
{
    memset(done, 0, sizeof *done);
    work_list_begin(list);
    for (uint32_t n = 0; n < count; n++) {
        const struct work one = {work, done, n, n * 7 % 10};

        work_list_add(list, &one);
    }
}

Test(work_list, every_work_is_done_once_and_the_heaviest_first)
{
    static struct work_list list;
    static struct done done;

    for (uint32_t count = 0; count <= WORK_LIST_MAX; count += 16)
        for (unsigned threads = 1; threads < 5; threads++) {
            fill(&list, &done, count);
            cr_assert_eq(work_list_run(&list, threads, NULL), TAMIS_OK);
            cr_assert_eq(done.count, count);
            for (uint32_t n = 0; n < count; n++)
                cr_assert_eq(done.calls[n], 1);
            for (uint32_t n = 1; threads == 1 && n < count; n++)
                cr_assert_geq(done.order[n - 1] * 7 % 10,
                              done.order[n] * 7 % 10);
        }
}

Test(work_list, of_several_failures_the_first_in_the_list_is_told)
{
    static struct work_list list;
    static struct done done;

    for (unsigned threads = 1; threads < 5; threads++)
        for (uint32_t first = 0; first < 20; first++) {
            tamis_error error;
            char expected[40];

            fill(&list, &done, 20);
            done.failing = UINT64_MAX << first;
            cr_assert_eq(work_list_run(&list, threads, &error),
                         TAMIS_ERROR_LIMIT);
            snprintf(expected, sizeof expected, "work %u failed", first);
            cr_assert_str_eq(error.message, expected);
            cr_assert_eq(done.count, 20);
        }
}

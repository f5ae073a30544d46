/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/work_list.h"

#include "base/crew.h"

#include <stdbool.h>

/* Few works, mostly sorted already. */
static void sort_by_weight(struct work_list *list)
{
    for (uint32_t n = 0; n < list->count; n++) {
        uint32_t at = n;

        for (; at > 0 &&
               list->works[list->order[at - 1]].weight < list->works[n].weight;
             at--)
            list->order[at] = list->order[at - 1];
        list->order[at] = n;
    }
}

static void keep_failure(struct work_list *list, uint32_t n,
                         tamis_status status, const tamis_error *error)
{
    pthread_mutex_lock(&list->lock);
    if (n < list->failed) {
        list->failed = n;
        list->status = status;
        if (list->error)
            *list->error = *error;
    }
    pthread_mutex_unlock(&list->lock);
}

static void do_work(void *context, size_t n)
{
    struct work_list *list = context;
    uint32_t number = list->order[n];
    const struct work *work = &list->works[number];
    tamis_error error;
    tamis_status status = work->run(work->context, work->number, &error);

    if (status < 0)
        keep_failure(list, number, status, &error);
}

tamis_status work_list_run(struct work_list *list, unsigned threads,
                           tamis_error *error)
{
    list->failed = list->count;
    list->error = error;
    list->status = TAMIS_OK;
    sort_by_weight(list);
    pthread_mutex_init(&list->lock, NULL);
    crew_run(threads, list->count, do_work, list);
    pthread_mutex_destroy(&list->lock);
    return list->status;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of work that may be done at the same time, the largest first. */
#ifndef TAMIS_DATABASE_WORK_LIST_H
#define TAMIS_DATABASE_WORK_LIST_H

#include <tamis/status.h>

#include <pthread.h>

#define WORK_LIST_MAX 64u

/* One piece: the function is given context and number. */
struct work {
    tamis_status (*run)(void *context, uint32_t number, tamis_error *error);
    void *context;
    uint32_t number;
    uint64_t weight; /* about how long it takes */
};

struct work_list {
    struct work works[WORK_LIST_MAX];
    uint32_t order[WORK_LIST_MAX]; /* by weight */
    uint32_t count;
    pthread_mutex_t lock;
    uint32_t failed; /* the first in the list that failed, or count */
    tamis_error *error;
    tamis_status status;
};

static inline void work_list_begin(struct work_list *list)
{
    list->count = 0;
}

/* At most WORK_LIST_MAX. */
static inline void work_list_add(struct work_list *list,
                                 const struct work *work)
{
    list->works[list->count++] = *work;
}

/* Does all of it on up to so many threads, with the caller's among them.
 * Errors: of the first work in the list that failed; the others are done all
 * the same. */
tamis_status work_list_run(struct work_list *list, unsigned threads,
                           tamis_error *error);

#endif

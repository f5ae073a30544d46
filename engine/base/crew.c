/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/crew.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

struct crew {
    void (*work)(void *context, size_t n);
    void *context;
    size_t count;
    atomic_size_t next;
};

unsigned crew_size(unsigned wanted)
{
    cpu_set_t cpus;

    if (wanted == 0 && sched_getaffinity(0, sizeof cpus, &cpus) == 0)
        wanted = (unsigned)CPU_COUNT(&cpus);
    if (wanted == 0)
        return 1;
    return wanted < CREW_SIZE_MAX ? wanted : CREW_SIZE_MAX;
}

static void *take_work(void *argument)
{
    struct crew *crew = argument;
    size_t n;

    while ((n = atomic_fetch_add(&crew->next, 1)) < crew->count)
        crew->work(crew->context, n);
    return NULL;
}

void crew_run(unsigned size, size_t count,
              void (*work)(void *context, size_t n), void *context)
{
    struct crew crew = {.work = work, .context = context, .count = count};
    pthread_t threads[CREW_SIZE_MAX];
    unsigned made = 0;
    sigset_t all, before;

    if (size > count)
        size = (unsigned)count;
    if (size > 1) {
        /* Signals are the host's business, on threads of its own. */
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        while (made + 1 < size && made < CREW_SIZE_MAX &&
               pthread_create(&threads[made], NULL, take_work, &crew) == 0)
            made++;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    take_work(&crew);
    for (unsigned i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
}

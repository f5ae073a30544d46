/* SPDX-License-Identifier: BSD-2-Clause */
#include "dpdk_environment.h"

#include <rte_eal.h>
#include <rte_errno.h>

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 48

static int start_layer(const struct bench_plan *plan)
{
    static char words[1024];
    static char *argv[WORDS_MAX + 1];
    int argc = 0;

    snprintf(words, sizeof words,
             "tamis-bench --no-pci --no-telemetry --no-shconf "
             "--iova-mode=va --log-level=error -l 0 %s",
             plan->dpdk);
    for (char *word = strtok(words, " "); word && argc < WORDS_MAX;
         word = strtok(NULL, " "))
        argv[argc++] = word;
    return rte_eal_init(argc, argv);
}

bool dpdk_start(const struct bench_plan *plan)
{
    static int state; /* 0: not tried, 1: runs, -1: does not */
    cpu_set_t processors;

    if (state == 0) {
        sched_getaffinity(0, sizeof processors, &processors);
        state = start_layer(plan) < 0 ? -1 : 1;
        sched_setaffinity(0, sizeof processors, &processors);
        if (state < 0)
            fprintf(stderr,
                    "tamis bench: DPDK does not start (%s); leave it out with "
                    "--peers, or give it other --dpdk arguments\n",
                    rte_strerror(rte_errno));
    }
    return state > 0;
}

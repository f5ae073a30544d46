/* SPDX-License-Identifier: BSD-2-Clause */
#include "dpdk_environment.h"
#include "machine.h"

#include <rte_eal.h>
#include <rte_errno.h>

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 48

/* Addresses that are reserved, not memory that is used: enough for the trie,
 * which asks for most, but never more than three quarters of the machine. */
static unsigned memory_mib(const struct bench_plan *plan)
{
    uint64_t bytes = 1u << 30, most = machine_memory() / 4 * 3;

    for (size_t i = 0; i < plan->size_count; i++)
        if (bytes < (1u << 30) + (uint64_t)plan->sizes[i] * 8192)
            bytes = (1u << 30) + (uint64_t)plan->sizes[i] * 8192;
    return (unsigned)((bytes < most ? bytes : most) >> 20);
}

static int start_layer(const struct bench_plan *plan)
{
    static char words[1024]; /* DPDK keeps pointing into it */
    static char *argv[WORDS_MAX + 1];
    char defaults[64];
    int argc = 0;

    snprintf(defaults, sizeof defaults, "--no-huge -m %u", memory_mib(plan));
    snprintf(words, sizeof words,
             "tamis-bench --no-pci --no-telemetry --no-shconf "
             "--iova-mode=va --log-level=error -l 0 %s",
             plan->dpdk ? plan->dpdk : defaults);
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

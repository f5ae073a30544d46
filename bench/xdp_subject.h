/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever drops packets in the kernel by a list: tamis and those beside it. */
#ifndef TAMIS_BENCH_XDP_SUBJECT_H
#define TAMIS_BENCH_XDP_SUBJECT_H

#include "bench_plan.h"
#include "result.h"

/* What is listed: KEY_DOMAIN, KEY_IPV4 and KEY_IPV6, by kind. */
struct xdp_lists {
    struct key_list of[KEY_KIND_COUNT];
    size_t count; /* of all */
};

struct xdp_subject {
    const char *name;
    unsigned kinds;      /* a bit (1u << kind) each */
    bool holds_prefixes; /* or single addresses alone */
    size_t limit;        /* of each kind; 0: none */

    /* open() loads the lists, which are what it holds; NULL after it said why.
     * Figures of its own (in a result of the right size) go to the log. */
    void *(*open)(const struct xdp_lists *lists, const struct bench_plan *plan,
                  struct result_log *log);
    void (*close)(void *store);
    /* The program that judges packets with such keys. */
    int (*program)(void *store, enum key_kind kind);
    /* How many packets it dropped since it was opened. */
    uint64_t (*dropped)(void *store);
    /* Ways to treat what is listed; NULL: it only drops. The n-th one's name
     * and how it is switched to; false past the last. */
    bool (*treat)(void *store, unsigned n, const char **metric);
};

/* xdp_subject_get(): the n-th, tamis first; NULL past the last. */
const struct xdp_subject *xdp_subject_get(size_t n);
/* xdp_cpu_sum(): the first word of an element of a map that has one for each
 * processor, added up; ends the program where it cannot be read. */
uint64_t xdp_cpu_sum(int map, uint32_t key);

extern const struct xdp_subject xdp_lpm_trie, xdp_hash, xdp_hash_bloom,
    xdp_filter;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever drops packets in the kernel by a list: tamis and those beside it. */
#ifndef TAMIS_BENCH_XDP_SUBJECT_H
#define TAMIS_BENCH_XDP_SUBJECT_H

#include "result.h"

/* What is listed: KEY_DOMAIN, KEY_IPV4 and KEY_IPV6, by kind. */
struct xdp_lists {
    struct key_list of[KEY_KIND_COUNT];
    size_t count; /* of all */
};

/* A size and where its figures go. */
struct xdp_round {
    const struct bench_plan *plan;
    struct result_log *log;
    size_t size; /* what was asked for, by which figures are compared */
};

struct xdp_subject {
    const char *name;
    unsigned kinds;      /* a bit (1u << kind) each */
    bool holds_prefixes; /* or single addresses alone */
    size_t limit;        /* of each kind; 0: none */

    /* open() loads the lists, which are what it holds; NULL after it said why.
     * It may write figures of its own. */
    void *(*open)(const struct xdp_round *round, const struct xdp_lists *lists);
    void (*close)(void *store);
    /* The program that judges packets with such keys. */
    int (*program)(void *store, enum key_kind kind);
    /* How many packets were treated as listed since it was opened. */
    uint64_t (*dropped)(void *store);
    /* Goes on to the n-th way to treat what is listed, and tells the metric's
     * name; false past the last. NULL: it only drops. */
    bool (*treat)(void *store, unsigned n, const char **metric);
};

/* xdp_subject_get(): the n-th, tamis first; NULL past the last. */
const struct xdp_subject *xdp_subject_get(size_t n);
/* xdp_cpu_sum(): the word at an offset of an element of a map that has one for
 * each processor, added up; ends the program where it cannot be read. */
uint64_t xdp_cpu_sum(int map, uint32_t key, size_t offset);

/* xdp_write() writes one figure of a subject that is no packet's: the median
 * of samples, which it sorts. */
void xdp_write(const struct xdp_round *round, const char *subject,
               const char *metric, const char *unit, double *samples,
               unsigned count);

extern const struct xdp_subject xdp_tamis, xdp_lpm_trie, xdp_hash,
    xdp_hash_bloom, xdp_filter;

#endif

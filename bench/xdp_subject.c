/* SPDX-License-Identifier: BSD-2-Clause */
#include "xdp_subject.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

static const struct xdp_subject *const subjects[] = {
#ifdef BENCH_XDP_TAMIS
    &xdp_tamis,
#endif
    &xdp_lpm_trie, &xdp_hash, &xdp_hash_bloom, &xdp_filter,
};

const struct xdp_subject *xdp_subject_get(size_t n)
{
    return n < sizeof subjects / sizeof *subjects ? subjects[n] : NULL;
}

uint64_t xdp_cpu_sum(int map, uint32_t key, size_t offset)
{
    struct bpf_map_info info;
    uint32_t info_size = sizeof info;
    int cpus = libbpf_num_possible_cpus();
    uint64_t sum = 0, *words;
    size_t step;

    memset(&info, 0, sizeof info);
    if (bpf_obj_get_info_by_fd(map, &info, &info_size) < 0 || cpus < 1) {
        perror("tamis bench xdp: cannot read a counter");
        exit(2);
    }
    step = (info.value_size + 7) / 8;
    words = memory_get((size_t)cpus * step, sizeof *words);
    if (bpf_map_lookup_elem(map, &key, words) < 0) {
        perror("tamis bench xdp: cannot read a counter");
        exit(2);
    }
    for (size_t cpu = 0; cpu < (size_t)cpus; cpu++)
        sum += words[cpu * step + offset / sizeof *words];
    free(words);
    return sum;
}

void xdp_write(const struct xdp_round *round, const char *subject,
               const char *metric, const char *unit, double *samples,
               unsigned count)
{
    struct result result = result_open("xdp", subject, "mixed", round->size);

    result_name(&result, metric, unit);
    result_take(&result, samples, count);
    result_write(round->plan, round->log, &result);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * xdp-filter of xdp-tools: its program for addresses, as its package has it,
 * without its dispatcher and its own loader. It holds 10,000 of each kind.
 */
#include "activity.h"
#include "xdp_subject.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <glob.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS   "/usr/lib*/*bpf/xdpfilt_alw_ip.o"
#define OBJECTS64 "/usr/lib/*/bpf/xdpfilt_alw_ip.o"
#define PROGRAM   "xdpfilt_alw_ip"
/* What its values say: drop where it is the source or the destination. */
#define AT_BOTH_ENDS 3u
#define ENTRIES      10000u

struct filter {
    struct bpf_object *object;
};

static struct bpf_object *open_object(void)
{
    struct bpf_object *object = NULL;
    glob_t found;

    if (glob(OBJECTS64, 0, NULL, &found) == 0 ||
        glob(OBJECTS, 0, NULL, &found) == 0) {
        object = bpf_object__open_file(found.gl_pathv[0], NULL);
        globfree(&found);
    }
    if (!object)
        fprintf(stderr, "tamis bench xdp: xdp-filter left out: no object of "
                        "it is here that could be opened (package "
                        "xdp-tools)\n");
    return object;
}

static bool load(struct bpf_object *object)
{
    struct bpf_map *map;
    int error;

    bpf_object__for_each_map(map, object)
        bpf_map__set_pin_path(map, NULL); /* nothing is left behind */
    error = bpf_object__load(object);
    if (error < 0)
        fprintf(stderr,
                "tamis bench xdp: xdp-filter left out: the kernel "
                "refuses its program: %s\n",
                strerror(-error));
    return error >= 0;
}

/* It has a value for each processor: flags below, a count above. */
static bool fill(struct bpf_object *object, const char *name,
                 const struct key_list *list)
{
    struct bpf_map *map = bpf_object__find_map_by_name(object, name);
    int cpus = libbpf_num_possible_cpus();
    uint64_t *values = memory_get((size_t)(cpus > 0 ? cpus : 1), 8);
    size_t size = list->kind == KEY_IPV4 ? 4 : 16;
    bool good = map != NULL && cpus > 0;

    for (int cpu = 0; cpu < cpus; cpu++)
        values[cpu] = AT_BOTH_ENDS;
    for (size_t n = 0; good && n < list->count; n++)
        good = bpf_map_update_elem(bpf_map__fd(map),
                                   list->addresses[n].bytes + 16 - size, values,
                                   BPF_ANY) == 0;
    free(values);
    if (!good)
        fprintf(stderr,
                "tamis bench xdp: xdp-filter left out: its map %s "
                "does not take entries: %s\n",
                name, strerror(errno));
    return good;
}

static void close_filter(void *store)
{
    struct filter *filter = store;

    bpf_object__close(filter->object);
    free(filter);
}

static void *open_filter(const struct xdp_round *round,
                         const struct xdp_lists *lists)
{
    struct filter *filter = memory_get(1, sizeof *filter);

    (void)round;
    activity_clear();
    filter->object = open_object();
    if (filter->object && load(filter->object) &&
        fill(filter->object, "filter_ipv4", &lists->of[KEY_IPV4]) &&
        fill(filter->object, "filter_ipv6", &lists->of[KEY_IPV6]))
        return filter;
    close_filter(filter);
    return NULL;
}

static int program(void *store, enum key_kind kind)
{
    const struct filter *filter = store;

    (void)kind;
    return bpf_program__fd(
        bpf_object__find_program_by_name(filter->object, PROGRAM));
}

static uint64_t dropped(void *store)
{
    const struct filter *filter = store;

    return xdp_cpu_sum(
        bpf_object__find_map_fd_by_name(filter->object, "xdp_stats_map"),
        XDP_DROP, 0);
}

const struct xdp_subject xdp_filter = {
    .name = "xdp-filter",
    .kinds = 1u << KEY_IPV4 | 1u << KEY_IPV6,
    .limit = ENTRIES,
    .open = open_filter,
    .close = close_filter,
    .program = program,
    .dropped = dropped,
};

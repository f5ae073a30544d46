/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamis through its public interface, attached to the loopback interface of
 * the private room. Its program and its counters are those that the kernel
 * says are there.
 */
#include "activity.h"
#include "listed_database.h"
#include "machine.h"
#include "xdp_subject.h"

#include "kernel/xdp_shared.h"

#include <tamis/database.h>
#include <tamis/xdp.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INTERFACE   "lo"
#define MAPS_MAX    32u
#define SAMPLES_MAX 1000u

struct store {
    const struct xdp_round *round;
    tamis_database *database;
    tamis_xdp_policy *policy;
    tamis_xdp *filter;
    int program, counters;
    enum xdp_counter counter; /* of those that were treated as listed */
};

static void require(tamis_status status, const tamis_error *error)
{
    if (status >= 0)
        return;
    activity_clear();
    fprintf(stderr, "tamis bench xdp: %s\n", error->message);
    exit(2);
}

static void make_database(struct store *store, const struct xdp_lists *lists)
{
    const char *path = plan_temporary(store->round->plan, ".tamis");
    tamis_error error;

    require(listed_database_write(store->round->plan, &lists->of[KEY_DOMAIN],
                                  KEY_IPV6 - KEY_DOMAIN + 1, path, &error),
            &error);
    require(tamis_database_open(&store->database, path, NULL, &error), &error);
    unlink(path);
}

static void set_policy(struct store *store, const char *text)
{
    tamis_error error;

    require(tamis_xdp_policy_parse(store->policy, "bench", text, strlen(text),
                                   &error),
            &error);
    if (store->filter)
        require(tamis_xdp_set_policy(store->filter, store->policy, &error),
                &error);
}

static tamis_xdp_image *build_image(const struct store *store)
{
    tamis_xdp_image_options options = TAMIS_XDP_IMAGE_OPTIONS_INIT;
    tamis_xdp_image *image;
    tamis_error error;

    options.policy = store->policy;
    options.filter = store->filter;
    require(tamis_xdp_image_build(&image, store->database, &options, &error),
            &error);
    return image;
}

static void attach(struct store *store)
{
    tamis_xdp_image *image = build_image(store);
    tamis_xdp_options options = TAMIS_XDP_OPTIONS_INIT;
    tamis_error error;

    options.mode = TAMIS_XDP_GENERIC;
    options.directions = TAMIS_XDP_INGRESS;
    require(
        tamis_xdp_attach(&store->filter, INTERFACE, image, &options, &error),
        &error);
    tamis_xdp_image_destroy(image);
    require(tamis_xdp_enforce(store->filter, TAMIS_XDP_FOREVER, &error),
            &error);
}

/* The attached program's map of this name. */
static int find_map(int program, const char *name)
{
    struct bpf_prog_info info;
    struct bpf_map_info map;
    uint32_t ids[MAPS_MAX], size = sizeof info;

    memset(&info, 0, sizeof info);
    info.map_ids = (uint64_t)(uintptr_t)ids;
    info.nr_map_ids = MAPS_MAX;
    if (bpf_obj_get_info_by_fd(program, &info, &size) < 0)
        return -1;
    for (uint32_t n = 0; n < info.nr_map_ids && n < MAPS_MAX; n++) {
        int found = bpf_map_get_fd_by_id(ids[n]);

        memset(&map, 0, sizeof map);
        size = sizeof map;
        if (found >= 0 && bpf_obj_get_info_by_fd(found, &map, &size) == 0 &&
            !strcmp(map.name, name))
            return found;
        if (found >= 0)
            close(found);
    }
    return -1;
}

static void find_program(struct store *store)
{
    uint32_t id = 0;

    if (bpf_xdp_query_id((int)if_nametoindex(INTERFACE), XDP_FLAGS_SKB_MODE,
                         &id) == 0)
        store->program = bpf_prog_get_fd_by_id(id);
    if (store->program >= 0)
        store->counters = find_map(store->program, "counters");
    if (store->counters < 0) {
        perror("tamis bench xdp: the attached program is not to be found");
        exit(2);
    }
}

/* How long an image takes to make, how long to publish, and how large. */
static void measure_images(const struct store *store)
{
    const struct xdp_round *round = store->round;
    unsigned repeats = round->plan->repeats;
    double build[SAMPLES_MAX], publish[SAMPLES_MAX], bytes;
    tamis_xdp_image_info info = {.struct_size = sizeof info};
    tamis_error error;

    for (unsigned n = 0; n < repeats; n++) {
        double begin = machine_seconds();
        tamis_xdp_image *image = build_image(store);

        build[n] = (machine_seconds() - begin) * 1e3;
        begin = machine_seconds();
        require(tamis_xdp_publish(store->filter, image, &error), &error);
        publish[n] = (machine_seconds() - begin) * 1e3;
        tamis_xdp_image_info_get(image, &info);
        tamis_xdp_image_destroy(image);
    }
    bytes = (double)info.size / (double)info.indicators;
    xdp_write(round, "tamis", "image-build", "ms", build, repeats);
    xdp_write(round, "tamis", "publish", "ms", publish, repeats);
    xdp_write(round, "tamis", "memory", "B/indicator", &bytes, 1);
}

static void *open_tamis(const struct xdp_round *round,
                        const struct xdp_lists *lists)
{
    struct store *store = memory_get(1, sizeof *store);
    tamis_error error;

    store->round = round;
    store->program = store->counters = -1;
    make_database(store, lists);
    require(tamis_xdp_policy_create(&store->policy, NULL, &error), &error);
    set_policy(store, "default drop\n");
    attach(store);
    find_program(store);
    measure_images(store);
    return store;
}

static void close_tamis(void *pointer)
{
    struct store *store = pointer;
    tamis_error error;

    close(store->counters);
    close(store->program);
    require(tamis_xdp_detach(store->filter, &error), &error);
    tamis_xdp_close(store->filter);
    tamis_xdp_policy_destroy(store->policy);
    tamis_database_release(store->database);
    free(store);
}

static int program(void *pointer, enum key_kind kind)
{
    const struct store *store = pointer;

    (void)kind;
    return store->program;
}

static uint64_t dropped(void *pointer)
{
    const struct store *store = pointer;

    return xdp_cpu_sum(store->counters, XDP_INGRESS,
                       offsetof(struct xdp_counts, of[store->counter]));
}

static bool treat(void *pointer, unsigned n, const char **metric)
{
    struct store *store = pointer;

    if (n > 1)
        return false;
    *metric = n ? "packet-report" : "packet";
    store->counter = n ? XDP_COUNT_LISTED : XDP_COUNT_DROPPED;
    set_policy(store, n ? "default report\n" : "default drop\n");
    return true;
}

const struct xdp_subject xdp_tamis = {
    .name = "tamis",
    .kinds = 1u << KEY_DOMAIN | 1u << KEY_IPV4 | 1u << KEY_IPV6,
    .holds_prefixes = true,
    .open = open_tamis,
    .close = close_tamis,
    .program = program,
    .dropped = dropped,
    .treat = treat,
};

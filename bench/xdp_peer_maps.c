/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's own maps under the smallest program that uses them. */
#include "activity.h"
#include "machine.h"
#include "xdp_subject.h"

#include "address_maps.skel.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 65536u

enum way { WAY_TRIE, WAY_HASH, WAY_BLOOM };

struct maps {
    struct address_maps_bpf *object;
    enum way way;
};

static struct bpf_program *program_of(const struct maps *maps,
                                      enum key_kind kind)
{
    bool is4 = kind == KEY_IPV4;

    switch (maps->way) {
    case WAY_TRIE:
        return is4 ? maps->object->progs.judge_trie4
                   : maps->object->progs.judge_trie6;
    case WAY_HASH:
        return is4 ? maps->object->progs.judge_hash4
                   : maps->object->progs.judge_hash6;
    case WAY_BLOOM:
    default:
        return is4 ? maps->object->progs.judge_bloom4
                   : maps->object->progs.judge_bloom6;
    }
}

static struct bpf_map *map_of(const struct maps *maps, enum key_kind kind)
{
    bool is4 = kind == KEY_IPV4;

    if (maps->way == WAY_TRIE)
        return is4 ? maps->object->maps.trie4 : maps->object->maps.trie6;
    return is4 ? maps->object->maps.hash4 : maps->object->maps.hash6;
}

static struct bpf_map *bloom_of(const struct maps *maps, enum key_kind kind)
{
    return kind == KEY_IPV4 ? maps->object->maps.bloom4
                            : maps->object->maps.bloom6;
}

/* Loads what the way needs, with room for the lists. */
static bool load(struct maps *maps, const struct xdp_lists *lists)
{
    struct bpf_program *program;

    maps->object = address_maps_bpf__open();
    if (!maps->object)
        return false;
    bpf_object__for_each_program(program, maps->object->obj)
        bpf_program__set_autoload(program, false);
    for (enum key_kind kind = KEY_IPV4; kind <= KEY_IPV6; kind++) {
        uint32_t count = (uint32_t)lists->of[kind].count + 1;

        bpf_program__set_autoload(program_of(maps, kind), true);
        bpf_map__set_max_entries(map_of(maps, kind), count);
        if (maps->way == WAY_BLOOM)
            bpf_map__set_max_entries(bloom_of(maps, kind), count);
    }
    return address_maps_bpf__load(maps->object) == 0;
}

/* The n-th listed address as the map's key. */
static void put_key(const struct maps *maps, const struct key_list *list,
                    size_t n, uint8_t *key)
{
    size_t size = list->kind == KEY_IPV4 ? 4 : 16;
    uint32_t length = list->lengths[n];

    if (maps->way == WAY_TRIE) {
        memcpy(key, &length, sizeof length);
        key += sizeof length;
    }
    memcpy(key, list->addresses[n].bytes + 16 - size, size);
}

static bool fill_map(const struct maps *maps, const struct key_list *list)
{
    struct bpf_map *map = map_of(maps, list->kind);
    size_t size = bpf_map__key_size(map);
    uint8_t *keys = memory_get(BATCH, size);
    uint64_t *counts = memory_get(BATCH, sizeof *counts);
    bool good = true;

    for (size_t at = 0; good && at < list->count;) {
        uint32_t step =
            (uint32_t)(list->count - at < BATCH ? list->count - at : BATCH);

        for (uint32_t i = 0; i < step; i++)
            put_key(maps, list, at + i, keys + i * size);
        good = bpf_map_update_batch(bpf_map__fd(map), keys, counts, &step,
                                    NULL) == 0;
        at += step;
        activity_part("filling a map", at, list->count);
    }
    free(counts);
    free(keys);
    return good;
}

static bool fill_bloom(const struct maps *maps, const struct key_list *list)
{
    int map = bpf_map__fd(bloom_of(maps, list->kind));
    size_t size = list->kind == KEY_IPV4 ? 4 : 16;

    for (size_t n = 0; n < list->count; n++)
        if (bpf_map_update_elem(map, NULL, list->addresses[n].bytes + 16 - size,
                                BPF_ANY) < 0)
            return false;
    return true;
}

static void close_maps(void *store)
{
    struct maps *maps = store;

    address_maps_bpf__destroy(maps->object);
    free(maps);
}

static void *open_maps(const struct xdp_lists *lists, enum way way)
{
    struct maps *maps = memory_get(1, sizeof *maps);
    bool good;

    maps->way = way;
    good = load(maps, lists);
    for (enum key_kind kind = KEY_IPV4; good && kind <= KEY_IPV6; kind++)
        good = fill_map(maps, &lists->of[kind]) &&
               (way != WAY_BLOOM || fill_bloom(maps, &lists->of[kind]));
    if (good)
        return maps;
    activity_clear();
    fprintf(stderr,
            "tamis bench xdp: a map of the kernel's does not hold "
            "these: %s\n",
            strerror(errno));
    close_maps(maps);
    return NULL;
}

static void *open_trie(const struct xdp_round *round,
                       const struct xdp_lists *lists)
{
    (void)round;
    return open_maps(lists, WAY_TRIE);
}

static void *open_hash(const struct xdp_round *round,
                       const struct xdp_lists *lists)
{
    (void)round;
    return open_maps(lists, WAY_HASH);
}

static void *open_bloom(const struct xdp_round *round,
                        const struct xdp_lists *lists)
{
    (void)round;
    return open_maps(lists, WAY_BLOOM);
}

static int program(void *store, enum key_kind kind)
{
    return bpf_program__fd(program_of(store, kind));
}

static uint64_t dropped(void *store)
{
    const struct maps *maps = store;

    return xdp_cpu_sum(bpf_map__fd(maps->object->maps.dropped), 0, 0);
}

#define ADDRESSES (1u << KEY_IPV4 | 1u << KEY_IPV6)

const struct xdp_subject xdp_lpm_trie = {
    .name = "lpm_trie",
    .kinds = ADDRESSES,
    .holds_prefixes = true,
    .open = open_trie,
    .close = close_maps,
    .program = program,
    .dropped = dropped,
};

const struct xdp_subject xdp_hash = {
    .name = "hash",
    .kinds = ADDRESSES,
    .open = open_hash,
    .close = close_maps,
    .program = program,
    .dropped = dropped,
};

const struct xdp_subject xdp_hash_bloom = {
    .name = "hash_bloom",
    .kinds = ADDRESSES,
    .open = open_bloom,
    .close = close_maps,
    .program = program,
    .dropped = dropped,
};

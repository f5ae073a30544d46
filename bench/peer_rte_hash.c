/* SPDX-License-Identifier: BSD-2-Clause */
/* DPDK's cuckoo hash in its batch call, with the CRC hash it recommends. */
#include "dpdk_environment.h"
#include "peer.h"

#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_hash_crc.h>

static void *build(const struct key_list *listed, const struct bench_plan *plan)
{
    static unsigned serial; /* DPDK wants names of its own */
    char name[32];
    struct rte_hash_parameters parameters = {
        .name = name,
        .entries = listed->count < 8 ? 8 : (uint32_t)listed->count,
        .key_len = KEY_DIGEST_SIZE,
        .hash_func = rte_hash_crc,
        .extra_flag = RTE_HASH_EXTRA_FLAGS_EXT_TABLE,
    };
    struct rte_hash *hash = NULL;
    struct key_view view;

    if (!dpdk_start(plan))
        return NULL;
    snprintf(name, sizeof name, "bench%u", serial++);
    hash = rte_hash_create(&parameters);
    for (size_t i = 0; hash && i < listed->count; i++) {
        key_list_get(listed, i, &view);
        if (rte_hash_add_key_data(hash, view.digest,
                                  (void *)(uintptr_t)view.value) != 0) {
            rte_hash_free(hash);
            hash = NULL;
        }
    }
    if (!hash)
        fprintf(stderr,
                "tamis bench: rte_hash does not hold %zu keys (%s); give it "
                "more memory with --dpdk\n",
                listed->count, rte_strerror(rte_errno));
    return hash;
}

static uint64_t size(const void *store)
{
    (void)store;
    return 0; /* it does not tell */
}

static void close_store(void *store)
{
    rte_hash_free(store);
}

static size_t find(void *reader, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values)
{
    const void *keys[RTE_HASH_LOOKUP_BULK_MAX];
    void *data[RTE_HASH_LOOKUP_BULK_MAX];
    size_t hits = 0;

    for (size_t done = 0; done < count;) {
        size_t step = count - done < RTE_HASH_LOOKUP_BULK_MAX
                          ? count - done
                          : RTE_HASH_LOOKUP_BULK_MAX;
        uint64_t mask = 0;

        for (size_t i = 0; i < step; i++)
            keys[i] = queries->digests + (first + done + i) * KEY_DIGEST_SIZE;
        rte_hash_lookup_bulk_data(reader, keys, (uint32_t)step, &mask, data);
        for (size_t i = 0; i < step; i++)
            values[done + i] =
                mask >> i & 1 ? (uint32_t)(uintptr_t)data[i] : KEY_ABSENT;
        hits += (size_t)__builtin_popcountll(mask);
        done += step;
    }
    return hits;
}

const struct peer peer_rte_hash = {
    .name = "rte_hash",
    .kinds = 1u << KEY_SHA256,
    .build_bytes = {[KEY_SHA256] = 150},
    .build = build,
    .size = size,
    .close = close_store,
    .find = find,
};

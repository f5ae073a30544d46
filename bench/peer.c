/* SPDX-License-Identifier: BSD-2-Clause */
/* The peers of this build, and the one that only reads its keys. */
#include "peer.h"

static const struct peer *const peers[] = {
    &peer_tamis,     &peer_key_stream,
#ifdef BENCH_ABSL
    &peer_absl,
#endif
#ifdef BENCH_DPDK
    &peer_rte_hash,  &peer_rte_fib,    &peer_rte_fib6,
#endif
#ifdef BENCH_LMDB
    &peer_lmdb,
#endif
#ifdef BENCH_MAXMINDDB
    &peer_maxminddb,
#endif
};

const struct peer *peer_get(size_t n)
{
    return n < sizeof peers / sizeof *peers ? peers[n] : NULL;
}

bool peer_can(const struct peer *peer, enum key_kind kind)
{
    return peer->kinds >> kind & 1;
}

/* The bytes of a key, all lines of them, folded into one number. */
static uint64_t read_key(const struct key_list *queries, size_t n)
{
    const uint8_t *bytes;

    switch (queries->kind) {
    case KEY_SHA256:
        bytes = queries->digests + n * KEY_DIGEST_SIZE;
        return bytes[0] ^ bytes[KEY_DIGEST_SIZE - 1];
    case KEY_DOMAIN:
        bytes = (const uint8_t *)queries->names[n].data;
        return bytes[0] ^ bytes[queries->names[n].size - 1];
    case KEY_IPV4:
    case KEY_IPV6:
    case KEY_KIND_COUNT:
    default:
        return queries->addresses[n].bytes[15];
    }
}

static void *build_key_stream(const struct key_list *listed,
                              const struct bench_plan *plan)
{
    static uint64_t sum;

    (void)listed;
    (void)plan;
    return &sum;
}

static uint64_t size_key_stream(const void *store)
{
    (void)store;
    return 0;
}

static void close_key_stream(void *store)
{
    (void)store;
}

static size_t find_key_stream(void *reader, const struct key_list *queries,
                              size_t first, size_t count, uint32_t *values)
{
    uint64_t sum = 0;

    (void)reader;
    for (size_t i = 0; i < count; i++)
        sum += read_key(queries, first + i);
    values[0] = (uint32_t)sum;
    return 0;
}

const struct peer peer_key_stream = {
    .name = "keys-alone",
    .is_key_stream = true,
    .kinds = ~0u,
    .build = build_key_stream,
    .size = size_key_stream,
    .close = close_key_stream,
    .find = find_key_stream,
};

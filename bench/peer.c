/* SPDX-License-Identifier: BSD-2-Clause */
/* The peers of this build, and the one that only reads its keys. */
#include "peer.h"
#include "activity.h"
#include "machine.h"
#include "scan_peer.h"
#include "xdp_subject.h"

#include <stdio.h>
#include <string.h>

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
#ifdef BENCH_MATCHY
    &peer_matchy,
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

const struct peer *peer_find(const char *name)
{
    const struct peer *peer = NULL;

    for (size_t n = 0; (peer = peer_get(n)); n++)
        if (!strcmp(peer->name, name))
            break;
    return peer;
}

static bool is_scan_peer(const char *name)
{
    const struct scan_peer *peer;

    for (size_t n = 0; (peer = scan_peer_get(n)); n++)
        if (!strcmp(peer->name, name))
            return true;
    return false;
}

/* The n-th name of those that see packets; NULL past the last. */
static const char *xdp_name(size_t n)
{
#ifdef BENCH_XDP
    const struct xdp_subject *subject = xdp_subject_get(n);

    return subject ? subject->name : NULL;
#else
    (void)n;
    return NULL;
#endif
}

static bool is_xdp_peer(const char *name)
{
    const char *known;

    for (size_t n = 0; (known = xdp_name(n)); n++)
        if (!strcmp(known, name))
            return true;
    return false;
}

/* Of the peers that are asked for keys, that scan text, or that see packets. */
static bool is_known(const struct bench_plan *plan, const char *name)
{
    bool scans = !strcmp(plan->verb, "scan");

    if (!strcmp(name, "none"))
        return true;
    if (!strcmp(plan->verb, "xdp"))
        return is_xdp_peer(name);
    if ((scans || !strcmp(plan->verb, "scale")) && is_scan_peer(name))
        return true;
    return !scans && peer_find(name) != NULL;
}

static void name_peers(const struct bench_plan *plan)
{
    bool scans = !strcmp(plan->verb, "scan");
    bool is_xdp = !strcmp(plan->verb, "xdp");

    for (size_t n = 0; is_xdp && xdp_name(n); n++)
        if (strcmp(xdp_name(n), "tamis") != 0)
            fprintf(stderr, " %s", xdp_name(n));
    if (is_xdp)
        return;
    for (size_t n = 1; !scans && peer_get(n); n++)
        fprintf(stderr, " %s", peer_get(n)->name);
    for (size_t n = 0; scans && scan_peer_get(n); n++)
        fprintf(stderr, " %s", scan_peer_get(n)->name);
}

bool peers_are_known(const struct bench_plan *plan)
{
    const char *at = plan->peers ? plan->peers : "";
    char name[32];

    for (size_t size; *at; at += size + (at[size] == ',')) {
        size = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        if (!is_known(plan, name)) {
            fprintf(stderr, "tamis bench: '%s' is no peer of this build; ",
                    name);
            fputs("there are:", stderr);
            name_peers(plan);
            fputs(" none\n", stderr);
            return false;
        }
    }
    return true;
}

bool peer_fits(const struct peer *peer, const struct key_list *listed)
{
    uint64_t wanted = (uint64_t)peer->build_bytes[listed->kind] * listed->count;
    uint64_t available = machine_memory_available();
    const char *why = NULL;

    if (listed->make && peer->kept_kinds >> listed->kind & 1)
        why = "it points into the keys, and so many are not kept";
    else if (wanted > available)
        why = "it does not fit into memory beside them";
    if (why) {
        activity_clear();
        fprintf(stderr, "tamis bench: %s left out at %zu keys: %s\n",
                peer->name, listed->count, why);
    }
    return !why;
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

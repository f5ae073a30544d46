/* SPDX-License-Identifier: BSD-2-Clause */
/* DPDK's longest-prefix tables in their batch calls: DIR24-8 for IPv4 and the
 * trie for IPv6, next hops of four bytes. */
#include "dpdk_environment.h"
#include "peer.h"

#include <rte_errno.h>
#include <rte_fib.h>
#include <rte_fib6.h>
#include <rte_memory.h>

#include <stdio.h>

#define NO_HOP 0u /* values begin at 1 */

/* How many tables of 256 the IPv6 trie wants: it sets aside one for each byte
 * of each prefix beyond the third, whether prefixes share them or not. */
static uint32_t count_tables6(const struct key_list *listed)
{
    uint64_t tables = 16;

    for (size_t i = 0; i < listed->count; i++)
        if (listed->lengths[i] > 24)
            tables += (listed->lengths[i] - 24u + 7) / 8;
    return (uint32_t)(tables < INT32_MAX ? tables : INT32_MAX);
}

static uint32_t count_tables4(const struct key_list *listed)
{
    uint32_t tables = 16, last = 0;

    for (size_t i = 0; i < listed->count; i++) {
        uint32_t block = listed->ipv4[i] >> 8;

        if (listed->lengths[i] > 24 && (tables == 16 || block != last)) {
            tables++;
            last = block;
        }
    }
    return tables;
}

static void complain(const char *name, const struct key_list *listed)
{
    fprintf(stderr,
            "tamis bench: %s does not hold %zu prefixes (%s); give it more "
            "memory with --dpdk\n",
            name, listed->count, rte_strerror(rte_errno));
}

static void *build4(const struct key_list *listed,
                    const struct bench_plan *plan)
{
    static unsigned serial;
    struct rte_fib_conf configuration = {
        .type = RTE_FIB_DIR24_8,
        .default_nh = NO_HOP,
        .max_routes = (int)listed->count + 16,
        .dir24_8 = {.nh_sz = RTE_FIB_DIR24_8_4B,
                    .num_tbl8 = count_tables4(listed)},
    };
    struct rte_fib *fib = NULL;
    char name[32];

    if (!dpdk_start(plan))
        return NULL;
    snprintf(name, sizeof name, "bench%u", serial++);
    fib = rte_fib_create(name, SOCKET_ID_ANY, &configuration);
    for (size_t i = 0; fib && i < listed->count; i++)
        if (rte_fib_add(fib, listed->ipv4[i], listed->lengths[i],
                        listed->values[i]) != 0) {
            rte_fib_free(fib);
            fib = NULL;
        }
    if (!fib)
        complain("rte_fib", listed);
    return fib;
}

static void *build6(const struct key_list *listed,
                    const struct bench_plan *plan)
{
    static unsigned serial;
    struct rte_fib6_conf configuration = {
        .type = RTE_FIB6_TRIE,
        .default_nh = NO_HOP,
        .max_routes = (int)listed->count + 16,
        .trie = {.nh_sz = RTE_FIB6_TRIE_4B, .num_tbl8 = count_tables6(listed)},
    };
    struct rte_fib6 *fib = NULL;
    char name[32];

    if (!dpdk_start(plan))
        return NULL;
    snprintf(name, sizeof name, "bench%u", serial++);
    fib = rte_fib6_create(name, SOCKET_ID_ANY, &configuration);
    for (size_t i = 0; fib && i < listed->count; i++)
        if (rte_fib6_add(fib, listed->addresses[i].bytes, listed->lengths[i],
                         listed->values[i]) != 0) {
            rte_fib6_free(fib);
            fib = NULL;
        }
    if (!fib)
        complain("rte_fib6", listed);
    return fib;
}

static uint64_t size(const void *store)
{
    (void)store;
    return 0; /* it does not tell */
}

static void close4(void *store)
{
    rte_fib_free(store);
}

static void close6(void *store)
{
    rte_fib6_free(store);
}

static size_t take_hops(const uint64_t *hops, size_t count, uint32_t *values)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        values[i] = hops[i] == NO_HOP ? KEY_ABSENT : (uint32_t)hops[i];
        hits += hops[i] != NO_HOP;
    }
    return hits;
}

static size_t find4(void *reader, const struct key_list *queries, size_t first,
                    size_t count, uint32_t *values)
{
    uint64_t hops[PEER_BATCH_MAX];

    rte_fib_lookup_bulk(reader, queries->ipv4 + first, hops, (int)count);
    return take_hops(hops, count, values);
}

static size_t find6(void *reader, const struct key_list *queries, size_t first,
                    size_t count, uint32_t *values)
{
    uint64_t hops[PEER_BATCH_MAX];
    uint8_t(*addresses)[RTE_FIB6_IPV6_ADDR_SIZE] =
        (void *)(queries->addresses + first);

    rte_fib6_lookup_bulk(reader, addresses, hops, (int)count);
    return take_hops(hops, count, values);
}

const struct peer peer_rte_fib = {
    .name = "rte_fib",
    .kinds = 1u << KEY_IPV4,
    .build_bytes = {[KEY_IPV4] = 300},
    .build = build4,
    .size = size,
    .close = close4,
    .find = find4,
};

const struct peer peer_rte_fib6 = {
    .name = "rte_fib6",
    .kinds = 1u << KEY_IPV6,
    .build_bytes = {[KEY_IPV6] = 2000},
    .build = build6,
    .size = size,
    .close = close6,
    .find = find6,
};

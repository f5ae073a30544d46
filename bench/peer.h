/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever answers "is this key listed?": tamis and those beside it.
 *
 * One peer is one file. All get the same listed keys and the same queries in
 * the same process, and must give every listed key its value.
 */
#ifndef TAMIS_BENCH_PEER_H
#define TAMIS_BENCH_PEER_H

#include "bench_plan.h"
#include "key_list.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Peers are asked for at most this many keys at once. */
#define PEER_BATCH_MAX 4096u

struct peer {
    const char *name;
    /* Only reads the keys: what the queries' own memory costs. */
    bool is_key_stream;
    /* Kinds it can hold, a bit (1u << kind) each; KEY_MIXED: text lines are
     * its keys, for compile. */
    unsigned kinds;
    /* Kinds whose listed keys it points into, so that they must be kept. */
    unsigned kept_kinds;
    /* Memory that build takes for a key at its peak, roughly, by kind: a peer
     * that would not fit is left out. */
    unsigned build_bytes[KEY_KIND_COUNT + 1];

    /* build() makes a store of the listed keys; NULL after it said why. */
    void *(*build)(const struct key_list *listed,
                   const struct bench_plan *plan);
    /* Bytes that the store takes, files included; 0 when not known. */
    uint64_t (*size)(const void *store);
    void (*close)(void *store);
    /* reopen() opens the same store with other pages; NULL: it has none. False
     * after it said why. */
    bool (*reopen)(void *store, const struct bench_plan *plan,
                   enum pages pages);

    /* A reader is one thread's. NULL functions: the store itself. */
    void *(*reader_open)(void *store);
    void (*reader_close)(void *reader);

    /* find() asks for count queries from `first` on; values[i] is a listed
     * key's value (see value()) or KEY_ABSENT. Returns the number of hits. */
    size_t (*find)(void *reader, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values);
    /* value() makes key_value() of what find() gave; NULL: it is that. */
    uint32_t (*value)(void *reader, uint32_t found);
};

/* peer_get(): the n-th peer of this build, tamis first; NULL past the last. */
const struct peer *peer_get(size_t n);
/* peer_can(): does it hold keys of this kind? */
bool peer_can(const struct peer *peer, enum key_kind kind);
/* peer_find(): NULL when there is none of this name. */
const struct peer *peer_find(const char *name);
/* peers_are_known(): is every name of --peers one of this build's? Says which
 * is not. */
bool peers_are_known(const struct bench_plan *plan);
/* peer_fits(): can it hold these keys here and now? Says why not. */
bool peer_fits(const struct peer *peer, const struct key_list *listed);

extern const struct peer peer_tamis, peer_key_stream, peer_absl, peer_lmdb,
    peer_rte_hash, peer_rte_fib, peer_rte_fib6, peer_maxminddb, peer_matchy;

#ifdef __cplusplus
}
#endif

#endif

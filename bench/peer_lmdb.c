/* SPDX-License-Identifier: BSD-2-Clause */
/* LMDB: the B+-tree in a file that programs map. Keys go in sorted, with
 * MDB_APPEND, which is the fastest way it has; sorting is part of build. */
#include "peer.h"

#include <lmdb.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct store {
    MDB_env *environment;
    MDB_dbi table;
    char *path;
};

struct reader {
    struct store *store;
    MDB_txn *transaction;
};

struct pair {
    MDB_val key;
    uint32_t value;
};

static bool said(int code)
{
    if (code)
        fprintf(stderr, "tamis bench: LMDB: %s\n", mdb_strerror(code));
    return code != 0;
}

/* In LMDB's own order: bytes, then a shorter key before a longer one. */
static int compare_pairs(const void *a, const void *b)
{
    const MDB_val *left = &((const struct pair *)a)->key;
    const MDB_val *right = &((const struct pair *)b)->key;
    size_t size =
        left->mv_size < right->mv_size ? left->mv_size : right->mv_size;
    int order = memcmp(left->mv_data, right->mv_data, size);

    if (order)
        return order;
    return left->mv_size < right->mv_size ? -1 : left->mv_size > right->mv_size;
}

/* LMDB's values are not const, though it only reads them. */
static MDB_val value_of(const void *bytes, size_t size)
{
    MDB_val value = {size, NULL};

    memcpy(&value.mv_data, &bytes, sizeof value.mv_data);
    return value;
}

static int put_all(struct store *store, const struct key_list *listed)
{
    struct pair *pairs = memory_get(listed->count, sizeof *pairs);
    MDB_txn *transaction = NULL;
    int code = mdb_txn_begin(store->environment, NULL, 0, &transaction);

    for (size_t i = 0; i < listed->count; i++) {
        if (listed->kind == KEY_SHA256)
            pairs[i].key = value_of(listed->digests + i * KEY_DIGEST_SIZE,
                                    KEY_DIGEST_SIZE);
        else
            pairs[i].key =
                value_of(listed->names[i].data, listed->names[i].size);
        pairs[i].value = listed->values[i];
    }
    qsort(pairs, listed->count, sizeof *pairs, compare_pairs);
    if (!code)
        code = mdb_dbi_open(transaction, NULL, 0, &store->table);
    for (size_t i = 0; !code && i < listed->count; i++) {
        MDB_val value = value_of(&pairs[i].value, sizeof pairs[i].value);

        code = mdb_put(transaction, store->table, &pairs[i].key, &value,
                       MDB_APPEND);
    }
    if (!code)
        code = mdb_txn_commit(transaction);
    else if (transaction)
        mdb_txn_abort(transaction);
    free(pairs);
    return code;
}

static void close_store(void *pointer)
{
    struct store *store = pointer;

    mdb_env_close(store->environment);
    if (store->path)
        unlink(store->path);
    free(store->path);
    free(store);
}

static void *build(const struct key_list *listed, const struct bench_plan *plan)
{
    struct store *store = memory_get(1, sizeof *store);
    int code;

    store->path = strdup(plan_temporary(plan, ".lmdb"));
    code = mdb_env_create(&store->environment);
    if (!code)
        code = mdb_env_set_mapsize(store->environment,
                                   listed->count * 256 + (64u << 20));
    if (!code)
        code = mdb_env_open(store->environment, store->path,
                            MDB_NOSUBDIR | MDB_NOSYNC | MDB_NOLOCK | MDB_NOTLS |
                                MDB_WRITEMAP | MDB_NORDAHEAD,
                            0600);
    if (!code)
        code = put_all(store, listed);
    if (said(code)) {
        close_store(store);
        return NULL;
    }
    unlink(store->path); /* it lives as long as it is mapped */
    return store;
}

static uint64_t size(const void *pointer)
{
    const struct store *store = pointer;
    MDB_envinfo info;
    MDB_stat stat;

    mdb_env_info(store->environment, &info);
    mdb_env_stat(store->environment, &stat);
    return (info.me_last_pgno + 1) * (uint64_t)stat.ms_psize;
}

static void *reader_open(void *pointer)
{
    struct reader *reader = memory_get(1, sizeof *reader);

    reader->store = pointer;
    if (said(mdb_txn_begin(reader->store->environment, NULL, MDB_RDONLY,
                           &reader->transaction))) {
        free(reader);
        return NULL;
    }
    return reader;
}

static void reader_close(void *pointer)
{
    struct reader *reader = pointer;

    mdb_txn_abort(reader->transaction);
    free(reader);
}

static size_t find(void *pointer, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values)
{
    struct reader *reader = pointer;
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        MDB_val key = {KEY_DIGEST_SIZE,
                       queries->digests + (first + i) * KEY_DIGEST_SIZE};
        MDB_val value;

        values[i] = KEY_ABSENT;
        if (mdb_get(reader->transaction, reader->store->table, &key, &value) ==
            0) {
            memcpy(&values[i], value.mv_data, sizeof *values);
            hits++;
        }
    }
    return hits;
}

const struct peer peer_lmdb = {
    .name = "lmdb",
    .kinds = 1u << KEY_SHA256 | 1u << KEY_MIXED,
    .kept_kinds = 1u << KEY_SHA256 | 1u << KEY_MIXED,
    .build_bytes = {[KEY_SHA256] = 40, [KEY_MIXED] = 40},
    .build = build,
    .size = size,
    .close = close_store,
    .reader_open = reader_open,
    .reader_close = reader_close,
    .find = find,
};

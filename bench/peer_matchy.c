/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * matchy: the crate that answers most of the same questions from one file.
 *
 * Digests are literals in hexadecimal, which costs 16 ns a key, inside the
 * clock. A name is a literal, and one that lists all under it a glob besides.
 * All are found by their number, so the values are kept here.
 */
#include "made_feed.h"
#include "matchy_peer.h"
#include "peer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store {
    struct matchy_store *matchy;
    size_t key_count, glob_count;
    uint32_t *values; /* of the keys, then of the globs */
};

/* `text` has room for "*." before the key. */
static bool add_name(struct store *store, struct matchy_maker *maker,
                     const struct key_view *view)
{
    char text[KEY_TEXT_MAX + 2] = "*.";
    tamis_slice name = {text + 2, view->name.size};
    tamis_slice glob = {text, view->name.size + 2};

    memcpy(text + 2, view->name.data, view->name.size);
    if (view->mode != TAMIS_MODE_SUFFIX)
        return matchy_peer_add(maker, MATCHY_LITERAL, name);
    store->glob_count++;
    return matchy_peer_add(maker, MATCHY_LITERAL, name) &&
           matchy_peer_add(maker, MATCHY_GLOB, glob);
}

static bool add_key(struct store *store, struct matchy_maker *maker,
                    const struct key_list *listed, size_t n)
{
    struct key_view view;
    char text[KEY_TEXT_MAX];
    tamis_slice key = {text, 0};

    if (listed->kind == KEY_MIXED)
        return matchy_peer_add(maker, MATCHY_ANY, listed->names[n]);
    if (listed->kind == KEY_DOMAIN) {
        key_list_get(listed, n, &view);
        return add_name(store, maker, &view);
    }
    key.size = made_feed_key(listed, n, text, sizeof text);
    return matchy_peer_add(maker, MATCHY_LITERAL, key);
}

static struct matchy_store *build_texts(struct store *store,
                                        const struct key_list *listed,
                                        const char *path)
{
    struct matchy_maker *maker = matchy_peer_create();
    bool is_good = true;

    for (size_t i = 0; is_good && i < listed->count; i++)
        is_good = add_key(store, maker, listed, i);
    return matchy_peer_finish(maker, path);
}

/* What found keys stand for, in the order of their adding. */
static void keep_values(struct store *store, const struct key_list *listed)
{
    struct key_view view;
    uint32_t *glob;

    store->key_count = listed->count;
    store->values =
        memory_get(listed->count + store->glob_count, sizeof *store->values);
    glob = store->values + listed->count;
    for (size_t i = 0; i < listed->count; i++) {
        if (listed->kind == KEY_SHA256 || listed->kind == KEY_DOMAIN)
            key_list_get(listed, i, &view);
        else
            view.value = listed->values[i];
        store->values[i] = view.value;
        if (listed->kind == KEY_DOMAIN && view.mode == TAMIS_MODE_SUFFIX)
            *glob++ = view.value;
    }
}

static void close_store(void *pointer)
{
    struct store *store = pointer;

    if (store->matchy)
        matchy_peer_close(store->matchy);
    free(store->values);
    free(store);
}

static void *build(const struct key_list *listed, const struct bench_plan *plan)
{
    struct store *store = memory_get(1, sizeof *store);
    const char *path = plan_temporary(plan, ".mxy");

    if (listed->kind == KEY_IPV4 || listed->kind == KEY_IPV6)
        store->matchy = matchy_peer_finish_addresses(
            listed->addresses, listed->lengths,
            listed->kind == KEY_IPV4 ? 4 : 16, listed->count, path);
    else
        store->matchy = build_texts(store, listed, path);
    unlink(path); /* it lives as long as it is mapped */
    if (!store->matchy) {
        fprintf(stderr, "tamis bench: matchy does not hold %zu keys\n",
                listed->count);
        close_store(store);
        return NULL;
    }
    keep_values(store, listed);
    return store;
}

static uint64_t size(const void *pointer)
{
    return matchy_peer_size(((const struct store *)pointer)->matchy);
}

static size_t find(void *pointer, const struct key_list *queries, size_t first,
                   size_t count, uint32_t *values)
{
    struct store *store = pointer;

    if (queries->kind == KEY_SHA256)
        return matchy_peer_find_digests(
            store->matchy, queries->digests + first * KEY_DIGEST_SIZE, count,
            values);
    if (queries->kind == KEY_DOMAIN)
        return matchy_peer_find_names(store->matchy, queries->names + first,
                                      count, values);
    return matchy_peer_find_addresses(store->matchy, queries->addresses + first,
                                      queries->kind == KEY_IPV4 ? 4 : 16, count,
                                      values);
}

static uint32_t value(void *pointer, uint32_t found)
{
    const struct store *store = pointer;

    return found < store->key_count + store->glob_count ? store->values[found]
                                                        : KEY_ABSENT;
}

const struct peer peer_matchy = {
    .name = "matchy",
    .kinds = ~0u,
    .build_bytes = {400, 2400, 400, 1600, 600},
    .build = build,
    .size = size,
    .close = close_store,
    .find = find,
    .value = value,
};

/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds, and the one that needs no shape: digests are random bytes. */
#include "synthetic.h"
#include "activity.h"
#include "random_stream.h"

#include <string.h>

void synthetic_numbered(struct key_list *list, enum key_kind kind, size_t count,
                        uint64_t seed)
{
    if (kind == KEY_IPV4 || kind == KEY_IPV6) {
        synthetic_prefixes(list, kind, count, seed);
        return;
    }
    memset(list, 0, sizeof *list);
    list->kind = kind;
    list->count = count;
    list->seed = seed;
    list->make =
        kind == KEY_SHA256 ? synthetic_make_digest : synthetic_make_name;
}

/* Keeps all that a list without arrays makes. */
static void keep(struct key_list *list, const struct key_list *numbered)
{
    struct key_view view;

    key_list_open(list, numbered->kind, numbered->count, true);
    for (size_t i = 0; i < numbered->count; i++) {
        key_list_get(numbered, i, &view);
        list->values[i] = view.value;
        if (list->kind == KEY_SHA256) {
            memcpy(list->digests + i * KEY_DIGEST_SIZE, view.digest,
                   KEY_DIGEST_SIZE);
        } else {
            list->modes[i] = view.mode;
            key_list_add_name(list, i, view.name.data, view.name.size);
        }
        if (i % 65536 == 0)
            activity_part("making keys", i, numbered->count);
    }
    if (list->kind == KEY_DOMAIN)
        key_list_finish_names(list);
}

void synthetic_listed(struct key_list *list, enum key_kind kind, size_t count,
                      uint64_t seed)
{
    struct key_list numbered;

    synthetic_numbered(&numbered, kind, count, seed);
    if (numbered.make)
        keep(list, &numbered);
    else
        *list = numbered;
}

void synthetic_queries(struct query_list *queries,
                       const struct key_list *listed, size_t count,
                       double hit_share, uint64_t seed)
{
    query_list_open(queries, listed->kind, count, hit_share);
    /* Each hit share asks other keys; none is asked where it was listed. */
    seed = random_mix(seed ^ (uint64_t)(hit_share * 1e6)) | 1;
    if (listed->kind == KEY_SHA256)
        synthetic_digest_queries(queries, listed, seed);
    else if (listed->kind == KEY_DOMAIN)
        synthetic_name_queries(queries, listed, seed);
    else
        synthetic_address_queries(queries, listed, seed);
}

static void make_digest(uint8_t *digest, uint64_t seed, uint64_t item)
{
    struct random_stream random = random_open(seed, item);

    for (size_t i = 0; i < KEY_DIGEST_SIZE; i += 8) {
        uint64_t word = random_next(&random);

        memcpy(digest + i, &word, sizeof word);
    }
}

void synthetic_make_digest(const struct key_list *list, size_t n,
                           struct key_view *view)
{
    make_digest(view->made, list->seed, n);
    view->digest = view->made;
    view->value = key_value(view->made, KEY_DIGEST_SIZE);
}

void synthetic_digest_queries(struct query_list *queries,
                              const struct key_list *listed, uint64_t seed)
{
    struct key_view view;

    for (size_t i = 0; i < queries->keys.count; i++) {
        struct random_stream random = random_open(seed + 1, i);
        uint8_t *digest = queries->keys.digests + i * KEY_DIGEST_SIZE;
        uint32_t value = KEY_ABSENT;

        if (listed->count && random_chance(&random, queries->hit_share)) {
            key_list_get(listed, (size_t)random_below(&random, listed->count),
                         &view);
            memcpy(digest, view.digest, KEY_DIGEST_SIZE);
            value = view.value;
        } else {
            make_digest(digest, seed, i);
        }
        query_list_expect(queries, i, value);
    }
}

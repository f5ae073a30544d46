/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds, and the one that needs no shape: digests are random bytes. */
#include "synthetic.h"
#include "random_stream.h"

#include <string.h>

void synthetic_listed(struct key_list *list, enum key_kind kind, size_t count,
                      uint64_t seed)
{
    if (kind == KEY_SHA256)
        synthetic_digests(list, count, seed);
    else if (kind == KEY_DOMAIN)
        synthetic_names(list, count, seed);
    else
        synthetic_prefixes(list, kind, count, seed);
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

void synthetic_digests(struct key_list *list, size_t count, uint64_t seed)
{
    key_list_open(list, KEY_SHA256, count, true);
    for (size_t i = 0; i < count; i++) {
        uint8_t *digest = list->digests + i * KEY_DIGEST_SIZE;

        make_digest(digest, seed, i);
        list->values[i] = key_value(digest, KEY_DIGEST_SIZE);
    }
}

void synthetic_digest_queries(struct query_list *queries,
                              const struct key_list *listed, uint64_t seed)
{
    for (size_t i = 0; i < queries->keys.count; i++) {
        struct random_stream random = random_open(seed + 1, i);
        uint8_t *digest = queries->keys.digests + i * KEY_DIGEST_SIZE;
        uint32_t value = KEY_ABSENT;

        if (listed->count && random_chance(&random, queries->hit_share)) {
            size_t n = (size_t)random_below(&random, listed->count);

            memcpy(digest, listed->digests + n * KEY_DIGEST_SIZE,
                   KEY_DIGEST_SIZE);
            value = listed->values[n];
        } else {
            make_digest(digest, seed, i);
        }
        query_list_expect(queries, i, value);
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys: those that are listed, and those that are asked.
 *
 * Every listed key has a value that is a function of its bytes, so that
 * whoever finds the key can prove it without remembering where it was.
 */
#ifndef TAMIS_BENCH_KEY_LIST_H
#define TAMIS_BENCH_KEY_LIST_H

#include <tamis/match.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum key_kind {
    KEY_SHA256,
    KEY_DOMAIN,
    KEY_IPV4,
    KEY_IPV6,
    KEY_KIND_COUNT,
    /* All that feeds hold, as lines of text: for compile, never looked up. */
    KEY_MIXED = KEY_KIND_COUNT
};

#define KEY_DIGEST_SIZE 32u
/* What a key that is not listed answers: TAMIS_RECORD_NONE. */
#define KEY_ABSENT UINT32_MAX
/* Queries are timed and checked in blocks of this many. */
#define KEY_BLOCK 65536u
/* Longest text of a listed key. */
#define KEY_TEXT_MAX 512u

/* One listed key; what it points to is in the list, or in `made`. */
struct key_view {
    const uint8_t *digest;
    tamis_slice name;
    uint8_t mode;
    uint32_t value;
    uint8_t made[KEY_TEXT_MAX];
};

/* Which arrays are there depends on the kind; each has count items. Listed
 * digests and names need not be kept: see key_list_get(). */
struct key_list {
    enum key_kind kind;
    bool is_foreign; /* real feeds' keys: one may cover another */
    size_t count;
    /* Makes the n-th listed key again; NULL: the arrays have it. */
    void (*make)(const struct key_list *list, size_t n, struct key_view *view);
    uint64_t seed;
    uint8_t *digests;         /* sha256: KEY_DIGEST_SIZE bytes each */
    tamis_address *addresses; /* ipv4 (mapped) and ipv6 */
    uint32_t *ipv4;           /* ipv4 again, as numbers, for peers */
    uint8_t *lengths;         /* listed addresses: prefix length, 32 or 128 */
    tamis_slice *names;       /* domain */
    char *text;               /* what names point into */
    size_t text_size, text_capacity;
    uint8_t *modes;   /* listed domains: TAMIS_MODE_EXACT or _SUFFIX */
    uint32_t *values; /* listed: key_value(), 1 to 2^30 */
};

/* Queries know how many of each block are listed, and the sum of what the
 * block's finds must answer, KEY_ABSENT included. */
struct query_list {
    struct key_list keys;
    double hit_share;
    size_t block_count;
    uint64_t *block_hits, *block_sums;
};

/* key_kind_name(): "sha256", "domain", "ipv4", "ipv6", "mixed". */
const char *key_kind_name(enum key_kind kind);
/* key_kind_find(): false when there is no such kind. */
bool key_kind_find(enum key_kind *kind, const char *name, size_t name_size);

/* key_list_open() makes room for count keys; ends the program when there is
 * no memory, as everything here does. */
void key_list_open(struct key_list *list, enum key_kind kind, size_t count,
                   bool is_listed);
void key_list_close(struct key_list *list);
/* key_list_get() tells the n-th listed digest or name. */
void key_list_get(const struct key_list *list, size_t n, struct key_view *view);
/* key_list_add_name() appends the text of the n-th name; the slices are made
 * by key_list_finish_names() when all are there. */
void key_list_add_name(struct key_list *list, size_t n, const char *text,
                       size_t size);
void key_list_finish_names(struct key_list *list);

void query_list_open(struct query_list *queries, enum key_kind kind,
                     size_t count, double hit_share);
/* query_list_expect() adds what the n-th query must answer. */
void query_list_expect(struct query_list *queries, size_t n, uint32_t value);
void query_list_close(struct query_list *queries);

/* key_value() of a key's bytes: digest, text of a name, or the 16 bytes of an
 * address and its prefix length counted from 128. */
uint32_t key_value(const void *key, size_t key_size);
uint32_t key_value_of_address(const tamis_address *address,
                              uint32_t length_of_128);

/* memory_get() is calloc that ends the program when there is no memory. */
void *memory_get(size_t count, size_t size);

#ifdef __cplusplus
}
#endif

#endif

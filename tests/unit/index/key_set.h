/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of one class as a compiler has them: gathered, sorted, permuted. */
#ifndef TAMIS_TESTS_UNIT_INDEX_KEY_SET_H
#define TAMIS_TESTS_UNIT_INDEX_KEY_SET_H

#include "index/key_store.h"
#include "simd/kernels.h"
#include "support/model.h"

struct key_set {
    uint32_t key_size; /* 0: keys of many sizes */
    uint8_t *bytes;
    size_t bytes_size, bytes_capacity;
    uint8_t *ends; /* little-endian, as in a file */
    uint8_t *modes;
    struct model_key *keys; /* filled by key_set_model() */
    uint32_t count, capacity;
};

/* Memory comes from the heap; a test that runs out of it aborts. */
void key_set_open(struct key_set *set, uint32_t key_size);
void key_set_close(struct key_set *set);
void key_set_add(struct key_set *set, const void *key, size_t size,
                 uint32_t mode);
void key_set_add_text(struct key_set *set, const char *text, uint32_t mode);
/* By bytes, the shorter first when one begins the other, then by mode. With
 * `unique`, of equal (key, mode) one stays. */
void key_set_sort(struct key_set *set, bool unique);
/* slots[slot] = the key that order names; closed by the caller. */
void key_set_permute(const struct key_set *set, const uint32_t *order,
                     struct key_set *slots);
/* Views, good until the set changes. */
struct key_store key_set_store(const struct key_set *set);
struct model key_set_model(struct key_set *set);

/* The n-th table of kernels that this machine can run, best first; NULL past
 * the last. */
const struct kernels *usable_kernels(size_t n);

#endif

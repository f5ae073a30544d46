/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy in memory: feeds by name, and values by kind and key, both sorted,
 * so that asking is a binary search and writing needs no other order.
 */
#ifndef TAMIS_EBPF_POLICY_H
#define TAMIS_EBPF_POLICY_H

#include <tamis/xdp_policy.h>

#include <stdbool.h>

#define POLICY_DIRECTIONS 2
#define POLICY_UNSAID     0xffu /* as the default says */

struct policy_feed_line {
    char *name;
    size_t name_size;
    uint8_t actions[POLICY_DIRECTIONS];
    bool is_permitted;
};

/* An indicator in normal form. Of a name only the key counts: what it covers
 * is for the list that holds it to say. */
struct policy_value {
    tamis_kind kind;
    uint32_t key_size;
    uint8_t *key;
};

struct policy_values {
    struct policy_value *items;
    size_t count, capacity;
};

struct tamis_xdp_policy {
    tamis_allocator heap;
    uint8_t defaults[POLICY_DIRECTIONS];
    struct policy_feed_line *feeds;
    size_t feed_count, feed_capacity;
    struct policy_values permitted, protected;
};

/* Takes what is in from, which is then the policy without lines. */
void policy_take(tamis_xdp_policy *policy, tamis_xdp_policy *from);

const struct policy_feed_line *policy_find_feed(const tamis_xdp_policy *policy,
                                                tamis_slice name);

/* What a line of a list holds, or NULL. */
const struct policy_value *policy_values_find(const struct policy_values *list,
                                              tamis_kind kind, const void *key,
                                              size_t key_size);
tamis_status policy_values_add(struct policy_values *list,
                               const tamis_allocator *heap, tamis_kind kind,
                               const void *key, size_t key_size,
                               tamis_error *error);
bool policy_values_equal(const struct policy_values *one,
                         const struct policy_values *other);
void policy_values_destroy(struct policy_values *list,
                           const tamis_allocator *heap);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers into the order of the keys that they stand for. */
#ifndef TAMIS_DATABASE_KEY_ORDER_H
#define TAMIS_DATABASE_KEY_ORDER_H

#include <tamis/status.h>

struct key_order_item {
    uint64_t prefix; /* scratch of the sort */
    uint32_t number;
};

/* What a number stands for, and what decides between equal keys. */
struct key_order_source {
    tamis_slice (*key)(const void *context, uint32_t number);
    uint32_t (*rank)(const void *context, uint32_t number);
    const void *context;
};

/*
 * key_order_sort() sorts items by key (memcmp, the shorter first), then by
 * rank, then by number. It allocates nothing; keys of hostile lengths only
 * make it slower, by at most the length of the longest key.
 */
void key_order_sort(struct key_order_item *items, size_t count,
                    const struct key_order_source *source);

#endif

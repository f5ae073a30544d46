/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_order.h"

#include "index/exact_table_build.h"
#include "index/suffix_table_build.h"

#include <string.h>

bool pending_order_is_hash(enum key_class key_class)
{
    return key_class != KEY_CLASS_IPV4 && key_class != KEY_CLASS_IPV6 &&
           key_class != KEY_CLASS_PATTERN;
}

uint64_t pending_order_bytes(const uint8_t *key, size_t key_size)
{
    size_t size =
        key_size < PENDING_ORDER_BYTES ? key_size : PENDING_ORDER_BYTES;
    uint64_t order = 0;

    for (size_t i = 0; i < size; i++)
        order |= (uint64_t)key[i] << (56 - 8 * i);
    return order;
}

uint64_t pending_order(enum key_class key_class, const uint8_t *key,
                       size_t key_size)
{
    if (key_class == KEY_CLASS_DOMAIN)
        return suffix_table_first_hash(key, key_size);
    if (pending_order_is_hash(key_class))
        return exact_table_first_hash(key, key_size);
    return pending_order_bytes(key, key_size);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_order.h"

#include <string.h>

int record_order(const tamis_record *a, const tamis_record *b)
{
    size_t size = a->key.size < b->key.size ? a->key.size : b->key.size;
    int order;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    order = size ? memcmp(a->key.data, b->key.data, size) : 0;
    if (order != 0)
        return order;
    if (a->key.size != b->key.size)
        return a->key.size < b->key.size ? -1 : 1;
    return (a->mode > b->mode) - (a->mode < b->mode);
}

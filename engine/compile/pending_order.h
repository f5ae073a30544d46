/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What statements of a class are sorted by before their keys: the hash that
 * the class's table begins with, so that its builder need not sort; or, where
 * there is no such table, the first bytes of the key.
 */
#ifndef TAMIS_COMPILE_PENDING_ORDER_H
#define TAMIS_COMPILE_PENDING_ORDER_H

#include "base/key_class.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PENDING_ORDER_BYTES 8u

/* Sorted by hash, and not by key. */
bool pending_order_is_hash(enum key_class key_class);
uint64_t pending_order(enum key_class key_class, const uint8_t *key,
                       size_t key_size);
/* Eight bytes of a key, the first one highest, zeros past its end. */
uint64_t pending_order_bytes(const uint8_t *key, size_t key_size);

#endif

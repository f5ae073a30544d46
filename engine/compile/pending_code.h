/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a statement is held until the merge: one run of bytes, with what is
 * sorted and merged by in front, then what few statements have, then the key.
 * Never written anywhere but to spills, so in the machine's own byte order.
 */
#ifndef TAMIS_COMPILE_PENDING_CODE_H
#define TAMIS_COMPILE_PENDING_CODE_H

#include "compile/pending.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define PENDING_ORDER_AT    0u
#define PENDING_PROFILE_AT  8u
#define PENDING_KEY_SIZE_AT 12u
#define PENDING_KIND_AT     14u
#define PENDING_BITS_AT     15u
#define PENDING_HEAD_SIZE   16u

/* The last byte of the head: the mode, the flags, which numbers follow. */
#define PENDING_BITS_MODE      0x03u
#define PENDING_BITS_FLAGS     2u /* shift */
#define PENDING_BITS_VALIDITY  0x10u
#define PENDING_BITS_REFERENCE 0x20u
#define PENDING_BITS_CONTEXT   0x40u
#define PENDING_BITS_NUMBERS   0x70u

/* At most; a key has less than 64 KiB. */
#define PENDING_SIZE_MAX (PENDING_HEAD_SIZE + 12u + UINT16_MAX)

static inline uint32_t pending_load32(const uint8_t *from)
{
    uint32_t value;

    memcpy(&value, from, sizeof value);
    return value;
}

/* pending_order() is the first thing that statements of a class are sorted
 * by; see pending_order.h. */
static inline uint64_t pending_get_order(const uint8_t *code)
{
    uint64_t order;

    memcpy(&order, code + PENDING_ORDER_AT, sizeof order);
    return order;
}

static inline uint32_t pending_get_profile(const uint8_t *code)
{
    return pending_load32(code + PENDING_PROFILE_AT);
}

static inline uint16_t pending_get_key_size(const uint8_t *code)
{
    uint16_t size;

    memcpy(&size, code + PENDING_KEY_SIZE_AT, sizeof size);
    return size;
}

/* Bytes of the numbers between head and key. */
static inline size_t pending_get_numbers_size(const uint8_t *code)
{
    uint32_t bits = code[PENDING_BITS_AT];

    return ((bits >> 4 & 1) + (bits >> 5 & 1) + (bits >> 6 & 1)) *
           sizeof(uint32_t);
}

static inline const uint8_t *pending_get_key(const uint8_t *code)
{
    return code + PENDING_HEAD_SIZE + pending_get_numbers_size(code);
}

static inline uint8_t pending_get_mode(const uint8_t *code)
{
    return code[PENDING_BITS_AT] & PENDING_BITS_MODE;
}

static inline bool pending_is_other(const uint8_t *code)
{
    return code[PENDING_BITS_AT] >> PENDING_BITS_FLAGS & PENDING_OTHER;
}

static inline bool pending_is_auto_mode(const uint8_t *code)
{
    return code[PENDING_BITS_AT] >> PENDING_BITS_FLAGS & PENDING_AUTO_MODE;
}

static inline size_t pending_get_size(const uint8_t *code)
{
    return PENDING_HEAD_SIZE + pending_get_numbers_size(code) +
           pending_get_key_size(code);
}

static inline size_t pending_measure(const struct pending *pending)
{
    size_t numbers = (pending->validity ? 1u : 0) +
                     (pending->reference ? 1u : 0) +
                     (pending->context ? 1u : 0);

    return PENDING_HEAD_SIZE + numbers * sizeof(uint32_t) + pending->key_size;
}

/* Writes pending_measure() bytes. */
void pending_encode(uint8_t *code, const struct pending *pending,
                    uint64_t order);
/* The key stays where it is. */
void pending_decode(const uint8_t *code, struct pending *pending);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_code.h"

static uint8_t *put_number(uint8_t *to, uint32_t number)
{
    if (number == 0)
        return to;
    memcpy(to, &number, sizeof number);
    return to + sizeof number;
}

void pending_encode(uint8_t *code, const struct pending *pending,
                    uint64_t order)
{
    uint8_t *to = code + PENDING_HEAD_SIZE;

    memcpy(code + PENDING_ORDER_AT, &order, sizeof order);
    memcpy(code + PENDING_PROFILE_AT, &pending->profile,
           sizeof pending->profile);
    memcpy(code + PENDING_KEY_SIZE_AT, &pending->key_size,
           sizeof pending->key_size);
    code[PENDING_KIND_AT] = pending->kind;
    code[PENDING_BITS_AT] =
        (uint8_t)((pending->mode & PENDING_BITS_MODE) |
                  (unsigned)pending->flags << PENDING_BITS_FLAGS |
                  (pending->validity ? PENDING_BITS_VALIDITY : 0) |
                  (pending->reference ? PENDING_BITS_REFERENCE : 0) |
                  (pending->context ? PENDING_BITS_CONTEXT : 0));
    to = put_number(to, pending->validity);
    to = put_number(to, pending->reference);
    to = put_number(to, pending->context);
    memcpy(to, pending->key, pending->key_size);
}

static uint32_t take_number(const uint8_t **from, uint32_t bit)
{
    uint32_t number;

    if (!bit)
        return 0;
    number = pending_load32(*from);
    *from += sizeof number;
    return number;
}

void pending_decode(const uint8_t *code, struct pending *pending)
{
    uint32_t bits = code[PENDING_BITS_AT];
    const uint8_t *from = code + PENDING_HEAD_SIZE;

    pending->profile = pending_get_profile(code);
    pending->key_size = pending_get_key_size(code);
    pending->kind = code[PENDING_KIND_AT];
    pending->mode = bits & PENDING_BITS_MODE;
    pending->flags =
        bits >> PENDING_BITS_FLAGS & (PENDING_AUTO_MODE | PENDING_OTHER);
    pending->validity = take_number(&from, bits & PENDING_BITS_VALIDITY);
    pending->reference = take_number(&from, bits & PENDING_BITS_REFERENCE);
    pending->context = take_number(&from, bits & PENDING_BITS_CONTEXT);
    pending->key = from;
}

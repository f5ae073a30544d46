/* SPDX-License-Identifier: BSD-2-Clause */
/* Most statements have a short key and no numbers: their code is written
 * without a call, and a little beyond its end. */
#ifndef TAMIS_COMPILE_PENDING_SHORT_H
#define TAMIS_COMPILE_PENDING_SHORT_H

#include "compile/pending_code.h"

/* Short keys are copied in one or two pieces of this size. */
#define PENDING_KEY_CHUNK      32u
#define PENDING_SHORT_SIZE_MAX (PENDING_HEAD_SIZE + 2 * PENDING_KEY_CHUNK)

static inline bool pending_is_short(const struct pending *pending)
{
    return pending->key_size <= 2 * PENDING_KEY_CHUNK &&
           !(pending->validity | pending->reference | pending->context |
             (pending->flags & PENDING_OTHER));
}

/*
 * pending_encode_short() writes the code of one that is short, and perhaps up
 * to PENDING_SHORT_SIZE_MAX bytes. PENDING_KEY_CHUNK bytes must be readable at
 * its key.
 */
static inline void pending_encode_short(uint8_t *code,
                                        const struct pending *pending,
                                        uint64_t order)
{
    uint8_t *to = code + PENDING_HEAD_SIZE;
    size_t size = pending->key_size;

    memcpy(code + PENDING_ORDER_AT, &order, sizeof order);
    memcpy(code + PENDING_PROFILE_AT, &pending->profile,
           sizeof pending->profile);
    memcpy(code + PENDING_KEY_SIZE_AT, &pending->key_size,
           sizeof pending->key_size);
    code[PENDING_KIND_AT] = pending->kind;
    code[PENDING_BITS_AT] =
        (uint8_t)((pending->mode & PENDING_BITS_MODE) |
                  (unsigned)pending->flags << PENDING_BITS_FLAGS);
    memcpy(to, pending->key, PENDING_KEY_CHUNK);
    if (size > PENDING_KEY_CHUNK)
        memcpy(to + size - PENDING_KEY_CHUNK,
               pending->key + size - PENDING_KEY_CHUNK, PENDING_KEY_CHUNK);
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* One statement that waits for the merge. */
#ifndef TAMIS_COMPILE_PENDING_H
#define TAMIS_COMPILE_PENDING_H

#include <stdint.h>

/* AUTO chose the match mode: for the report. */
#define PENDING_AUTO_MODE 0x1u
/* An allow or warn record: its profile's action is not LIST. */
#define PENDING_OTHER 0x2u

/* Numbers are those of the compiler's profile table. */
struct pending {
    const uint8_t *key; /* the class key: TEXT and PATTERN with kind byte */
    uint32_t profile, validity, reference, context;
    uint16_t key_size;
    uint8_t kind, mode;
    uint8_t flags;
};

#endif

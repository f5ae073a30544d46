/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes with an unreadable page right behind them, and one in front of their
 * whole capacity. */
#ifndef TAMIS_TESTS_SUPPORT_GUARDED_BYTES_H
#define TAMIS_TESTS_SUPPORT_GUARDED_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct guarded_bytes {
    uint8_t *end;    /* the first byte that faults; bytes end here */
    size_t capacity; /* the byte before end - capacity faults too */
    void *mapping;
    size_t mapping_size;
};

/* Room for at least capacity bytes in front of end; aborts without memory. */
void guarded_bytes_open(struct guarded_bytes *guarded, size_t capacity);
void guarded_bytes_close(struct guarded_bytes *guarded);
/* A copy of bytes whose end is end. */
uint8_t *guarded_bytes_copy(struct guarded_bytes *guarded, const void *bytes,
                            size_t size);

#endif

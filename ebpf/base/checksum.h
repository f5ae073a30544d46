/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a file is as it was written: a change of eight octets or fewer that
 * lie in one word is always seen, any other but once in 2^64. It is no secret,
 * and no proof against somebody who means it. */
#ifndef TAMIS_EBPF_BASE_CHECKSUM_H
#define TAMIS_EBPF_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define CHECKSUM_LANES 4

/* The zeroed structure is that of nothing. How what is added is cut into pieces
 * makes a difference. */
struct checksum {
    uint64_t lanes[CHECKSUM_LANES];
};

void checksum_add(struct checksum *sum, const void *bytes, size_t size);
uint64_t checksum_value(const struct checksum *sum);

#endif

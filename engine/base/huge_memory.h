/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Anonymous memory in huge pages where the kernel has them (2 MiB, transparent
 * ones), in ordinary pages where it has not. For tables that are read at
 * random: a page of 4 KiB needs a walk of its own for nearly every read of a
 * table larger than what the processor remembers of addresses, 8 MB or so.
 */
#ifndef TAMIS_BASE_HUGE_MEMORY_H
#define TAMIS_BASE_HUGE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct huge_memory {
    uint8_t *bytes; /* at a multiple of 2 MiB, zeros; NULL: nothing */
    size_t size;
};

/* Kept out of core dumps. False when memory is out: *pages is then zeroed. */
bool huge_memory_open(struct huge_memory *pages, size_t size);
/* From here on nobody writes. */
void huge_memory_seal(const struct huge_memory *pages);
/* Takes a zeroed one too. */
void huge_memory_close(struct huge_memory *pages);

#endif

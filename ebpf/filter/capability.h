/* SPDX-License-Identifier: BSD-2-Clause */
/* The three capabilities that a filter takes to set up. xdp.h has what gives
 * them up. */
#ifndef TAMIS_EBPF_FILTER_CAPABILITY_H
#define TAMIS_EBPF_FILTER_CAPABILITY_H

#include <stddef.h>

/* The names of those that the calling thread lacks, with blanks between.
 * Returns how many; text is empty for none. */
int capability_missing(char *text, size_t capacity);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Options and infos that begin with their size (docs/API_CONVENTIONS.md). */
#ifndef TAMIS_EBPF_BASE_CALLER_STRUCT_H
#define TAMIS_EBPF_BASE_CALLER_STRUCT_H

#include <tamis/status.h>

/*
 * caller_struct_read() copies as much of a caller's struct (NULL: nothing) as
 * both know over own, which holds the defaults and is of own_size. name is the
 * struct's. Errors: ARGUMENT; UNSUPPORTED where a newer caller sets what is
 * not known here.
 */
tamis_status caller_struct_read(void *own, size_t own_size, const void *given,
                                const char *name, tamis_error *error);

/* caller_struct_write() fills a caller's struct, as far as its size goes, from
 * own; its struct_size stays. */
void caller_struct_write(void *given, const void *own, size_t own_size);

#endif

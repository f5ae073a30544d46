/* SPDX-License-Identifier: BSD-2-Clause */
/* Options structs that begin with their size (docs/API_CONVENTIONS.md). */
#ifndef TAMIS_BASE_OPTIONS_H
#define TAMIS_BASE_OPTIONS_H

#include <tamis/status.h>

/*
 * options_check() says whether a caller's struct can be read as the one that
 * this library knows: at least of that size, and zero behind it, where a newer
 * caller may have fields. name is the struct's. Errors: ARGUMENT, UNSUPPORTED.
 */
tamis_status options_check(const void *given, size_t known_size,
                           const char *name, tamis_error *error);

#endif

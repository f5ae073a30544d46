/* SPDX-License-Identifier: BSD-2-Clause */
/* The one door to libidn2: names with bytes >= 0x80 to A-labels. */
#ifndef TAMIS_INDICATOR_IDNA_H
#define TAMIS_INDICATOR_IDNA_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#include <stdbool.h>

/* Room for a name and its trailing dot and the zero. */
#define IDNA_ASCII_SIZE (TAMIS_DOMAIN_SIZE_MAX + 2u)
/* Longest name in UTF-8 that is looked at. */
#define IDNA_TEXT_SIZE_MAX ((size_t)4 * TAMIS_DOMAIN_SIZE_MAX)

/*
 * idna_to_ascii() maps text by UTS 46, non-transitional. The result is lower
 * case and zero-terminated, and holds nothing but letters, digits, '-', '_'
 * and '.'. Reasons: IDNA, TOO_LONG. *has_no_memory tells an IDNA that is
 * really libidn2 out of memory.
 */
tamis_reason idna_to_ascii(char ascii[IDNA_ASCII_SIZE], size_t *ascii_size,
                           tamis_slice text, bool *has_no_memory);

#endif

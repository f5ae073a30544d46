/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests: hex to bytes, and which ones say nothing. */
#ifndef TAMIS_INDICATOR_DIGEST_H
#define TAMIS_INDICATOR_DIGEST_H

#include <tamis/indicator.h>

#include <stdbool.h>

/* The kind that AUTO takes so many hex digits for: 32 md5, 40 sha1, 56 sha224,
 * 64 sha256, 96 sha384, 128 sha512; 0 for any other count. */
tamis_kind digest_kind(size_t hex_size);

/* The MD5, SHA-1 or SHA-256 of the empty file, of "\n" or of "\r\n", or all
 * zero: everybody has such a file, or nobody. */
bool digest_is_trivial(const void *bytes, size_t size);

#endif

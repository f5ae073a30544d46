/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 of files, by libcrypto. */
#ifndef TAMIS_FEED_FILE_DIGEST_H
#define TAMIS_FEED_FILE_DIGEST_H

#include <tamis/status.h>

/* file_digest_check() reads the file and compares with 64 hex digits. Errors:
 * CORRUPT when it differs, SYNTAX (no such digits), SYSTEM, MEMORY. */
tamis_status file_digest_check(const char *path, tamis_slice expected,
                               tamis_error *error);

#endif

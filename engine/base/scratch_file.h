/* SPDX-License-Identifier: BSD-2-Clause */
/* A file for what does not fit into memory: nameless, readable by nobody else,
 * and gone with the process. */
#ifndef TAMIS_BASE_SCRATCH_FILE_H
#define TAMIS_BASE_SCRATCH_FILE_H

#include <tamis/status.h>

/* scratch_file_open() makes one in the folder and gives its descriptor.
 * Errors: SYSTEM. */
tamis_status scratch_file_open(const char *folder, int *descriptor,
                               tamis_error *error);
void scratch_file_close(int descriptor); /* -1 is fine */

/* Whole pieces, at any offset, from any thread. Errors: SYSTEM (a full disk; a
 * piece that was never written), without a word of where the file is. */
tamis_status scratch_file_write(int descriptor, uint64_t offset,
                                const void *bytes, size_t size,
                                tamis_error *error);
tamis_status scratch_file_read(int descriptor, uint64_t offset, void *bytes,
                               size_t size, tamis_error *error);

#endif

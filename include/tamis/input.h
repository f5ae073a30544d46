/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading files that may be compressed: plain, gzip, zstd, xz. */
#ifndef TAMIS_INPUT_H
#define TAMIS_INPUT_H

#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One open input. One thread. */
typedef struct tamis_input tamis_input;

/*
 * tamis_input_open() opens a file ("-" is standard input) and finds its
 * compression from its first bytes. Concatenated members and frames are read
 * as one. Directories and unreadable files give SYSTEM.
 *
 * tamis_input_read() reads up to capacity decompressed bytes into the caller's
 * buffer; *size is 0 only at the end. A file cut short or damaged gives
 * CORRUPT, with the compressed offset and what was read so far kept by the
 * caller. tamis_input_progress() is how many bytes of the file itself were
 * consumed, and of how many (0 when unknown).
 *
 * Cost: the decompressor's. Memory: bounded, xz's dictionary at most 256 MiB.
 * Threads: one. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_input_open(tamis_input **input, const char *path,
                                        tamis_error *error);
TAMIS_API tamis_status tamis_input_read(tamis_input *input, void *buffer,
                                        size_t capacity, size_t *size,
                                        tamis_error *error);
TAMIS_API void tamis_input_progress(const tamis_input *input,
                                    uint64_t *consumed, uint64_t *total);
TAMIS_API void tamis_input_close(tamis_input *input);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_INPUT_H */

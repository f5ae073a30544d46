/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a file as they are stored, and what a decompressor is. */
#ifndef TAMIS_INPUT_SOURCE_H
#define TAMIS_INPUT_SOURCE_H

#include <tamis/status.h>

#include <stdbool.h>

/* A window over the stored bytes: bytes[begin, end) are not consumed yet. */
struct input_source {
    const char *name; /* for errors */
    int descriptor;
    bool at_end; /* nothing follows bytes[end) */
    uint8_t *bytes;
    size_t begin, end;
    uint64_t offset; /* of bytes[end) in the file */
};

#define INPUT_SOURCE_SIZE (256u * 1024u)

/*
 * input_source_fill() leaves at least one byte in the window unless the file
 * is at its end. input_source_offset() is the place of bytes[begin].
 */
tamis_status input_source_fill(struct input_source *source, tamis_error *error);
uint64_t input_source_offset(const struct input_source *source);
/* The two errors that every decompressor has, with file and offset. */
tamis_status input_source_cut_short(const struct input_source *source,
                                    const char *format_name,
                                    tamis_error *error);
tamis_status input_source_damaged(const struct input_source *source,
                                  const char *format_name, const char *reason,
                                  tamis_error *error);

/*
 * A decompressor. read() puts up to capacity (> 0) bytes into buffer; *size is
 * 0 only at the end. After an error it is not called again, but *size may be
 * more than 0 with the error: those bytes are good.
 */
struct input_decoder {
    void *state;
    tamis_status (*read)(void *state, struct input_source *source,
                         uint8_t *buffer, size_t capacity, size_t *size,
                         tamis_error *error);
    void (*close)(void *state);
};

/* input_*_matches(): do the first bytes of a file say that it is one? */
#define INPUT_MAGIC_SIZE 6
bool input_gzip_matches(const uint8_t *bytes, size_t size);
tamis_status input_gzip_open(struct input_decoder *decoder, tamis_error *error);
bool input_zstd_matches(const uint8_t *bytes, size_t size);
tamis_status input_zstd_open(struct input_decoder *decoder, tamis_error *error);
bool input_xz_matches(const uint8_t *bytes, size_t size);
tamis_status input_xz_open(struct input_decoder *decoder, tamis_error *error);

#endif

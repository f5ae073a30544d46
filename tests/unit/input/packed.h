/* SPDX-License-Identifier: BSD-2-Clause */
/* Compressed bytes for tests, made by the libraries that read them. */
#ifndef TAMIS_TESTS_INPUT_PACKED_H
#define TAMIS_TESTS_INPUT_PACKED_H

#include <stddef.h>
#include <stdint.h>

enum packing {
    PACKING_PLAIN,
    PACKING_GZIP,
    PACKING_ZSTD,
    PACKING_XZ,
    PACKING_COUNT
};

struct packed {
    uint8_t *bytes;
    size_t size, capacity;
};

/* Appends one member, frame or stream of these bytes. */
void packed_append(struct packed *packed, enum packing packing,
                   const void *bytes, size_t size);
void packed_append_raw(struct packed *packed, const void *bytes, size_t size);
/* The beginning of an xz file whose dictionary is of that size. */
void packed_append_xz_header(struct packed *packed, uint32_t dictionary_size);
void packed_release(struct packed *packed);
/* A new file with `size` of the bytes; the name is static. */
const char *packed_write(const struct packed *packed, size_t size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "packed.h"

#include <criterion/criterion.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static uint8_t *reserve(struct packed *packed, size_t size)
{
    if (packed->size + size > packed->capacity) {
        packed->capacity = (packed->size + size) * 2;
        packed->bytes = realloc(packed->bytes, packed->capacity);
        cr_assert_not_null(packed->bytes);
    }
    return packed->bytes + packed->size;
}

void packed_append_raw(struct packed *packed, const void *bytes, size_t size)
{
    uint8_t *to = reserve(packed, size + 1);

    if (size)
        memcpy(to, bytes, size);
    packed->size += size;
}

static size_t pack_gzip(uint8_t *to, size_t room, const void *bytes,
                        size_t size)
{
    z_stream stream;

    memset(&stream, 0, sizeof stream);
    cr_assert_eq(
        deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = to;
    stream.avail_out = (uInt)room;
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size = stream.total_out;
    deflateEnd(&stream);
    return size;
}

void packed_append(struct packed *packed, enum packing packing,
                   const void *bytes, size_t size)
{
    size_t room = size + size / 8 + 1024, written = 0;
    uint8_t *to = reserve(packed, room);

    switch (packing) {
    case PACKING_GZIP:
        written = pack_gzip(to, room, bytes, size);
        break;
    case PACKING_ZSTD:
        written = ZSTD_compress(to, room, bytes, size, 3);
        cr_assert_not(ZSTD_isError(written));
        break;
    case PACKING_XZ:
        cr_assert_eq(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, bytes,
                                             size, to, &written, room),
                     LZMA_OK);
        break;
    case PACKING_PLAIN:
    case PACKING_COUNT:
        if (size)
            memcpy(to, bytes, size);
        written = size;
        break;
    }
    packed->size += written;
}

void packed_append_xz_header(struct packed *packed, uint32_t dictionary_size)
{
    lzma_options_lzma options;
    lzma_filter filters[2] = {{LZMA_FILTER_LZMA2, &options},
                              {LZMA_VLI_UNKNOWN, NULL}};
    lzma_stream_flags flags;
    lzma_block block;
    uint8_t *to = reserve(packed, 256);

    memset(&flags, 0, sizeof flags);
    memset(&block, 0, sizeof block);
    flags.check = block.check = LZMA_CHECK_CRC32;
    cr_assert_not(lzma_lzma_preset(&options, 1));
    options.dict_size = dictionary_size;
    block.filters = filters;
    block.compressed_size = block.uncompressed_size = LZMA_VLI_UNKNOWN;
    cr_assert_eq(lzma_stream_header_encode(&flags, to), LZMA_OK);
    cr_assert_eq(lzma_block_header_size(&block), LZMA_OK);
    cr_assert_eq(lzma_block_header_encode(&block, to + LZMA_STREAM_HEADER_SIZE),
                 LZMA_OK);
    packed->size += LZMA_STREAM_HEADER_SIZE + block.header_size;
}

void packed_release(struct packed *packed)
{
    free(packed->bytes);
    memset(packed, 0, sizeof *packed);
}

const char *packed_write(const struct packed *packed, size_t size)
{
    static char path[64];
    int descriptor;

    strcpy(path, "/tmp/tamis-input-XXXXXX");
    descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, packed->bytes, size), (ssize_t)size);
    close(descriptor);
    return path;
}

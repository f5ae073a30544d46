/* SPDX-License-Identifier: BSD-2-Clause */
/* Putting parts into an image. */
#include "base/error.h"
#include "base/hash.h"
#include "index/pattern_set_compile.h"

#include <string.h>

tamis_status pattern_image_begin(struct pattern_image *image,
                                 const tamis_allocator *allocator,
                                 uint32_t mode, size_t source_count)
{
    buffer_init(&image->bytes, allocator);
    buffer_init(&image->directory, allocator);
    image->header =
        (struct pattern_image_header){.version = PATTERN_IMAGE_VERSION,
                                      .mode = mode,
                                      .source_count = (uint32_t)source_count};
    memcpy(image->header.magic, PATTERN_IMAGE_MAGIC,
           sizeof image->header.magic);
    return buffer_append_zero(&image->bytes, sizeof image->header);
}

static tamis_status add_part(struct pattern_image *image,
                             struct pattern_image_part *part, const void *bytes)
{
    if (image->header.part_count == PATTERN_IMAGE_PARTS_MAX ||
        part->size > PATTERN_IMAGE_SIZE_MAX - image->bytes.size)
        return TAMIS_ERROR_LIMIT;
    TRY(buffer_align(&image->bytes, PATTERN_IMAGE_ALIGN));
    part->offset = image->bytes.size;
    TRY(buffer_append(&image->bytes, bytes, part->size));
    TRY(buffer_append(&image->directory, part, sizeof *part));
    image->header.part_count++;
    return TAMIS_OK;
}

tamis_status pattern_image_add(struct pattern_image *image, uint32_t kind,
                               uint32_t count, const void *bytes, size_t size)
{
    struct pattern_image_part part = {
        .kind = kind, .count = count, .size = size};

    return add_part(image, &part, bytes);
}

tamis_status pattern_image_add_of(struct pattern_image *image, uint32_t kind,
                                  uint32_t count, uint32_t source,
                                  const struct pattern_compiled *compiled)
{
    struct pattern_image_part part = {
        .kind = kind, .count = count, .source = source, .size = compiled->size};

    return add_part(image, &part, compiled->bytes);
}

tamis_status pattern_image_finish(struct pattern_image *image,
                                  const uint64_t key[2])
{
    struct pattern_image_header *header = &image->header;

    TRY(buffer_align(&image->bytes, PATTERN_IMAGE_ALIGN));
    header->directory = image->bytes.size;
    if (image->directory.size)
        TRY(buffer_append(&image->bytes, image->directory.bytes,
                          image->directory.size));
    header->size = image->bytes.size;
    memcpy(header->key, key, sizeof header->key);
    header->checksum = 0;
    memcpy(image->bytes.bytes, header, sizeof *header);
    header->checksum = XXH3_64bits(image->bytes.bytes, image->bytes.size);
    memcpy(image->bytes.bytes, header, sizeof *header);
    return TAMIS_OK;
}

void pattern_image_release(struct pattern_image *image)
{
    buffer_release(&image->bytes);
    buffer_release(&image->directory);
}

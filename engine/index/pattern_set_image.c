/* SPDX-License-Identifier: BSD-2-Clause */
/* Putting parts into an image. */
#include "base/error.h"
#include "base/hash.h"
#include "index/pattern_set_compile.h"

#include <string.h>

tamis_status pattern_image_begin(struct pattern_image *image,
                                 const tamis_allocator *allocator,
                                 uint32_t mode, uint32_t part_capacity)
{
    buffer_init(&image->bytes, allocator);
    image->header = (struct pattern_image_layout){
        .version = PATTERN_IMAGE_VERSION, .mode = mode};
    memcpy(image->header.magic, PATTERN_IMAGE_MAGIC,
           sizeof image->header.magic);
    image->part_capacity = part_capacity;
    if (part_capacity > PATTERN_IMAGE_PARTS_MAX)
        return TAMIS_ERROR_LIMIT;
    return buffer_append_zero(
        &image->bytes, sizeof image->header +
                           part_capacity * sizeof(struct pattern_part_layout));
}

tamis_status pattern_image_add(struct pattern_image *image, uint32_t kind,
                               uint32_t count, const void *bytes, size_t size)
{
    struct pattern_part_layout part = {
        .kind = kind, .count = count, .size = size};

    if (image->header.part_count == image->part_capacity)
        return TAMIS_ERROR_LIMIT;
    TRY(buffer_align(&image->bytes, PATTERN_IMAGE_ALIGN));
    part.offset = image->bytes.size;
    TRY(buffer_append(&image->bytes, bytes, size));
    memcpy(image->bytes.bytes + sizeof image->header +
               image->header.part_count++ * sizeof part,
           &part, sizeof part);
    return TAMIS_OK;
}

void pattern_image_finish(struct pattern_image *image)
{
    image->header.size = image->bytes.size;
    image->header.checksum = 0;
    memcpy(image->bytes.bytes, &image->header, sizeof image->header);
    image->header.checksum = XXH3_64bits(image->bytes.bytes, image->bytes.size);
    memcpy(image->bytes.bytes, &image->header, sizeof image->header);
}

void pattern_image_release(struct pattern_image *image)
{
    buffer_release(&image->bytes);
}

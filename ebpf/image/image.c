/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image.h"

#include <string.h>

#include "base/caller_struct.h"
#include "base/heap.h"

void tamis_xdp_image_destroy(tamis_xdp_image *image)
{
    tamis_allocator heap;

    if (!image)
        return;
    heap = image->heap;
    image_state_release(&image->state);
    tamis_database_release(image->database);
    heap_give(&heap, image->block);
    /* Whoever knows the secret can aim at a value's fingerprint. */
    explicit_bzero(&image->secret, sizeof image->secret);
    heap_give(&heap, image);
}

void tamis_xdp_image_info_get(const tamis_xdp_image *image,
                              tamis_xdp_image_info *info)
{
    caller_struct_write(info, &image->state.nodes.info, sizeof *info);
}

tamis_status image_set_policy(tamis_xdp_image *image,
                              const tamis_xdp_policy *policy,
                              tamis_error *error)
{
    struct image_nodes *nodes = &image->state.nodes;
    tamis_status status = image_state_set_policy(&image->state, policy, error);

    if (status == TAMIS_OK && nodes->set_count)
        memcpy(&image->lines.lines[IMAGE_SETS], nodes->sets,
               nodes->set_count * sizeof *nodes->sets);
    return status;
}

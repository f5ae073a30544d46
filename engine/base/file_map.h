/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole file, read-only, mapped or copied (into huge pages, if there are
 * any). Kept out of core dumps. */
#ifndef TAMIS_BASE_FILE_MAP_H
#define TAMIS_BASE_FILE_MAP_H

#include "base/huge_memory.h"

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

struct file_map {
    const uint8_t *bytes;
    size_t size;
    void *mapping; /* of the file; what to unmap */
    size_t mapping_size;
    struct huge_memory copy; /* or its copy */
};

/* An empty file gives size 0 and bytes NULL. Folders, pipes and devices are
 * refused with a sentence. */
tamis_status file_map_open(struct file_map *map, const char *path, bool copy,
                           tamis_error *error);
void file_map_close(struct file_map *map);

#endif

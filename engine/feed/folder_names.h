/* SPDX-License-Identifier: BSD-2-Clause */
/* The names in a folder, and those that are no part of a feed. */
#ifndef TAMIS_FEED_FOLDER_NAMES_H
#define TAMIS_FEED_FOLDER_NAMES_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

/* In byte order, without those that begin with a dot. */
struct folder_names {
    const tamis_allocator *allocator;
    char **names;
    size_t count, capacity;
};

/* Call folder_names_release() in any case. */
tamis_status folder_names_read(struct folder_names *list, const char *path,
                               tamis_error *error);
void folder_names_release(struct folder_names *list);

/* Papers that publishers put beside their feeds: README and the like. */
bool folder_is_paper(tamis_slice name);

#endif

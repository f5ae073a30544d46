/* SPDX-License-Identifier: BSD-2-Clause */
/* Which file an image was made of, so that another process finds the same. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_ORIGIN_H
#define TAMIS_EBPF_IMAGE_IMAGE_ORIGIN_H

#include <limits.h>

#include <tamis/database.h>

#include <linux/types.h>

#define IMAGE_ORIGIN_HEADER_SIZE 64

/* path is empty where the image was not told of a file. */
struct image_origin {
    char path[PATH_MAX];
    __u64 device, inode, size;
    int64_t changed_ns;                    /* mtime */
    __u8 header[IMAGE_ORIGIN_HEADER_SIZE]; /* the file's first bytes */
};

/* image_origin_read() reads it of the file that is at path now. Errors:
 * SYSTEM, CORRUPT for a file too short. */
tamis_status image_origin_read(struct image_origin *origin, const char *path,
                               tamis_error *error);

/* Are both of one file, unchanged? */
int image_origin_same(const struct image_origin *one,
                      const struct image_origin *other);

/* Do both hold the same? A database's first bytes hold a hash of all hashes of
 * its sections: it does where those are right (TAMIS_DATABASE_VERIFY). */
int image_origin_same_content(const struct image_origin *one,
                              const struct image_origin *other);

#endif

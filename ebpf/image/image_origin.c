/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_origin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"

static tamis_status read_file(struct image_origin *origin, int file,
                              tamis_error *error)
{
    struct stat facts;
    ssize_t got;

    if (fstat(file, &facts) < 0)
        return failure_system(error, errno, "%s", origin->path);
    do
        got = pread(file, origin->header, sizeof origin->header, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return failure_system(error, errno, "%s", origin->path);
    if ((size_t)got < sizeof origin->header)
        return failure(error, TAMIS_ERROR_CORRUPT,
                       "%s: too short for a database", origin->path);
    origin->device = facts.st_dev;
    origin->inode = facts.st_ino;
    origin->size = (__u64)facts.st_size;
    origin->changed_ns =
        facts.st_mtim.tv_sec * 1000000000ll + facts.st_mtim.tv_nsec;
    return TAMIS_OK;
}

tamis_status image_origin_read(struct image_origin *origin, const char *path,
                               tamis_error *error)
{
    tamis_status status;
    int file;

    memset(origin, 0, sizeof *origin);
    /* Another process has another working directory. */
    if (!realpath(path, origin->path))
        return failure_system(error, errno, "%s", path);
    file = open(origin->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return failure_system(error, errno, "%s", path);
    status = read_file(origin, file, error);
    close(file);
    return status;
}

int image_origin_same(const struct image_origin *one,
                      const struct image_origin *other)
{
    return one->device == other->device && one->inode == other->inode &&
           one->changed_ns == other->changed_ns &&
           image_origin_same_content(one, other);
}

int image_origin_same_content(const struct image_origin *one,
                              const struct image_origin *other)
{
    return one->size == other->size &&
           memcmp(one->header, other->header, sizeof one->header) == 0;
}

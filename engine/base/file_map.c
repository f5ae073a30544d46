/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file_map.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* One read() moves at most this much, well under the kernel's own limit. */
#define READ_SIZE_MAX ((size_t)1 << 30)

static int open_retried(const char *path)
{
    int descriptor;

    /* Without O_NONBLOCK a pipe would hold the caller up before it can be
     * refused; regular files ignore the flag. */
    do {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static tamis_status check_kind(const struct stat *facts, const char *path,
                               tamis_error *error)
{
    if (S_ISDIR(facts->st_mode))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%s is a folder; give the path of a file in it", path);
    if (!S_ISREG(facts->st_mode))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%s is not a regular file (a pipe or a device); "
                         "write its content to a file and give that",
                         path);
    if ((uint64_t)facts->st_size > SIZE_MAX / 2)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s is too large for the memory addresses of this "
                         "machine",
                         path);
    return TAMIS_OK;
}

static tamis_status read_whole(int descriptor, uint8_t *bytes, size_t size,
                               const char *path, tamis_error *error)
{
    size_t done = 0;

    while (done < size) {
        size_t wanted = size - done;
        ssize_t got;

        if (wanted > READ_SIZE_MAX)
            wanted = READ_SIZE_MAX;
        got = read(descriptor, bytes + done, wanted);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_system(error, errno, "cannot read %s", path);
        if (got == 0)
            return error_set(error, TAMIS_ERROR_CORRUPT,
                             "%s became shorter while it was read; try again "
                             "when nothing writes to it",
                             path);
        done += (size_t)got;
    }
    return TAMIS_OK;
}

static tamis_status map_file(struct file_map *map, int descriptor, size_t size,
                             const char *path, tamis_error *error)
{
    void *mapping = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);

    if (mapping == MAP_FAILED)
        return error_set_system(error, errno, "cannot map %s", path);
    /* Only advice: a kernel without it still maps the file well. */
    (void)madvise(mapping, size, MADV_DONTDUMP);
    map->mapping = mapping;
    map->mapping_size = size;
    map->bytes = mapping;
    map->size = size;
    return TAMIS_OK;
}

static tamis_status copy_file(struct file_map *map, int descriptor, size_t size,
                              const char *path, tamis_error *error)
{
    if (!huge_memory_open(&map->copy, size))
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "not enough memory to load %s (%zu bytes)", path,
                         size);
    TRY(read_whole(descriptor, map->copy.bytes, size, path, error));
    huge_memory_seal(&map->copy);
    map->bytes = map->copy.bytes;
    map->size = size;
    return TAMIS_OK;
}

static tamis_status fill_map(struct file_map *map, int descriptor,
                             const char *path, bool copy, tamis_error *error)
{
    struct stat facts;
    size_t size;

    if (fstat(descriptor, &facts))
        return error_set_system(error, errno, "cannot look at %s", path);
    TRY(check_kind(&facts, path, error));
    size = (size_t)facts.st_size;
    if (size == 0)
        return TAMIS_OK;
    return copy ? copy_file(map, descriptor, size, path, error)
                : map_file(map, descriptor, size, path, error);
}

tamis_status file_map_open(struct file_map *map, const char *path, bool copy,
                           tamis_error *error)
{
    tamis_status status;
    int descriptor;

    *map = (struct file_map){0};
    descriptor = open_retried(path);
    if (descriptor < 0)
        return error_set_system(error, errno, "cannot open %s", path);
    status = fill_map(map, descriptor, path, copy, error);
    close(descriptor);
    if (status < 0)
        file_map_close(map);
    return status;
}

void file_map_close(struct file_map *map)
{
    if (map->mapping)
        munmap(map->mapping, map->mapping_size);
    huge_memory_close(&map->copy);
    *map = (struct file_map){0};
}

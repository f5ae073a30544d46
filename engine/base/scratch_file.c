/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/scratch_file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_TAIL      "/.tamis.spill.XXXXXX"
#define PIECE_SIZE_MAX ((size_t)1 << 30)

/* Where the file system knows no nameless files: one whose name is taken away
 * at once. */
static int open_named(const char *folder)
{
    size_t size = strlen(folder);
    char *path = malloc(size + sizeof NAME_TAIL);
    int descriptor;

    if (!path) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(path, folder, size);
    memcpy(path + size, NAME_TAIL, sizeof NAME_TAIL);
    descriptor = mkostemp(path, O_CLOEXEC); /* mode 0600 */
    if (descriptor >= 0)
        unlink(path);
    free(path);
    return descriptor;
}

tamis_status scratch_file_open(const char *folder, int *descriptor,
                               tamis_error *error)
{
    *descriptor = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    /* What old kernels and some file systems say instead of "unknown". */
    if (*descriptor < 0 &&
        (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        *descriptor = open_named(folder);
    if (*descriptor < 0)
        return error_set_system(error, errno,
                                "cannot make a temporary file in %s", folder);
    return TAMIS_OK;
}

void scratch_file_close(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

tamis_status scratch_file_write(int descriptor, uint64_t offset,
                                const void *bytes, size_t size,
                                tamis_error *error)
{
    const char *from = bytes;

    while (size > 0) {
        size_t wanted = size < PIECE_SIZE_MAX ? size : PIECE_SIZE_MAX;
        ssize_t done = pwrite(descriptor, from, wanted, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_set_system(error, done < 0 ? errno : ENOSPC,
                                    "cannot write a temporary file");
        from += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return TAMIS_OK;
}

tamis_status scratch_file_read(int descriptor, uint64_t offset, void *bytes,
                               size_t size, tamis_error *error)
{
    char *to = bytes;

    while (size > 0) {
        size_t wanted = size < PIECE_SIZE_MAX ? size : PIECE_SIZE_MAX;
        ssize_t done = pread(descriptor, to, wanted, (off_t)offset);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return error_set_system(error, done < 0 ? errno : EIO,
                                    "cannot read a temporary file");
        to += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/file_replace.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longest chain of symbolic links that is followed, as the kernel's. */
#define LINKS_MAX       40
#define WRITE_SIZE_MAX  ((size_t)1 << 30)
#define TEMPORARY_EXTRA sizeof(".tmp.XXXXXX") + 1

static tamis_status out_of_memory(const char *path, tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY, "not enough memory to write %s",
                     path);
}

/* Length of "folder/" at the front of path; 0 when path is a bare name. */
static size_t measure_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

/*
 * One link further: *path becomes what it points to. Gives false when it is no
 * link (also when nothing has that name yet), or when memory is out (*path is
 * then NULL).
 */
static bool follow_link(char **path)
{
    char target[PATH_MAX];
    ssize_t length = readlink(*path, target, sizeof target - 1);
    size_t folder_size;
    char *joined;

    if (length <= 0)
        return false;
    target[length] = '\0';
    folder_size = target[0] == '/' ? 0 : measure_folder(*path);
    joined = malloc(folder_size + (size_t)length + 1);
    if (joined) {
        memcpy(joined, *path, folder_size);
        memcpy(joined + folder_size, target, (size_t)length + 1);
    }
    free(*path);
    *path = joined;
    return joined != NULL;
}

/* The temporary must be beside the file itself: a rename() onto the name of a
 * link would replace the link. */
static tamis_status resolve_links(char **resolved, const char *path,
                                  tamis_error *error)
{
    int links = 0;

    *resolved = strdup(path);
    while (*resolved && follow_link(resolved)) {
        if (++links > LINKS_MAX)
            return error_set_system(error, ELOOP, "cannot write %s", path);
    }
    return *resolved ? TAMIS_OK : out_of_memory(path, error);
}

static tamis_status name_temporary(struct file_replace *file,
                                   tamis_error *error)
{
    size_t folder_size = measure_folder(file->path);
    size_t size = strlen(file->path) + TEMPORARY_EXTRA;

    file->temporary = malloc(size);
    if (!file->temporary)
        return out_of_memory(file->path, error);
    snprintf(file->temporary, size, "%.*s.%s.tmp.XXXXXX", (int)folder_size,
             file->path, file->path + folder_size);
    return TAMIS_OK;
}

static tamis_status check_target(const char *path, tamis_error *error)
{
    struct stat facts;
    const char *name = path + measure_folder(path);

    if (name[0] == '\0' || !strcmp(name, ".") || !strcmp(name, ".."))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "\"%s\" does not name a file to write", path);
    if (strlen(path) >= PATH_MAX)
        return error_set_system(error, ENAMETOOLONG, "cannot write %s", path);
    if (stat(path, &facts))
        return TAMIS_OK;
    if (S_ISDIR(facts.st_mode))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%s is a folder; give the name of a file in it", path);
    if (!S_ISREG(facts.st_mode))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%s is not a regular file and cannot be replaced; "
                         "give the name of a file",
                         path);
    return TAMIS_OK;
}

/*
 * A file without a name until it is complete: whatever ends the process leaves
 * nothing behind. False where the file system has no such files, or where
 * /proc, through which they get their name, is not there.
 */
static bool make_nameless(struct file_replace *file)
{
    size_t folder_size = measure_folder(file->path);
    char *folder = folder_size ? strndup(file->path, folder_size) : strdup(".");
    char self[40];

    if (!folder)
        return false;
    file->descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    free(folder);
    if (file->descriptor < 0)
        return false;
    snprintf(self, sizeof self, "/proc/self/fd/%d", file->descriptor);
    file->is_nameless = access(self, F_OK) == 0;
    if (!file->is_nameless) {
        close(file->descriptor);
        file->descriptor = -1;
    }
    return file->is_nameless;
}

/* Gives it the temporary's name, with letters that nobody else has taken. */
static int give_name(struct file_replace *file)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char *end = file->temporary + strlen(file->temporary) - 6;
    char self[40];

    snprintf(self, sizeof self, "/proc/self/fd/%d", file->descriptor);
    for (int attempt = 0; attempt < 100; attempt++) {
        uint8_t random[6];

        if (getrandom(random, sizeof random, 0) != sizeof random)
            return -1;
        for (size_t i = 0; i < sizeof random; i++)
            end[i] = letters[random[i] % (sizeof letters - 1)];
        if (linkat(AT_FDCWD, self, AT_FDCWD, file->temporary,
                   AT_SYMLINK_FOLLOW) == 0) {
            file->is_nameless = false;
            return 0;
        }
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static tamis_status make_temporary(struct file_replace *file,
                                   tamis_error *error)
{
    if (make_nameless(file))
        return TAMIS_OK;
    /* mkostemp() makes it with mode 0600. */
    file->descriptor = mkostemp(file->temporary, O_CLOEXEC);
    if (file->descriptor < 0) {
        int reason = errno;

        /* Nothing with this name is ours to remove. */
        free(file->temporary);
        file->temporary = NULL;
        return error_set_system(error, reason,
                                "cannot make a temporary file beside %s",
                                file->path);
    }
    return TAMIS_OK;
}

tamis_status file_replace_open(struct file_replace *file, const char *path,
                               tamis_error *error)
{
    tamis_status status;

    *file = (struct file_replace){.descriptor = -1};
    status = check_target(path, error);
    if (status == TAMIS_OK)
        status = resolve_links(&file->path, path, error);
    if (status == TAMIS_OK)
        status = name_temporary(file, error);
    if (status == TAMIS_OK)
        status = make_temporary(file, error);
    if (status < 0)
        file_replace_abandon(file);
    return status;
}

static tamis_status tell_write_error(const struct file_replace *file,
                                     int reason, tamis_error *error)
{
    if (reason == ENOSPC)
        return error_set_system(error, reason,
                                "the disk is full, so %s stays as it was; "
                                "free some space and try again",
                                file->path);
    if (reason == EDQUOT)
        return error_set_system(error, reason,
                                "the disk quota is used up, so %s stays as it "
                                "was; free some space and try again",
                                file->path);
    if (reason == EFBIG)
        return error_set_system(error, reason,
                                "%s would be larger than a file may be here",
                                file->path);
    return error_set_system(error, reason, "cannot write %s", file->path);
}

static tamis_status write_whole(struct file_replace *file, uint64_t offset,
                                const void *bytes, size_t size,
                                tamis_error *error)
{
    const uint8_t *from = bytes;

    while (size > 0) {
        size_t wanted = size < WRITE_SIZE_MAX ? size : WRITE_SIZE_MAX;
        ssize_t put = pwrite(file->descriptor, from, wanted, (off_t)offset);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return tell_write_error(file, put < 0 ? errno : ENOSPC, error);
        from += put;
        size -= (size_t)put;
        offset += (uint64_t)put;
    }
    return TAMIS_OK;
}

tamis_status file_replace_set_size(struct file_replace *file, uint64_t size,
                                   tamis_error *error)
{
    if (size > (uint64_t)INT64_MAX)
        return tell_write_error(file, EFBIG, error);
    if (ftruncate(file->descriptor, (off_t)size))
        return tell_write_error(file, errno, error);
    file->size = size;
    return TAMIS_OK;
}

tamis_status file_replace_write_at(struct file_replace *file, uint64_t offset,
                                   const void *bytes, size_t size,
                                   tamis_error *error)
{
    if (offset > file->size || size > file->size - offset)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "cannot write %zu bytes at %llu of %s, which was to "
                         "have %llu",
                         size, (unsigned long long)offset, file->path,
                         (unsigned long long)file->size);
    return write_whole(file, offset, bytes, size, error);
}

/* close() is not repeated on EINTR: Linux has closed the file by then. */
static int close_file(struct file_replace *file)
{
    int result = close(file->descriptor);

    file->descriptor = -1;
    return result && errno != EINTR ? -1 : 0;
}

static int sync_folder(const char *path)
{
    size_t folder_size = measure_folder(path);
    char *folder = folder_size ? strndup(path, folder_size) : strdup(".");
    int descriptor, result;

    if (!folder)
        return -1;
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (descriptor < 0)
        return -1;
    result = fsync(descriptor);
    /* Some file systems know no fsync of folders, and lose nothing by it. */
    if (result && (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP))
        result = 0;
    close(descriptor);
    return result;
}

static void forget(struct file_replace *file)
{
    free(file->path);
    free(file->temporary);
    *file = (struct file_replace){.descriptor = -1, .size = file->size};
}

tamis_status file_replace_commit(struct file_replace *file, unsigned mode,
                                 bool sync, tamis_error *error)
{
    tamis_status status = TAMIS_OK;

    if (fchmod(file->descriptor, (mode_t)(mode & 07777)))
        return error_set_system(error, errno, "cannot set the mode of %s",
                                file->path);
    if (sync && fsync(file->descriptor))
        return tell_write_error(file, errno, error);
    if (file->is_nameless && give_name(file))
        return error_set_system(error, errno, "cannot name the new %s",
                                file->path);
    if (close_file(file))
        return tell_write_error(file, errno, error);
    if (rename(file->temporary, file->path))
        return error_set_system(error, errno, "cannot put the new %s in place",
                                file->path);
    /* From here the new file is there; only its name may not be safe yet. */
    if (sync && sync_folder(file->path))
        status = error_set_system(error, errno,
                                  "%s is written, but its folder could not be "
                                  "synced to the disk",
                                  file->path);
    forget(file);
    return status;
}

void file_replace_abandon(struct file_replace *file)
{
    /* A zeroed struct has no path, and descriptor 0 is then not ours. */
    if (file->temporary && file->descriptor >= 0)
        (void)close_file(file);
    if (file->temporary && !file->is_nameless)
        (void)unlink(file->temporary);
    forget(file);
}

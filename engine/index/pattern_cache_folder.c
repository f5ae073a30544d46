/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/pattern_cache_folder.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* A program with more rights than its caller does not ask the environment. */
static tamis_status name_folder(struct pattern_cache_folder *folder,
                                const char *given, tamis_error *error)
{
    const char *cache = secure_getenv("XDG_CACHE_HOME");
    const char *home = secure_getenv("HOME");
    int size;

    if (given && *given)
        size = snprintf(folder->path, sizeof folder->path, "%s", given);
    else if (cache && *cache == '/')
        size = snprintf(folder->path, sizeof folder->path, "%s/tamis", cache);
    else if (home && *home == '/')
        size = snprintf(folder->path, sizeof folder->path, "%s/.cache/tamis",
                        home);
    else
        return error_set(error, TAMIS_ERROR_SYSTEM,
                         "there is no folder for compiled patterns: neither "
                         "XDG_CACHE_HOME nor HOME is set; name one");
    if (size < 0 || (size_t)size >= sizeof folder->path)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "the name of the folder for compiled patterns is too "
                         "long");
    return TAMIS_OK;
}

/* All that is missing of it, for the user alone. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700); /* what matters is whether it can be opened */
        *slash = '/';
    }
    mkdir(path, 0700);
}

tamis_status pattern_cache_folder_find(struct pattern_cache_folder *folder,
                                       const char *given, tamis_error *error)
{
    struct stat about;

    folder->descriptor = -1;
    TRY(name_folder(folder, given, error));
    make_folders(folder->path);
    folder->descriptor =
        open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->descriptor < 0 || fstat(folder->descriptor, &about))
        return error_set_system(error, errno,
                                "cannot open the folder for compiled patterns, "
                                "%s",
                                folder->path);
    if (about.st_uid != geteuid() || about.st_mode & 077)
        return error_set(error, TAMIS_ERROR_REJECTED,
                         "the folder for compiled patterns, %s, must be yours "
                         "and closed to others: chmod 700",
                         folder->path);
    return TAMIS_OK;
}

void pattern_cache_folder_release(struct pattern_cache_folder *folder)
{
    if (folder->descriptor >= 0)
        close(folder->descriptor);
    folder->descriptor = -1;
}

int pattern_cache_folder_open(const struct pattern_cache_folder *folder,
                              const char *name)
{
    struct stat about;
    int descriptor = openat(folder->descriptor, name,
                            O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

    if (descriptor < 0)
        return -1;
    if (fstat(descriptor, &about) || !S_ISREG(about.st_mode) ||
        about.st_uid != geteuid() || about.st_mode & 077) {
        close(descriptor);
        return -1;
    }
    futimens(descriptor, NULL); /* what was used lately is kept */
    return descriptor;
}

/* A name that nobody can have foreseen. */
static void name_temporary(struct pattern_cache_file *file)
{
    uint64_t random[2] = {0};

    if (getrandom(random, sizeof random, 0) < 0)
        random[0] = (uint64_t)getpid(); /* O_EXCL refuses what is there */
    snprintf(file->temporary, sizeof file->temporary,
             ".patterns-%016" PRIx64 "%016" PRIx64, random[0], random[1]);
}

/* Not every file system has files without a name. */
tamis_status pattern_cache_file_make(struct pattern_cache_file *file,
                                     const struct pattern_cache_folder *folder,
                                     tamis_error *error)
{
    file->temporary[0] = '\0';
    file->descriptor =
        openat(folder->descriptor, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file->descriptor >= 0)
        return TAMIS_OK;
    name_temporary(file);
    file->descriptor =
        openat(folder->descriptor, file->temporary,
               O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
    if (file->descriptor >= 0)
        return TAMIS_OK;
    file->temporary[0] = '\0';
    return error_set_system(error, errno,
                            "cannot make a file in the folder for compiled "
                            "patterns, %s",
                            folder->path);
}

static bool give_temporary_name(struct pattern_cache_file *file,
                                const struct pattern_cache_folder *folder)
{
    char self[40];

    if (file->temporary[0])
        return true;
    name_temporary(file);
    snprintf(self, sizeof self, "/proc/self/fd/%d", file->descriptor);
    if (linkat(AT_FDCWD, self, folder->descriptor, file->temporary,
               AT_SYMLINK_FOLLOW) == 0)
        return true;
    file->temporary[0] = '\0';
    return false;
}

/* Nothing is synced to the disk: a file that a crash damages is made again. */
tamis_status pattern_cache_file_keep(struct pattern_cache_file *file,
                                     const struct pattern_cache_folder *folder,
                                     const char *name, tamis_error *error)
{
    if (fchmod(file->descriptor, 0600) || !give_temporary_name(file, folder) ||
        renameat(folder->descriptor, file->temporary, folder->descriptor, name))
        return error_set_system(error, errno,
                                "cannot put compiled patterns in place, %s/%s",
                                folder->path, name);
    file->temporary[0] = '\0';
    return TAMIS_OK;
}

void pattern_cache_file_close(struct pattern_cache_file *file,
                              const struct pattern_cache_folder *folder)
{
    if (file->temporary[0])
        unlinkat(folder->descriptor, file->temporary, 0);
    file->temporary[0] = '\0';
    if (file->descriptor >= 0)
        close(file->descriptor);
    file->descriptor = -1;
}

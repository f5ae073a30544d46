/* SPDX-License-Identifier: BSD-2-Clause */
#include "find_program.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of verbs, from the folder of the running program: nothing that another user
 * could put there, if he could not replace the program itself. */
static const char *const places[] = {".", "../libexec/tamis", "../libexec"};

/* The running program; false when the kernel does not tell. */
static bool own_file(char *path, size_t capacity)
{
    ssize_t size = readlink("/proc/self/exe", path, capacity - 1);

    if (size <= 0 || (size_t)size >= capacity - 1)
        return false;
    path[size] = '\0';
    return true;
}

/* The folder of the running program. */
static bool own_folder(char *folder, size_t capacity)
{
    char *slash = own_file(folder, capacity) ? strrchr(folder, '/') : NULL;

    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

/* Whether this is the file that the build made, still in its place. */
static bool is_in_build_tree(const struct stat *own)
{
    struct stat built;

    return stat(TAMIS_BUILT_AS, &built) == 0 && built.st_dev == own->st_dev &&
           built.st_ino == own->st_ino;
}

/* Whether the folder is called as that of an installation's programs. */
static bool is_of_programs(const char *folder)
{
    size_t size = strlen(folder), suffix = strlen("/" TAMIS_BIN);

    return size >= suffix && strcmp(folder + size - suffix, "/" TAMIS_BIN) == 0;
}

bool program_locate(const char *name, char *path, size_t capacity)
{
    char folder[4096];
    struct stat own, other;
    int size;

    if (stat("/proc/self/exe", &own) != 0)
        return false;
    if (is_in_build_tree(&own)) {
        size = snprintf(path, capacity, "%s/%s", TAMIS_BUILT_IN, name);
        return size > 0 && (size_t)size < capacity;
    }
    if (!*TAMIS_BIN_TO_LIBEXEC || !own_folder(folder, sizeof folder) ||
        !is_of_programs(folder))
        return false;
    size = snprintf(path, capacity, "%s/%s/%s", folder, TAMIS_BIN_TO_LIBEXEC,
                    name);
    /* A prefix that others may write into holds what others put there. */
    return size > 0 && (size_t)size < capacity && lstat(path, &other) == 0 &&
           S_ISREG(other.st_mode) && other.st_uid == own.st_uid;
}

void program_run(const char *name, char **argv)
{
    char folder[4096], path[4096 + 128];

    if (own_folder(folder, sizeof folder))
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            snprintf(path, sizeof path, "%s/%s/%.80s", folder, places[i], name);
            execv(path, argv);
            if (errno != ENOENT && errno != ENOTDIR)
                return;
        }
    execvp(name, argv);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/filter_folder.h"

#include "base/failure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TRIES   1000
#define LOCK_WAIT_NS 10000000 /* so much between two: 10 s in all */

tamis_status filter_folder_name(struct filter_folder *folder,
                                const char *interface, const char *bpf_root,
                                const char *state_root, tamis_error *error)
{
    memset(folder, 0, sizeof *folder);
    bpf_root = bpf_root ? bpf_root : FILTER_BPF_FOLDER;
    state_root = state_root ? state_root : FILTER_STATE_FOLDER;
    if (!interface || !*interface || strlen(interface) >= IF_NAMESIZE ||
        strpbrk(interface, "/:") || !strcmp(interface, ".") ||
        !strcmp(interface, ".."))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "\"%.40s\" is no name of a network interface",
                       interface ? interface : "");
    if (strlen(bpf_root) >= sizeof folder->bpf_root ||
        strlen(state_root) >= sizeof folder->state_root)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "the path of a folder is longer than %zu bytes",
                       sizeof folder->bpf_root - 1);
    strcpy(folder->interface, interface);
    strcpy(folder->bpf_root, bpf_root);
    strcpy(folder->state_root, state_root);
    snprintf(folder->bpf, sizeof folder->bpf, "%s/%s", bpf_root, interface);
    snprintf(folder->state, sizeof folder->state, "%s/%s", state_root,
             interface);
    /* The BPF file system takes no dots, interfaces have no colons. */
    for (char *at = folder->bpf + strlen(bpf_root); *at; at++)
        if (*at == '.')
            *at = ':';
    return TAMIS_OK;
}

/* Makes a folder and those above it that are not there. */
static int make(const char *path)
{
    char above[PATH_MAX];
    char *slash;

    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return 0;
    if (errno != ENOENT)
        return -1;
    snprintf(above, sizeof above, "%s", path);
    slash = strrchr(above, '/');
    if (!slash || slash == above)
        return -1;
    *slash = '\0';
    if (make(above))
        return -1;
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/* Nobody else may write where we read what we trust. */
static tamis_status check(const char *path, tamis_error *error)
{
    struct stat facts;

    if (lstat(path, &facts))
        return failure_system(error, errno, "%s", path);
    if (!S_ISDIR(facts.st_mode) || (facts.st_mode & 022) ||
        (facts.st_uid != geteuid() && facts.st_uid != 0))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "%s is not a folder of this user's own that nobody else "
                       "may write to; remove it, or name another one",
                       path);
    return TAMIS_OK;
}

/* Asked before anything is made, of what is there already. */
static tamis_status check_bpf(const struct filter_folder *folder,
                              tamis_error *error)
{
    char above[PATH_MAX];
    struct statfs facts;

    snprintf(above, sizeof above, "%s", folder->bpf_root);
    while (statfs(above, &facts)) {
        char *slash = strrchr(above, '/');

        if (errno != ENOENT)
            return failure_system(error, errno, "%s", above);
        if (!slash)
            strcpy(above, ".");
        else if (slash == above)
            strcpy(above, "/");
        else
            *slash = '\0';
    }
    if (facts.f_type == BPF_FS_MAGIC)
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_ARGUMENT,
                   "%s is not in a BPF file system; mount one first: "
                   "mount -t bpf bpf /sys/fs/bpf",
                   folder->bpf_root);
}

static tamis_status make_all(const struct filter_folder *folder,
                             tamis_error *error)
{
    const char *paths[] = {folder->state_root, folder->state, folder->bpf_root,
                           folder->bpf};

    XDP_TRY(check_bpf(folder, error));
    for (size_t n = 0; n < sizeof paths / sizeof paths[0]; n++) {
        if (make(paths[n])) {
            tamis_status status = failure_system(
                error, errno, "cannot make the folder %s", paths[n]);

            filter_folder_remove(folder);
            return status;
        }
        XDP_TRY(check(paths[n], error));
    }
    return TAMIS_OK;
}

static int lock_folder(int file)
{
    const struct timespec pause = {0, LOCK_WAIT_NS};

    for (int tries = 0; tries < LOCK_TRIES; tries++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        nanosleep(&pause, NULL);
    }
    errno = EBUSY;
    return -1;
}

tamis_status filter_folder_lock(const struct filter_folder *folder, int is_new,
                                int *lock, tamis_error *error)
{
    struct stat facts;
    tamis_status status;

    for (;;) {
        *lock = -1;
        if (is_new)
            XDP_TRY(make_all(folder, error));
        *lock = open(folder->state,
                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (*lock < 0 && errno == ENOENT && is_new)
            continue; /* somebody detached just now */
        if (*lock < 0 && errno == ENOENT && access(folder->bpf, F_OK) == 0 &&
            make(folder->state) == 0)
            continue; /* what the kernel holds is what counts */
        if (*lock < 0 && errno == ENOENT)
            return failure(error, TAMIS_ERROR_NOT_FOUND,
                           "no filter is attached to %s: there is no %s",
                           folder->interface, folder->state);
        if (*lock < 0)
            return failure_system(error, errno, "%s", folder->state);
        if (lock_folder(*lock)) {
            status = failure_system(error, errno,
                                    "another process keeps %s to itself",
                                    folder->state);
            filter_folder_unlock(*lock);
            *lock = -1;
            return status;
        }
        /* Whoever waited may have what was removed meanwhile. */
        if (fstat(*lock, &facts) == 0 && facts.st_nlink > 0)
            return TAMIS_OK;
        filter_folder_unlock(*lock);
    }
}

void filter_folder_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* What is in a folder and is_chosen() is removed. */
static int remove_some(const char *path,
                       int (*is_chosen)(const char *name, const void *context),
                       const void *context)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int result = 0;

    if (!folder)
        return errno == ENOENT ? 0 : -1;
    while ((entry = readdir(folder))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
            !is_chosen(entry->d_name, context))
            continue;
        if (unlinkat(dirfd(folder), entry->d_name, 0) && errno != ENOENT)
            result = -1;
    }
    closedir(folder);
    return result;
}

static int begins_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static int is_of_generation(const char *name)
{
    return begins_with(name, "image.") || begins_with(name, "carried.") ||
           begins_with(name, "policy.");
}

/* The library's, and the program's: with what is written before a rename. */
static int is_state(const char *name, const void *context)
{
    (void)context;
    return is_of_generation(name) || begins_with(name, "settings") ||
           !strcmp(name, "events.lock");
}

static int is_pin(const char *name, const void *context)
{
    (void)name, (void)context;
    return 1;
}

tamis_status filter_folder_clear(const struct filter_folder *folder,
                                 tamis_error *error)
{
    if (remove_some(folder->state, is_state, NULL))
        return failure_system(error, errno, "cannot empty %s", folder->state);
    if (remove_some(folder->bpf, is_pin, NULL))
        return failure_system(error, errno, "cannot empty %s", folder->bpf);
    return TAMIS_OK;
}

/* What killed processes left has a number of before, or more behind it. */
static int is_old(const char *name, const void *context)
{
    unsigned long long generation = *(const unsigned long long *)context;
    unsigned long long number;
    char *end;

    if (!is_of_generation(name))
        return 0;
    number = strtoull(strchr(name, '.') + 1, &end, 10);
    if (begins_with(name, "policy.") && *end == '.')
        strtoull(end + 1, &end, 10); /* its own number */
    return *end || (number != generation && number + 1 != generation);
}

void filter_folder_sweep(const struct filter_folder *folder,
                         unsigned long long generation)
{
    remove_some(folder->state, is_old, &generation);
}

int filter_folder_is_empty(const struct filter_folder *state)
{
    DIR *folder = opendir(state->state);
    int count = 0;

    if (!folder)
        return 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count == 2;
}

void filter_folder_remove(const struct filter_folder *folder)
{
    rmdir(folder->bpf);
    rmdir(folder->state);
    rmdir(folder->bpf_root);
    rmdir(folder->state_root);
    if (!strcmp(folder->state_root, FILTER_STATE_FOLDER))
        rmdir("/run/tamis");
}

static struct filter_path join(const char *folder, const char *name)
{
    struct filter_path path;

    snprintf(path.text, sizeof path.text, "%s/%.40s", folder, name);
    return path;
}

struct filter_path filter_pin_path(const struct filter_folder *folder,
                                   const char *name)
{
    return join(folder->bpf, name);
}

struct filter_path filter_state_path(const struct filter_folder *folder,
                                     const char *name)
{
    return join(folder->state, name);
}

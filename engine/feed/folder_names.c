/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/folder_names.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

void folder_names_release(struct folder_names *list)
{
    for (size_t i = 0; i < list->count; i++)
        memory_release(list->allocator, list->names[i]);
    memory_release(list->allocator, list->names);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static tamis_status add_name(struct folder_names *list, const char *name)
{
    void *names = list->names;
    char *copy;

    if (memory_grow(list->allocator, &names, &list->capacity, list->count + 1,
                    sizeof *list->names) < 0)
        return TAMIS_ERROR_MEMORY;
    list->names = names;
    copy = memory_allocate(list->allocator, strlen(name) + 1);
    if (!copy)
        return TAMIS_ERROR_MEMORY;
    memcpy(copy, name, strlen(name) + 1);
    list->names[list->count++] = copy;
    return TAMIS_OK;
}

tamis_status folder_names_read(struct folder_names *list, const char *path,
                               tamis_error *error)
{
    DIR *folder = opendir(path);
    tamis_status status = TAMIS_OK;
    struct dirent *entry;

    if (!folder)
        return error_set_system(error, errno, "%s: the folder cannot be read",
                                path);
    errno = 0;
    while (status >= 0 && (entry = readdir(folder))) {
        if (entry->d_name[0] != '.')
            status = add_name(list, entry->d_name);
        errno = 0;
    }
    if (status < 0)
        status = error_set(error, status, "%s: no memory for its names", path);
    else if (errno)
        status = error_set_system(error, errno, "%s: the folder cannot be read",
                                  path);
    closedir(folder);
    if (list->count)
        qsort(list->names, list->count, sizeof *list->names, compare_names);
    return status;
}

bool folder_is_paper(tamis_slice name)
{
    static const char *const beginnings[] = {"README", "LICENSE", "LICENCE",
                                             "COPYING", "CHANGELOG"};
    static const char *const endings[] = {".md",      ".asc",    ".sig",
                                          ".minisig", ".sha256", ".py"};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (slice_starts_folded(name, beginnings[i]))
            return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_ends(name, endings[i]))
            return true;
    return false;
}

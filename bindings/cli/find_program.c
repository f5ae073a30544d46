/* SPDX-License-Identifier: BSD-2-Clause */
#include "find_program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From the folder of the running program: nothing that another user could put
 * there, if he could not replace the program itself. */
static const char *const places[] = {".", "../libexec/tamis", "../libexec"};

/* The folder of the running program; false when the kernel does not tell. */
static bool own_folder(char *folder, size_t capacity)
{
    ssize_t size = readlink("/proc/self/exe", folder, capacity - 1);
    char *slash;

    if (size <= 0 || (size_t)size >= capacity - 1)
        return false;
    folder[size] = '\0';
    slash = strrchr(folder, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
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

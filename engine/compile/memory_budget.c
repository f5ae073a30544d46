/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/memory_budget.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where nothing says how much there is. */
#define MEMORY_UNKNOWN ((uint64_t)1 << 32)

#define GROUPS "/sys/fs/cgroup"

static uint64_t read_limit(const char *path)
{
    FILE *file = fopen(path, "re");
    uint64_t limit = UINT64_MAX;
    char line[32];

    if (!file)
        return limit;
    /* "max" where there is no limit. */
    if (fgets(line, sizeof line, file) && line[0] >= '0' && line[0] <= '9')
        limit = strtoull(line, NULL, 10);
    fclose(file);
    return limit;
}

/* The group of version 2 that this process is in, as a path that begins with
 * a slash; empty when there is none. */
static void find_group(char *group, int size)
{
    FILE *file = fopen("/proc/self/cgroup", "re");

    group[0] = '\0';
    if (!file)
        return;
    while (fgets(group, size, file)) {
        if (strncmp(group, "0::/", 4) == 0) {
            memmove(group, group + 3, strlen(group + 3) + 1);
            group[strcspn(group, "\n")] = '\0';
            fclose(file);
            return;
        }
    }
    group[0] = '\0';
    fclose(file);
}

/* The lowest limit of the group and of those that it is in. */
static uint64_t find_group_limit(void)
{
    char group[PATH_MAX], path[PATH_MAX + sizeof GROUPS "/memory.max"];
    uint64_t lowest = read_limit(GROUPS "/memory/memory.limit_in_bytes");

    find_group(group, sizeof group);
    for (;;) {
        char *slash = strrchr(group, '/');
        uint64_t limit;

        snprintf(path, sizeof path, GROUPS "%s/memory.max", group);
        limit = read_limit(path);
        if (limit < lowest)
            lowest = limit;
        if (!slash)
            return lowest;
        *slash = '\0';
    }
}

uint64_t memory_budget(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_size = sysconf(_SC_PAGESIZE);
    uint64_t memory = MEMORY_UNKNOWN;
    uint64_t limit = find_group_limit();

    if (pages > 0 && page_size > 0)
        memory = (uint64_t)pages * (uint64_t)page_size;
    return (limit < memory ? limit : memory) / 2;
}

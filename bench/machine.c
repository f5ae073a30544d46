/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *machine_cpu(void)
{
    static char name[128];
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");

    if (name[0])
        return name;
    snprintf(name, sizeof name, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');

        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        colon[strcspn(colon, "\n\"\\")] = '\0';
        snprintf(name, sizeof name, "%.100s", colon + 2);
        break;
    }
    if (file)
        fclose(file);
    return name;
}

const char *machine_compiler(void)
{
#if defined(__clang__)
    return "clang " __clang_version__;
#else
    return "gcc " __VERSION__;
#endif
}

unsigned machine_cpu_count(void)
{
    return (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
}

uint64_t machine_memory(void)
{
    return (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGE_SIZE);
}

double machine_seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

uint64_t machine_memory_told(const char *file_name, const char *key)
{
    char line[256];
    uint64_t size = 0;
    FILE *file = fopen(file_name, "r");

    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, key, strlen(key))) {
            size = strtoull(line + strlen(key), NULL, 10) * 1024;
            break;
        }
    if (file)
        fclose(file);
    return size;
}

uint64_t machine_memory_available(void)
{
    return machine_memory_told("/proc/meminfo", "MemAvailable:");
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hits_carried.h"

#include "base/failure.h"
#include "base/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define CARRIED_MAGIC 0x48544d54u /* "TMTH" */

struct carried_header {
    __u32 magic, answer_count;
    __u64 generation, count; /* of items behind it */
};

struct carried_item {
    __u64 answer, hits;
};

static int write_items(FILE *file, __u64 generation, const __u64 *counts,
                       __u32 answer_count)
{
    struct carried_header header = {CARRIED_MAGIC, answer_count, generation, 0};

    for (__u32 n = 1; n <= answer_count; n++)
        header.count += counts[n] != 0;
    if (fwrite(&header, sizeof header, 1, file) != 1)
        return -1;
    for (__u32 n = 1; n <= answer_count; n++) {
        struct carried_item item = {n, counts[n]};

        if (counts[n] && fwrite(&item, sizeof item, 1, file) != 1)
            return -1;
    }
    return 0;
}

tamis_status hits_carried_save(const char *path, __u64 generation,
                               const __u64 *counts, __u32 answer_count,
                               tamis_error *error)
{
    char passing[PATH_MAX];
    FILE *file = NULL;
    int failed, descriptor;

    snprintf(passing, sizeof passing, "%.*s.new", PATH_MAX - 8, path);
    descriptor = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        file = fdopen(descriptor, "w");
    if (!file) {
        failed = errno;
        if (descriptor >= 0)
            close(descriptor);
        return failure_system(error, failed, "%s", passing);
    }
    failed = write_items(file, generation, counts, answer_count) ? errno : 0;
    if (fclose(file) && !failed)
        failed = errno;
    if (!failed && rename(passing, path))
        failed = errno;
    if (!failed)
        return TAMIS_OK;
    unlink(passing);
    return failure_system(error, failed, "%s", passing);
}

static int read_items(FILE *file, const struct carried_header *header,
                      __u64 *counts)
{
    for (__u64 n = 0; n < header->count; n++) {
        struct carried_item item;

        if (fread(&item, sizeof item, 1, file) != 1 || item.answer == 0 ||
            item.answer > header->answer_count)
            return -1;
        counts[item.answer] = item.hits;
    }
    return 0;
}

tamis_status hits_carried_load(const char *path, __u64 generation,
                               __u32 answer_count, const tamis_allocator *heap,
                               __u64 **counts, tamis_error *error)
{
    FILE *file = fopen(path, "re");
    struct carried_header header;
    int is_sound;

    *counts = NULL;
    if (!file && errno == ENOENT)
        return failure(error, TAMIS_ERROR_NOT_FOUND, "there is no %s", path);
    if (!file)
        return failure_system(error, errno, "%s", path);
    is_sound = fread(&header, sizeof header, 1, file) == 1 &&
               header.magic == CARRIED_MAGIC &&
               header.generation == generation &&
               header.answer_count == answer_count;
    if (is_sound) {
        *counts = heap_take(heap, (size_t)answer_count + 1, sizeof **counts);
        is_sound = *counts && read_items(file, &header, *counts) == 0;
    }
    fclose(file);
    if (is_sound)
        return TAMIS_OK;
    if (*counts)
        heap_give(heap, *counts);
    *counts = NULL;
    return failure(error, TAMIS_ERROR_CORRUPT,
                   "%s does not hold the counts of generation %llu", path,
                   (unsigned long long)generation);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hits_carried.h"

#include "base/failure.h"
#include "base/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CARRIED_MAGIC 0x48544d54u /* "TMTH" */

struct carried_header {
    __u32 magic, answer_count;
    __u64 generation;
    __u64 count, earlier_count; /* of items, and what is behind them */
};

struct carried_item {
    __u64 answer, hits;
};

static int write_items(FILE *file, __u64 generation,
                       const struct hits_carried *carried, __u32 answer_count)
{
    struct carried_header header = {CARRIED_MAGIC, answer_count, generation, 0,
                                    carried->earlier_count};
    const __u64 *counts = carried->counts;

    for (__u32 n = 1; n <= answer_count; n++)
        header.count += counts[n] != 0;
    if (fwrite(&header, sizeof header, 1, file) != 1)
        return -1;
    for (__u32 n = 1; n <= answer_count; n++) {
        struct carried_item item = {n, counts[n]};

        if (counts[n] && fwrite(&item, sizeof item, 1, file) != 1)
            return -1;
    }
    if (carried->earlier_count &&
        fwrite(carried->earlier,
               carried->earlier_count * sizeof *carried->earlier, 1, file) != 1)
        return -1;
    return 0;
}

tamis_status hits_carried_save(const char *path, __u64 generation,
                               const struct hits_carried *carried,
                               __u32 answer_count, tamis_error *error)
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
    failed = write_items(file, generation, carried, answer_count) ? errno : 0;
    if (fclose(file) && !failed)
        failed = errno;
    if (!failed && rename(passing, path))
        failed = errno;
    if (!failed)
        return TAMIS_OK;
    unlink(passing);
    return failure_system(error, failed, "%s", passing);
}

/* The file has exactly what its header counts. */
static int is_sound(FILE *file, const struct carried_header *header)
{
    struct stat facts;
    __u64 left;

    if (header->magic != CARRIED_MAGIC || fstat(fileno(file), &facts) != 0)
        return 0;
    left = (__u64)facts.st_size - sizeof *header;
    if (header->count > left / sizeof(struct carried_item))
        return 0;
    left -= header->count * sizeof(struct carried_item);
    return header->earlier_count == left / sizeof(struct hits_earlier) &&
           left % sizeof(struct hits_earlier) == 0;
}

static int read_items(FILE *file, const struct carried_header *header,
                      struct hits_carried *carried)
{
    for (__u64 n = 0; n < header->count; n++) {
        struct carried_item item;

        if (fread(&item, sizeof item, 1, file) != 1 || item.answer == 0 ||
            item.answer > header->answer_count)
            return -1;
        carried->counts[item.answer] = item.hits;
    }
    carried->earlier_count = (size_t)header->earlier_count;
    return fread(carried->earlier, sizeof *carried->earlier,
                 carried->earlier_count, file) == carried->earlier_count
               ? 0
               : -1;
}

static tamis_status load(FILE *file, const struct carried_header *header,
                         const tamis_allocator *heap,
                         struct hits_carried *carried, const char *path,
                         tamis_error *error)
{
    carried->counts =
        heap_take(heap, (size_t)header->answer_count + 1, sizeof(__u64));
    carried->earlier = heap_take(heap, (size_t)header->earlier_count + 1,
                                 sizeof *carried->earlier);
    if (!carried->counts || !carried->earlier)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for %s", path);
    if (read_items(file, header, carried) == 0)
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_CORRUPT, "%s: an answer is past the last",
                   path);
}

tamis_status hits_carried_load(const char *path, __u64 generation,
                               __u32 answer_count, const tamis_allocator *heap,
                               struct hits_carried *carried, tamis_error *error)
{
    FILE *file = fopen(path, "re");
    struct carried_header header;
    tamis_status status;

    memset(carried, 0, sizeof *carried);
    if (!file && errno == ENOENT)
        return failure(error, TAMIS_ERROR_NOT_FOUND, "there is no %s", path);
    if (!file)
        return failure_system(error, errno, "%s", path);
    if (fread(&header, sizeof header, 1, file) == 1 &&
        is_sound(file, &header) && header.generation == generation &&
        header.answer_count == answer_count)
        status = load(file, &header, heap, carried, path, error);
    else
        status = failure(error, TAMIS_ERROR_CORRUPT,
                         "%s does not hold the counts of generation %llu", path,
                         (unsigned long long)generation);
    fclose(file);
    if (status < 0)
        hits_carried_release(carried, heap);
    return status;
}

void hits_carried_release(struct hits_carried *carried,
                          const tamis_allocator *heap)
{
    if (carried->counts)
        heap_give(heap, carried->counts);
    if (carried->earlier)
        heap_give(heap, carried->earlier);
    memset(carried, 0, sizeof *carried);
}

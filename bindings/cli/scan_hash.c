/* SPDX-License-Identifier: BSD-2-Clause */
/* A file by its digests and its name (--hash-files). */
#include "file_digests.h"
#include "inode_table.h"
#include "scan_worker.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct asking_file {
    struct scan_worker *worker;
    tamis_event_source source;
};

static tamis_slice text_slice(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

static int add_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct asking_file *asking = context;

    for (size_t i = 0; i < hit_count; i++)
        if (!scan_worker_add(asking->worker, &hits[i], &asking->source))
            return 1;
    return 0;
}

/* What is no value of its kind is not listed either. */
static void ask(struct asking_file *asking, tamis_kind kind, const char *value)
{
    if (value[0] && !asking->worker->is_over &&
        new_database_has(asking->worker->news, kind, text_slice(value)))
        (void)tamis_matcher_find_all(asking->worker->matcher, kind, value,
                                     strlen(value), add_hits, asking, NULL);
}

/* The path from the root, with the name that the file was met by; the name
 * itself is asked for along with it. */
static void ask_name(struct asking_file *asking, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : NULL;
    char *full_folder = realpath(folder ? folder : ".", NULL);
    char full_path[2 * PATH_MAX];

    if (full_folder) {
        snprintf(full_path, sizeof full_path, "%s/%s",
                 full_folder[1] ? full_folder : "", slash ? slash + 1 : path);
        path = full_path;
    }
    ask(asking, TAMIS_KIND_FILENAME, path);
    free(full_folder);
    free(folder);
}

static void ask_file(struct scan_worker *worker,
                     const struct file_digests *digests)
{
    static const tamis_kind kinds[FILE_DIGEST_COUNT] = {
        TAMIS_KIND_MD5, TAMIS_KIND_SHA1, TAMIS_KIND_SHA256};
    struct asking_file asking = {.worker = worker,
                                 .source = worker->reading->source};
    tamis_file_facts facts = {digests->size, text_slice(digests->hex[FILE_MD5]),
                              text_slice(digests->hex[FILE_SHA1]),
                              text_slice(digests->hex[FILE_SHA256])};

    asking.source.file_facts = &facts;
    for (int i = 0; i < FILE_DIGEST_COUNT; i++)
        ask(&asking, kinds[i], digests->hex[i]);
    ask_name(&asking, worker->task->file->path);
}

static void fail(struct scan_worker *worker, int result)
{
    if (result == EAGAIN)
        scan_worker_fail_system(worker, 0, "is no regular file any more");
    else if (result == ESPIPE)
        scan_worker_fail_system(worker, 0,
                                "it became shorter while it was read, and was "
                                "not looked up");
    else
        scan_worker_fail_system(worker, result, "cannot be read");
}

static void count_bytes(void *context, uint64_t size)
{
    struct scan_worker *worker = context;

    worker->task->size += size;
    worker->task->stored_size += size;
}

/* Through the table where the file has other names. */
static int read_digests(struct scan_worker *worker,
                        struct file_digests *digests)
{
    const char *path = worker->task->file->path;
    struct inode_table *inodes = &worker->work->inodes;
    struct stat facts;
    int result;

    if (stat(path, &facts) != 0)
        return errno;
    if (facts.st_nlink > 1 &&
        inode_table_claim(inodes, facts.st_dev, facts.st_ino, digests,
                          &result) == INODE_IS_KNOWN) {
        worker->task->stored_size += (uint64_t)facts.st_size;
        return result;
    }
    result =
        file_digests_read(worker->digester, path, count_bytes, worker, digests);
    if (facts.st_nlink > 1)
        inode_table_publish(inodes, facts.st_dev, facts.st_ino, digests,
                            result);
    return result;
}

void scan_hash(struct scan_worker *worker)
{
    struct file_digests digests;
    int result;

    if (!worker->digester && !(worker->digester = file_digester_create())) {
        scan_worker_fail_system(worker, ENOMEM, "cannot be read");
        return;
    }
    result = read_digests(worker, &digests);
    if (result == 0)
        ask_file(worker, &digests);
    else
        fail(worker, result);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/policy_history.h"

#include "base/failure.h"
#include "base/heap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct filter_path path_of(const struct filter_folder *folder,
                                  __u64 generation, __u32 number)
{
    char name[64];

    snprintf(name, sizeof name, "policy.%llu.%u",
             (unsigned long long)generation, number);
    return filter_state_path(folder, name);
}

static int write_all(int file, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, text, size);

        if (done < 0 && errno != EINTR)
            return errno;
        text += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return 0;
}

__u32 policy_history_first(__u32 number)
{
    return number > POLICY_HISTORY ? number - POLICY_HISTORY : 0;
}

bool policy_history_has(const struct filter_folder *folder, __u64 generation,
                        __u32 number)
{
    return access(path_of(folder, generation, number).text, F_OK) == 0;
}

void policy_history_forget(const struct filter_folder *folder, __u64 generation,
                           __u32 number)
{
    unlink(path_of(folder, generation, number).text);
}

/* Whole under its name, or not there. */
tamis_status policy_history_keep(const struct filter_folder *folder,
                                 __u64 generation, __u32 number,
                                 const char *text, size_t size,
                                 tamis_error *error)
{
    struct filter_path path = path_of(folder, generation, number);
    char passing[PATH_MAX];
    int file, failed;

    snprintf(passing, sizeof passing, "%.*s.XXXXXX", PATH_MAX - 8, path.text);
    file = mkostemp(passing, O_CLOEXEC); /* mode 0600 */
    if (file < 0)
        return failure_system(error, errno, "%s", passing);
    failed = write_all(file, text, size);
    if (close(file) != 0 && !failed)
        failed = errno;
    if (!failed && rename(passing, path.text) != 0)
        failed = errno;
    if (failed) {
        unlink(passing);
        return failure_system(error, failed, "%s", path.text);
    }
    if (policy_history_first(number) > 0)
        unlink(
            path_of(folder, generation, policy_history_first(number) - 1).text);
    return TAMIS_OK;
}

/* What was read whole; 0, or an errno. */
static int read_all(int file, char *text, size_t size)
{
    while (size > 0) {
        ssize_t got = read(file, text, size);

        if (got == 0)
            return EIO;
        if (got < 0 && errno != EINTR)
            return errno;
        text += got > 0 ? got : 0;
        size -= got > 0 ? (size_t)got : 0;
    }
    return 0;
}

/* The text is owned; 0, or an errno, and then there is none. */
static int read_text(const char *path, const tamis_allocator *heap, char **text,
                     size_t *size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat facts;
    int failed = 0;

    *text = NULL;
    if (file < 0)
        return errno;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))
        failed = EINVAL;
    *size = failed ? 0 : (size_t)facts.st_size;
    *text = failed ? NULL : heap_take(heap, *size + 1, 1);
    if (!failed)
        failed = *text ? read_all(file, *text, *size) : ENOMEM;
    close(file);
    if (failed && *text)
        heap_give(heap, *text);
    return failed;
}

tamis_status policy_history_read(tamis_xdp_policy **policy,
                                 const struct filter_folder *folder,
                                 __u64 generation, __u32 number,
                                 const tamis_allocator *heap,
                                 tamis_error *error)
{
    struct filter_path path = path_of(folder, generation, number);
    tamis_status status;
    size_t size = 0;
    char *text;
    int failed = read_text(path.text, heap, &text, &size);

    *policy = NULL;
    if (failed == ENOMEM)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for a policy");
    if (failed == ENOENT || failed == ELOOP || failed == EINVAL)
        return TAMIS_OK;
    if (failed)
        return failure_system(error, failed, "%s", path.text);
    status = tamis_xdp_policy_create(policy, heap, error);
    if (status == TAMIS_OK)
        status = tamis_xdp_policy_parse(*policy, "an earlier policy", text,
                                        size, error);
    heap_give(heap, text);
    if (status == TAMIS_OK)
        return TAMIS_OK;
    tamis_xdp_policy_destroy(*policy);
    *policy = NULL;
    return status == TAMIS_ERROR_MEMORY ? status : TAMIS_OK;
}

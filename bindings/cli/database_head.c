/* SPDX-License-Identifier: BSD-2-Clause */
#include "database_head.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* docs/FILE_FORMAT.md; a way of seven bits makes 0x09 of the first byte, and
 * one for text changes the last two. */
enum database_head database_head_find(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat facts;
    char head[6];
    ssize_t size = 0;

    if (descriptor < 0)
        return DATABASE_HEAD_NONE;
    if (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode))
        size = pread(descriptor, head, sizeof head, 0);
    close(descriptor);
    if (size <= 0)
        return DATABASE_HEAD_NONE;
    if (size < (ssize_t)sizeof head || memcmp(head + 1, "TAMIS", 5) != 0)
        return DATABASE_HEAD_OTHER;
    return head[0] == '\x89' || head[0] == '\x09' ? DATABASE_HEAD_IS
                                                  : DATABASE_HEAD_OTHER;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* MD5, SHA-1 and SHA-256 of a file in one read: the one place where the
 * command line uses libcrypto. */
#ifndef TAMIS_CLI_FILE_DIGESTS_H
#define TAMIS_CLI_FILE_DIGESTS_H

#include <stdbool.h>
#include <stdint.h>

#define FILE_DIGEST_COUNT    3
#define FILE_DIGEST_HEX_SIZE 65 /* of the longest, and its zero */

/* In the order of their kinds. */
enum file_digest { FILE_MD5, FILE_SHA1, FILE_SHA256 };

struct file_digests {
    uint64_t size;
    /* Lower-case hex; empty where libcrypto refuses the algorithm (MD5 in
     * FIPS mode). */
    char hex[FILE_DIGEST_COUNT][FILE_DIGEST_HEX_SIZE];
};

/* One thread's buffer and contexts. NULL when memory is out. */
struct file_digester;
struct file_digester *file_digester_create(void);
void file_digester_destroy(struct file_digester *digester);

/* Called with the bytes of each piece read. */
typedef void (*file_digests_progress)(void *context, uint64_t size);

/*
 * file_digests_read() reads the file as long as it was when it was opened.
 * 0, or an errno; EAGAIN where it is no regular file (any more), ESPIPE where
 * it shrank meanwhile.
 */
int file_digests_read(struct file_digester *digester, const char *path,
                      file_digests_progress progress, void *context,
                      struct file_digests *digests);

#endif

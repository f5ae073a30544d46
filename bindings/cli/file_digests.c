/* SPDX-License-Identifier: BSD-2-Clause */
#include "file_digests.h"

#include <openssl/evp.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Three digests of a piece are made while it is in the second cache. */
#define PIECE_SIZE ((size_t)256 << 10)

struct file_digester {
    EVP_MD *algorithms[FILE_DIGEST_COUNT];
    EVP_MD_CTX *contexts[FILE_DIGEST_COUNT];
    unsigned char *piece;
};

struct file_digester *file_digester_create(void)
{
    static const char *const names[FILE_DIGEST_COUNT] = {"MD5", "SHA1",
                                                         "SHA256"};
    struct file_digester *digester = calloc(1, sizeof *digester);

    if (!digester)
        return NULL;
    digester->piece = malloc(PIECE_SIZE);
    for (int i = 0; i < FILE_DIGEST_COUNT; i++) {
        digester->algorithms[i] = EVP_MD_fetch(NULL, names[i], NULL);
        digester->contexts[i] = EVP_MD_CTX_new();
        if (digester->contexts[i])
            continue;
        file_digester_destroy(digester);
        return NULL;
    }
    if (digester->piece)
        return digester;
    file_digester_destroy(digester);
    return NULL;
}

void file_digester_destroy(struct file_digester *digester)
{
    if (!digester)
        return;
    for (int i = 0; i < FILE_DIGEST_COUNT; i++) {
        EVP_MD_CTX_free(digester->contexts[i]);
        EVP_MD_free(digester->algorithms[i]);
    }
    free(digester->piece);
    free(digester);
}

/* The time of last access is evidence: it is left alone where that is allowed.
 * A FIFO put in the file's place must not stop us. */
static int open_file(const char *path)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    int file = open(path, flags | O_NOATIME);

    return file < 0 && errno == EPERM ? open(path, flags) : file;
}

static void begin(struct file_digester *digester, bool *is_made)
{
    for (int i = 0; i < FILE_DIGEST_COUNT; i++)
        is_made[i] = digester->algorithms[i] &&
                     EVP_DigestInit_ex2(digester->contexts[i],
                                        digester->algorithms[i], NULL) == 1;
}

static void finish(struct file_digester *digester, const bool *is_made,
                   struct file_digests *digests)
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < FILE_DIGEST_COUNT; i++) {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned size = 0;

        if (!is_made[i] ||
            EVP_DigestFinal_ex(digester->contexts[i], bytes, &size) != 1 ||
            size * 2 >= FILE_DIGEST_HEX_SIZE)
            size = 0;
        for (unsigned n = 0; n < size; n++) {
            digests->hex[i][n * 2] = digits[bytes[n] >> 4];
            digests->hex[i][n * 2 + 1] = digits[bytes[n] & 15];
        }
        digests->hex[i][size * 2] = '\0';
    }
}

/* 0 or an errno. */
static int read_pieces(struct file_digester *digester, int file, uint64_t left,
                       file_digests_progress progress, void *context)
{
    while (left > 0) {
        size_t want = left < PIECE_SIZE ? (size_t)left : PIECE_SIZE;
        ssize_t size = read(file, digester->piece, want);

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return errno;
        if (size == 0)
            return ESPIPE;
        /* What an algorithm does not take, finish() finds. */
        for (int i = 0; i < FILE_DIGEST_COUNT; i++)
            if (digester->algorithms[i])
                EVP_DigestUpdate(digester->contexts[i], digester->piece,
                                 (size_t)size);
        left -= (uint64_t)size;
        progress(context, (uint64_t)size);
    }
    return 0;
}

int file_digests_read(struct file_digester *digester, const char *path,
                      file_digests_progress progress, void *context,
                      struct file_digests *digests)
{
    bool is_made[FILE_DIGEST_COUNT];
    struct stat facts;
    int file = open_file(path);
    int result;

    memset(digests, 0, sizeof *digests);
    if (file < 0)
        return errno;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(file);
        return EAGAIN;
    }
    digests->size = (uint64_t)facts.st_size;
    posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
    begin(digester, is_made);
    result = read_pieces(digester, file, digests->size, progress, context);
    close(file);
    if (result == 0)
        finish(digester, is_made, digests);
    return result;
}

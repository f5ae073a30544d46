/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/file_digest.h"

#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"

#include <openssl/evp.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SHA256_SIZE 32u

static tamis_status add_bytes(EVP_MD_CTX *digest, int descriptor,
                              const char *path, tamis_error *error)
{
    uint8_t block[32 << 10];

    for (;;) {
        ssize_t size = read(descriptor, block, sizeof block);

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set_system(error, errno, "%s: cannot be read", path);
        if (size == 0)
            return TAMIS_OK;
        if (EVP_DigestUpdate(digest, block, (size_t)size) != 1)
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "%s: libcrypto cannot hash it", path);
    }
}

static tamis_status hash_file(const char *path, uint8_t value[SHA256_SIZE],
                              tamis_error *error)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    tamis_status status = TAMIS_OK;

    if (!digest || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1)
        status = error_set(error, TAMIS_ERROR_MEMORY,
                           "%s: libcrypto cannot hash it", path);
    else if (descriptor < 0)
        status = error_set_system(error, errno, "%s: cannot be opened", path);
    if (status == TAMIS_OK)
        status = add_bytes(digest, descriptor, path, error);
    if (status == TAMIS_OK && EVP_DigestFinal_ex(digest, value, NULL) != 1)
        status = error_set(error, TAMIS_ERROR_MEMORY,
                           "%s: libcrypto cannot hash it", path);
    if (descriptor >= 0)
        close(descriptor);
    EVP_MD_CTX_free(digest);
    return status;
}

tamis_status file_digest_check(const char *path, tamis_slice expected,
                               tamis_error *error)
{
    uint8_t wanted[SHA256_SIZE], value[SHA256_SIZE];
    char text[2 * SHA256_SIZE + 1] = "";

    if (!number_parse_hex(expected, wanted, SHA256_SIZE))
        return error_set(error, TAMIS_ERROR_SYNTAX,
                         "%s: its sha256 is to be 64 hex digits", path);
    TRY(hash_file(path, value, error));
    if (!memcmp(wanted, value, SHA256_SIZE))
        return TAMIS_OK;
    number_format_hex(value, SHA256_SIZE, text);
    return error_set(error, TAMIS_ERROR_CORRUPT,
                     "%s: has the SHA-256 %.*s, not the one that was declared; "
                     "fetch it again or correct the declaration",
                     path, (int)(2 * SHA256_SIZE), text);
}

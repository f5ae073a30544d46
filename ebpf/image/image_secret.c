/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_secret.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/failure.h"

tamis_status image_secret_draw(struct image_secret *secret, tamis_error *error)
{
    char *bytes = (char *)secret;
    size_t size = 0;

    while (size < sizeof *secret) {
        ssize_t got = getrandom(bytes + size, sizeof *secret - size, 0);

        if (got < 0 && errno != EINTR) {
            int number = errno;

            memset(secret, 0, sizeof *secret);
            return failure_system(error, number,
                                  "no random bytes for the image's secret");
        }
        size += got > 0 ? (size_t)got : 0;
    }
    return TAMIS_OK;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/options.h"

#include "base/error.h"

#include <string.h>

tamis_status options_check(const void *given, size_t known_size,
                           const char *name, tamis_error *error)
{
    const uint8_t *bytes = given;
    size_t size;

    memcpy(&size, bytes, sizeof size);
    if (size < known_size)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "struct_size of a %s is %zu, less than %zu; begin "
                         "with %s_init()",
                         name, size, known_size, name);
    for (size_t n = known_size; n < size; n++)
        if (bytes[n] != 0)
            return error_set(error, TAMIS_ERROR_UNSUPPORTED,
                             "a %s sets fields that this version of the "
                             "library does not know; update the library",
                             name);
    return TAMIS_OK;
}

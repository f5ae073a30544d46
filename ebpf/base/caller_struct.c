/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/caller_struct.h"

#include "base/failure.h"

#include <string.h>

tamis_status caller_struct_read(void *own, size_t own_size, const void *given,
                                const char *name, tamis_error *error)
{
    const unsigned char *bytes = given;
    size_t size;

    if (!given)
        return TAMIS_OK;
    memcpy(&size, bytes, sizeof size);
    if (size < sizeof size)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "struct_size of a %s is %zu; begin with its _INIT", name,
                       size);
    for (size_t n = own_size; n < size; n++)
        if (bytes[n] != 0)
            return failure(error, TAMIS_ERROR_UNSUPPORTED,
                           "a %s sets fields that this version of the library "
                           "does not know; update the library",
                           name);
    memcpy(own, bytes, size < own_size ? size : own_size);
    memcpy(own, &own_size, sizeof own_size);
    return TAMIS_OK;
}

void caller_struct_write(void *given, const void *own, size_t own_size)
{
    size_t size;

    memcpy(&size, given, sizeof size);
    if (size > own_size)
        size = own_size;
    if (size > sizeof size)
        memcpy((unsigned char *)given + sizeof size,
               (const unsigned char *)own + sizeof size, size - sizeof size);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fill(tamis_error *error, tamis_status status, const char *format,
                 va_list arguments) __attribute__((format(printf, 3, 0)));

static void fill(tamis_error *error, tamis_status status, const char *format,
                 va_list arguments)
{
    memset(error, 0, sizeof *error);
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    /* What came from outside may not reach a terminal as control bytes. */
    for (char *at = error->message; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
}

tamis_status failure(tamis_error *error, tamis_status status,
                     const char *format, ...)
{
    va_list arguments;

    if (!error)
        return status;
    va_start(arguments, format);
    fill(error, status, format, arguments);
    va_end(arguments);
    return status;
}

tamis_status failure_system(tamis_error *error, int number, const char *format,
                            ...)
{
    va_list arguments;
    size_t size;
    char text[128];

    if (!error)
        return TAMIS_ERROR_SYSTEM;
    va_start(arguments, format);
    fill(error, TAMIS_ERROR_SYSTEM, format, arguments);
    va_end(arguments);
    error->system_errno = abs(number);
    size = strlen(error->message);
    snprintf(error->message + size, sizeof error->message - size, ": %s",
             strerror_r(abs(number), text, sizeof text));
    return TAMIS_ERROR_SYSTEM;
}

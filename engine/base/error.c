/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Formatted text longer than this cannot reach the message anyway. */
#define FORMATTED_SIZE ((size_t)1024)

/*
 * Length of the well-formed UTF-8 sequence at text (RFC 3629: no overlong
 * forms, no surrogates, nothing past U+10FFFF), or 0. C1 controls, which some
 * terminals obey, count as malformed here. text ends with a zero byte.
 */
static size_t measure_printable(const unsigned char *text)
{
    unsigned char lead = text[0];
    size_t size;

    if (lead >= 0x20 && lead < 0x7f)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        size = 2;
    else if (lead >= 0xe0 && lead < 0xf0)
        size = 3;
    else if (lead >= 0xf0 && lead < 0xf5)
        size = 4;
    else
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((lead == 0xc2 && text[1] < 0xa0) || (lead == 0xe0 && text[1] < 0xa0) ||
        (lead == 0xed && text[1] > 0x9f) || (lead == 0xf0 && text[1] < 0x90) ||
        (lead == 0xf4 && text[1] > 0x8f))
        return 0;
    return size;
}

/* What does not fit is cut between characters, with three dots at the end. */
static void write_escaped(char *message, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = (const unsigned char *)text;
    const size_t room = TAMIS_ERROR_MESSAGE_SIZE - sizeof "...";
    size_t used = 0;

    while (*from) {
        size_t size = measure_printable(from);
        size_t wanted = size ? size : 4;

        if (used + wanted > room) {
            memcpy(message + used, "...", 3);
            used += 3;
            break;
        }
        if (size) {
            memcpy(message + used, from, size);
        } else {
            message[used] = '\\';
            message[used + 1] = 'x';
            message[used + 2] = digits[*from >> 4];
            message[used + 3] = digits[*from & 15];
            size = 1;
        }
        used += wanted;
        from += size;
    }
    message[used] = '\0';
}

static void fill(tamis_error *error, tamis_status status, int system_errno,
                 const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

static void fill(tamis_error *error, tamis_status status, int system_errno,
                 const char *format, va_list arguments)
{
    char formatted[FORMATTED_SIZE];
    int length = vsnprintf(formatted, sizeof formatted, format, arguments);
    size_t used = length > 0 ? (size_t)length : 0;

    if (length < 0)
        formatted[0] = '\0';
    if (used >= sizeof formatted)
        used = sizeof formatted - 1;
    if (system_errno) {
        char reason[128];
        const char *text =
            strerror_r(system_errno, reason, sizeof reason); /* GNU's form */

        snprintf(formatted + used, sizeof formatted - used, ": %s", text);
    }
    error->status = status;
    error->system_errno = system_errno;
    error->line = 0;
    error->offset = UINT64_MAX;
    write_escaped(error->message, formatted);
}

tamis_status error_set(tamis_error *error, tamis_status status,
                       const char *format, ...)
{
    va_list arguments;

    if (!error)
        return status;
    va_start(arguments, format);
    fill(error, status, 0, format, arguments);
    va_end(arguments);
    return status;
}

tamis_status error_set_system(tamis_error *error, int system_errno,
                              const char *format, ...)
{
    va_list arguments;

    if (!error)
        return TAMIS_ERROR_SYSTEM;
    va_start(arguments, format);
    fill(error, TAMIS_ERROR_SYSTEM, system_errno, format, arguments);
    va_end(arguments);
    return TAMIS_ERROR_SYSTEM;
}

void error_set_place(tamis_error *error, uint64_t line, uint64_t offset)
{
    if (!error)
        return;
    error->line = line;
    error->offset = offset;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Filling a caller's tamis_error; passing failures on. */
#ifndef TAMIS_BASE_ERROR_H
#define TAMIS_BASE_ERROR_H

#include <tamis/status.h>

/*
 * error_set() writes status and a sentence, with no line or offset, and
 * returns status. error may be NULL. Control bytes and invalid UTF-8 in the
 * formatted text are written as \xNN, so that hostile input cannot reach a
 * terminal through an error.
 */
tamis_status error_set(tamis_error *error, tamis_status status,
                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* error_set_system() adds ": " and strerror(system_errno); status SYSTEM. */
tamis_status error_set_system(tamis_error *error, int system_errno,
                              const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* error_set_place() adds where it was: line from 1 (0: none), byte offset
 * (UINT64_MAX: none). */
void error_set_place(tamis_error *error, uint64_t line, uint64_t offset);

/* TRY(call) returns from the function when call gives an error. */
#define TRY(call)                                                              \
    do {                                                                       \
        tamis_status try_status_ = (call);                                     \
        if (try_status_ < 0)                                                   \
            return try_status_;                                                \
    } while (0)

#endif

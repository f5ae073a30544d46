/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors as sentences: what, where, what to do. */
#ifndef TAMIS_EBPF_BASE_FAILURE_H
#define TAMIS_EBPF_BASE_FAILURE_H

#include <tamis/status.h>

/* Fills *error (NULL is fine) and returns status. */
__attribute__((format(printf, 3, 4))) tamis_status
failure(tamis_error *error, tamis_status status, const char *format, ...);

/* The same as TAMIS_ERROR_SYSTEM with number (an errno, of any sign), whose
 * text is put behind the sentence. */
__attribute__((format(printf, 3, 4))) tamis_status
failure_system(tamis_error *error, int number, const char *format, ...);

#define XDP_TRY(call)                                                          \
    do {                                                                       \
        tamis_status try_status = (call);                                      \
        if (try_status < 0)                                                    \
            return try_status;                                                 \
    } while (0)

#endif

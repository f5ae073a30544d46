/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a call says when it cannot do what was asked.
 *
 * Every function that can fail returns a tamis_status; those that read text or
 * files of somebody else also fill a tamis_error that the caller owns.
 * The library keeps no last error, never prints, never exits.
 */
#ifndef TAMIS_STATUS_H
#define TAMIS_STATUS_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define TAMIS_API
#else
#define TAMIS_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A status: zero is success, negative is an error. Values are pinned and
 * append-only, so that a binding may write them down. */
typedef int32_t tamis_status;

#define TAMIS_OK                0
#define TAMIS_ERROR_ARGUMENT    (-1) /* the caller broke a documented rule */
#define TAMIS_ERROR_MEMORY      (-2) /* an allocation failed */
#define TAMIS_ERROR_SYSTEM      (-3) /* a system call failed: system_errno */
#define TAMIS_ERROR_CORRUPT     (-4) /* a file is damaged or hostile */
#define TAMIS_ERROR_UNSUPPORTED (-5) /* a version or feature not known here */
#define TAMIS_ERROR_LIMIT       (-6) /* more than a documented limit */
#define TAMIS_ERROR_SYNTAX      (-7) /* text that does not parse */
#define TAMIS_ERROR_REJECTED    (-8) /* well formed, but refused by a guard */
#define TAMIS_ERROR_LABEL       (-9) /* a label or audience: missing, unknown */
#define TAMIS_ERROR_STOPPED     (-10) /* a callback asked to stop */
#define TAMIS_ERROR_EMPTY       (-11) /* a feed is empty or shrank too much */
#define TAMIS_ERROR_NOT_FOUND   (-12) /* no such name, feed or record */

/* Bytes of tamis_error.message, terminating zero included. */
#define TAMIS_ERROR_MESSAGE_SIZE 480

/*
 * What went wrong, where, and what to do about it, as one sentence.
 *
 * Caller-owned plain data: nothing to free, may live on the stack, may be
 * reused. Every function that takes one accepts NULL. It is written only when
 * the call fails. line counts from 1, 0 when there is none; offset is in
 * bytes, UINT64_MAX when there is none. message is UTF-8 and never holds raw
 * control bytes of the input.
 */
typedef struct tamis_error {
    tamis_status status;
    int32_t system_errno; /* errno for TAMIS_ERROR_SYSTEM, else 0 */
    uint64_t line;
    uint64_t offset;
    char message[TAMIS_ERROR_MESSAGE_SIZE];
} tamis_error;

/*
 * A run of bytes that somebody else owns. size 0 is the empty run, and data is
 * then never read (it may be NULL or dangling, as Rust's is).
 */
typedef struct tamis_slice {
    const char *data;
    size_t size;
} tamis_slice;

/*
 * tamis_status_name() names a status as it is spelled in this header without
 * the prefix, for example "ERROR_CORRUPT"; "UNKNOWN" for any other number.
 *
 * Ownership: static storage. Cost: none. Threads: any. Since 0.1.0.
 */
TAMIS_API const char *tamis_status_name(tamis_status status);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_STATUS_H */

/* SPDX-License-Identifier: BSD-2-Clause */
/* An input read, and decompressed, by a thread of its own, a little ahead of
 * the one who wants it. */
#ifndef TAMIS_CLI_SCAN_AHEAD_H
#define TAMIS_CLI_SCAN_AHEAD_H

#include <tamis/input.h>

#include <stdbool.h>

struct scan_ahead;

enum scan_ahead_state {
    SCAN_AHEAD_BYTES, /* some were given */
    SCAN_AHEAD_EMPTY, /* none yet, and the caller would not wait */
    SCAN_AHEAD_END,
    SCAN_AHEAD_FAILED
};

/* NULL after an error that is told. */
struct scan_ahead *scan_ahead_open(const char *path, tamis_error *error);
/* Takes up to capacity bytes. The error is filled in when it FAILED. */
enum scan_ahead_state scan_ahead_take(struct scan_ahead *ahead, char *bytes,
                                      size_t capacity, bool may_wait,
                                      size_t *size, tamis_error *error);
/* Bytes of the file itself that have been consumed. */
uint64_t scan_ahead_consumed(const struct scan_ahead *ahead);
/* Lets go of it; a thread that waits for a pipe ends when it can. */
void scan_ahead_close(struct scan_ahead *ahead);

#endif

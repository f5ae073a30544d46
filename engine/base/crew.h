/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads that live for one piece of work and are gone when it is done. */
#ifndef TAMIS_BASE_CREW_H
#define TAMIS_BASE_CREW_H

#include <stddef.h>

#define CREW_SIZE_MAX 64u

/* Threads to work with: wanted, or one for each CPU that this process may run
 * on when it is 0. From 1 to CREW_SIZE_MAX. */
unsigned crew_size(unsigned wanted);

/*
 * crew_run() calls work(context, n) once for each n below count, in no order,
 * on up to `size` threads with the caller's among them, and returns when all
 * is done. Where no thread can be made, fewer do the work.
 */
void crew_run(unsigned size, size_t count,
              void (*work)(void *context, size_t n), void *context);

#endif

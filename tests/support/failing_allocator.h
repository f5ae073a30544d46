/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An allocator whose n-th allocation fails, and that knows what is still
 * held. The loop that proves a constructor:
 *
 *   for (uint64_t n = 1; ; n++) {
 *       failing_allocator_begin(&failing, n);
 *       status = ... &failing.allocator ...;
 *       (destroy)
 *       assert(failing.live_count == 0);
 *       if (!failing.has_failed)
 *           break;                      (and status is TAMIS_OK)
 *       assert(status == TAMIS_ERROR_MEMORY);
 *   }
 *
 * One thread. Memory is filled with 0xa5 when it is given out and 0x5a when it
 * comes back, so that reading it uninitialised or late shows.
 */
#ifndef TAMIS_TESTS_SUPPORT_FAILING_ALLOCATOR_H
#define TAMIS_TESTS_SUPPORT_FAILING_ALLOCATOR_H

#include <tamis/allocator.h>

#include <stdbool.h>
#include <stdint.h>

struct failing_allocator {
    tamis_allocator allocator; /* what to pass on; its context is this struct */
    uint64_t fail_at;          /* this allocation and all after it; 0: none */
    uint64_t allocation_count; /* allocate and reallocate, failed ones too */
    uint64_t live_count;       /* pieces not yet released */
    uint64_t live_size, live_size_max; /* bytes */
    bool has_failed;
};

/* The struct must not move while its allocator is in use. */
void failing_allocator_begin(struct failing_allocator *failing,
                             uint64_t fail_at);

#endif

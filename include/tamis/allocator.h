/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a handle takes its memory from. */
#ifndef TAMIS_ALLOCATOR_H
#define TAMIS_ALLOCATOR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Three functions and a context, passed to the constructors of handles through
 * their options; NULL there means malloc, realloc and free.
 *
 * allocate and reallocate return memory aligned as malloc's, or NULL when
 * there is none; reallocate(NULL, n) is allocate; sizes are never 0.
 * release(NULL) does nothing. The functions are called from the threads that
 * call the library, and must outlive every handle made with them. The struct
 * itself is copied.
 *
 * Third-party parts (libidn2, libunistring, simdjson, compression) use the C
 * heap.
 */
typedef struct tamis_allocator {
    void *(*allocate)(void *context, size_t size);
    void *(*reallocate)(void *context, void *pointer, size_t size);
    void (*release)(void *context, void *pointer);
    void *context;
} tamis_allocator;

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_ALLOCATOR_H */

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that can exist: those under a suffix of the public suffix list
 * (publicsuffix.org). What matches needs no such list; it tells a name in free
 * text from readme.txt.
 */
#ifndef TAMIS_SUFFIX_H
#define TAMIS_SUFFIX_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The rules. Any number of threads at once. */
typedef struct tamis_suffix_list tamis_suffix_list;

/* path NULL: the system's list. allocator may be NULL. Errors: SYSTEM (there is
 * no list), MEMORY. tamis_suffix_list_close() takes NULL. */
TAMIS_API tamis_status tamis_suffix_list_open(tamis_suffix_list **list,
                                              const char *path,
                                              const tamis_allocator *allocator,
                                              tamis_error *error);
TAMIS_API void tamis_suffix_list_close(tamis_suffix_list *list);

/* 1 for a name in normal form (lower-case A-labels) under a suffix that the
 * list has a rule for, such as com, co.uk or github.io; else 0. */
TAMIS_API int tamis_suffix_list_covers(const tamis_suffix_list *list,
                                       const char *name, size_t name_size);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_SUFFIX_H */

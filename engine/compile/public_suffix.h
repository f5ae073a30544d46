/* SPDX-License-Identifier: BSD-2-Clause */
/* The public suffix list. public_suffix.c alone includes libpsl. */
#ifndef TAMIS_COMPILE_PUBLIC_SUFFIX_H
#define TAMIS_COMPILE_PUBLIC_SUFFIX_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

/* A list, for one thread; the list itself is libpsl's, from the C heap. */
struct public_suffix_list;

/* What a name is to the list. */
enum public_suffix_place {
    PUBLIC_SUFFIX_ICANN,       /* com, co.uk, or a top level it does not know */
    PUBLIC_SUFFIX_PRIVATE,     /* github.io: a company lends names under it */
    PUBLIC_SUFFIX_REGISTRABLE, /* one label under a public suffix */
    PUBLIC_SUFFIX_DEEPER
};

/* path NULL: the system's list. Errors: SYSTEM (no list there), MEMORY. */
tamis_status public_suffix_open(struct public_suffix_list **list,
                                const tamis_allocator *allocator,
                                const char *path, tamis_error *error);
void public_suffix_close(struct public_suffix_list *list);
/* Are most names answered without libpsl (suffix_sieve.h)? */
bool public_suffix_is_sieved(const struct public_suffix_list *list);
/* name: lower-case A-labels, at most TAMIS_DOMAIN_SIZE_MAX bytes. */
enum public_suffix_place public_suffix_find(struct public_suffix_list *list,
                                            tamis_slice name);

#endif

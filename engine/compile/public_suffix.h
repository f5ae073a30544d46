/* SPDX-License-Identifier: BSD-2-Clause */
/* The public suffix list. public_suffix.c alone includes libpsl. */
#ifndef TAMIS_COMPILE_PUBLIC_SUFFIX_H
#define TAMIS_COMPILE_PUBLIC_SUFFIX_H

#include "compile/suffix_sieve.h"

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

/* Bytes that must be readable in front of a name that is cut already. */
#define PUBLIC_SUFFIX_FRONT SUFFIX_SIEVE_FRONT

/* Parents that were asked for lately: most names have one of a few. */
#define PUBLIC_SUFFIX_PARENTS     256u
#define PUBLIC_SUFFIX_PARENT_SIZE 62u

struct public_suffix_parent {
    bool is_suffix;
    uint8_t size; /* 0: free */
    char name[PUBLIC_SUFFIX_PARENT_SIZE];
};

/* What one thread asks with. Begins as zeros. */
struct public_suffix_cache {
    struct public_suffix_parent parents[PUBLIC_SUFFIX_PARENTS];
};

/* A list, for any number of threads; the list itself is libpsl's, from the C
 * heap. */
struct public_suffix_list;

/* What a name is to the list. */
enum public_suffix_place {
    PUBLIC_SUFFIX_ICANN,       /* com, co.uk, or a top level it does not know */
    PUBLIC_SUFFIX_PRIVATE,     /* github.io: a company lends names under it */
    PUBLIC_SUFFIX_REGISTRABLE, /* one label under a public suffix */
    PUBLIC_SUFFIX_DEEPER
};

/* path NULL: the system's list; seed: suffix_sieve.h. Errors: SYSTEM (no list
 * there), MEMORY. */
tamis_status public_suffix_open(struct public_suffix_list **list,
                                const tamis_allocator *allocator,
                                const char *path, uint64_t seed,
                                tamis_error *error);
void public_suffix_close(struct public_suffix_list *list);
/* Is the name under a suffix that a rule names, and not only "*"? Lower-case
 * A-labels and a zero. */
bool public_suffix_is_known(const struct public_suffix_list *list,
                            const char *name);
/* Are most names answered without libpsl (suffix_sieve.h)? */
bool public_suffix_is_sieved(const struct public_suffix_list *list);

/* A name of two labels or more, by somebody who knows where its dots are. */
struct public_suffix_cut {
    tamis_slice name;
    size_t parent_size; /* bytes without its first label */
    size_t next_size;   /* without the first two; 0 when these are all */
    bool is_foreign;    /* a label begins with "xn--"; true when in doubt */
};

/* name: lower-case A-labels, at most TAMIS_DOMAIN_SIZE_MAX bytes. In front of
 * one that is cut, PUBLIC_SUFFIX_FRONT bytes must be readable. */
enum public_suffix_place
public_suffix_find(const struct public_suffix_list *list,
                   struct public_suffix_cache *cache, tamis_slice name);
enum public_suffix_place
public_suffix_find_cut(const struct public_suffix_list *list,
                       struct public_suffix_cache *cache,
                       const struct public_suffix_cut *cut);

#endif

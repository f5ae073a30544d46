/* SPDX-License-Identifier: BSD-2-Clause */
/* Examples of rejected statements, for the report; never for the file. */
#ifndef TAMIS_COMPILE_REJECTION_LIST_H
#define TAMIS_COMPILE_REJECTION_LIST_H

#include "base/arena.h"

#include <tamis/compile.h>

/* Of each reason of each feed. */
#define REJECTION_EXAMPLES 5u
/* Bytes of a value that are shown, before control bytes are escaped. */
#define REJECTION_VALUE_SIZE 200u

struct rejection_list {
    const tamis_allocator *allocator;
    struct arena arena;
    tamis_rejection *items;
    size_t count, capacity;
    uint64_t *numbers; /* of the statements, in the order they came */
    size_t number_capacity;
    tamis_slice last_file; /* most examples of a feed share one */
};

void rejection_list_init(struct rejection_list *list,
                         const tamis_allocator *allocator);
void rejection_list_release(struct rejection_list *list);
/* Copies an example. Its message may be empty: then it is what the reason
 * means. Errors: MEMORY. */
tamis_status rejection_list_add(struct rejection_list *list,
                                const tamis_rejection *rejection,
                                uint64_t number);
/* Adds one as it is: its text must live as long as the list. */
tamis_status rejection_list_append(struct rejection_list *list,
                                   const tamis_rejection *rejection,
                                   uint64_t number);

#endif

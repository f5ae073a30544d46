/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"
#include "base/memory.h"
#include "compile/public_suffix.h"

#include <tamis/indicator.h>
#include <tamis/suffix.h>

#include <string.h>

struct tamis_suffix_list {
    tamis_allocator allocator;
    struct public_suffix_list *rules;
};

tamis_status tamis_suffix_list_open(tamis_suffix_list **list, const char *path,
                                    const tamis_allocator *allocator,
                                    tamis_error *error)
{
    tamis_allocator chosen = memory_choose(allocator);
    tamis_suffix_list *made = memory_allocate_array(&chosen, 1, sizeof *made);
    tamis_status status;

    *list = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    made->allocator = chosen;
    status = public_suffix_open(&made->rules, &made->allocator, path, 0, error);
    if (status != TAMIS_OK) {
        tamis_suffix_list_close(made);
        return status;
    }
    *list = made;
    return TAMIS_OK;
}

void tamis_suffix_list_close(tamis_suffix_list *list)
{
    tamis_allocator allocator;

    if (!list)
        return;
    allocator = list->allocator;
    public_suffix_close(list->rules);
    memory_release(&allocator, list);
}

int tamis_suffix_list_covers(const tamis_suffix_list *list, const char *name,
                             size_t name_size)
{
    char copy[TAMIS_DOMAIN_SIZE_MAX + 1];

    if (name_size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    memcpy(copy, name, name_size);
    copy[name_size] = '\0';
    return public_suffix_is_known(list->rules, copy);
}

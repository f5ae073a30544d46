/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/public_suffix.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

#include <tamis/indicator.h>

#include <errno.h>
#include <libpsl.h>
#include <stdbool.h>
#include <string.h>

/* Parents that were asked for lately: most names have one of a few. */
#define PARENT_COUNT 256u
#define PARENT_SIZE  62u

struct parent {
    bool is_suffix;
    uint8_t size;
    char name[PARENT_SIZE];
};

struct public_suffix_list {
    const tamis_allocator *allocator;
    psl_ctx_t *psl;
    struct parent parents[PARENT_COUNT];
};

static tamis_status tell_missing(const char *path, tamis_error *error)
{
    if (path)
        return error_set_system(error, errno ? errno : EINVAL,
                                "cannot read the public suffix list %s", path);
    return error_set_system(error, ENOENT,
                            "there is no public suffix list on this system; "
                            "install one (Debian: publicsuffix)");
}

tamis_status public_suffix_open(struct public_suffix_list **list,
                                const tamis_allocator *allocator,
                                const char *path, tamis_error *error)
{
    struct public_suffix_list *made =
        memory_allocate_array(allocator, 1, sizeof *made);

    *list = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    made->allocator = allocator;
    errno = 0;
    made->psl = path ? psl_load_file(path) : psl_latest(NULL);
    if (!made->psl) {
        tamis_status status = tell_missing(path, error);

        memory_release(allocator, made);
        return status;
    }
    *list = made;
    return TAMIS_OK;
}

void public_suffix_close(struct public_suffix_list *list)
{
    if (!list)
        return;
    psl_free(list->psl);
    memory_release(list->allocator, list);
}

static bool is_suffix_parent(struct public_suffix_list *list, const char *name,
                             size_t size)
{
    struct parent *parent;

    if (size > PARENT_SIZE)
        return psl_is_public_suffix(list->psl, name);
    parent = &list->parents[hash_bytes(name, size, 0) % PARENT_COUNT];
    if (parent->size != size || memcmp(parent->name, name, size) != 0) {
        parent->is_suffix = psl_is_public_suffix(list->psl, name);
        parent->size = (uint8_t)size;
        memcpy(parent->name, name, size);
    }
    return parent->is_suffix;
}

enum public_suffix_place public_suffix_find(struct public_suffix_list *list,
                                            tamis_slice name)
{
    char text[TAMIS_DOMAIN_SIZE_MAX + 1];
    const char *dot;

    if (name.size == 0 || name.size >= sizeof text)
        return PUBLIC_SUFFIX_DEEPER;
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    if (psl_is_public_suffix(list->psl, text))
        return psl_is_public_suffix2(list->psl, text, PSL_TYPE_ICANN)
                   ? PUBLIC_SUFFIX_ICANN
                   : PUBLIC_SUFFIX_PRIVATE;
    dot = memchr(text, '.', name.size);
    if (dot &&
        is_suffix_parent(list, dot + 1, name.size - (size_t)(dot + 1 - text)))
        return PUBLIC_SUFFIX_REGISTRABLE;
    return PUBLIC_SUFFIX_DEEPER;
}

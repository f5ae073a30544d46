/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/public_suffix.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "compile/suffix_sieve.h"

#include <tamis/indicator.h>

#include <errno.h>
#include <libpsl.h>
#include <sys/stat.h>

/* Parents that were asked for lately: most names have one of a few. */
#define PARENT_COUNT 256u
#define PARENT_SIZE  62u
#define PATH_SIZE    256u

struct parent {
    bool is_suffix;
    uint8_t size;
    char name[PARENT_SIZE];
};

struct public_suffix_list {
    const tamis_allocator *allocator;
    psl_ctx_t *psl;
    bool is_sieved;
    struct suffix_sieve sieve;
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

/* The system's list as text, which libpsl's packed form beside it was made of;
 * NULL when it is not there, or older than what libpsl has built in. */
static const char *find_text(char path[PATH_SIZE])
{
    static const char packed[] = ".dafsa", text[] = ".dat";
    tamis_slice file = slice_text(psl_dist_filename());
    struct stat facts;
    size_t stem;

    if (!slice_ends(file, packed) || file.size >= PATH_SIZE)
        return NULL;
    stem = file.size - (sizeof packed - 1);
    memcpy(path, file.data, stem);
    memcpy(path + stem, text, sizeof text);
    if (stat(path, &facts) != 0 || facts.st_mtime < psl_builtin_file_time())
        return NULL;
    return path;
}

/* Both counted the rules of a text: they have read the same ones. Top levels
 * are counted by some versions of libpsl. */
static bool is_complete(const struct public_suffix_list *list)
{
    const struct suffix_sieve *sieve = &list->sieve;
    int counted = psl_suffix_count(list->psl);
    int plain = sieve->rules + sieve->wildcards;

    return (counted == plain || counted == plain + sieve->top_levels) &&
           psl_suffix_wildcard_count(list->psl) == sieve->wildcards &&
           psl_suffix_exception_count(list->psl) == sieve->exceptions;
}

static tamis_status make_sieve(struct public_suffix_list *list,
                               const char *path)
{
    tamis_status status =
        suffix_sieve_open(&list->sieve, list->allocator, path);

    if (status == TAMIS_ERROR_MEMORY)
        return status;
    list->is_sieved = status == TAMIS_OK && is_complete(list);
    return TAMIS_OK;
}

static tamis_status load(struct public_suffix_list *list, const char *path,
                         tamis_error *error)
{
    char text[PATH_SIZE];
    const char *chosen = path ? path : find_text(text);

    errno = 0;
    if (chosen)
        list->psl = psl_load_file(chosen);
    if (!list->psl && !path)
        list->psl = psl_latest(NULL);
    if (!list->psl)
        return tell_missing(path, error);
    if (chosen && make_sieve(list, chosen) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    return TAMIS_OK;
}

tamis_status public_suffix_open(struct public_suffix_list **list,
                                const tamis_allocator *allocator,
                                const char *path, tamis_error *error)
{
    struct public_suffix_list *made =
        memory_allocate_array(allocator, 1, sizeof *made);
    tamis_status status;

    *list = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    made->allocator = allocator;
    status = load(made, path, error);
    if (status != TAMIS_OK) {
        public_suffix_close(made);
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
    suffix_sieve_close(&list->sieve);
    memory_release(list->allocator, list);
}

bool public_suffix_is_sieved(const struct public_suffix_list *list)
{
    return list->is_sieved;
}

static bool ask_of_parent(struct public_suffix_list *list, const char *name,
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

/* Is libpsl to be asked? Rules in other scripts are not in the sieve, and a
 * top level without a rule is a suffix too. */
static bool is_asked(const struct public_suffix_list *list, tamis_slice name,
                     bool is_foreign)
{
    return !list->is_sieved || is_foreign ||
           slice_find(name, '.') == SIZE_MAX ||
           suffix_sieve_holds(&list->sieve, name);
}

enum public_suffix_place public_suffix_find(struct public_suffix_list *list,
                                            tamis_slice name)
{
    bool is_foreign = slice_find_text(name, "xn--") != SIZE_MAX;
    char text[TAMIS_DOMAIN_SIZE_MAX + 1];
    tamis_slice parent;

    if (name.size == 0 || name.size >= sizeof text)
        return PUBLIC_SUFFIX_DEEPER;
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    if (is_asked(list, name, is_foreign) &&
        psl_is_public_suffix(list->psl, text))
        return psl_is_public_suffix2(list->psl, text, PSL_TYPE_ICANN)
                   ? PUBLIC_SUFFIX_ICANN
                   : PUBLIC_SUFFIX_PRIVATE;
    parent = slice_from(slice_make(text, name.size), slice_find(name, '.'));
    parent = slice_from(parent, 1);
    if (parent.size > 0 && is_asked(list, parent, is_foreign) &&
        ask_of_parent(list, parent.data, parent.size))
        return PUBLIC_SUFFIX_REGISTRABLE;
    return PUBLIC_SUFFIX_DEEPER;
}

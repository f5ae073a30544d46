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

#define PATH_SIZE 256u

struct public_suffix_list {
    const tamis_allocator *allocator;
    psl_ctx_t *psl;
    bool is_sieved;
    struct suffix_sieve sieve;
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

/* libpsl takes any top level for a suffix, by the rule "*". */
static bool knows_every_top_level(const struct public_suffix_list *list)
{
    return psl_is_public_suffix(list->psl, "com") &&
           psl_is_public_suffix(list->psl, "no-top-level-of-this-name");
}

static tamis_status make_sieve(struct public_suffix_list *list,
                               const char *path, uint64_t seed)
{
    tamis_status status =
        suffix_sieve_open(&list->sieve, list->allocator, path, seed);

    if (status == TAMIS_ERROR_MEMORY)
        return status;
    list->is_sieved =
        status == TAMIS_OK && is_complete(list) && knows_every_top_level(list);
    return TAMIS_OK;
}

static tamis_status load(struct public_suffix_list *list, const char *path,
                         uint64_t seed, tamis_error *error)
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
    if (chosen && make_sieve(list, chosen, seed) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    return TAMIS_OK;
}

tamis_status public_suffix_open(struct public_suffix_list **list,
                                const tamis_allocator *allocator,
                                const char *path, uint64_t seed,
                                tamis_error *error)
{
    struct public_suffix_list *made =
        memory_allocate_array(allocator, 1, sizeof *made);
    tamis_status status;

    *list = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the public suffix list");
    made->allocator = allocator;
    status = load(made, path, seed, error);
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

bool public_suffix_is_known(const struct public_suffix_list *list,
                            const char *name)
{
    const char *dot;

    /* A name that is a suffix itself is no name under one. */
    while ((dot = strchr(name, '.'))) {
        name = dot + 1;
        if (psl_is_public_suffix2(list->psl, name,
                                  PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE))
            return true;
    }
    return false;
}

bool public_suffix_is_sieved(const struct public_suffix_list *list)
{
    return list->is_sieved;
}

static bool ask_of_parent(const struct public_suffix_list *list,
                          struct public_suffix_cache *cache, const char *name,
                          size_t size)
{
    struct public_suffix_parent *parent;

    if (size > PUBLIC_SUFFIX_PARENT_SIZE)
        return psl_is_public_suffix(list->psl, name);
    parent = &cache->parents[hash_bytes(name, size, 0) % PUBLIC_SUFFIX_PARENTS];
    if (parent->size != size || memcmp(parent->name, name, size) != 0) {
        parent->is_suffix = psl_is_public_suffix(list->psl, name);
        parent->size = (uint8_t)size;
        memcpy(parent->name, name, size);
    }
    return parent->is_suffix;
}

/* Asks libpsl about the name, about its parent, or about both. */
static enum public_suffix_place ask(const struct public_suffix_list *list,
                                    struct public_suffix_cache *cache,
                                    tamis_slice name, size_t parent_size,
                                    struct suffix_sieve_answer doubt)
{
    char text[TAMIS_DOMAIN_SIZE_MAX + 1];

    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    if (doubt.may_be_suffix && psl_is_public_suffix(list->psl, text))
        return psl_is_public_suffix2(list->psl, text, PSL_TYPE_ICANN)
                   ? PUBLIC_SUFFIX_ICANN
                   : PUBLIC_SUFFIX_PRIVATE;
    if (doubt.may_be_under_suffix && parent_size > 0 &&
        ask_of_parent(list, cache, text + name.size - parent_size, parent_size))
        return PUBLIC_SUFFIX_REGISTRABLE;
    return PUBLIC_SUFFIX_DEEPER;
}

enum public_suffix_place
public_suffix_find_cut(const struct public_suffix_list *list,
                       struct public_suffix_cache *cache,
                       const struct public_suffix_cut *cut)
{
    struct suffix_sieve_answer doubt = {true, true};

    /* Rules in other scripts are not in the sieve. */
    if (!list->is_sieved || cut->is_foreign)
        return ask(list, cache, cut->name, cut->parent_size, doubt);
    doubt = suffix_sieve_ask(&list->sieve, cut->name, cut->parent_size,
                             cut->next_size);
    /* The parent is a top level, and these are suffixes all. */
    if (cut->next_size == 0)
        doubt.may_be_under_suffix = true;
    if (cut->next_size == 0 && !doubt.may_be_suffix)
        return PUBLIC_SUFFIX_REGISTRABLE;
    if (!doubt.may_be_suffix && !doubt.may_be_under_suffix)
        return PUBLIC_SUFFIX_DEEPER;
    return ask(list, cache, cut->name, cut->parent_size, doubt);
}

/* Bytes behind the first dot; 0 when there is none. */
static size_t size_behind_dot(const char *text, size_t size)
{
    const char *dot = memchr(text, '.', size);

    return dot ? size - (size_t)(dot - text) - 1 : 0;
}

enum public_suffix_place
public_suffix_find(const struct public_suffix_list *list,
                   struct public_suffix_cache *cache, tamis_slice name)
{
    static const struct suffix_sieve_answer doubt = {true, true};
    char text[PUBLIC_SUFFIX_FRONT + TAMIS_DOMAIN_SIZE_MAX] = {0};
    const char *end = text + PUBLIC_SUFFIX_FRONT + name.size;
    struct public_suffix_cut cut = {.name = name};

    if (name.size == 0 || name.size > TAMIS_DOMAIN_SIZE_MAX)
        return PUBLIC_SUFFIX_DEEPER;
    memcpy(text + PUBLIC_SUFFIX_FRONT, name.data, name.size);
    cut.name.data = text + PUBLIC_SUFFIX_FRONT;
    cut.parent_size = size_behind_dot(cut.name.data, name.size);
    cut.next_size = size_behind_dot(end - cut.parent_size, cut.parent_size);
    cut.is_foreign = slice_find_text(name, "xn--") != SIZE_MAX;
    return cut.parent_size ? public_suffix_find_cut(list, cache, &cut)
                           : ask(list, cache, name, 0, doubt);
}

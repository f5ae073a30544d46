/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/public_suffix.h"

#include "base/error.h"

#include <tamis/indicator.h>

#include <errno.h>
#include <libpsl.h>
#include <string.h>

/* libpsl's own handle, under a name that says what it is here. */
static const psl_ctx_t *handle(const struct public_suffix_list *list)
{
    return (const psl_ctx_t *)(const void *)list;
}

tamis_status public_suffix_open(struct public_suffix_list **list,
                                const char *path, tamis_error *error)
{
    psl_ctx_t *opened;

    *list = NULL;
    errno = 0;
    opened = path ? psl_load_file(path) : psl_latest(NULL);
    if (!opened && path)
        return error_set_system(error, errno ? errno : EINVAL,
                                "cannot read the public suffix list %s", path);
    if (!opened)
        return error_set_system(error, ENOENT,
                                "there is no public suffix list on this "
                                "system; install one (Debian: publicsuffix)");
    *list = (struct public_suffix_list *)(void *)opened;
    return TAMIS_OK;
}

void public_suffix_close(struct public_suffix_list *list)
{
    psl_free((psl_ctx_t *)(void *)list);
}

enum public_suffix_place
public_suffix_find(const struct public_suffix_list *list, tamis_slice name)
{
    char text[TAMIS_DOMAIN_SIZE_MAX + 1];
    const char *registrable;

    if (name.size == 0 || name.size >= sizeof text)
        return PUBLIC_SUFFIX_DEEPER;
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    registrable = psl_registrable_domain(handle(list), text);
    if (registrable)
        return registrable == text ? PUBLIC_SUFFIX_REGISTRABLE
                                   : PUBLIC_SUFFIX_DEEPER;
    return psl_is_public_suffix2(handle(list), text, PSL_TYPE_ICANN)
               ? PUBLIC_SUFFIX_ICANN
               : PUBLIC_SUFFIX_PRIVATE;
}

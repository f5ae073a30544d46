/* SPDX-License-Identifier: BSD-2-Clause */
/* Host suffixes and path prefixes, after Safe Browsing v4. */
#include "indicator/url.h"

#include "base/slice.h"
#include "indicator/address.h"

#define LABEL_COUNT_MAX  5u
#define PREFIX_COUNT_MAX 4u

static void list_hosts(struct url_expressions *walk, tamis_slice host)
{
    size_t label_count = 1;

    walk->hosts[walk->host_count++] = host;
    if (slice_starts(host, "[") || address_is_number(host))
        return;
    for (size_t i = 0; i < host.size; i++)
        label_count += host.data[i] == '.';
    while (label_count > 2) {
        host = slice_from(host, slice_find(host, '.') + 1);
        label_count--;
        if (label_count <= LABEL_COUNT_MAX &&
            walk->host_count < LABEL_COUNT_MAX)
            walk->hosts[walk->host_count++] = host;
    }
}

static void list_paths(struct url_expressions *walk, tamis_slice path,
                       tamis_slice rest)
{
    size_t prefix_count = 0;

    if (rest.size > path.size)
        walk->paths[walk->path_count++] = rest;
    walk->paths[walk->path_count++] = path;
    for (size_t i = 0; i + 1 < path.size && prefix_count < PREFIX_COUNT_MAX;
         i++) {
        if (path.data[i] != '/')
            continue;
        walk->paths[walk->path_count++] = slice_first(path, i + 1);
        prefix_count++;
    }
}

void url_expressions_begin(struct url_expressions *walk, tamis_slice key)
{
    struct url_key_parts parts = url_key_split(key);

    walk->host_count = walk->path_count = walk->next = 0;
    if (parts.host.size == 0 || parts.path.size == 0)
        return;
    list_hosts(walk, parts.host);
    list_paths(walk, parts.path, parts.rest);
}

size_t url_expressions_next(struct url_expressions *walk,
                            char expression[TAMIS_KEY_SIZE_MAX])
{
    tamis_slice host, path;

    while (walk->next < walk->host_count * walk->path_count) {
        host = walk->hosts[walk->next / walk->path_count];
        path = walk->paths[walk->next % walk->path_count];
        walk->next++;
        if (host.size + path.size > TAMIS_KEY_SIZE_MAX)
            continue;
        memcpy(expression, host.data, host.size);
        memcpy(expression + host.size, path.data, path.size);
        return host.size + path.size;
    }
    return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <string.h>

static const struct {
    const char *name;
    uint32_t flags;
} ways[PAGES_COUNT] = {
    {"map", 0},
    {"copy", TAMIS_DATABASE_COPY},
#ifdef TAMIS_DATABASE_HUGE_PAGES
    {"huge", TAMIS_DATABASE_HUGE_PAGES},
#endif
};

const char *pages_name(enum pages pages)
{
    return ways[pages].name;
}

bool pages_find(enum pages *pages, const char *name, size_t name_size)
{
    for (unsigned i = 0; i < PAGES_COUNT; i++)
        if (strlen(ways[i].name) == name_size &&
            !memcmp(ways[i].name, name, name_size)) {
            *pages = (enum pages)i;
            return true;
        }
    return false;
}

uint32_t pages_flags(enum pages pages)
{
    return ways[pages].flags;
}

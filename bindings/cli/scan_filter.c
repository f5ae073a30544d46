/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_filter.h"

#include "message.h"

#include <string.h>

int scan_filter_take_kinds(struct scan_filter *filter, const char *names)
{
    size_t size;

    for (;; names += size + 1) {
        tamis_kind kind;

        size = strcspn(names, ",");
        kind = tamis_kind_find(names, size);
        if (kind == TAMIS_KIND_AUTO)
            return message_usage("--only-kind: '%.*s' is no kind of "
                                 "indicator; docs/KINDS.md lists them",
                                 (int)size, names);
        filter->kinds[kind] = true;
        filter->has_kinds = true;
        if (names[size] == '\0')
            return 0;
    }
}

bool scan_filter_wants(const struct scan_filter *filter, const tamis_hit *hit)
{
    return new_records_have(&filter->news, hit->record) &&
           (!filter->has_kinds ||
            (hit->kind < TAMIS_KIND_COUNT && filter->kinds[hit->kind]));
}
